/* SPDX-License-Identifier: EUPL-1.2 */
#include "envelope.h"

#include <string.h>

#include <sodium.h>

#include <vrijuit/hpke.h>

#define COMMIT_SIZE   32U
#define COMMIT_LABEL  "vrijuit commitment v1"
#define PADDING_START 0x80

size_t
envelope_plain_len(const struct envelope *envelope)
{
    return envelope->size - COMMIT_SIZE - envelope->suite->enc_len - VR_HPKE_TAG_SIZE;
}

enum vr_status
envelope_seal(uint8_t *out, const struct envelope *envelope, const uint8_t *public_key,
              const void *content, size_t content_len, const uint8_t *random)
{
    const size_t plain_len = envelope_plain_len(envelope);
    uint8_t *ct = out + COMMIT_SIZE + envelope->suite->enc_len;
    uint8_t enc[VR_SUITE_ENC_MAX];
    struct vr_hpke hpke;
    enum vr_status status;

    if (content_len >= plain_len) {
        return VR_FULL;
    }
    status = vr_hpke_send(&hpke, enc, envelope->suite, public_key, envelope->info,
                          envelope->info_len, random);
    if (status == VR_OK) {
        memcpy(out + COMMIT_SIZE, enc, envelope->suite->enc_len);
        memset(ct, 0, plain_len);
        if (content_len > 0) {
            memcpy(ct, content, content_len);
        }
        ct[content_len] = PADDING_START;
        vr_hpke_export(out, COMMIT_SIZE, &hpke, COMMIT_LABEL);
        vr_hpke_seal(ct, &hpke, envelope->aad, envelope->aad_len, ct, plain_len);
    }
    sodium_memzero(&hpke, sizeof hpke);

    return status;
}

/* Length of what stands before the padding. Most of a record is zeros, hence eight at a time. */
static enum vr_status
find_padding(size_t *content_len, const uint8_t *plain, size_t len)
{
    uint64_t word;

    while (len >= sizeof word) {
        memcpy(&word, plain + len - sizeof word, sizeof word);
        if (word != 0) {
            break;
        }
        len -= sizeof word;
    }
    while (len > 0 && plain[len - 1] == 0) {
        len--;
    }
    if (len == 0 || plain[len - 1] != PADDING_START) {
        return VR_UNVERIFIED;
    }
    *content_len = len - 1;

    return VR_OK;
}

enum vr_status
envelope_open(uint8_t *content, size_t *content_len, const struct envelope *envelope,
              const struct vr_council_pair *pair, const uint8_t *sealed)
{
    const size_t plain_len = envelope_plain_len(envelope);
    const uint8_t *enc = sealed + COMMIT_SIZE;
    uint8_t commit[COMMIT_SIZE];
    struct vr_hpke hpke = { 0 };
    enum vr_status status;

    status = vr_hpke_receive(&hpke, envelope->suite, enc, pair->secret_key, pair->public_key,
                             envelope->info, envelope->info_len);
    if (status != VR_OK) {
        goto out;
    }
    vr_hpke_export(commit, sizeof commit, &hpke, COMMIT_LABEL);
    if (sodium_memcmp(commit, sealed, sizeof commit) != 0) {
        status = VR_FOREIGN;
        goto out;
    }
    status = vr_hpke_open(content, &hpke, envelope->aad, envelope->aad_len,
                          enc + envelope->suite->enc_len, plain_len + VR_HPKE_TAG_SIZE);
    if (status != VR_OK) {
        goto out;
    }
    status = find_padding(content_len, content, plain_len);
    if (status != VR_OK) {
        sodium_memzero(content, plain_len);
    }
out:
    sodium_memzero(&hpke, sizeof hpke);
    sodium_memzero(commit, sizeof commit);

    return status;
}
