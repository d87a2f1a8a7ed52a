/* SPDX-License-Identifier: EUPL-1.2 */
#include "export.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <vrijuit/batchfile.h>
#include <vrijuit/bytes.h>
#include <vrijuit/secret.h>

#include "circles.h"
#include "files.h"
#include "identity.h"
#include "store.h"

/* Where a record is: its rank in the store is its place in the receipts. */
struct place {
    uint8_t locator[VR_LOCATOR_SIZE];
    uint32_t round;
    uint32_t rank;
};

struct export
{
    const struct config *config;
    uint8_t *identity;
    struct circles *circles;
    struct store *store;
    struct export_range range; /* settled */
    uint32_t due;              /* the round after the last export */
    char **receipts;
    size_t *receipts_len;
    struct place *places;
    size_t place_count;
    size_t damaged;
    int fd;
    struct vr_batch_hash hash;
    struct vr_why *why;
};

static enum vr_status
exported_path(char path[static FILES_PATH_MAX], const struct config *config)
{
    return files_path(path, config->state, "exported");
}

/* The round after the last export, or the oldest that there is. */
static uint32_t
next_round(const struct export *export, uint32_t last)
{
    char path[FILES_PATH_MAX];
    struct vr_why why;
    char *text = NULL;
    uint32_t round = 0;
    size_t len;

    if (exported_path(path, export->config) == VR_OK &&
        files_read(&text, &len, path, 16, &why) == VR_OK) {
        round = (uint32_t) strtoul(text, NULL, 10) + 1;
        free(text);
        return round;
    }
    for (round = last; round > 0; round--) {
        if (store_receipts(&text, &len, export->store, round - 1) != VR_OK) {
            break;
        }
        free(text);
    }

    return round;
}

static enum vr_status
settle_range(struct export *export, const struct export_range *range)
{
    enum vr_status status;
    uint32_t last;

    status = store_last_round(&last, export->store);
    if (status == VR_FOREIGN) {
        return vr_refuse(export->why, VR_FOREIGN, "no round has ended yet: nothing to export");
    }
    if (status != VR_OK) {
        return vr_refuse(export->why, status, "store: the last round cannot be read");
    }
    export->range.last = range->has_last ? range->last : last;
    export->due = next_round(export, last);
    export->range.first = range->has_first ? range->first : export->due;
    if (export->range.first > export->range.last || export->range.last > last) {
        return vr_refuse(export->why, VR_FOREIGN,
                         "rounds %u to %u: the last that has ended is %u, and everything up to it "
                         "may be exported already: use --from to do it again",
                         export->range.first, export->range.last, last);
    }

    return VR_OK;
}

static size_t
round_count(const struct export *export)
{
    return (size_t) export->range.last - export->range.first + 1;
}

static enum vr_status
add_places(struct export *export, const struct vr_receipts *receipts)
{
    size_t count = export->place_count + receipts->locator_count;
    struct place *places = realloc(export->places, (count + 1) * sizeof *places);

    if (places == NULL) {
        return vr_refuse(export->why, VR_MEMORY, "no memory for %zu records", count);
    }
    export->places = places;
    for (size_t i = 0; i < receipts->locator_count; i++) {
        struct place *place = &places[export->place_count + i];

        memcpy(place->locator, receipts->locators[i], sizeof place->locator);
        place->round = receipts->round;
        place->rank = (uint32_t) i;
    }
    export->place_count = count;

    return VR_OK;
}

