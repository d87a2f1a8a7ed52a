/* SPDX-License-Identifier: EUPL-1.2 */
#include "store.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "database.h"
#include "files.h"
#include "storagekeys.h"

#define NONCE_SIZE    crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define VALUE_SIZE    (NONCE_SIZE + VR_BATCH_ENTRY + crypto_aead_xchacha20poly1305_ietf_ABYTES)
#define KEY_SIZE      8U
#define TAG_KEY       (4U + VR_TAG_SIZE)
#define RECEIPTS_KEPT 180U /* section 7: every client fetches these */
#define TAG_EPOCHS    2U   /* when the next round runs, an older epoch can no longer come */

/* Eight pages of LMDB, its own header taken off: one byte more would cost a page. */
_Static_assert(VALUE_SIZE <= 8 * 4096 - 16, "a record fills eight pages");

enum table {
    RECORDS,
    RECEIPTS,
    TAGS,
    ANSWERS,
    TABLES,
};

static const char *const tables[TABLES] = { "records", "receipts", "tags", "answers" };

struct store {
    struct database *database;
    uint32_t round; /* between begin and commit */
    struct storagekeys *keys;
    const uint8_t *key; /* of round */
};

enum vr_status
store_open(struct store **out, const char *state, bool read_only, struct vr_why *why)
{
    struct store *store = calloc(1, sizeof *store);
    char folder[FILES_PATH_MAX];
    enum vr_status status;

    if (store == NULL) {
        return vr_refuse(why, VR_MEMORY, "store: no memory");
    }
    status = storagekeys_open(&store->keys, state, read_only, why);
    if (status == VR_OK) {
        status = files_path(folder, state, "store");
    }
    if (status == VR_OK && !read_only) {
        status = files_folder(folder, why);
    }
    if (status == VR_OK) {
        status = database_open(&store->database, folder, tables, TABLES, read_only, why);
    }
    if (status != VR_OK) {
        store_close(store);
        return status;
    }
    *out = store;

    return VR_OK;
}

void
store_close(struct store *store)
{
    if (store == NULL) {
        return;
    }
    database_close(store->database);
    storagekeys_close(store->keys);
    free(store);
}

enum vr_status
store_last_round(uint32_t *round, struct store *store)
{
    uint8_t key[4];
    enum vr_status status = database_last(key, sizeof key, store->database, RECEIPTS);

    if (status == VR_OK) {
        *round = database_number_of(key);
    }

    return status;
}

enum vr_status
store_receipts(char **out, size_t *len, struct store *store, uint32_t round)
{
    uint8_t key[4];

    database_number(key, round);

    return database_get(out, len, store->database, RECEIPTS, key, sizeof key);
}

enum vr_status
store_answer(char **out, size_t *len, struct store *store, uint32_t round)
{
    uint8_t key[4];

    database_number(key, round);

    return database_get(out, len, store->database, ANSWERS, key, sizeof key);
}

enum vr_status
store_put_answer(struct store *store, const char *answer, size_t len, struct vr_why *why)
{
    uint8_t key[4];

    database_number(key, store->round);

    return database_put(store->database, ANSWERS, key, sizeof key, answer, len, why);
}

bool
store_has_tag(struct store *store, uint32_t epoch, const uint8_t tag[static VR_TAG_SIZE])
{
    uint8_t key[TAG_KEY];

    database_number(key, epoch);
    memcpy(key + 4, tag, VR_TAG_SIZE);

    return database_get(NULL, NULL, store->database, TAGS, key, sizeof key) == VR_OK;
}

enum vr_status
store_record(uint8_t entry[static VR_BATCH_ENTRY], struct store *store, uint32_t round,
             uint32_t rank, struct vr_why *why)
{
    const uint8_t *store_key;
    uint8_t key[KEY_SIZE];
    enum vr_status status;
    char *value = NULL;
    size_t len;

    status = storagekeys_get(&store_key, store->keys, round, why);
    if (status != VR_OK) {
        return status;
    }
    database_number(key, round);
    database_number(key + 4, rank);
    status = database_get(&value, &len, store->database, RECORDS, key, sizeof key);
    if (status != VR_OK) {
        return vr_refuse(why, status, "store: round %u: record %u is not there", round, rank);
    }
    if (len != VALUE_SIZE ||
        crypto_aead_xchacha20poly1305_ietf_decrypt(
            entry, NULL, NULL, (const uint8_t *) value + NONCE_SIZE, len - NONCE_SIZE, key,
            sizeof key, (const uint8_t *) value, store_key) != 0) {
        status =
            vr_refuse(why, VR_UNVERIFIED, "store: round %u: record %u is damaged", round, rank);
    }
    free(value);

    return status;
}

enum vr_status
store_begin(struct store *store, uint32_t round, struct vr_why *why)
{
    enum vr_status status = storagekeys_get(&store->key, store->keys, round, why);

    store->round = round;

    return status == VR_OK ? database_begin(store->database, why) : status;
}

enum vr_status
store_put_record(struct store *store, uint32_t rank, const uint8_t entry[static VR_BATCH_ENTRY],
                 struct vr_why *why)
{
    uint8_t key[KEY_SIZE];
    enum vr_status status;
    uint8_t *nonce;
    void *room;

    database_number(key, store->round);
    database_number(key + 4, rank);
    status = database_append(&room, store->database, RECORDS, key, sizeof key, VALUE_SIZE, why);
    if (status != VR_OK) {
        return status;
    }
    nonce = room;
    randombytes_buf(nonce, NONCE_SIZE);
    crypto_aead_xchacha20poly1305_ietf_encrypt(nonce + NONCE_SIZE, NULL, entry, VR_BATCH_ENTRY, key,
                                               sizeof key, NULL, nonce, store->key);

    return VR_OK;
}

enum vr_status
store_put_tag(struct store *store, uint32_t epoch, const uint8_t tag[static VR_TAG_SIZE],
              struct vr_why *why)
{
    uint8_t key[TAG_KEY];

    database_number(key, epoch);
    memcpy(key + 4, tag, VR_TAG_SIZE);

    return database_put(store->database, TAGS, key, sizeof key, NULL, 0, why);
}

static uint32_t
rounds_before(uint32_t round, uint32_t rounds)
{
    return round > rounds ? round - rounds : 0;
}

enum vr_status
store_commit(struct store *store, const void *receipts, size_t len, uint32_t retention,
             struct vr_why *why)
{
    uint32_t kept = retention > RECEIPTS_KEPT ? retention : RECEIPTS_KEPT;
    const uint32_t oldest[TABLES] = { [RECORDS] = rounds_before(store->round, retention),
                                      [RECEIPTS] = rounds_before(store->round, kept),
                                      [TAGS] = rounds_before(store->round, TAG_EPOCHS),
                                      [ANSWERS] = rounds_before(store->round, retention) };
    enum vr_status status;
    uint8_t key[4];

    database_number(key, store->round);
    status = database_put(store->database, RECEIPTS, key, sizeof key, receipts, len, why);
    for (size_t i = 0; i < TABLES && status == VR_OK; i++) {
        status = database_delete_below(store->database, i, oldest[i], why);
    }

    return status == VR_OK ? database_commit(store->database, why) : status;
}

void
store_abort(struct store *store)
{
    database_abort(store->database);
}

enum vr_status
store_forget(struct store *store, uint32_t round, uint32_t retention, struct vr_why *why)
{
    return storagekeys_forget(store->keys, rounds_before(round, retention), why);
}
