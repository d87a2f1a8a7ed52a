/* SPDX-License-Identifier: EUPL-1.2 */
#include "job.h"

#include <stdlib.h>

struct job *
job_new(enum job_kind kind)
{
    struct job *job = malloc(sizeof *job);

    if (job == NULL) {
        return NULL;
    }
    job->next = NULL;
    job->kind = kind;
    job->status = VR_OK;
    job->batch = NULL;
    job->connection = NULL;
    job->run = NULL;
    job->finished = NULL;
    job->task = NULL;
    job->owner = NULL;
    job->slot = 0;
    job->failures = 0;
    job->filled = 0;

    return job;
}

void
job_free(struct job *job)
{
    free(job);
}

void
job_queue_init(struct job_queue *queue)
{
    queue->first = NULL;
    queue->last = &queue->first;
}

void
job_queue_add(struct job_queue *queue, struct job *job)
{
    job->next = NULL;
    *queue->last = job;
    queue->last = &job->next;
}

struct job *
job_queue_take(struct job_queue *queue)
{
    struct job *job = queue->first;

    if (job == NULL) {
        return NULL;
    }
    queue->first = job->next;
    if (queue->first == NULL) {
        queue->last = &queue->first;
    }
    job->next = NULL;

    return job;
}
