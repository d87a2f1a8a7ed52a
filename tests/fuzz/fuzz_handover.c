/* SPDX-License-Identifier: EUPL-1.2 */
/* The first byte says what follows: the payload of a part (p), u16 its length before it and the
 * packets' order (32 bytes each) behind it; the payload of an answer (t); numbers out of which a
 * whole part is made (m); else whole bytes. Payloads are signed here, so that what stands behind
 * the check of the signature is reached. The laws: what is read, written, signed and read again is
 * the same; what is made by the rules is read, and what breaks one of them is not. */
#include <vrijuit/handover.h>

#include <stdlib.h>
#include <string.h>

#include <vrijuit/bytes.h>

#define HOPS        3U
#define PACKETS_MAX 4U
#define RECEIVER    2U
#define LINE_LEN    (VR_SIGNATURE_LINE_SIZE - 1U)
#define MADE_SIZE   11U

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const uint8_t seeds[HOPS][32] = { { 1 }, { 2 }, { 3 } };
static struct vr_custody custody;
static uint8_t packets[PACKETS_MAX * VR_PACKET_SIZE];

static void
make_custody(void)
{
    if (sodium_init() < 0) {
        abort();
    }
    custody.hop_count = HOPS;
    custody.batch = 2;
    for (size_t i = 0; i < HOPS; i++) {
        vr_sign_public(custody.identity[i], seeds[i]);
    }
}

/* Packets of zeros but for their order; the number of them. */
static size_t
make_packets(const uint8_t *orders, size_t size)
{
    size_t count = size / VR_PACKET_ORDER_SIZE;

    count = count < PACKETS_MAX ? count : PACKETS_MAX;
    for (size_t i = 0; i < count; i++) {
        memcpy(packets + i * VR_PACKET_SIZE + VR_PACKET_ORDER_OFFSET,
               orders + i * VR_PACKET_ORDER_SIZE, VR_PACKET_ORDER_SIZE);
    }

    return count;
}

static enum vr_status
decode(struct vr_part *part, const char *head, size_t head_len, size_t count)
{
    size_t len = head_len + count * VR_PACKET_SIZE;
    uint8_t *bytes = malloc(len);
    enum vr_status status;

    if (bytes == NULL) {
        abort();
    }
    memcpy(bytes, head, head_len);
    memcpy(bytes + head_len, packets, count * VR_PACKET_SIZE);
    status = vr_part_decode(part, bytes, len, &custody, RECEIVER, NULL);
    if (status == VR_OK && (part->packet_count != count || part->packets != bytes + head_len)) {
        abort();
    }
    free(bytes);

    return status;
}

static void
expect_same_again(const struct vr_part *part, size_t count)
{
    struct vr_part again;
    size_t len;
    char *head;

    if (vr_part_head(&head, &len, part, seeds[RECEIVER - 1]) != VR_OK ||
        decode(&again, head, len, count) != VR_OK || !vr_part_is_of_batch(part, &again) ||
        again.part != part->part || again.parts != part->parts ||
        memcmp(again.part_hash, part->part_hash, sizeof again.part_hash) != 0) {
        abort();
    }
    free(head);
}

/* payload, its signature line, and the text; the zero at the end does not count. */
static char *
sign(size_t *len, const char *label, const uint8_t *payload, size_t payload_len,
     const uint8_t seed[static 32], const char *text)
{
    char *document = malloc(payload_len + LINE_LEN + 3);

    if (document == NULL) {
        abort();
    }
    memcpy(document, payload, payload_len);
    document[payload_len] = '\n';
    if (vr_document_sign(document + payload_len + 1, label, payload, payload_len, seed) != VR_OK) {
        abort();
    }
    strcpy(document + payload_len + 1 + LINE_LEN, text);
    *len = payload_len + 1 + LINE_LEN + strlen(text);

    return document;
}

static void
try_part(const uint8_t *data, size_t size)
{
    size_t payload_len = size < 2 ? 0 : vr_load16(data);
    size_t count, len;
    struct vr_part part;
    char *head;

    if (size < 2 || payload_len > size - 2) {
        return;
    }
    count = make_packets(data + 2 + payload_len, size - 2 - payload_len);
    head = sign(&len, VR_LABEL_PART, data + 2, payload_len, seeds[RECEIVER - 1], "\n");
    if (decode(&part, head, len, count) == VR_OK) {
        expect_same_again(&part, count);
    }
    free(head);
}

