/* SPDX-License-Identifier: EUPL-1.2 */
/* The laws: a public key that is read is written back as the same key; no signature that we did not
 * make is good. */
#include <vrijuit/minisig.h>

#include <stdlib.h>
#include <string.h>

#include <sodium.h>
#include <vrijuit/bytes.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
try_public(const char *text, size_t len)
{
    char written[VR_MINISIG_PUB_MAX];
    uint8_t pk[32], again[32];

    if (vr_minisig_public_decode(pk, text, len, NULL) != VR_OK) {
        return;
    }
    vr_minisig_public_encode(written, pk);
    if (vr_minisig_public_decode(again, written, strlen(written), NULL) != VR_OK ||
        memcmp(pk, again, sizeof pk) != 0) {
        abort();
    }
}

static void
try_signature(const char *text, size_t len)
{
    static const uint8_t seed[32] = "a seed that is known to everyone";
    char comment[VR_MINISIG_COMMENT], ours[VR_MINISIG_MAX];
    uint8_t pk[32];
    enum vr_status status;

    vr_sign_public(pk, seed);
    status = vr_minisig_verify(comment, text, len, pk, "message", 7, NULL);
    if (status != VR_OK) {
        return;
    }
    if (vr_minisig_sign(ours, seed, comment, "message", 7) != VR_OK ||
        memmem(text, len, strchr(ours, '\n'), strlen(strchr(ours, '\n'))) == NULL) {
        abort();
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (sodium_init() < 0) {
        abort();
    }
    try_public((const char *) data, size);
    try_signature((const char *) data, size);

    return 0;
}
