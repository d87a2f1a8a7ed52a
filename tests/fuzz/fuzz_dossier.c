/* SPDX-License-Identifier: EUPL-1.2 */
/* The records inside a dossier, and the file that describes its sharing: whatever decodes encodes
 * to a text that decodes to the same. */
#include <stdlib.h>
#include <string.h>

#include <vrijuit/secret.h>

#include "dossier.h"
#include "dossier_record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
encode(char **text, size_t *len, const struct dossier_record *record)
{
    char *content = NULL;
    size_t content_len = 0;

    if (record->is_state) {
        if (dossier_state_encode(text, len, &record->state) != VR_OK) {
            abort();
        }
        return;
    }
    if (vr_content_encode(&content, &content_len, &record->report.content) != VR_OK ||
        dossier_report_encode(text, len, &record->report, content, content_len) != VR_OK) {
        abort();
    }
    free(content);
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
