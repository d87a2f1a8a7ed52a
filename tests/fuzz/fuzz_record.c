/* SPDX-License-Identifier: EUPL-1.2 */
/* First byte even: the rest is the start of a record as it comes in. Odd: the rest is the start of
 * a padded plaintext, sealed as it stands; what opens must seal to the same record. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include <vrijuit/hpke.h>
#include <vrijuit/record.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define INFO_LABEL "vrijuit record v1"

static const uint8_t seed[VR_SEED_SIZE] = { 1 };
static const uint8_t sender_random[32] = { 2 };
static const uint8_t locator[VR_LOCATOR_SIZE] = { 3 };
static uint8_t record[VR_RECORD_SIZE];
static uint8_t plain[VR_RECORD_PLAIN_MAX];
static uint8_t content[VR_RECORD_PLAIN_MAX];

static void
seal_plain(const struct vr_council_pair *pair)
{
    uint8_t info[sizeof INFO_LABEL + 32] = INFO_LABEL;
    struct vr_hpke hpke;

    vr_council_key_id(info + sizeof INFO_LABEL, pair->suite, pair->public_key);
    if (vr_hpke_send(&hpke, record + 32, pair->suite, pair->public_key, info, sizeof info,
                     sender_random) != VR_OK) {
        abort();
    }
    vr_hpke_export(record, 32, &hpke, "vrijuit commitment v1");
    vr_hpke_seal(record + 64, &hpke, locator, sizeof locator, plain, sizeof plain);
}

static void
check_opened(const struct vr_council_pair *pair, size_t len)
{
    static uint8_t again[VR_RECORD_SIZE];

    if (len >= sizeof plain || memcmp(content, plain, sizeof plain) != 0 || plain[len] != 0x80 ||
        sodium_is_zero(plain + len + 1, sizeof plain - len - 1) == 0) {
        abort();
    }
    if (len <= VR_CONTENT_MAX && (vr_record_seal(again, pair->suite, pair->public_key, locator,
                                                 content, len, sender_random) != VR_OK ||
                                  memcmp(again, record, sizeof record) != 0)) {
        abort();
    }
}

static void
fuzz_sealed(const struct vr_council_pair *pair, const uint8_t *data, size_t size)
{
    size_t len = 0;
    enum vr_status status;

    memset(plain, 0, sizeof plain);
    memcpy(plain, data, size < sizeof plain ? size : sizeof plain);
    seal_plain(pair);
    status = vr_record_open(content, &len, pair, record, locator);
    if (status == VR_OK) {
        check_opened(pair, len);
    } else if (status != VR_UNVERIFIED) {
        abort();
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct vr_council_pair pair;
    size_t len;

    if (size == 0 || sodium_init() < 0 ||
        vr_council_pair_init(&pair, vr_suite_find(VR_SUITE_X25519), seed) != VR_OK) {
        return 0;
    }
    if (data[0] % 2 == 1) {
        fuzz_sealed(&pair, data + 1, size - 1);
        return 0;
    }
    memset(record, 0, sizeof record);
    memcpy(record, data + 1, size - 1 < sizeof record ? size - 1 : sizeof record);
    if (vr_record_open(content, &len, &pair, record, locator) == VR_OK) {
        abort();
    }

    return 0;
}
