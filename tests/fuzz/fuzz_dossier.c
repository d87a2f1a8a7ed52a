/* SPDX-License-Identifier: EUPL-1.2 */
/* The records inside a dossier, and the file that describes its sharing: whatever decodes encodes
 * to a text that decodes to the same. */
#include <stdlib.h>
#include <string.h>

#include <vrijuit/secret.h>

#include "dossier.h"
#include "dossier_record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static enum vr_status
encode_report(char **text, size_t *len, const struct dossier_report *report)
{
    char *content = NULL;
    size_t content_len = 0;
    enum vr_status status = vr_content_encode(&content, &content_len, &report->content);

    if (status == VR_OK) {
        status = dossier_report_encode(text, len, report, content, content_len);
    }
    free(content);

    return status;
}

static enum vr_status
encode_kind(char **text, size_t *len, const struct dossier_record *record)
{
    switch (record->kind) {
    case DOSSIER_REPORT:
        return encode_report(text, len, &record->report);
    case DOSSIER_STATE:
        return dossier_state_encode(text, len, &record->state);
    case DOSSIER_MARK:
        return dossier_mark_encode(text, len, &record->mark);
    case DOSSIER_REPLY:
        return dossier_reply_encode(text, len, &record->reply);
    case DOSSIER_BOARD:
        return dossier_board_encode(text, len, &record->board);
    case DOSSIER_STATISTICS:
        return dossier_statistics_encode(text, len, record->statistics);
    }

    return VR_MALFORMED;
}

static void
encode(char **text, size_t *len, const struct dossier_record *record)
{
    if (encode_kind(text, len, record) != VR_OK) {
        abort();
    }
}

static void
try_record(const uint8_t *data, size_t size)
{
    struct dossier_record record, again;
    struct vr_why why;
    char *text, *text_again;
    size_t len, len_again;

    if (dossier_record_decode(&record, data, size, &why) != VR_OK) {
        return;
    }
    encode(&text, &len, &record);
    if (dossier_record_decode(&again, text, len, &why) != VR_OK) {
        abort();
    }
    encode(&text_again, &len_again, &again);
    if (len != len_again || memcmp(text, text_again, len) != 0) {
        abort();
    }
    free(text);
    free(text_again);
    dossier_record_wipe(&record);
    dossier_record_wipe(&again);
}

static void
try_sharing(const uint8_t *data, size_t size)
{
    struct vr_sharing sharing, again;
    struct vr_why why;
    char *text;
    size_t len;

    if (dossier_sharing_decode(&sharing, data, size, &why) != VR_OK) {
        return;
    }
    if (dossier_sharing_encode(&text, &len, &sharing) != VR_OK ||
        dossier_sharing_decode(&again, text, len, &why) != VR_OK ||
        memcmp(&sharing, &again, sizeof sharing) != 0) {
        abort();
    }
    free(text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    try_record(data, size);
    try_sharing(data, size);

    return 0;
}
