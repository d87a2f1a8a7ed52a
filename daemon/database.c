/* SPDX-License-Identifier: EUPL-1.2 */
#include "database.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <lmdb.h>

#include "policy.h"

/* The most that an environment may grow to; the file takes only what it holds. */
#define MAP_SIZE (256ULL << 30)

#define NUMBER_SIZE 4U /* that every key of a table which is emptied begins with */

struct database {
    MDB_env *env;
    MDB_dbi tables[DATABASE_TABLES_MAX];
    MDB_txn *txn; /* between begin and its end */
    bool read_only;
};

void
database_number(uint8_t out[static 4], uint32_t value)
{
    out[0] = (uint8_t) (value >> 24);
    out[1] = (uint8_t) (value >> 16);
    out[2] = (uint8_t) (value >> 8);
    out[3] = (uint8_t) value;
}

uint32_t
database_number_of(const uint8_t in[static 4])
{
    return (uint32_t) in[0] << 24 | (uint32_t) in[1] << 16 | (uint32_t) in[2] << 8 | in[3];
}

static enum vr_status
refuse(struct vr_why *why, int error)
{
    if (error == MDB_KEYEXIST) {
        return vr_refuse(why, VR_CONFLICT, "store: the key is there already");
    }

    return vr_refuse(why, error == ENOMEM ? VR_MEMORY : VR_SYSTEM,
                     "store: %s: is the disk full or damaged?", mdb_strerror(error));
}

/* LMDB takes keys and values without const, and only reads them. */
static MDB_val
value_of(const void *bytes, size_t len)
{
    return (MDB_val) { len, (void *) (uintptr_t) bytes };
}

static int
open_tables(struct database *database, const char *const *tables, size_t count)
{
    MDB_txn *txn = NULL;
    int error = mdb_txn_begin(database->env, NULL, database->read_only ? MDB_RDONLY : 0, &txn);

    for (size_t i = 0; i < count && error == 0; i++) {
        error = mdb_dbi_open(txn, tables[i], database->read_only ? 0 : MDB_CREATE,
                             &database->tables[i]);
    }
    if (error == 0) {
        return mdb_txn_commit(txn);
    }
    if (txn != NULL) {
        mdb_txn_abort(txn);
    }

    return error;
}

enum vr_status
database_open(struct database **out, const char *folder, const char *const *tables, size_t count,
              bool read_only, struct vr_why *why)
{
    struct database *database = calloc(1, sizeof *database);
    int error;

    if (database == NULL) {
        return vr_refuse(why, VR_MEMORY, "store: no memory");
    }
    database->read_only = read_only;
    error = mdb_env_create(&database->env);
    if (error == 0) {
        error = mdb_env_set_maxdbs(database->env, DATABASE_TABLES_MAX);
    }
    if (error == 0) {
        error = mdb_env_set_mapsize(database->env, MAP_SIZE);
    }
    if (error == 0) {
        error = mdb_env_open(database->env, folder,
                             MDB_NOTLS | MDB_NORDAHEAD | (read_only ? MDB_RDONLY : 0), 0600);
    }
    if (error == 0) {
        error = open_tables(database, tables, count);
    }
    if (error != 0) {
        database_close(database);
        return vr_refuse(why, VR_SYSTEM, "%s: %s", folder, mdb_strerror(error));
    }
    *out = database;

    return VR_OK;
}

void
database_close(struct database *database)
{
    if (database == NULL) {
        return;
    }
    database_abort(database);
    if (database->env != NULL) {
        mdb_env_close(database->env);
    }
    free(database);
}

static enum vr_status
copy_value(char **out, size_t *len, const MDB_val *value)
{
    char *copy = malloc(value->mv_size + 1);

    if (copy == NULL) {
        return VR_MEMORY;
    }
    memcpy(copy, value->mv_data, value->mv_size);
    copy[value->mv_size] = '\0';
    *out = copy;
    *len = value->mv_size;

    return VR_OK;
}

enum vr_status
database_get(char **out, size_t *len, struct database *database, size_t table, const void *key,
             size_t key_len)
{
    MDB_val name = value_of(key, key_len);
    enum vr_status status = VR_SYSTEM;
    MDB_txn *txn;
    MDB_val value;
    int error;

    if (mdb_txn_begin(database->env, NULL, MDB_RDONLY, &txn) != 0) {
        return VR_SYSTEM;
    }
    error = mdb_get(txn, database->tables[table], &name, &value);
    if (error == MDB_NOTFOUND) {
        status = VR_FOREIGN;
    } else if (error == 0) {
        status = out == NULL ? VR_OK : copy_value(out, len, &value);
    }
    mdb_txn_abort(txn);

    return status;
}

