/* SPDX-License-Identifier: EUPL-1.2 */
/* Packets that wait for their day, in a file that is always there, always of one size, and always
 * full: where nothing waits there is cover, sealed like a report. Who reads the file cannot tell
 * how many reports wait, and the program cannot either. Beside them: what was kept for sending
 * again, or chance. */

#ifndef QUEUE_H
#define QUEUE_H

#include <stddef.h>
#include <stdint.h>

#include <vrijuit/circle.h>
#include <vrijuit/status.h>

#include "kept.h"
#include "packet.h"

#define QUEUE_SLOTS       8U
#define QUEUE_KEPT        4U
#define QUEUE_KEPT_ROUNDS 14U /* after which what was kept is replaced by chance */
#define QUEUE_SIZE        (16U + QUEUE_SLOTS * (VR_LOCATOR_SIZE + VR_RECORD_SIZE) + QUEUE_KEPT * KEPT_SIZE)

/* Ciphertext only. */
struct queue {
    uint32_t kept_until; /* round */
    uint32_t on_its_way; /* 1 + the round in which the first record was sent; 0 when it was not, or
                            when it is known what became of it */
    struct sealed_record slots[QUEUE_SLOTS];
    uint8_t kept[QUEUE_KEPT][KEPT_SIZE];
    char *path; /* owned */
    int lock;   /* -1 for none */
};

/* The file and back. VR_MALFORMED. path and lock are not touched. */
void queue_encode(uint8_t bytes[static QUEUE_SIZE], const struct queue *queue);
enum vr_status queue_decode(struct queue *queue, const uint8_t *bytes, size_t len) VR_MUST_CHECK;

/* The queue of a pinned key, alone until queue_close; made and filled with cover for circle when it
 * is not there yet. What was kept too long is dropped. */
enum vr_status queue_open(struct queue **out, const char *folder, const uint8_t pin[static 32],
                          const struct vr_circle *circle, uint32_t round,
                          struct vr_why *why) VR_MUST_CHECK;

/* Write it back; every byte is written anew, whatever has changed. */
enum vr_status queue_save(const struct queue *queue, const char *folder,
                          struct vr_why *why) VR_MUST_CHECK;
void queue_close(struct queue *queue);

/* Put a record in front, or behind the one that is on its way; the last one falls out. */
void queue_push(struct queue *queue, const struct sealed_record *sealed);

/* The place of the record with a locator, or -1. */
int queue_find(const struct queue *queue, const uint8_t locator[static VR_LOCATOR_SIZE]);

/* Take the record with sent's locator out and put fresh behind the others; nothing when it is gone
 * already. */
void queue_replace(struct queue *queue, const struct sealed_record *sent,
                   const struct sealed_record *fresh);

/* Keep a sealed report in front of the others; the last one falls out. */
void queue_keep(struct queue *queue, const uint8_t sealed[static KEPT_SIZE], uint32_t round);

/* Put chance in the place of what is kept there. */
void queue_forget(struct queue *queue, size_t place);

#endif
