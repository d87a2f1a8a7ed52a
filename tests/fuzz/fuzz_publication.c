/* SPDX-License-Identifier: EUPL-1.2 */
/* An earlier feedback report in the dossier: whatever decodes encodes to the same. */
#include <stdlib.h>

#include <vrijuit/json.h>

#include "publication.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct publication *publication = NULL;
    json_t *body = NULL;
    json_t *again;

    if (vr_json_load(&body, data, size, NULL) != VR_OK) {
        return 0;
    }
    if (publication_decode(&publication, body, NULL) == VR_OK) {
        again = publication_encode(publication);
        if (again == NULL || !json_equal(body, again)) {
            abort();
        }
        json_decref(again);
        publication_free(publication);
    }
    json_decref(body);

    return 0;
}
