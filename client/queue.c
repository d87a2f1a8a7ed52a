/* SPDX-License-Identifier: EUPL-1.2 */
#include "queue.h"

#include <string.h>

#include <sodium.h>
#include <vrijuit/bytes.h>

static const uint8_t magic[8] = "VRIJQUE1";

/* The file: only byte arrays. */
struct queue_wire {
    uint8_t magic[8];
    uint8_t kept_until_le[4];
    uint8_t on_its_way_le[4];
    struct sealed_record slots[QUEUE_SLOTS];
    uint8_t kept[QUEUE_KEPT][KEPT_SIZE];
};

_Static_assert(sizeof(struct queue_wire) == QUEUE_SIZE, "queue.h");

void
queue_encode(uint8_t bytes[static QUEUE_SIZE], const struct queue *queue)
{
    struct queue_wire *wire = (void *) bytes;

    memcpy(wire->magic, magic, sizeof wire->magic);
    vr_store32(wire->kept_until_le, queue->kept_until);
    vr_store32(wire->on_its_way_le, queue->on_its_way);
    memcpy(wire->slots, queue->slots, sizeof wire->slots);
    memcpy(wire->kept, queue->kept, sizeof wire->kept);
}

enum vr_status
queue_decode(struct queue *queue, const uint8_t *bytes, size_t len)
{
    const struct queue_wire *wire = (const void *) bytes;

    if (len != sizeof *wire || memcmp(wire->magic, magic, sizeof magic) != 0) {
        return VR_MALFORMED;
    }
    queue->kept_until = vr_load32(wire->kept_until_le);
    queue->on_its_way = vr_load32(wire->on_its_way_le);
    memcpy(queue->slots, wire->slots, sizeof queue->slots);
    memcpy(queue->kept, wire->kept, sizeof queue->kept);

    return VR_OK;
}

void
queue_push(struct queue *queue, const struct sealed_record *sealed)
{
    const size_t place = queue->on_its_way == 0 ? 0 : 1;

    memmove(queue->slots + place + 1, queue->slots + place,
            (QUEUE_SLOTS - 1 - place) * sizeof *queue->slots);
    queue->slots[place] = *sealed;
}

int
queue_find(const struct queue *queue, const uint8_t locator[static VR_LOCATOR_SIZE])
{
    for (size_t i = 0; i < QUEUE_SLOTS; i++) {
        if (sodium_memcmp(queue->slots[i].locator, locator, VR_LOCATOR_SIZE) == 0) {
            return (int) i;
        }
    }

    return -1;
}

void
queue_replace(struct queue *queue, const struct sealed_record *sent,
              const struct sealed_record *fresh)
{
    int place = queue_find(queue, sent->locator);

    if (place >= 0) {
        memmove(queue->slots + place, queue->slots + place + 1,
                (QUEUE_SLOTS - 1 - (size_t) place) * sizeof *queue->slots);
        queue->slots[QUEUE_SLOTS - 1] = *fresh;
    }
}

void
queue_keep(struct queue *queue, const uint8_t sealed[static KEPT_SIZE], uint32_t round)
{
    memmove(queue->kept + 1, queue->kept, sizeof queue->kept - sizeof *queue->kept);
    memcpy(queue->kept[0], sealed, KEPT_SIZE);
    queue->kept_until = round + QUEUE_KEPT_ROUNDS;
}

void
queue_forget(struct queue *queue, size_t place)
{
    randombytes_buf(queue->kept[place], KEPT_SIZE);
}
