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

#define KEPT_ROUNDS 32U

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

/* Of this round, or of the next one when it is about to begin. */
static bool
is_in_time(const struct cosign *cosign, const struct vr_keys *keys)
{
    const struct vr_circle *circle = circles_newest(cosign->circles);
    uint32_t round;
    bool late;

    return vr_circle_round(&round, &late, circle, clock_now()) && keys->round >= round &&
           keys->round <= (uint64_t) round + (late ? 1 : 0);
}

/* "HEX.signed": what was signed for a circle is in ROUND.HEX.signed. */
static void
name_suffix(char suffix[static 24], const uint8_t circle[static 32])
{
    char hex[17];

    sodium_bin2hex(hex, sizeof hex, circle, 8);
    snprintf(suffix, 24, "%s.signed", hex);
}

struct removal {
    const struct cosign *cosign;
    const char *suffix;
    uint32_t round; /* that is signed now */
};

static enum vr_status
remove_old(void *arg, uint64_t round)
{
    const struct removal *removal = arg;
    char path[FILES_PATH_MAX];

    if (round + KEPT_ROUNDS < removal->round &&
        files_numbered_path(path, removal->cosign->folder, round, removal->suffix) == VR_OK) {
        remove(path);
    }

    return VR_OK;
}

/* A round that is over is not signed any more; those that a wrong clock may bring back are kept. */
static void
forget_old(const struct cosign *cosign, uint32_t round)
{
    const struct vr_circle *const *all;
    struct vr_why why;
    size_t count;

    all = circles_all(cosign->circles, &count);
    for (size_t i = 0; i < count; i++) {
        char suffix[24];
        struct removal removal = { cosign, suffix, round };

        name_suffix(suffix, all[i]->id);
        if (files_numbered(cosign->folder, suffix, remove_old, &removal, &why) != VR_OK) {
            return; /* they are looked for again in the next round */
        }
    }
}

/* The hash of what was signed for a circle and round stays on the disk, before the signature
 * leaves. */
static bool
is_the_only_one(const struct cosign *cosign, const struct vr_keys *keys, const char *payload,
                size_t len)
{
    char path[FILES_PATH_MAX];
    char suffix[24];
    uint8_t hash[32];
    struct vr_why why = { 0 };
    char *before = NULL;
    size_t before_len = 0;
    bool same;

    crypto_generichash(hash, sizeof hash, (const uint8_t *) payload, len, NULL, 0);
    name_suffix(suffix, keys->circle);
    if (files_numbered_path(path, cosign->folder, keys->round, suffix) != VR_OK ||
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

/* Anybody may send one, so it is said a few times in a round, by the own clock. */
static bool
may_complain(const struct cosign *cosign)
{
    return cosign->limit == NULL ||
           log_limit_allows(cosign->limit, circles_round_now(cosign->circles));
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
        if (may_complain(cosign)) {
            log_warning("a keys document to sign is refused: %s", why.text);
        }
        return VR_MALFORMED;
    }
    if (circles_at(cosign->circles, keys.round) != circle ||
        vr_circle_hop(circle, cosign->identity_public) < 0 || !is_in_time(cosign, &keys) ||
        !own_keys_fit(&keys, (size_t) vr_circle_hop(circle, cosign->identity_public),
                      cosign->hopkeys)) {
        if (may_complain(cosign)) {
            log_warning("round %u: a keys document is not signed: another circle, another round, "
                        "or not this hop's own keys",
                        keys.round);
        }
        return VR_CONFLICT;
    }
    if (!is_the_only_one(cosign, &keys, payload, len)) {
        if (may_complain(cosign)) {
            log_error("round %u: a second, different keys document is not signed", keys.round);
        }
        return VR_CONFLICT;
    }
    forget_old(cosign, keys.round);

    return vr_document_sign(line, VR_LABEL_KEYS, payload, len, cosign->identity);
}
