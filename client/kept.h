/* SPDX-License-Identifier: EUPL-1.2 */
/* What must be kept of a report so that its writer, and nobody else, can send it again: sealed
 * under a key that only the codename gives, and of one size, so that it looks like chance;
 * PROTOCOL.md section 8 says what sending again takes. */

#ifndef KEPT_H
#define KEPT_H

#include <stddef.h>
#include <stdint.h>

#include <vrijuit/codename.h>
#include <vrijuit/form.h>
#include <vrijuit/record.h>
#include <vrijuit/status.h>

#define KEPT_SIZE (24U + 48U + VR_CONTENT_MAX + 16U) /* nonce, plaintext, tag */

/* Secret memory, from kept_new. */
struct kept {
    char council[VR_ID_MAX + 1];
    uint32_t index; /* of its locator */
    uint32_t round; /* in which it was sent, or may have been at the latest */
    size_t content_len;
    char content[VR_CONTENT_MAX];
};

enum vr_status kept_new(struct kept **out, struct vr_why *why) VR_MUST_CHECK;
void kept_free(struct kept *kept);

/* VR_MEMORY; the content must not be longer than it can be. */
enum vr_status kept_seal(uint8_t sealed[static KEPT_SIZE], const struct kept *kept,
                         const uint8_t root[static VR_ROOT_SIZE]) VR_MUST_CHECK;

/* VR_FOREIGN: of another codename, or nothing at all. VR_MALFORMED: ours, but damaged. */
enum vr_status kept_open(struct kept *kept, const uint8_t sealed[static KEPT_SIZE],
                         const uint8_t root[static VR_ROOT_SIZE]) VR_MUST_CHECK;

#endif
