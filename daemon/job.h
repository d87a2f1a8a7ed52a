/* SPDX-License-Identifier: EUPL-1.2 */
/* What the loop hands to the writer thread and gets back: one packet, or the end of a round. A job
 * belongs to one side at a time. */

#ifndef JOB_H
#define JOB_H

#include <stddef.h>
#include <stdint.h>

#include <vrijuit/record.h>
#include <vrijuit/status.h>

#include "pool.h"

struct batch;
struct connection;
struct store;

enum job_kind {
    JOB_PACKET,    /* seal the entry into its slot */
    JOB_DUPLICATE, /* write nothing, but answer no sooner than a packet */
    JOB_TASK,      /* anything else that touches the disk: run */
};

struct job {
    struct job *next;
    enum job_kind kind;
    enum vr_status status;         /* set by the writer */
    struct batch *batch;           /* JOB_PACKET: where it belongs */
    struct connection *connection; /* the loop's; NULL when the client has left */
    uint32_t slot;                 /* JOB_PACKET */
    uint64_t failures;             /* JOB_DUPLICATE: those of the intake when it came */
    size_t filled;                 /* bytes of the packet that have come */
    /* JOB_TASK: run by the writer; then finished, by the loop, which frees task and job. */
    enum vr_status (*run)(void *task, struct pool *pool, struct store *store);
    void (*finished)(void *owner, struct job *job);
    void *task;
    void *owner;
    struct pool_entry entry; /* JOB_PACKET and JOB_DUPLICATE */
};

/* A new job, its entry not filled; NULL without memory. */
struct job *job_new(enum job_kind kind);
void job_free(struct job *job);

/* First in, first out. */
struct job_queue {
    struct job *first;
    struct job **last;
};

void job_queue_init(struct job_queue *queue);
void job_queue_add(struct job_queue *queue, struct job *job);
struct job *job_queue_take(struct job_queue *queue);

#endif
