/* SPDX-License-Identifier: EUPL-1.2 */
#include "receipts_list.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <vrijuit/bytes.h>
#include <vrijuit/json.h>

#define TEXT VR_B64_LEN(VR_LOCATOR_SIZE)
#define STEP (TEXT + 3U) /* quotes and a comma */

static const char begin[] = ",\"locators\":[";
static const char end[] = "]}";

/* Whether all that stands here is texts of the right length. A quote or a backslash inside of one
 * is no base64, and also as JSON the list would hold one of another length. */
static bool
is_row(const char *text, size_t len)
{
    if (len == 0) {
        return true;
    }
    if ((len + 1) % STEP != 0) {
        return false;
    }
    for (size_t at = 0; at < len; at += STEP) {
        if (text[at] != '"' || text[at + TEXT + 1] != '"' ||
            (at + STEP < len && text[at + STEP - 1] != ',')) {
            return false;
        }
    }

    return true;
}

/* As writers write it the list comes last, without spaces. Returns what stands before its first
 * text, 0 when it is written in another way. */
static size_t
find_row(struct receipts_list *list, const char *payload, size_t len)
{
    const char *found = memmem(payload, len, begin, sizeof begin - 1);
    const char *behind = payload + len - (sizeof end - 1);
    const char *text;

    *list = (struct receipts_list) { .text = NULL };
    if (found == NULL) {
        return 0;
    }
    text = found + sizeof begin - 1;
    if (text > behind || memcmp(behind, end, sizeof end - 1) != 0 ||
        !is_row(text, (size_t) (behind - text))) {
        return 0;
    }
    list->text = text;
    list->count = ((size_t) (behind - text) + 1) / STEP;

    return (size_t) (text - payload);
}

enum vr_status
receipts_list_load(struct receipts_list *list, json_t **json, const char *payload, size_t len,
                   struct vr_why *why)
{
    size_t frame_len = find_row(list, payload, len);
    enum vr_status status;
    char *frame;

    if (list->text == NULL) {
        return vr_json_load(json, payload, len, why);
    }
    frame = malloc(frame_len + sizeof end);
    if (frame == NULL) {
        return VR_MEMORY;
    }
    memcpy(frame, payload, frame_len);
    memcpy(frame + frame_len, end, sizeof end);
    status = vr_json_load(json, frame, frame_len + sizeof end - 1, why);
    free(frame);

    return status;
}

enum vr_status
receipts_list_get(uint8_t locator[static VR_LOCATOR_SIZE], const struct receipts_list *list,
                  size_t i)
{
    return vr_b64_decode(locator, VR_LOCATOR_SIZE, list->text + i * STEP + 1, TEXT);
}
