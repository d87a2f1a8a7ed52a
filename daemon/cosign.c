/* SPDX-License-Identifier: EUPL-1.2 */
/* POST /v1/keys: this hop signs one keys payload for a round, and never another. */
#include "cosign.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include <vrijuit/documents.h>

#include "clock.h"
#include "files.h"
#include "log.h"

/* Its own keys in the payload are those that it has. */
static bool
own_keys_fit(const struct vr_keys *keys, size_t place, const struct hopkeys *hopkeys)
{
    const uint8_t *public_key;
    const uint8_t *secret;

    for (uint32_t i = 0; i < VR_EPOCHS_AHEAD; i++) {
        if (!hopkeys_pair(hopkeys, &secret, &public_key, keys->round + i) ||
            sodium_memcmp(public_key, keys->key[place][i], 32) != 0) {
            return false;
        }
    }

    return true;
}

static bool
is_too_late(const struct cosign *cosign, const struct vr_keys *keys)
{
    const struct vr_circle *circle = circles_newest(cosign->circles);
    uint32_t round;
    bool late;

    return !vr_circle_round(&round, &late, circle, clock_now()) ||
           keys->round > (uint64_t) round + (late ? 1 : 0);
}

/* The hash of what was signed for a circle and round stays on the disk, before the signature
 * leaves. */
static bool
is_the_only_one(const struct cosign *cosign, const struct vr_keys *keys, const char *payload,
                size_t len)
{
    char path[FILES_PATH_MAX];
    char circle[17];
    char name[48];
    uint8_t hash[32];
    struct vr_why why = { 0 };
    char *before = NULL;
    size_t before_len = 0;
    bool same;

    crypto_generichash(hash, sizeof hash, (const uint8_t *) payload, len, NULL, 0);
    sodium_bin2hex(circle, sizeof circle, keys->circle, 8);
    snprintf(name, sizeof name, "%u.%s.signed", keys->round, circle);
    if (files_path(path, cosign->folder, name) != VR_OK ||
        files_folder(cosign->folder, &why) != VR_OK) {
        return false;
    }
    if (access(path, F_OK) == 0 || errno != ENOENT) {
        same = files_read(&before, &before_len, path, sizeof hash, &why) == VR_OK &&
               before_len == sizeof hash && sodium_memcmp(before, hash, sizeof hash) == 0;
        free(before);
        return same;
    }
    if (files_write(path, hash, sizeof hash, 0600, &why) != VR_OK) {
        log_error("%s", why.text);
        return false;
    }

    return true;
}

enum vr_status
cosign_payload(char line[static VR_SIGNATURE_LINE_SIZE], const struct cosign *cosign,
               const char *payload, size_t len)
{
    const struct vr_circle *circle = NULL;
    enum vr_status status = VR_MALFORMED;
    const struct vr_circle *const *all;
    struct vr_why why = { 0 };
    struct vr_keys keys;
    size_t count;

    all = circles_all(cosign->circles, &count);
    for (size_t i = count; i > 0 && status != VR_OK; i--) {
        circle = all[i - 1];
        status = vr_keys_parse(&keys, payload, len, circle, &why);
    }
    if (status != VR_OK) {
        log_warning("a keys document to sign is refused: %s", why.text);
        return VR_MALFORMED;
    }
    if (circles_at(cosign->circles, keys.round) != circle ||
        vr_circle_hop(circle, cosign->identity_public) < 0 || is_too_late(cosign, &keys) ||
        !own_keys_fit(&keys, (size_t) vr_circle_hop(circle, cosign->identity_public),
                      cosign->hopkeys)) {
        log_warning("round %u: a keys document is not signed: another circle, too early, or not "
                    "this hop's own keys",
                    keys.round);
        return VR_CONFLICT;
    }
    if (!is_the_only_one(cosign, &keys, payload, len)) {
        log_error("round %u: a second, different keys document is not signed", keys.round);
        return VR_CONFLICT;
    }

    return vr_document_sign(line, VR_LABEL_KEYS, payload, len, cosign->identity);
}
