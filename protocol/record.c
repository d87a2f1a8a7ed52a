/* SPDX-License-Identifier: EUPL-1.2 */
#include <vrijuit/record.h>

#include <string.h>

#include <sodium.h>

#include <vrijuit/bytes.h>
#include <vrijuit/hpke.h>

#define COMMIT_SIZE   32U
#define COMMIT_LABEL  "vrijuit commitment v1"
#define INFO_LABEL    "vrijuit record v1"
#define INFO_SIZE     (sizeof INFO_LABEL + VR_HASH_SIZE)
#define PADDING_START 0x80

_Static_assert(VR_RECORD_SIZE - COMMIT_SIZE - 32 - VR_HPKE_TAG_SIZE == VR_RECORD_PLAIN_MAX,
               "PROTOCOL.md section 4");

static size_t
plain_len(const struct vr_suite *suite)
{
    return VR_RECORD_SIZE - COMMIT_SIZE - suite->enc_len - VR_HPKE_TAG_SIZE;
}

static void
make_info(uint8_t info[static INFO_SIZE], const struct vr_suite *suite, const uint8_t *public_key)
{
    memcpy(info, INFO_LABEL, sizeof INFO_LABEL);
    vr_council_key_id(info + sizeof INFO_LABEL, suite, public_key);
}

void
vr_council_key_id(uint8_t id[static 32], const struct vr_suite *suite, const uint8_t *public_key)
{
    uint8_t number[2];
    const struct vr_span spans[] = {
        { number, sizeof number },
        { public_key, suite->public_len },
    };

    vr_store16(number, suite->id);
    vr_hash(id, VR_HASH_SIZE, "vrijuit council key v1", spans, 2);
}

enum vr_status
vr_council_pair_init(struct vr_council_pair *pair, const struct vr_suite *suite,
                     const uint8_t seed[static VR_SEED_SIZE])
{
    enum vr_status status;

    status = suite->keypair(pair->public_key, pair->secret_key, seed);
    if (status == VR_OK) {
        pair->suite = suite;
    }

    return status;
}

enum vr_status
vr_record_seal(uint8_t record[static VR_RECORD_SIZE], const struct vr_suite *suite,
               const uint8_t *council_public, const uint8_t locator[static 16], const void *content,
               size_t content_len, const uint8_t *random)
{
    uint8_t info[INFO_SIZE];
    uint8_t enc[VR_SUITE_ENC_MAX];
    uint8_t plain[VR_RECORD_PLAIN_MAX] = { 0 };
    struct vr_hpke hpke;
    enum vr_status status;

    if (content_len > VR_CONTENT_MAX) {
        return VR_FULL;
    }
    make_info(info, suite, council_public);
    status = vr_hpke_send(&hpke, enc, suite, council_public, info, sizeof info, random);
    if (status != VR_OK) {
        goto out;
    }
    memcpy(plain, content, content_len);
    plain[content_len] = PADDING_START;
    vr_hpke_export(record, COMMIT_SIZE, &hpke, COMMIT_LABEL);
    memcpy(record + COMMIT_SIZE, enc, suite->enc_len);
    vr_hpke_seal(record + COMMIT_SIZE + suite->enc_len, &hpke, locator, VR_LOCATOR_SIZE, plain,
                 plain_len(suite));
out:
    sodium_memzero(&hpke, sizeof hpke);
    sodium_memzero(plain, sizeof plain);

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
vr_record_open(uint8_t *content, size_t *content_len, const struct vr_council_pair *pair,
               const uint8_t record[static VR_RECORD_SIZE], const uint8_t locator[static 16])
{
    const struct vr_suite *suite = pair->suite;
    const uint8_t *enc = record + COMMIT_SIZE;
    uint8_t info[INFO_SIZE];
    uint8_t commit[COMMIT_SIZE];
    struct vr_hpke hpke = { 0 };
    enum vr_status status;

    make_info(info, suite, pair->public_key);
    status =
        vr_hpke_receive(&hpke, suite, enc, pair->secret_key, pair->public_key, info, sizeof info);
    if (status != VR_OK) {
        goto out;
    }
    vr_hpke_export(commit, sizeof commit, &hpke, COMMIT_LABEL);
    if (sodium_memcmp(commit, record, sizeof commit) != 0) {
        status = VR_FOREIGN;
        goto out;
    }
    status = vr_hpke_open(content, &hpke, locator, VR_LOCATOR_SIZE, enc + suite->enc_len,
                          plain_len(suite) + VR_HPKE_TAG_SIZE);
    if (status != VR_OK) {
        goto out;
    }
    status = find_padding(content_len, content, plain_len(suite));
    if (status != VR_OK) {
        sodium_memzero(content, plain_len(suite));
    }
out:
    sodium_memzero(&hpke, sizeof hpke);
    sodium_memzero(commit, sizeof commit);

    return status;
}
