/* SPDX-License-Identifier: EUPL-1.2 */
/* One cell of a replies board: an answer sealed for one reporter; PROTOCOL.md section 8. */

#ifndef VRIJUIT_REPLY_H
#define VRIJUIT_REPLY_H

#include <stddef.h>
#include <stdint.h>

#include <vrijuit/content.h>
#include <vrijuit/record.h>
#include <vrijuit/status.h>
#include <vrijuit/suite.h>

#define VR_REPLY_SIZE 4096U
/* Room for the padded content of any suite. */
#define VR_REPLY_PLAIN_MAX 4016U
#define VR_REPLY_PARTS_MAX 64U /* that we write */

/* One part of an answer. Secret. */
struct vr_reply {
    uint8_t to[VR_REPORT_ID_SIZE]; /* id of the report */
    uint32_t part;                 /* from 1 */
    uint32_t parts;
    char text[VR_REPLY_PLAIN_MAX];
};

/* Compact JSON, not terminated, into room for VR_REPLY_PLAIN_MAX bytes. VR_FULL when it is longer
 * than a cell of the suite holds; VR_MALFORMED for text that is empty, no UTF-8, or has control
 * characters other than line feed and tab. */
enum vr_status vr_reply_encode(uint8_t *out, size_t *len, const struct vr_suite *suite,
                               const struct vr_reply *reply) VR_MUST_CHECK;

/* VR_MALFORMED when the rules are broken: members, 1 <= part <= parts. The text may have control
 * characters: who shows it makes them harmless. */
enum vr_status vr_reply_decode(struct vr_reply *reply, const void *bytes, size_t len,
                               struct vr_why *why) VR_MUST_CHECK;

/* Part number `part` (from 1) of text that is split so that every part fits in a cell of the suite:
 * between words where it can, never inside a code point. *parts is their number. VR_FULL when there
 * are more than VR_REPLY_PARTS_MAX; VR_MALFORMED as vr_reply_encode, or when there is no such part.
 * reply->to is left as it is. */
enum vr_status vr_reply_split(struct vr_reply *reply, const struct vr_suite *suite,
                              const char *text, uint32_t part) VR_MUST_CHECK;

/* Seal encoded content for a reply public key, for the board of that round. random has
 * suite->random_len bytes. VR_FULL; VR_UNVERIFIED when the KEM refuses the key. */
enum vr_status vr_reply_seal(uint8_t cell[static VR_REPLY_SIZE], const struct vr_suite *suite,
                             const uint8_t *reply_public, uint32_t round, const void *content,
                             size_t content_len, const uint8_t *random) VR_MUST_CHECK;

/* A filling cell: empty content, to a fresh key whose seed is wiped at once. VR_MEMORY. */
enum vr_status vr_reply_fill(uint8_t cell[static VR_REPLY_SIZE], const struct vr_suite *suite,
                             uint32_t round) VR_MUST_CHECK;

/* Open with a reply pair (vr_council_pair_init of vr_codename_reply_seed). VR_FOREIGN: another's.
 * VR_UNVERIFIED: for this key, but damaged. content has room for VR_REPLY_PLAIN_MAX bytes. */
enum vr_status vr_reply_open(uint8_t *content, size_t *content_len,
                             const struct vr_council_pair *pair,
                             const uint8_t cell[static VR_REPLY_SIZE],
                             uint32_t round) VR_MUST_CHECK;

#endif
