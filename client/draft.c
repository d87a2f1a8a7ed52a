/* SPDX-License-Identifier: EUPL-1.2 */
#include "draft.h"

#include <libintl.h>
#include <string.h>

#include <sodium.h>
#include <vrijuit/record.h>
#include <vrijuit/secret.h>

#include "file.h"

/* What draft_new needs for a moment only. */
struct seeds {
    uint8_t bits[VR_CODENAME_BITS];
    uint8_t seed[VR_SEED_SIZE];
    uint8_t secret_key[VR_SUITE_SECRET_MAX];
};

/* The randomness of one packet. */
struct chance {
    struct vr_onion_random onion;
    uint8_t record[VR_SUITE_RANDOM_MAX];
};

static enum vr_status
make_keys(struct draft *draft, struct seeds *seeds, const struct vr_circle *circle,
          const uint8_t pin[static 32], enum vr_lang lang)
{
    enum vr_status status;

    randombytes_buf(seeds->bits, sizeof seeds->bits);
    randombytes_buf(draft->id, sizeof draft->id);
    vr_codename_make(draft->codename, lang, seeds->bits);
    status = vr_codename_root(draft->root, draft->codename, pin);
    if (status != VR_OK) {
        return status;
    }
    vr_codename_reply_seed(seeds->seed, draft->root, circle->suite);

    return circle->suite->keypair(draft->reply, seeds->secret_key, seeds->seed);
}

enum vr_status
draft_new(struct draft **out, const struct vr_circle *circle, const uint8_t pin[static 32],
          enum vr_lang lang, struct vr_why *why)
{
    void *draft = NULL;
    void *seeds = NULL;
    enum vr_status status = vr_secret_new(&draft, sizeof(struct draft));

    if (status == VR_OK) {
        status = vr_secret_new(&seeds, sizeof(struct seeds));
    }
    if (status == VR_OK) {
        status = make_keys(draft, seeds, circle, pin, lang);
    }
    if (status == VR_OK) {
        *out = draft;
        draft = NULL;
    } else {
        (void) vr_refuse(why, status, gettext("no memory for the codename: close other programs"));
    }
    vr_secret_free(seeds);
    vr_secret_free(draft);

    return status;
}

void
draft_free(struct draft *draft)
{
    vr_secret_free(draft);
}

static enum vr_status
encode_content(char **out, size_t *len, const struct draft *draft,
               const struct draft_address *address, json_t *answers, enum vr_lang lang)
{
    struct vr_content content = {
        .kind = VR_REPORT,
        .lang = lang,
        .answers = answers,
        .reply_len = address->circle->suite->public_len,
    };

    memcpy(content.id, draft->id, sizeof content.id);
    memcpy(content.circle, address->circle->id, sizeof content.circle);
    memcpy(content.reply, draft->reply, content.reply_len);

    return vr_content_encode(out, len, &content);
}

static enum vr_status
seal_record(uint8_t body[static VR_BODY_SIZE], const struct draft *draft,
            const struct draft_address *address, const struct vr_council_key *key,
            const char *content, size_t content_len, const struct chance *chance)
{
    uint8_t locator[VR_LOCATOR_SIZE];
    uint8_t record[VR_RECORD_SIZE];
    enum vr_status status;

    vr_codename_locator(locator, draft->root, 0);
    status = vr_record_seal(record, address->circle->suite, key->public_key, locator, content,
                            content_len, chance->record);
    if (status == VR_OK) {
        vr_onion_body(body, locator, record);
    }
    sodium_memzero(locator, sizeof locator);

    return status;
}

static enum vr_status
seal(uint8_t packet[static VR_PACKET_SIZE], const struct draft *draft,
     const struct draft_address *address, const char *content, size_t content_len,
     const struct chance *chance, struct vr_why *why)
{
    struct vr_onion_hop path[VR_HOPS_MAX];
    uint8_t body[VR_BODY_SIZE];
    const struct vr_council_key *key;
    enum vr_status status = vr_keys_path(path, address->keys, address->round);

    if (status != VR_OK) {
        return vr_refuse(why, status, gettext("the keys of the hops are too old"));
    }
    key = vr_council_key_at(address->council, path[0].epoch);
    if (key == NULL) {
        return vr_refuse(why, VR_STALE,
                         gettext("the council has no key for these days: ask for a new circle"));
    }
    status = seal_record(body, draft, address, key, content, content_len, chance);
    if (status == VR_OK) {
        status = vr_onion_wrap(packet, path, address->circle->hop_count, VR_DELIVER, body,
                               &chance->onion);
    }
    sodium_memzero(body, sizeof body);
    if (status != VR_OK) {
        return vr_refuse(why, status, gettext("the report cannot be sealed (%s)"),
                         vr_status_text(status));
    }

    return VR_OK;
}

enum vr_status
draft_seal(uint8_t packet[static VR_PACKET_SIZE], const struct draft *draft,
           const struct draft_address *address, json_t *answers, enum vr_lang lang,
           struct vr_why *why)
{
    void *chance = NULL;
    char *content = NULL;
    size_t content_len = 0;
    enum vr_status status = encode_content(&content, &content_len, draft, address, answers, lang);

    if (status != VR_OK) {
        return vr_refuse(why, status, gettext("the answers cannot be sealed (%s)"),
                         vr_status_text(status));
    }
    status = vr_secret_new(&chance, sizeof(struct chance));
    if (status == VR_OK) {
        randombytes_buf(chance, sizeof(struct chance));
        status = seal(packet, draft, address, content, content_len, chance, why);
    } else {
        (void) vr_refuse(why, status, gettext("no memory"));
    }
    vr_secret_free(chance);
    file_wipe(content, content_len);

    return status;
}
