/* SPDX-License-Identifier: EUPL-1.2 */
/* What stands inside a record: JSON of a report, a follow-up or cover; PROTOCOL.md section 4. */

#ifndef VRIJUIT_CONTENT_H
#define VRIJUIT_CONTENT_H

#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include <vrijuit/codename.h>
#include <vrijuit/record.h>
#include <vrijuit/status.h>
#include <vrijuit/suite.h>

#define VR_REPORT_ID_SIZE 16U

enum vr_kind {
    VR_REPORT,
    VR_FOLLOW_UP,
    VR_COVER,
};

/* Cover has only kind and id. answers is owned by the struct: a follow-up has the one member text.
 * answers need not fit the form: vr_form_answer judges each. */
struct vr_content {
    enum vr_kind kind;
    uint8_t id[VR_REPORT_ID_SIZE];
    enum vr_lang lang;
    uint8_t circle[32];
    json_t *answers;
    uint8_t reply[VR_SUITE_PUBLIC_MAX];
    size_t reply_len;
};

/* Compact JSON, members in the order of the table. VR_FULL when it is longer than VR_CONTENT_MAX.
 * *out is malloced; the caller wipes and frees it. */
enum vr_status vr_content_encode(char **out, size_t *len,
                                 const struct vr_content *content) VR_MUST_CHECK;

/* VR_MALFORMED when the rules of the table are broken (the record is unreadable). On success the
 * caller calls vr_content_wipe. suite fixes the length of reply. */
enum vr_status vr_content_decode(struct vr_content *content, const struct vr_suite *suite,
                                 const void *bytes, size_t len, struct vr_why *why) VR_MUST_CHECK;

void vr_content_wipe(struct vr_content *content);

#endif
