/* SPDX-License-Identifier: EUPL-1.2 */
/* The law: what is read, written and read again is the same document. */
#include <vrijuit/json.h>

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    json_t *document = NULL, *again = NULL;
    char *text = NULL;
    size_t len;

    if (vr_json_load(&document, data, size, NULL) != VR_OK) {
        return 0;
    }
    if (vr_json_dump(&text, &len, document) != VR_OK ||
        vr_json_load(&again, text, len, NULL) != VR_OK || !json_equal(document, again)) {
        abort();
    }
    free(text);
    json_decref(again);
    json_decref(document);

    return 0;
}
