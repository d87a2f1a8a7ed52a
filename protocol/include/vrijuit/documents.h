/* SPDX-License-Identifier: EUPL-1.2 */
/* Line documents that hops sign and publish: descriptor, keys, receipts; PROTOCOL.md section 7. */

#ifndef VRIJUIT_DOCUMENTS_H
#define VRIJUIT_DOCUMENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <vrijuit/circle.h>
#include <vrijuit/onion.h>
#include <vrijuit/status.h>

#define VR_EPOCHS_AHEAD 8U /* keys for r..r+7 */
#define VR_KEYS_MAX     (64U * 1024U)
#define VR_RECEIPTS_MAX (64U * 1024U * 1024U) /* one document */

#define VR_LABEL_DESCRIPTOR "vrijuit descriptor v1"
#define VR_LABEL_KEYS       "vrijuit keys v1"
#define VR_LABEL_RECEIPTS   "vrijuit receipts v1"
#define VR_LABEL_HANDOVER   "vrijuit handover v1"

/* One signature line, "b64(hop_id) b64(signature)\n", and a zero. */
#define VR_SIGNATURE_LINE_SIZE (32U + 1U + 88U + 1U + 1U)

/* Sign payload (without its newline) under label. */
enum vr_status vr_document_sign(char line[static VR_SIGNATURE_LINE_SIZE], const char *label,
                                const void *payload, size_t payload_len,
                                const uint8_t seed[static 32]) VR_MUST_CHECK;

/* Split a document and verify its signature lines: exactly one for each identity, in that order.
 * *payload_len is the length of the first line without newline, which begins at bytes. */
enum vr_status vr_document_verify(size_t *payload_len, const char *label, const char *bytes,
                                  size_t len, const uint8_t (*identities)[32], size_t count,
                                  struct vr_why *why) VR_MUST_CHECK;

/* The public epoch keys of all hops for r..r+7. In a descriptor only keys[0] counts. */
struct vr_keys {
    uint8_t circle[32];
    uint32_t round;
    size_t hop_count;
    uint8_t hop[VR_HOPS_MAX][VR_HOP_ID_SIZE];
    uint8_t key[VR_HOPS_MAX][VR_EPOCHS_AHEAD][32];
};

/* Payloads without newline, malloced, zero at the end; the caller frees. */
enum vr_status vr_descriptor_payload(char **out, size_t *len,
                                     const struct vr_keys *keys) VR_MUST_CHECK;
enum vr_status vr_keys_payload(char **out, size_t *len, const struct vr_keys *keys) VR_MUST_CHECK;

/* A descriptor of hop `place` of circle for round. */
enum vr_status vr_descriptor_decode(struct vr_keys *keys, const char *bytes, size_t len,
                                    const struct vr_circle *circle, size_t place, uint32_t round,
                                    struct vr_why *why) VR_MUST_CHECK;

/* The content of a keys payload for circle, not yet signed by anyone: what a hop checks. */
enum vr_status vr_keys_parse(struct vr_keys *keys, const char *payload, size_t len,
                             const struct vr_circle *circle, struct vr_why *why) VR_MUST_CHECK;

/* A whole keys document: all signatures of circle's hops, in cascade order. */
enum vr_status vr_keys_decode(struct vr_keys *keys, const char *bytes, size_t len,
                              const struct vr_circle *circle, struct vr_why *why) VR_MUST_CHECK;

/* What a client asks besides: round within one of its own (VR_STALE), and no key of the same
 * circle, hop and epoch changed since previous, which may be NULL (VR_CONFLICT). */
enum vr_status vr_keys_judge(const struct vr_keys *keys, const struct vr_keys *previous,
                             uint32_t own_round, struct vr_why *why) VR_MUST_CHECK;

/* The path of a packet by section 5: the entry with R, later hops with R+1, where R is the later of
 * own_round and the document's. path has circle->hop_count places. VR_STALE when no key holds. */
enum vr_status vr_keys_path(struct vr_onion_hop path[static VR_HOPS_MAX],
                            const struct vr_keys *keys, uint32_t own_round) VR_MUST_CHECK;

struct vr_handover {
    uint8_t from[VR_HOP_ID_SIZE];
    uint8_t to[VR_HOP_ID_SIZE];
    uint32_t round;
    uint32_t count;
    uint8_t hash[32];
    bool thin;
    uint8_t signature[64];
};

struct vr_receipts {
    uint8_t circle[32];
    uint32_t round;
    uint8_t previous[32];
    bool thin;
    struct vr_handover handovers[VR_HOPS_MAX - 1];
    size_t handover_count;
    uint8_t (*locators)[VR_LOCATOR_SIZE]; /* sorted, equal ones too */
    size_t locator_count;
    uint8_t hash[32]; /* BLAKE2b-256 of the payload: the next one's `previous` */
};

/* The message that a hand-over signs (121 bytes and its label apart); section 7.1. */
enum vr_status vr_handover_verify(const struct vr_handover *handover,
                                  const uint8_t circle[static 32],
                                  const uint8_t identity[static 32]) VR_MUST_CHECK;
enum vr_status vr_handover_sign(struct vr_handover *handover, const uint8_t circle[static 32],
                                const uint8_t seed[static 32]) VR_MUST_CHECK;

/* The payload of receipts (hash is not read), malloced. */
enum vr_status vr_receipts_payload(char **out, size_t *len,
                                   const struct vr_receipts *receipts) VR_MUST_CHECK;

/* One receipts document: signed by the store of the circle of its round, hand-overs of all links.
 * The caller calls vr_receipts_wipe on success. The chain is vr_receipts_follow. */
enum vr_status vr_receipts_decode(struct vr_receipts *receipts, const char *bytes, size_t len,
                                  const struct vr_circle *const *circles, size_t circle_count,
                                  struct vr_why *why) VR_MUST_CHECK;
void vr_receipts_wipe(struct vr_receipts *receipts);

/* Whether receipts continue (round, hash) of the one before. VR_UNVERIFIED with the round. */
enum vr_status vr_receipts_follow(const struct vr_receipts *receipts, uint32_t previous_round,
                                  const uint8_t previous_hash[static 32],
                                  struct vr_why *why) VR_MUST_CHECK;

/* Length of the first document of a row of documents (0 at its end): up to the next line that
 * begins with '{'. */
size_t vr_documents_next(const char *bytes, size_t len);

/* Whether locator is in the (sorted) list; in constant time is not needed: the list is public. */
bool vr_receipts_has(const struct vr_receipts *receipts,
                     const uint8_t locator[static VR_LOCATOR_SIZE]);

#endif
