/* SPDX-License-Identifier: EUPL-1.2 */
/* Header, size and signature; the checks over what is inside are in batch_audit.c. */
#include <vrijuit/batchfile.h>

#include <string.h>

#include <vrijuit/bytes.h>

/* Length, signature line and the fewest bytes that a payload can have. */
#define DOCUMENT_MIN (4U + VR_SIGNATURE_LINE_SIZE - 1U + 3U)

#define DIGEST_SIZE 64U

static const uint8_t magic[8] = { 'V', 'R', 'I', 'J', 'B', 'A', 'T', '1' };

/* The wire image. Only byte arrays, so it has no padding and no byte order. */
struct header_wire {
    uint8_t magic[8];
    uint8_t circle[32];
    uint8_t first_le[4];
    uint8_t last_le[4];
    uint8_t receipts_len_le[4];
};

_Static_assert(sizeof(struct header_wire) == VR_BATCH_HEADER, "PROTOCOL.md section 10");

void
vr_batch_header_encode(uint8_t bytes[static VR_BATCH_HEADER], const struct vr_batch_header *header)
{
    struct header_wire wire;

    memcpy(wire.magic, magic, sizeof wire.magic);
    memcpy(wire.circle, header->circle, sizeof wire.circle);
    vr_store32(wire.first_le, header->first);
    vr_store32(wire.last_le, header->last);
    vr_store32(wire.receipts_len_le, header->receipts_len);
    memcpy(bytes, &wire, sizeof wire);
}

enum vr_status
vr_batch_header_decode(struct vr_batch_header *header, const uint8_t bytes[static VR_BATCH_HEADER],
                       struct vr_why *why)
{
    const struct header_wire *wire = (const void *) bytes;
    struct vr_batch_header read;

    if (memcmp(wire->magic, magic, sizeof magic) != 0) {
        return vr_refuse(why, VR_MALFORMED, "not a batch file");
    }
    memcpy(read.circle, wire->circle, sizeof read.circle);
    read.first = vr_load32(wire->first_le);
    read.last = vr_load32(wire->last_le);
    read.receipts_len = vr_load32(wire->receipts_len_le);
    if (read.first > read.last) {
        return vr_refuse(why, VR_MALFORMED, "batch file: the first round is after the last");
    }
    if (((uint64_t) read.last - read.first + 1) * DOCUMENT_MIN > read.receipts_len) {
        return vr_refuse(why, VR_MALFORMED, "batch file: too few receipts for its rounds");
    }
    *header = read;

    return VR_OK;
}

uint64_t
vr_batch_file_size(const struct vr_batch_header *header, uint32_t count)
{
    return (uint64_t) VR_BATCH_HEADER + header->receipts_len + 4 +
           (uint64_t) count * VR_BATCH_ENTRY + VR_BATCH_SIGNATURE;
}

void
vr_batch_hash_init(struct vr_batch_hash *hash)
{
    crypto_generichash_blake2b_state state;

    /* Fails only for sizes that BLAKE2b does not have. */
    (void) crypto_generichash_blake2b_init(&state, NULL, 0, DIGEST_SIZE);
    memcpy(hash->state, &state, sizeof hash->state);
}

void
vr_batch_hash_add(struct vr_batch_hash *hash, const void *bytes, size_t len)
{
    crypto_generichash_blake2b_state state;

    memcpy(&state, hash->state, sizeof state);
    (void) crypto_generichash_blake2b_update(&state, bytes, len);
    memcpy(hash->state, &state, sizeof hash->state);
}

static void
finish(uint8_t digest[static DIGEST_SIZE], const struct vr_batch_hash *hash)
{
    crypto_generichash_blake2b_state state;

    memcpy(&state, hash->state, sizeof state);
    (void) crypto_generichash_blake2b_final(&state, digest, DIGEST_SIZE);
}

enum vr_status
vr_batch_sign(uint8_t signature[static VR_BATCH_SIGNATURE], const struct vr_batch_hash *hash,
              const uint8_t seed[static 32])
{
    uint8_t digest[DIGEST_SIZE];

    finish(digest, hash);

    return vr_sign(signature, seed, VR_LABEL_BATCH, digest, sizeof digest);
}

enum vr_status
vr_batch_verify(const struct vr_batch_hash *hash,
                const uint8_t signature[static VR_BATCH_SIGNATURE],
                const uint8_t identity[static 32])
{
    uint8_t digest[DIGEST_SIZE];

    finish(digest, hash);

    return vr_sign_verify(signature, identity, VR_LABEL_BATCH, digest, sizeof digest);
}
