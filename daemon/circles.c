/* SPDX-License-Identifier: EUPL-1.2 */
#include "circles_state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <vrijuit/minisig.h>

#include "clock.h"
#include "files.h"

static enum vr_status
read_pair(struct circle_files *files, const char *path, struct vr_why *why)
{
    char signature[FILES_PATH_MAX];
    enum vr_status status;
    int fits = snprintf(signature, sizeof signature, "%s.minisig", path);

    if (fits < 0 || (size_t) fits >= sizeof signature) {
        return vr_refuse(why, VR_FULL, "%s: path too long", path);
    }
    status = files_read(&files->json, &files->json_len, path, VR_CIRCLE_MAX, why);
    if (status != VR_OK) {
        return status;
    }

    return files_read(&files->minisig, &files->minisig_len, signature, VR_MINISIG_MAX, why);
}

/* Where a circle comes from. */
enum origin {
    KEPT,       /* out of the state folder: it was judged before */
    CONFIGURED, /* the operator's */
    FETCHED,    /* from the next hop */
};

/* What this version can serve. A circle that does not name this hop is an operator's mistake, but
 * from the next hop it is one that this hop leaves. */
static enum vr_status
check_place(const struct circles *circles, const struct vr_circle *circle, enum origin origin,
            const char *name, struct vr_why *why)
{
    if (origin == CONFIGURED && vr_circle_hop(circle, circles->identity) < 0) {
        return vr_refuse(why, VR_FOREIGN,
                         "%s: the circle does not name this daemon's identity: give identity.pub "
                         "of the state folder to the council",
                         name);
    }
    if (circle->tokens_required) {
        return vr_refuse(why, VR_UNSUPPORTED,
                         "%s: the circle requires tokens: this version has none", name);
    }

    return VR_OK;
}

/* Whether a verified circle may join those that are there. same: the one of its sequence. */
static enum vr_status
judge(const struct circles *circles, const struct vr_circle *circle, const struct vr_circle *same,
      enum origin origin, const char *name, struct vr_why *why)
{
    if (same != NULL && memcmp(same->id, circle->id, sizeof same->id) != 0) {
        return vr_refuse(why, VR_CONFLICT,
                         "%s: ANOTHER circle with the same sequence was served before: do not use "
                         "it, and ask the council which one is theirs",
                         name);
    }
    if (circles->count > 0 && (circles->circles[0]->genesis != circle->genesis ||
                               circles->circles[0]->round_seconds != circle->round_seconds)) {
        return vr_refuse(why, VR_CONFLICT,
                         "%s: genesis and round_seconds must stay as in the circles before it: "
                         "rounds are counted by them",
                         name);
    }
    if (same != NULL) {
        return VR_OK;
    }
    if (circles->count == CIRCLES_MAX) {
        return vr_refuse(why, VR_FULL, "%s: more than %u circles: remove the oldest from %s", name,
                         CIRCLES_MAX, circles->folder);
    }

    return check_place(circles, circle, origin, name, why);
}

/* Verify a circle and take it in, with its files; one that is there already is fine. *out is the
 * one in the list. */
static enum vr_status
admit(const struct vr_circle **out, bool *is_new, struct circles *circles,
      struct circle_files *files, enum origin origin, const char *name, struct vr_why *why)
{
    struct vr_why reason = { 0 };
    struct vr_circle *circle = NULL;
    enum vr_status status;

    status = vr_circle_verify(&circle, files->json, files->json_len, files->minisig,
                              files->minisig_len, circles->pin, &reason);
    if (status != VR_OK) {
        return vr_refuse(why, status, "%s: %.180s", name, reason.text);
    }
    *out = circles_find(circles, circle->sequence);
    *is_new = *out == NULL;
    status = judge(circles, circle, *out, origin, name, why);
    if (status == VR_OK && *is_new) {
        circles_insert(circles, circle, files);
        *out = circle;
        circle = NULL;
        memset(files, 0, sizeof *files);
    }
    vr_circle_free(circle);

