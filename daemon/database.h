/* SPDX-License-Identifier: EUPL-1.2 */
/* LMDB, and nothing of it outside this file's source: an environment of a few tables, keys and
 * values as bytes, one writing transaction at a time. */

#ifndef DATABASE_H
#define DATABASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <vrijuit/status.h>

#define DATABASE_TABLES_MAX 4U

struct database;

/* Open (make, unless read_only) the environment in folder with these tables; a table is named by
 * its place in the list. The folder must be there. */
enum vr_status database_open(struct database **out, const char *folder, const char *const *tables,
                             size_t count, bool read_only, struct vr_why *why) VR_MUST_CHECK;
void database_close(struct database *database);

/* Copy a value out, malloced, with a zero behind it; out may be NULL to ask only whether it is
 * there. VR_FOREIGN when it is not. In a transaction of its own, so from any thread. */
enum vr_status database_get(char **out, size_t *len, struct database *database, size_t table,
                            const void *key, size_t key_len) VR_MUST_CHECK;

/* The last key of a table, of key_len bytes. VR_FOREIGN when the table is empty. */
enum vr_status database_last(void *key, size_t key_len, struct database *database,
                             size_t table) VR_MUST_CHECK;

/* Call visit with every key of a table, in order; stops at the first failure. */
enum vr_status database_each(struct database *database, size_t table,
                             enum vr_status (*visit)(void *arg, const void *key, size_t len),
                             void *arg) VR_MUST_CHECK;

/* One writing transaction, begun and ended by the same thread. */
enum vr_status database_begin(struct database *database, struct vr_why *why) VR_MUST_CHECK;
enum vr_status database_commit(struct database *database, struct vr_why *why) VR_MUST_CHECK;
void database_abort(struct database *database);

/* Within it: put a value; VR_CONFLICT when the key is there already. */
enum vr_status database_put(struct database *database, size_t table, const void *key,
                            size_t key_len, const void *value, size_t len,
                            struct vr_why *why) VR_MUST_CHECK;

/* Room for a value under a key that comes after all others, to be filled before the next call. */
enum vr_status database_append(void **room, struct database *database, size_t table,
                               const void *key, size_t key_len, size_t len,
                               struct vr_why *why) VR_MUST_CHECK;

/* Delete every key of a table whose first four bytes, big-endian, are below limit. */
enum vr_status database_delete_below(struct database *database, size_t table, uint32_t limit,
                                     struct vr_why *why) VR_MUST_CHECK;

/* Numbers as keys: big-endian, so that LMDB's order is theirs. */
void database_number(uint8_t out[static 4], uint32_t value);
uint32_t database_number_of(const uint8_t in[static 4]);

#endif
