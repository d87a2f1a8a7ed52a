/* SPDX-License-Identifier: EUPL-1.2 */
/* Records, receipts and committed tags in LMDB: ciphertext under a storage key of its period, keyed
 * by round and rank, so nothing is finer than a round. */

#ifndef STORE_H
#define STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <vrijuit/batchfile.h>
#include <vrijuit/onion.h>
#include <vrijuit/status.h>

struct store;

/* Open the environment under state (made when not there). read_only for another process. */
enum vr_status store_open(struct store **out, const char *state, bool read_only,
                          struct vr_why *why) VR_MUST_CHECK;
void store_close(struct store *store);

/* The last closed round, VR_FOREIGN when there is none yet. */
enum vr_status store_last_round(uint32_t *round, struct store *store) VR_MUST_CHECK;

/* The receipts document of a round, malloced. VR_FOREIGN when there is none. */
enum vr_status store_receipts(char **out, size_t *len, struct store *store,
                              uint32_t round) VR_MUST_CHECK;

/* What this hop answered to the one before, malloced. VR_FOREIGN when there is none. */
enum vr_status store_answer(char **out, size_t *len, struct store *store,
                            uint32_t round) VR_MUST_CHECK;

/* Whether a tag was committed with the batch of epoch. */
bool store_has_tag(struct store *store, uint32_t epoch, const uint8_t tag[static VR_TAG_SIZE]);

/* One record of a round by its rank. VR_FOREIGN when there is none, VR_UNVERIFIED when it does not
 * open. */
enum vr_status store_record(uint8_t entry[static VR_BATCH_ENTRY], struct store *store,
                            uint32_t round, uint32_t rank, struct vr_why *why) VR_MUST_CHECK;

/* A transaction that closes a round: records in rank order, tags in order, receipts, then commit.
 * Everything or nothing is there afterwards. Any failure leaves only store_abort to call. */
enum vr_status store_begin(struct store *store, uint32_t round, struct vr_why *why) VR_MUST_CHECK;
enum vr_status store_put_record(struct store *store, uint32_t rank,
                                const uint8_t entry[static VR_BATCH_ENTRY],
                                struct vr_why *why) VR_MUST_CHECK;
enum vr_status store_put_tag(struct store *store, uint32_t epoch,
                             const uint8_t tag[static VR_TAG_SIZE],
                             struct vr_why *why) VR_MUST_CHECK;
/* What this hop answers to the one before for the round. */
enum vr_status store_put_answer(struct store *store, const char *answer, size_t len,
                                struct vr_why *why) VR_MUST_CHECK;
/* Also deletes what is older than retention rounds, and tags whose epoch can no longer come. */
enum vr_status store_commit(struct store *store, const void *receipts, size_t len,
                            uint32_t retention, struct vr_why *why) VR_MUST_CHECK;
void store_abort(struct store *store);

/* Destroy storage keys of periods of which nothing is kept any more in round. Whoever closes a
 * round does so, also where another hop is the store now. */
enum vr_status store_forget(struct store *store, uint32_t round, uint32_t retention,
                            struct vr_why *why) VR_MUST_CHECK;

#endif