    return status;
}

static enum vr_status
load(const struct vr_circle **out, bool *is_new, struct circles *circles, enum origin origin,
     const char *path, struct vr_why *why)
{
    struct circle_files files = { 0 };
    enum vr_status status = read_pair(&files, path, why);

    if (status == VR_OK) {
        status = admit(out, is_new, circles, &files, origin, path, why);
    }
    circles_files_wipe(&files);

    return status;
}

struct loading {
    struct circles *circles;
    struct vr_why *why;
};

static enum vr_status
load_kept(void *arg, uint64_t sequence)
{
    struct loading *loading = arg;
    const struct vr_circle *circle;
    char path[FILES_PATH_MAX];
    bool is_new;
    enum vr_status status;

    status = files_numbered_path(path, loading->circles->folder, sequence, "json");
    if (status != VR_OK) {
        return status;
    }

    return load(&circle, &is_new, loading->circles, KEPT, path, loading->why);
}

/* Keep a copy: receipts and batches of its rounds need it when the configuration has moved on. The
 * signature goes first, so that a circle that is there can be verified. */
static enum vr_status
keep(const struct circles *circles, const struct vr_circle *circle, struct vr_why *why)
{
    const char *json;
    const char *minisig;
    size_t json_len;
    size_t minisig_len;
    char path[FILES_PATH_MAX];
    enum vr_status status;

    circles_files(circles, circle, &json, &json_len, &minisig, &minisig_len);
    status = files_numbered_path(path, circles->folder, circle->sequence, "json.minisig");
    if (status == VR_OK) {
        status = files_write(path, minisig, minisig_len, 0600, why);
    }
    if (status == VR_OK) {
        status = files_numbered_path(path, circles->folder, circle->sequence, "json");
    }
    if (status == VR_OK) {
        status = files_write(path, json, json_len, 0600, why);
    }

    return status;
}

static enum vr_status
read_pin(uint8_t pin[static 32], const char *path, struct vr_why *why)
{
    struct vr_why reason = { 0 };
    enum vr_status status;
    char *text = NULL;
    size_t len;

    status = files_read(&text, &len, path, VR_MINISIG_PUB_MAX, why);
    if (status != VR_OK) {
        return status;
    }
    status = vr_minisig_public_decode(pin, text, len, &reason);
    free(text);
    if (status != VR_OK) {
        vr_refuse(why, status, "%s: %.180s", path, reason.text);
    }

    return status;
}

/* The last hop of the newest circle is where a new one is installed; the others fetch it. */
static bool
is_source(const struct circles *circles)
{
    const struct vr_circle *newest = circles_newest(circles);

    return vr_circle_hop(newest, circles->identity) + 1 == (int) newest->hop_count;
}

static enum vr_status
refuse_older(const struct circles *circles, const struct vr_circle *circle, const char *name,
             const char *remedy, struct vr_why *why)
{
    return vr_refuse(why, VR_STALE,
                     "%s: sequence %llu is older than %llu, which was served before%s", name,
                     (unsigned long long) circle->sequence,
                     (unsigned long long) circles_newest(circles)->sequence, remedy);
}

static enum vr_status
check_expiry(const struct vr_circle *circle, const char *name, struct vr_why *why)
{
    char today[CLOCK_TODAY_SIZE];

    clock_date(today, clock_now());
    if (strcmp(circle->expires, today) < 0) {
        return vr_refuse(why, VR_STALE,
                         "%s: expired on %s: ask the council for a renewed circle; no client will "
                         "use this one",
                         name, circle->expires);
    }

    return VR_OK;
}

/* A new circle that is refused leaves the list as it was. */
static enum vr_status
settle_new(struct circles *circles, const struct vr_circle *circle, enum vr_status verdict,
           struct vr_why *why)
{
    enum vr_status status = verdict == VR_OK ? keep(circles, circle, why) : verdict;

