/* SPDX-License-Identifier: EUPL-1.2 */
/* The file that goes from the store to the council; PROTOCOL.md section 10. A stream: the caller
 * feeds and takes bytes, nothing here holds more than one receipts document. */

#ifndef VRIJUIT_BATCHFILE_H
#define VRIJUIT_BATCHFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sodium.h>

#include <vrijuit/documents.h>
#include <vrijuit/record.h>
#include <vrijuit/status.h>

#define VR_BATCH_HEADER    52U
#define VR_BATCH_ENTRY     (VR_LOCATOR_SIZE + VR_RECORD_SIZE)
#define VR_BATCH_SIGNATURE 64U
#define VR_LABEL_BATCH     "vrijuit batch v1"

struct vr_batch_header {
    uint8_t circle[32]; /* in force in the last round */
    uint32_t first;
    uint32_t last;
    uint32_t receipts_len; /* bytes up to count */
};

/* Header and back. VR_MALFORMED: magic, first after last, more rounds than receipts_len can hold.
 */
void vr_batch_header_encode(uint8_t bytes[static VR_BATCH_HEADER],
                            const struct vr_batch_header *header);
enum vr_status vr_batch_header_decode(struct vr_batch_header *header,
                                      const uint8_t bytes[static VR_BATCH_HEADER],
                                      struct vr_why *why) VR_MUST_CHECK;

/* Size of the whole file, so that a cut or longer one is refused before anything is read. */
uint64_t vr_batch_file_size(const struct vr_batch_header *header, uint32_t count);

/* The running hash over everything before the signature: feed all bytes in order. Bytes, because
 * libsodium's own type must lie at a multiple of 64, which malloc does not promise. */
struct vr_batch_hash {
    uint8_t state[sizeof(crypto_generichash_blake2b_state)];
};
void vr_batch_hash_init(struct vr_batch_hash *hash);
void vr_batch_hash_add(struct vr_batch_hash *hash, const void *bytes, size_t len);
enum vr_status vr_batch_sign(uint8_t signature[static VR_BATCH_SIGNATURE],
                             const struct vr_batch_hash *hash,
                             const uint8_t seed[static 32]) VR_MUST_CHECK;
enum vr_status vr_batch_verify(const struct vr_batch_hash *hash,
                               const uint8_t signature[static VR_BATCH_SIGNATURE],
                               const uint8_t identity[static 32]) VR_MUST_CHECK;

/* The checks over receipts and entries, fed in file order. Memory: 20 bytes a locator. */
struct vr_batch_audit;

/* circles: all that the tool has verified; borrowed, must outlive. last_seen: hash of the last
 * payload that the tool has seen, 32 bytes, or NULL. The circle_id of the header is checked here:
 * VR_FOREIGN. */
enum vr_status vr_batch_audit_new(struct vr_batch_audit **out, const struct vr_batch_header *header,
                                  const struct vr_circle *const *circles, size_t circle_count,
                                  const uint8_t *last_seen, struct vr_why *why) VR_MUST_CHECK;
void vr_batch_audit_free(struct vr_batch_audit *audit);

/* One receipts document, the next in the file: signature, hand-overs, round, chain. */
enum vr_status vr_batch_audit_receipts(struct vr_batch_audit *audit, const char *bytes, size_t len,
                                       struct vr_why *why) VR_MUST_CHECK;

/* After the last document: VR_MALFORMED when rounds are missing. */
enum vr_status vr_batch_audit_receipts_end(struct vr_batch_audit *audit,
                                           struct vr_why *why) VR_MUST_CHECK;

/* One entry, in order: VR_MALFORMED when the file is not sorted. The entry need not stay. */
enum vr_status vr_batch_audit_entry(struct vr_batch_audit *audit,
                                    const uint8_t entry[static VR_BATCH_ENTRY],
                                    struct vr_why *why) VR_MUST_CHECK;

/* The round of the entry that was fed last, out of the receipts; false when they do not have it. */
bool vr_batch_audit_round(uint32_t *round, const struct vr_batch_audit *audit);

/* A locator that the receipts have and the file has not (round says where), or the other way round
 * (surplus; round has no meaning). */
struct vr_batch_gap {
    uint8_t locator[VR_LOCATOR_SIZE];
    uint32_t round;
};
struct vr_batch_findings {
    struct vr_batch_gap *missing;
    size_t missing_count;
    struct vr_batch_gap *surplus;
    size_t surplus_count;
    uint8_t last_hash[32]; /* of the last receipts payload: the next file must continue it */
};

/* After the last entry. Both lists are owned by the audit. */
enum vr_status vr_batch_audit_end(struct vr_batch_audit *audit, struct vr_batch_findings *findings,
                                  struct vr_why *why) VR_MUST_CHECK;

/* identity of the store that must have signed the file: that of the circle of the last round. */
const uint8_t *vr_batch_audit_store(const struct vr_batch_audit *audit);

#endif
