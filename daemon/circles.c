/* SPDX-License-Identifier: EUPL-1.2 */
#include "circles.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <vrijuit/minisig.h>

#include "clock.h"
#include "files.h"

#define CIRCLES_MAX 64U

struct files {
    char *json;
    size_t json_len;
    char *minisig;
    size_t minisig_len;
};

/* circles and files go together, lowest sequence first. */
struct circles {
    const struct config *config;
    char folder[FILES_PATH_MAX];
    uint8_t pin[32];
    uint8_t identity[32];
    struct vr_circle *circles[CIRCLES_MAX];
    struct files files[CIRCLES_MAX];
    size_t count;
};

static void
files_wipe(struct files *files)
{
    free(files->json);
    free(files->minisig);
    files->json = NULL;
    files->minisig = NULL;
}

static enum vr_status
read_pair(struct files *files, const char *path, struct vr_why *why)
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

/* What this version can serve. */
static enum vr_status
check_place(const struct circles *circles, const struct vr_circle *circle, const char *path,
            struct vr_why *why)
{
    if (vr_circle_hop(circle, circles->identity) < 0) {
        return vr_refuse(why, VR_FOREIGN,
                         "%s: the circle does not name this daemon's identity: give identity.pub "
                         "of the state folder to the council",
                         path);
    }
    if (circle->tokens_required) {
        return vr_refuse(why, VR_UNSUPPORTED,
                         "%s: the circle requires tokens: this version has none", path);
    }

    return VR_OK;
}

/* Put it in its place by sequence. */
static void
insert(struct circles *circles, struct vr_circle *circle, const struct files *files)
{
    size_t place = circles->count;

    while (place > 0 && circles->circles[place - 1]->sequence > circle->sequence) {
        circles->circles[place] = circles->circles[place - 1];
        circles->files[place] = circles->files[place - 1];
        place--;
    }
    circles->circles[place] = circle;
    circles->files[place] = *files;
    circles->count++;
}

static const struct vr_circle *
find_sequence(const struct circles *circles, uint64_t sequence)
{
    for (size_t i = 0; i < circles->count; i++) {
        if (circles->circles[i]->sequence == sequence) {
            return circles->circles[i];
        }
    }

    return NULL;
}

/* Whether a verified circle may join those that are there. same: the one of its sequence. */
static enum vr_status
judge(const struct circles *circles, const struct vr_circle *circle, const struct vr_circle *same,
      const char *path, struct vr_why *why)
{
    if (same != NULL && memcmp(same->id, circle->id, sizeof same->id) != 0) {
        return vr_refuse(why, VR_CONFLICT,
                         "%s: ANOTHER circle with the same sequence was served before: do not use "
                         "it, and ask the council which one is theirs",
                         path);
    }
    if (circles->count > 0 && (circles->circles[0]->genesis != circle->genesis ||
                               circles->circles[0]->round_seconds != circle->round_seconds)) {
        return vr_refuse(why, VR_CONFLICT,
                         "%s: genesis and round_seconds must stay as in the circles before it: "
                         "rounds are counted by them",
                         path);
    }
    if (circles->count == CIRCLES_MAX && same == NULL) {
        return vr_refuse(why, VR_FULL, "%s: more than %u circles: remove the oldest from %s", path,
                         CIRCLES_MAX, circles->folder);
    }

    return check_place(circles, circle, path, why);
}

/* Verify the files at path and take them in; a circle that is there already is fine. *out is the
 * one in the list. */
static enum vr_status
load(const struct vr_circle **out, bool *is_new, struct circles *circles, const char *path,
     struct vr_why *why)
{
    struct vr_why reason = { 0 };
    struct files files = { 0 };
    struct vr_circle *circle = NULL;
    enum vr_status status;

    status = read_pair(&files, path, why);
    if (status != VR_OK) {
        goto out;
    }
    status = vr_circle_verify(&circle, files.json, files.json_len, files.minisig, files.minisig_len,
                              circles->pin, &reason);
    if (status != VR_OK) {
        vr_refuse(why, status, "%s: %.180s", path, reason.text);
        goto out;
    }
    *out = find_sequence(circles, circle->sequence);
    *is_new = *out == NULL;
    status = judge(circles, circle, *out, path, why);
    if (status == VR_OK && *is_new) {
        insert(circles, circle, &files);
        *out = circle;
        circle = NULL;
        memset(&files, 0, sizeof files);
    }
out:
    files_wipe(&files);
    vr_circle_free(circle);

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
    char name[64];
    bool is_new;
    enum vr_status status;

