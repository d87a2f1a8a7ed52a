/* SPDX-License-Identifier: EUPL-1.2 */
/* P9: the same shares under a passphrase that costs nothing to try. Argon2 takes 256 MiB, which
 * would hide what the opening itself takes. */

#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include <vrijuit/keyfile.h>

#include "measure.h"

static uint8_t secret[VR_KEYFILE_SECRET];
static uint8_t sealed[VR_KEYFILE_MAX];

int
main(int argc, char *argv[])
{
    struct measure_option options[] = {
        { "shares", NULL }, { "passphrase", NULL }, { "output", NULL }, { NULL, NULL }
    };
    struct measure_file file;
    struct vr_why why = { 0 };
    uint8_t salt_nonce[40];
    const char *words;
    size_t secret_len;
    size_t len;
    FILE *output;

    measure_options(options, argc, argv);
    words = measure_text(&options[1]);
    measure_map(&file, measure_text(&options[0]));
    if (vr_keyfile_open(secret, &secret_len, VR_KEYFILE_SHARE, file.bytes, file.len, words,
                        strlen(words), &why) != VR_OK) {
        measure_stop("%s: %s", options[0].value, why.text);
    }
    randombytes_buf(salt_nonce, sizeof salt_nonce);
    if (vr_keyfile_seal(sealed, &len, VR_KEYFILE_SHARE, 1, 8, words, strlen(words), secret,
                        secret_len, salt_nonce) != VR_OK) {
        measure_stop("the shares cannot be sealed");
    }
    output = fopen(measure_text(&options[2]), "wex");
    if (output == NULL || fwrite(sealed, len, 1, output) != 1 || fclose(output) != 0) {
        measure_stop("%s: cannot be written", options[2].value);
    }

    return 0;
}
