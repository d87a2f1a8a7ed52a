/* SPDX-License-Identifier: EUPL-1.2 */
/* What is accepted normalises to itself; what is refused leaves the output alone and has a reason.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <vrijuit/codename.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char codename[VR_CODENAME_SIZE] = "";
    char again[VR_CODENAME_SIZE];
    char *typed = malloc(size + 1);
    struct vr_why why = { "" };

    if (typed == NULL) {
        return 0;
    }
    memcpy(typed, data, size);
    typed[size] = '\0';
    if (vr_codename_normalise(codename, typed, &why) == VR_OK) {
        if (vr_codename_normalise(again, codename, &why) != VR_OK || strcmp(again, codename) != 0) {
            abort();
        }
    } else if (codename[0] != '\0' || why.text[0] == '\0') {
        abort();
    }
    free(typed);

    return 0;
}