static enum vr_status
load_receipts(struct export *export)
{
    const struct vr_circle *const *circles;
    struct vr_receipts receipts;
    struct vr_why reason = { 0 };
    size_t circle_count;
    enum vr_status status = VR_OK;

    circles = circles_all(export->circles, &circle_count);
    export->receipts = calloc(round_count(export), sizeof export->receipts[0]);
    export->receipts_len = calloc(round_count(export), sizeof export->receipts_len[0]);
    if (export->receipts == NULL || export->receipts_len == NULL) {
        return vr_refuse(export->why, VR_MEMORY, "no memory");
    }
    for (size_t i = 0; i < round_count(export) && status == VR_OK; i++) {
        uint32_t round = export->range.first + (uint32_t) i;

        status =
            store_receipts(&export->receipts[i], &export->receipts_len[i], export->store, round);
        if (status == VR_OK) {
            status = vr_receipts_decode(&receipts, export->receipts[i], export->receipts_len[i],
                                        circles, circle_count, &reason);
        }
        if (status != VR_OK) {
            return vr_refuse(export->why, status, "store: the receipts of round %u: %.150s", round,
                             reason.text[0] != '\0' ? reason.text : "not there");
        }
        status = add_places(export, &receipts);
        vr_receipts_wipe(&receipts);
    }

    return status;
}

static int
compare_places(const void *a, const void *b, void *arg)
{
    const struct place *left = a;
    const struct place *right = b;
    struct export *export = arg;
    int order = memcmp(left->locator, right->locator, sizeof left->locator);
    static uint8_t entries[2][VR_BATCH_ENTRY];

    if (order != 0 || left == right) {
        return order;
    }
    if (store_record(entries[0], export->store, left->round, left->rank, NULL) != VR_OK ||
        store_record(entries[1], export->store, right->round, right->rank, NULL) != VR_OK) {
        return 0;
    }

    return memcmp(entries[0], entries[1], sizeof entries[0]);
}

/* Leave out what cannot be read: one bad record never stops the others. */
static void
drop_damaged(struct export *export, uint8_t entry[static VR_BATCH_ENTRY])
{
    size_t kept = 0;

    for (size_t i = 0; i < export->place_count; i++) {
        const struct place *place = &export->places[i];

        if (store_record(entry, export->store, place->round, place->rank, NULL) == VR_OK) {
            export->places[kept] = *place;
            kept++;
        }
    }
    export->damaged = export->place_count - kept;
    export->place_count = kept;
}

static enum vr_status
put(struct export *export, const void *bytes, size_t len)
{
    const uint8_t *at = bytes;

    vr_batch_hash_add(&export->hash, bytes, len);
    while (len > 0) {
        ssize_t written = write(export->fd, at, len);

        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0) {
            return vr_refuse(export->why, VR_SYSTEM, "the file cannot be written: %s",
                             strerror(errno));
        }
        at += written;
        len -= (size_t) written;
    }

    return VR_OK;
}

static enum vr_status
put_head(struct export *export)
{
    struct vr_batch_header header = { .first = export->range.first, .last = export->range.last };
    uint8_t bytes[VR_BATCH_HEADER];
    uint8_t number[4];
    enum vr_status status;

    memcpy(header.circle, circles_at(export->circles, header.last)->id, sizeof header.circle);
    for (size_t i = 0; i < round_count(export); i++) {
        header.receipts_len += (uint32_t) (4 + export->receipts_len[i]);
    }
    vr_batch_header_encode(bytes, &header);
    status = put(export, bytes, sizeof bytes);
    for (size_t i = 0; i < round_count(export) && status == VR_OK; i++) {
        vr_store32(number, (uint32_t) export->receipts_len[i]);
        status = put(export, number, sizeof number);
        if (status == VR_OK) {
            status = put(export, export->receipts[i], export->receipts_len[i]);
        }
    }
    vr_store32(number, (uint32_t) export->place_count);

    return status == VR_OK ? put(export, number, sizeof number) : status;
}

static enum vr_status
put_all(struct export *export, uint8_t entry[static VR_BATCH_ENTRY])
{
    uint8_t signature[VR_BATCH_SIGNATURE];
    enum vr_status status;

    vr_batch_hash_init(&export->hash);
    status = put_head(export);
    for (size_t i = 0; i < export->place_count && status == VR_OK; i++) {
        status = store_record(entry, export->store, export->places[i].round, export->places[i].rank,
                              export->why);
        if (status == VR_OK) {
            status = put(export, entry, VR_BATCH_ENTRY);
        }
    }
    if (status == VR_OK) {
        status = vr_batch_sign(signature, &export->hash, export->identity);
    }
    if (status == VR_OK) {
        status = put(export, signature, sizeof signature);
    }
    if (status == VR_OK && fsync(export->fd) != 0) {
        status = vr_refuse(export->why, VR_SYSTEM, "%s", strerror(errno));
    }

    return status;
}

