/* SPDX-License-Identifier: EUPL-1.2 */
/* The locators of a receipts payload, which are nearly all of it. Parsed as JSON each would take a
 * hundred bytes of memory, so they are read out of the text where they stand as writers write them.
 */

#ifndef RECEIPTS_LIST_H
#define RECEIPTS_LIST_H

#include <jansson.h>

#include <vrijuit/documents.h>

/* text is borrowed of the payload; NULL when the locators stand in the JSON. */
struct receipts_list {
    const char *text;
    size_t count;
};

/* The payload as JSON, in which the list is empty when it has text of its own. What is accepted and
 * read is the same as when all of it were parsed. On success the caller calls json_decref. */
enum vr_status receipts_list_load(struct receipts_list *list, json_t **json, const char *payload,
                                  size_t len, struct vr_why *why) VR_MUST_CHECK;

enum vr_status receipts_list_get(uint8_t locator[static VR_LOCATOR_SIZE],
                                 const struct receipts_list *list, size_t i) VR_MUST_CHECK;

#endif
