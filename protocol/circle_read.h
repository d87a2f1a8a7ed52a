/* SPDX-License-Identifier: EUPL-1.2 */
/* Readers of parts of circle.json, shared by the files that read it. */

#ifndef CIRCLE_READ_H
#define CIRCLE_READ_H

#include <vrijuit/circle.h>

/* Member name of object as an unsigned 32-bit number of at least lowest. */
enum vr_status circle_read_u32(uint32_t *out, const json_t *object, const char *name,
                               uint32_t lowest, struct vr_why *why) VR_MUST_CHECK;

/* Member name of object as a list, borrowed. */
enum vr_status circle_read_list(const json_t **list, const json_t *object, const char *name,
                                struct vr_why *why) VR_MUST_CHECK;

/* Each text of list as 32 bytes of base64, into out that has a row for each. */
enum vr_status circle_read_rows(uint8_t (*out)[32], const json_t *list, const char *name,
                                struct vr_why *why) VR_MUST_CHECK;

/* The members `councils`, `hops`, `earlier` and `tokens` of the document. On failure the circle
 * keeps what was read, for vr_circle_free. */
enum vr_status circle_read_councils(struct vr_circle *circle, struct vr_why *why) VR_MUST_CHECK;
enum vr_status circle_read_hops(struct vr_circle *circle, struct vr_why *why) VR_MUST_CHECK;
enum vr_status circle_read_earlier(struct vr_circle *circle, struct vr_why *why) VR_MUST_CHECK;
enum vr_status circle_read_tokens(struct vr_circle *circle, struct vr_why *why) VR_MUST_CHECK;

void circle_free_councils(struct vr_circle *circle);

#endif