enum vr_status
database_last(void *key, size_t key_len, struct database *database, size_t table)
{
    enum vr_status status = VR_SYSTEM;
    MDB_cursor *cursor;
    MDB_txn *txn;
    MDB_val name;
    int error;

    if (mdb_txn_begin(database->env, NULL, MDB_RDONLY, &txn) != 0) {
        return VR_SYSTEM;
    }
    if (mdb_cursor_open(txn, database->tables[table], &cursor) == 0) {
        error = mdb_cursor_get(cursor, &name, NULL, MDB_LAST);
        if (error == MDB_NOTFOUND) {
            status = VR_FOREIGN;
        } else if (error == 0 && name.mv_size == key_len) {
            memcpy(key, name.mv_data, key_len);
            status = VR_OK;
        }
        mdb_cursor_close(cursor);
    }
    mdb_txn_abort(txn);

    return status;
}

enum vr_status
database_each(struct database *database, size_t table,
              enum vr_status (*visit)(void *arg, const void *key, size_t len), void *arg)
{
    enum vr_status status = VR_SYSTEM;
    MDB_cursor *cursor;
    MDB_txn *txn;
    MDB_val name;
    int error;

    if (mdb_txn_begin(database->env, NULL, MDB_RDONLY, &txn) != 0) {
        return VR_SYSTEM;
    }
    if (mdb_cursor_open(txn, database->tables[table], &cursor) == 0) {
        status = VR_OK;
        error = mdb_cursor_get(cursor, &name, NULL, MDB_FIRST);
        while (error == 0 && status == VR_OK) {
            status = visit(arg, name.mv_data, name.mv_size);
            error = mdb_cursor_get(cursor, &name, NULL, MDB_NEXT);
        }
        if (status == VR_OK && error != MDB_NOTFOUND) {
            status = VR_SYSTEM;
        }
        mdb_cursor_close(cursor);
    }
    mdb_txn_abort(txn);

    return status;
}

enum vr_status
database_begin(struct database *database, struct vr_why *why)
{
    /* A reader that was killed would else hold old pages for ever. */
    int error = mdb_reader_check(database->env, NULL);

    if (error == 0) {
        error = mdb_txn_begin(database->env, NULL, 0, &database->txn);
    }

    if (error != 0) {
        database->txn = NULL;
        return refuse(why, error);
    }

    return VR_OK;
}

enum vr_status
database_commit(struct database *database, struct vr_why *why)
{
    int error = mdb_txn_commit(database->txn);

    database->txn = NULL;

    return error == 0 ? VR_OK : refuse(why, error);
}

void
database_abort(struct database *database)
{
    if (database->txn != NULL) {
        mdb_txn_abort(database->txn);
        database->txn = NULL;
    }
}

enum vr_status
database_put(struct database *database, size_t table, const void *key, size_t key_len,
             const void *value, size_t len, struct vr_why *why)
{
    MDB_val name = value_of(key, key_len);
    MDB_val what = value_of(value, len);
    int error = mdb_put(database->txn, database->tables[table], &name, &what, MDB_NOOVERWRITE);

    return error == 0 ? VR_OK : refuse(why, error);
}

static enum vr_status
part_batch(struct database *database, struct vr_why *why)
{
    enum vr_status status = database_commit(database, why);

    return status == VR_OK ? database_begin(database, why) : status;
}

enum vr_status
database_append(void **room, struct database *database, size_t table, const void *key,
                size_t key_len, size_t len, struct vr_why *why)
{
    MDB_val name = value_of(key, key_len);
    MDB_val what = { len, NULL };
    enum vr_status status = policy_parts_batch() ? part_batch(database, why) : VR_OK;
    int error;

    if (status != VR_OK) {
        return status;
    }
    error = mdb_put(database->txn, database->tables[table], &name, &what, MDB_RESERVE | MDB_APPEND);
    if (error != 0) {
        return refuse(why, error);
    }
    *room = what.mv_data;

    return VR_OK;
}

enum vr_status
database_delete_below(struct database *database, size_t table, uint32_t limit, struct vr_why *why)
{
    MDB_cursor *cursor;
    MDB_val name;
    int error = mdb_cursor_open(database->txn, database->tables[table], &cursor);

    if (error != 0) {
        return refuse(why, error);
    }
    error = mdb_cursor_get(cursor, &name, NULL, MDB_FIRST);
    while (error == 0) {
        error = name.mv_size < NUMBER_SIZE ? MDB_CORRUPTED : 0;
        if (error != 0 || database_number_of(name.mv_data) >= limit) {
            break;
        }
        error = mdb_cursor_del(cursor, 0);
        if (error == 0) {
            error = mdb_cursor_get(cursor, &name, NULL, MDB_FIRST);
        }
    }
    mdb_cursor_close(cursor);

    return error == 0 || error == MDB_NOTFOUND ? VR_OK : refuse(why, error);
}
