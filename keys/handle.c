/* SPDX-License-Identifier: EUPL-1.2 */
#include "handle.h"

#include <ctype.h>
#include <string.h>

#include <sodium.h>

#define LABEL  "vrijuit dossier handle v1"
#define DIGITS (HANDLE_SIZE - 2)
#define MIDDLE (DIGITS / 2)

void
handle_of(char handle[static HANDLE_SIZE], const uint8_t key[static 32],
          const uint8_t id[static VR_REPORT_ID_SIZE])
{
    /* Without those that people read as another. */
    static const char letters[33] = "0123456789abcdefghjkmnpqrstvwxyz";
    uint8_t message[sizeof LABEL + VR_REPORT_ID_SIZE];
    uint8_t hash[crypto_generichash_BYTES];
    size_t at = 0;

    memcpy(message, LABEL, sizeof LABEL);
    memcpy(message + sizeof LABEL, id, VR_REPORT_ID_SIZE);
    crypto_generichash(hash, sizeof hash, message, sizeof message, key, 32);
    for (size_t i = 0; i < DIGITS; i++) {
        if (i == MIDDLE) {
            handle[at++] = '-';
        }
        handle[at++] = letters[hash[i] % 32];
    }
    handle[at] = '\0';
}

/* As handle_of writes it; false when it cannot be one. */
static bool
normalise(char handle[static HANDLE_SIZE], const char *text)
{
    size_t at = 0;

    for (; *text != '\0'; text++) {
        if (*text == '-' || *text == ' ') {
            continue;
        }
        if (at == MIDDLE) {
            handle[at++] = '-';
        }
        if (at == HANDLE_SIZE - 1) {
            return false;
        }
        handle[at++] = (char) tolower((unsigned char) *text);
    }
    handle[at] = '\0';

    return at == HANDLE_SIZE - 1;
}

const struct dossier_report *
handle_find(const struct reports *reports, const uint8_t key[static 32], const char *text)
{
    const struct dossier_report *found = NULL;
    char wanted[HANDLE_SIZE];
    char handle[HANDLE_SIZE];

    if (!normalise(wanted, text)) {
        return NULL;
    }
    for (size_t i = 0; i < reports->count; i++) {
        const struct dossier_report *report = &reports->list[i];

        handle_of(handle, key, report->content.id);
        if (report->content.kind != VR_REPORT || strcmp(handle, wanted) != 0) {
            continue;
        }
        if (found != NULL) {
            return NULL;
        }
        found = report;
    }

    return found;
}