/* Under another name until it is whole. */
static enum vr_status
write_file(struct export *export, const char *path, uint8_t entry[static VR_BATCH_ENTRY])
{
    char fresh[FILES_PATH_MAX];
    enum vr_status status;
    struct stat info;
    int fits = snprintf(fresh, sizeof fresh, "%s.new", path);

    if (fits < 0 || (size_t) fits >= sizeof fresh) {
        return vr_refuse(export->why, VR_FULL, "%s: path too long", path);
    }
    if (lstat(path, &info) == 0) {
        return vr_refuse(export->why, VR_CONFLICT, "%s is there already: choose another name",
                         path);
    }
    unlink(fresh);
    export->fd = open(fresh, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (export->fd < 0) {
        return vr_refuse(export->why, VR_SYSTEM, "%s: %s", fresh, strerror(errno));
    }
    status = put_all(export, entry);
    close(export->fd);
    if (status == VR_OK && rename(fresh, path) != 0) {
        status = vr_refuse(export->why, VR_SYSTEM, "%s: %s", path, strerror(errno));
    }
    if (status != VR_OK) {
        unlink(fresh);
        return status;
    }

    return files_sync_folder(path, export->why);
}

static enum vr_status
remember(const struct export *export)
{
    char path[FILES_PATH_MAX];
    enum vr_status status;
    char text[16];

    if (export->range.last < export->due) {
        return VR_OK; /* an older range was done again */
    }
    snprintf(text, sizeof text, "%u\n", export->range.last);
    status = exported_path(path, export->config);

    return status == VR_OK ? files_write(path, text, strlen(text), 0600, export->why) : status;
}

static enum vr_status
open_parts(struct export *export)
{
    uint8_t identity_public[32];
    enum vr_status status;

    status = identity_load(&export->identity, identity_public, export->config->state, export->why);
    if (status == VR_OK) {
        status = circles_open(&export->circles, export->config, identity_public, export->why);
    }
    if (status == VR_OK) {
        status = store_open(&export->store, export->config->state, true, export->why);
    }

    return status;
}

static void
close_parts(struct export *export)
{
    for (size_t i = 0; export->receipts != NULL && i < round_count(export); i++) {
        free(export->receipts[i]);
    }
    free(export->receipts);
    free(export->receipts_len);
    free(export->places);
    store_close(export->store);
    circles_free(export->circles);
    vr_secret_free(export->identity);
}

enum vr_status
export_batch(struct export_result *result, const struct config *config,
             const struct export_range *range, const char *path, struct vr_why *why)
{
    struct export export = { .config = config, .fd = -1, .why = why };
    uint8_t *entry = malloc(VR_BATCH_ENTRY);
    enum vr_status status;

    status = entry == NULL ? vr_refuse(why, VR_MEMORY, "no memory") : open_parts(&export);
    if (status == VR_OK) {
        status = settle_range(&export, range);
    }
    if (status == VR_OK) {
        status = load_receipts(&export);
    }
    if (status == VR_OK) {
        drop_damaged(&export, entry);
        qsort_r(export.places, export.place_count, sizeof export.places[0], compare_places,
                &export);
        status = write_file(&export, path, entry);
    }
    if (status == VR_OK) {
        status = remember(&export);
    }
    if (status == VR_OK) {
        result->first = export.range.first;
        result->last = export.range.last;
        result->records = (uint32_t) export.place_count;
        result->damaged = (uint32_t) export.damaged;
    }
    close_parts(&export);
    free(entry);

    return status;
}