static void
try_taken(const uint8_t *payload, size_t payload_len)
{
    struct vr_handover sent = { .round = 40, .count = 2 };
    char *document;
    size_t len;

    vr_hop_id(sent.from, custody.identity[0]);
    vr_hop_id(sent.to, custody.identity[1]);
    document = sign(&len, VR_LABEL_TAKEN, payload, payload_len, seeds[1], "");
    if (vr_taken_decode(&sent, document, len, &custody, 0, NULL) == VR_OK) {
        char *written;

        if (vr_taken_document(&written, &len, &sent, custody.circle, seeds[1]) != VR_OK ||
            vr_taken_decode(&sent, written, len, &custody, 0, NULL) != VR_OK) {
            abort();
        }
        free(written);
    }
    free(document);
}

static void
make_links(struct vr_part *part, const uint8_t numbers[static MADE_SIZE])
{
    for (size_t i = 0; i < RECEIVER; i++) {
        struct vr_handover *link = &part->handovers[i];

        vr_hop_id(link->from, custody.identity[i]);
        vr_hop_id(link->to, custody.identity[i + 1]);
        link->round = part->round + (i == 0 ? numbers[8] : 0);
        link->count = i == RECEIVER - 1 ? part->count : numbers[9];
        link->thin = i == 0 && (numbers[10] & 1) != 0 ? false : true;
        memcpy(link->hash, part->hash, sizeof link->hash);
        if (vr_handover_sign(link, custody.circle, seeds[i]) != VR_OK) {
            abort();
        }
    }
    part->handover_count = RECEIVER;
}

/* round, part, parts, count, and what is wrong with the first link. */
static void
make_part(struct vr_part *part, const uint8_t numbers[static MADE_SIZE], size_t count)
{
    memset(part, 0, sizeof *part);
    vr_hop_id(part->from, custody.identity[RECEIVER - 1]);
    vr_hop_id(part->to, custody.identity[RECEIVER]);
    part->round = vr_load32(numbers);
    part->part = numbers[4];
    part->parts = numbers[5];
    part->count = vr_load16(numbers + 6);
    crypto_generichash_blake2b(part->part_hash, 32, packets, count * VR_PACKET_SIZE, NULL, 0);
    memcpy(part->hash, part->part_hash, sizeof part->hash);
    make_links(part, numbers);
}

static bool
is_by_the_rules(const struct vr_part *part, size_t count)
{
    const struct vr_handover *first = &part->handovers[0];

    for (size_t i = 1; i < count; i++) {
        if (!vr_packets_ascend(packets + (i - 1) * VR_PACKET_SIZE, packets + i * VR_PACKET_SIZE)) {
            return false;
        }
    }

    return part->part >= 1 && part->part <= part->parts &&
           part->parts == (part->count + 63U) / 64U && part->count % 2 == 0 &&
           count == (part->part < part->parts ? 64 : part->count - 64U * (part->parts - 1)) &&
           first->round == part->round && first->thin && first->count > 0 && first->count % 2 == 0;
}

static void
try_made(const uint8_t *data, size_t size)
{
    struct vr_part part, read;
    enum vr_status status;
    size_t count, len;
    char *head;

    if (size < MADE_SIZE) {
        return;
    }
    count = make_packets(data + MADE_SIZE, size - MADE_SIZE);
    make_part(&part, data, count);
    if (vr_part_head(&head, &len, &part, seeds[RECEIVER - 1]) != VR_OK) {
        abort();
    }
    status = decode(&read, head, len, count);
    if ((status == VR_OK) != is_by_the_rules(&part, count) ||
        (status == VR_OK && !vr_part_is_of_batch(&part, &read))) {
        abort();
    }
    free(head);
}

static void
try_bytes(const uint8_t *data, size_t size)
{
    const struct vr_handover sent = { .round = 40 };
    struct vr_part part;

    /* The packets reach from behind the head to the end. */
    if (vr_part_decode(&part, data, size, &custody, RECEIVER, NULL) == VR_OK &&
        (part.packets <= data ||
         part.packets + part.packet_count * VR_PACKET_SIZE != data + size)) {
        abort();
    }
    /* An answer names hops: none names those of zeros. */
    if (vr_taken_decode(&sent, data, size, &custody, 0, NULL) == VR_OK) {
        abort();
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    make_custody();
    if (size == 0) {
        return 0;
    }
    switch (data[0]) {
    case 'p':
        try_part(data + 1, size - 1);
        break;
    case 't':
        try_taken(data + 1, size - 1);
        break;
    case 'm':
        try_made(data + 1, size - 1);
        break;
    default:
        try_bytes(data + 1, size - 1);
    }

    return 0;
}