    snprintf(name, sizeof name, "%llu.json", (unsigned long long) sequence);
    status = files_path(path, loading->circles->folder, name);
    if (status != VR_OK) {
        return status;
    }

    return load(&circle, &is_new, loading->circles, path, loading->why);
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
    char name[64];
    enum vr_status status;

    circles_files(circles, circle, &json, &json_len, &minisig, &minisig_len);
    snprintf(name, sizeof name, "%llu.json.minisig", (unsigned long long) circle->sequence);
    status = files_path(path, circles->folder, name);
    if (status == VR_OK) {
        status = files_write(path, minisig, minisig_len, 0600, why);
    }
    if (status == VR_OK) {
        snprintf(name, sizeof name, "%llu.json", (unsigned long long) circle->sequence);
        status = files_path(path, circles->folder, name);
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

/* Whether a verified circle may be served from now on. */
static enum vr_status
judge_new(const struct circles *circles, const struct vr_circle *circle, struct vr_why *why)
{
    const char *path = circles->config->circle;
    char today[CLOCK_TODAY_SIZE];

    if (circle != circles_newest(circles)) {
        return vr_refuse(why, VR_STALE,
                         "%s: sequence %llu is older than %llu, which was served before: put the "
                         "newest circle there",
                         path, (unsigned long long) circle->sequence,
                         (unsigned long long) circles_newest(circles)->sequence);
    }
    clock_date(today, clock_now());
    if (strcmp(circle->expires, today) < 0) {
        return vr_refuse(why, VR_STALE,
                         "%s: expired on %s: ask the council for a renewed circle; no client will "
                         "use this one",
                         path, circle->expires);
    }

    return VR_OK;
}

static void
take_out(struct circles *circles, const struct vr_circle *circle)
{
    size_t place = 0;

    while (circles->circles[place] != circle) {
        place++;
    }
    vr_circle_free(circles->circles[place]);
    files_wipe(&circles->files[place]);
    circles->count--;
    for (; place < circles->count; place++) {
        circles->circles[place] = circles->circles[place + 1];
        circles->files[place] = circles->files[place + 1];
    }
}

/* A new circle that is refused leaves the list as it was. */
enum vr_status
circles_reload(struct circles *circles, struct vr_why *why)
{
    const struct vr_circle *circle;
    enum vr_status status;
    bool is_new;

    status = load(&circle, &is_new, circles, circles->config->circle, why);
    if (status != VR_OK) {
        return status;
    }
    status = judge_new(circles, circle, why);
    if (status == VR_OK && is_new) {
        status = keep(circles, circle, why);
    }
    if (status != VR_OK && is_new) {
        take_out(circles, circle);
    }

    return status;
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
        status = circles_reload(circles, why);
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
        files_wipe(&circles->files[i]);
    }
    free(circles);
}

const struct vr_circle *
circles_newest(const struct circles *circles)
{
    return circles->circles[circles->count - 1];
}

const struct vr_circle *
circles_at(const struct circles *circles, uint32_t round)
{
    for (size_t i = circles->count; i > 0; i--) {
        if (circles->circles[i - 1]->from_round <= round) {
            return circles->circles[i - 1];
        }
    }

    return NULL;
}

const struct vr_circle *const *
circles_all(const struct circles *circles, size_t *count)
{
    *count = circles->count;

    return (const struct vr_circle *const *) circles->circles;
}

void
circles_files(const struct circles *circles, const struct vr_circle *circle, const char **json,
              size_t *json_len, const char **minisig, size_t *minisig_len)
{
    for (size_t i = 0; i < circles->count; i++) {
        if (circles->circles[i] == circle) {
            *json = circles->files[i].json;
            *json_len = circles->files[i].json_len;
            *minisig = circles->files[i].minisig;
            *minisig_len = circles->files[i].minisig_len;
        }
    }
}
