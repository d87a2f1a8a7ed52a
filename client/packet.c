/* SPDX-License-Identifier: EUPL-1.2 */
#include "packet.h"

#include <libintl.h>
#include <string.h>

#include <sodium.h>
#include <vrijuit/content.h>
#include <vrijuit/secret.h>

#include "file.h"

/* The randomness of one packet. Secret memory. */
struct chance {
    struct vr_onion_random onion;
    uint8_t record[VR_SUITE_RANDOM_MAX];
};

static enum vr_status
chance_new(void **chance, struct vr_why *why)
{
    enum vr_status status = vr_secret_new(chance, sizeof(struct chance));

    if (status != VR_OK) {
        return vr_refuse(why, status, gettext("no memory"));
    }
    randombytes_buf(*chance, sizeof(struct chance));

    return VR_OK;
}

static enum vr_status
refuse_seal(struct vr_why *why, enum vr_status status)
{
    return vr_refuse(why, status, gettext("the report cannot be sealed (%s)"),
                     vr_status_text(status));
}

enum vr_status
packet_seal(struct sealed_record *sealed, const struct vr_circle *circle,
            const struct vr_council *council, uint32_t round,
            const uint8_t locator[static VR_LOCATOR_SIZE], const void *content, size_t content_len,
            struct vr_why *why)
{
    const struct vr_council_key *key = vr_council_key_at(council, round);
    struct sealed_record made;
    void *chance = NULL;
    enum vr_status status;

    if (key == NULL) {
        return vr_refuse(why, VR_STALE,
                         gettext("the council has no key for these days: ask for a new circle"));
    }
    status = chance_new(&chance, why);
    if (status != VR_OK) {
        return status;
    }
    memcpy(made.locator, locator, sizeof made.locator);
    status = vr_record_seal(made.record, circle->suite, key->public_key, made.locator, content,
                            content_len, ((struct chance *) chance)->record);
    vr_secret_free(chance);
    if (status == VR_OK) {
        *sealed = made;
    }

    return status == VR_OK ? VR_OK : refuse_seal(why, status);
}

enum vr_status
packet_cover(struct sealed_record *sealed, const struct vr_circle *circle, uint32_t round,
             struct vr_why *why)
{
    const struct vr_council *council =
        &circle->councils[randombytes_uniform((uint32_t) circle->council_count)];
    struct vr_content cover = { .kind = VR_COVER };
    uint8_t locator[VR_LOCATOR_SIZE];
    char *content = NULL;
    size_t len = 0;
    enum vr_status status;

    randombytes_buf(cover.id, sizeof cover.id);
    randombytes_buf(locator, sizeof locator);
    status = vr_content_encode(&content, &len, &cover);
    if (status != VR_OK) {
        return refuse_seal(why, status);
    }
    status = packet_seal(sealed, circle, council, round, locator, content, len, why);
    file_wipe(content, len);

    return status;
}

uint32_t
packet_round(const struct vr_keys *keys, uint32_t own_round)
{
    return own_round > keys->round ? own_round : keys->round;
}

enum vr_status
packet_wrap(uint8_t packet[static VR_PACKET_SIZE], const struct sealed_record *sealed,
            const struct vr_circle *circle, const struct vr_keys *keys, uint32_t round,
            struct vr_why *why)
{
    struct vr_onion_hop path[VR_HOPS_MAX];
    uint8_t body[VR_BODY_SIZE];
    void *chance = NULL;
    enum vr_status status = vr_keys_path(path, keys, round);

    if (status != VR_OK) {
        return vr_refuse(why, status, gettext("there are no keys of the hops for that day"));
    }
    status = chance_new(&chance, why);
    if (status != VR_OK) {
        return status;
    }
    vr_onion_body(body, sealed->locator, sealed->record);
    status = vr_onion_wrap(packet, path, circle->hop_count, VR_DELIVER, body,
                           &((struct chance *) chance)->onion);
    vr_secret_free(chance);

    return status == VR_OK ? VR_OK : refuse_seal(why, status);
}