    if (status != VR_OK) {
        circles_take_out(circles, circle);
    }

    return status;
}

/* Where a newer circle was fetched from the next hop, the one of the configuration may stay behind.
 * A hop that was down learns at its start of one that all others have followed long since; only
 * where circles come from can that not be. */
static enum vr_status
reload(struct circles *circles, bool starts, struct vr_why *why)
{
    const char *path = circles->config->circle;
    const struct vr_circle *circle;
    enum vr_status status;
    bool is_new;

    status = load(&circle, &is_new, circles, CONFIGURED, path, why);
    if (status != VR_OK) {
        return status;
    }
    if (circle != circles_newest(circles) && (is_new || is_source(circles))) {
        status = refuse_older(circles, circle, path, ": put the newest circle there", why);
    } else {
        status = check_expiry(circles_newest(circles), path, why);
    }
    if (status == VR_OK && is_new && (!starts || is_source(circles))) {
        status = circles_check_notice(circles, circle, path, why);
    }

    return is_new ? settle_new(circles, circle, status, why) : status;
}

enum vr_status
circles_reload(struct circles *circles, struct vr_why *why)
{
    return reload(circles, false, why);
}

static enum vr_status
copy_files(struct circle_files *files, const char *json, size_t json_len, const char *minisig,
           size_t minisig_len)
{
    files->json = malloc(json_len + 1);
    files->minisig = malloc(minisig_len + 1);
    if (files->json == NULL || files->minisig == NULL) {
        return VR_MEMORY;
    }
    memcpy(files->json, json, json_len);
    memcpy(files->minisig, minisig, minisig_len);
    files->json[json_len] = '\0';
    files->minisig[minisig_len] = '\0';
    files->json_len = json_len;
    files->minisig_len = minisig_len;

    return VR_OK;
}

enum vr_status
circles_take(struct circles *circles, const char *json, size_t json_len, const char *minisig,
             size_t minisig_len, struct vr_why *why)
{
    static const char name[] = "the circle of the next hop";
    struct circle_files files = { 0 };
    const struct vr_circle *circle = NULL;
    enum vr_status status;
    bool is_new = false;

    status = copy_files(&files, json, json_len, minisig, minisig_len);
    status = status == VR_OK ? admit(&circle, &is_new, circles, &files, FETCHED, name, why)
                             : vr_refuse(why, status, "no memory for a circle");
    circles_files_wipe(&files);
    if (status != VR_OK) {
        return status;
    }
    if (circle != circles_newest(circles)) {
        status = refuse_older(circles, circle, name, "", why);
    } else {
        status = check_expiry(circle, name, why);
    }

    return is_new ? settle_new(circles, circle, status, why) : status;
}

enum vr_status
circles_open(struct circles **out, const struct config *config, const uint8_t identity[static 32],
             struct vr_why *why)
{
    struct circles *circles = calloc(1, sizeof *circles);
    struct loading loading = { circles, why };
    enum vr_status status;

    if (circles == NULL) {
        return vr_refuse(why, VR_MEMORY, "no memory");
    }
    circles->config = config;
    memcpy(circles->identity, identity, sizeof circles->identity);
    status = read_pin(circles->pin, config->pin, why);
    if (status == VR_OK) {
        status = files_path(circles->folder, config->state, "circles");
    }
    if (status == VR_OK) {
        status = files_folder(circles->folder, why);
    }
    if (status == VR_OK) {
        status = files_numbered(circles->folder, "json", load_kept, &loading, why);
    }
    if (status == VR_OK) {
        status = reload(circles, true, why);
    }
    if (status != VR_OK) {
        circles_free(circles);
        return status;
    }
    *out = circles;

    return VR_OK;
}

void
circles_free(struct circles *circles)
{
    if (circles == NULL) {
        return;
    }
    for (size_t i = 0; i < circles->count; i++) {
        vr_circle_free(circles->circles[i]);
        circles_files_wipe(&circles->files[i]);
    }
    free(circles);
}
