/* SPDX-License-Identifier: EUPL-1.2 */
#include <vrijuit/record.h>

#include <string.h>

#include <vrijuit/bytes.h>
#include <vrijuit/hpke.h>

#include "envelope.h"

#define INFO_LABEL "vrijuit record v1"
#define INFO_SIZE  (sizeof INFO_LABEL + VR_HASH_SIZE)

_Static_assert(VR_RECORD_SIZE - 32 - 32 - VR_HPKE_TAG_SIZE == VR_RECORD_PLAIN_MAX,
               "PROTOCOL.md section 4");

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

/* info has room for INFO_SIZE bytes and is borrowed, as the locator is. */
static struct envelope
record_envelope(uint8_t info[static INFO_SIZE], const struct vr_suite *suite,
                const uint8_t *public_key, const uint8_t locator[static VR_LOCATOR_SIZE])
{
    memcpy(info, INFO_LABEL, sizeof INFO_LABEL);
    vr_council_key_id(info + sizeof INFO_LABEL, suite, public_key);

    return (struct envelope) { suite, VR_RECORD_SIZE, info, INFO_SIZE, locator, VR_LOCATOR_SIZE };
}

enum vr_status
vr_record_seal(uint8_t record[static VR_RECORD_SIZE], const struct vr_suite *suite,
               const uint8_t *council_public, const uint8_t locator[static 16], const void *content,
               size_t content_len, const uint8_t *random)
{
    uint8_t info[INFO_SIZE];
    const struct envelope envelope = record_envelope(info, suite, council_public, locator);

    if (content_len > VR_CONTENT_MAX) {
        return VR_FULL;
    }

    return envelope_seal(record, &envelope, council_public, content, content_len, random);
}

enum vr_status
vr_record_open(uint8_t *content, size_t *content_len, const struct vr_council_pair *pair,
               const uint8_t record[static VR_RECORD_SIZE], const uint8_t locator[static 16])
{
    uint8_t info[INFO_SIZE];
    const struct envelope envelope = record_envelope(info, pair->suite, pair->public_key, locator);

    return envelope_open(content, content_len, &envelope, pair, record);
}
