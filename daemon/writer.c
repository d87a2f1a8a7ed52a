/* SPDX-License-Identifier: EUPL-1.2 */
#include "writer.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "batch.h"

struct writer {
    struct pool *pool;
    struct store *store;
    pthread_t thread;
    pthread_mutex_t lock; /* of the rest */
    pthread_cond_t work;
    struct job_queue todo;
    struct job_queue done;
    bool stop;
    int fd;
};

/* Write the jobs up to the next task; returns where it stopped. */
static struct job *
write_packets(struct writer *writer, struct job *job)
{
    for (; job != NULL && job->kind != JOB_TASK; job = job->next) {
        if (job->kind == JOB_PACKET) {
            job->status = pool_write(writer->pool, job->slot, &job->entry, job->batch->key);
        }
    }

    return job;
}

/* Only what is synced is noted in its batch and may be acknowledged. A duplicate waits for the same
 * sync, so that its answer comes no sooner. */
static void
settle_packets(struct writer *writer, struct job *job, const struct job *end)
{
    enum vr_status synced = pool_sync(writer->pool);

    for (; job != end; job = job->next) {
        if (job->status == VR_OK) {
            job->status = synced;
        }
        if (job->status == VR_OK && job->kind == JOB_PACKET) {
            job->status = batch_add(job->batch, &job->entry, job->slot);
        }
    }
}

static void
give_back(struct writer *writer, struct job *first, const struct job *end)
{
    uint64_t one = 1;

    pthread_mutex_lock(&writer->lock);
    while (first != end) {
        struct job *next = first->next;

        job_queue_add(&writer->done, first);
        first = next;
    }
    pthread_mutex_unlock(&writer->lock);
    /* Can only fail when the counter is full, and then the loop is awake anyway. */
    if (write(writer->fd, &one, sizeof one) < 0) {
        return;
    }
}

static void
do_jobs(struct writer *writer, struct job *first)
{
    while (first != NULL) {
        struct job *end = write_packets(writer, first);

        if (end != first) {
            settle_packets(writer, first, end);
        } else {
            end = first->next;
            first->status = first->run(first->task, writer->pool, writer->store);
        }
        give_back(writer, first, end);
        first = end;
    }
}

static void *
run(void *arg)
{
    struct writer *writer = arg;

    for (;;) {
        struct job *first;

        pthread_mutex_lock(&writer->lock);
        while (writer->todo.first == NULL && !writer->stop) {
            pthread_cond_wait(&writer->work, &writer->lock);
        }
        first = writer->todo.first;
        job_queue_init(&writer->todo);
        pthread_mutex_unlock(&writer->lock);
        if (first == NULL) {
            return NULL;
        }
        do_jobs(writer, first);
    }
}

enum vr_status
writer_start(struct writer **out, struct pool *pool, struct store *store)
{
    struct writer *writer = calloc(1, sizeof *writer);

    if (writer == NULL) {
        return VR_MEMORY;
    }
    writer->pool = pool;
    writer->store = store;
    job_queue_init(&writer->todo);
    job_queue_init(&writer->done);
    pthread_mutex_init(&writer->lock, NULL);
    pthread_cond_init(&writer->work, NULL);
    writer->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (writer->fd < 0 || pthread_create(&writer->thread, NULL, run, writer) != 0) {
        if (writer->fd >= 0) {
            close(writer->fd);
        }
        free(writer);
        return VR_SYSTEM;
    }
    *out = writer;

    return VR_OK;
}

void
writer_stop(struct writer *writer)
{
    pthread_mutex_lock(&writer->lock);
    writer->stop = true;
    pthread_cond_signal(&writer->work);
    pthread_mutex_unlock(&writer->lock);
    pthread_join(writer->thread, NULL);
}

void
writer_free(struct writer *writer)
{
    if (writer == NULL) {
        return;
    }
    pthread_cond_destroy(&writer->work);
    pthread_mutex_destroy(&writer->lock);
    close(writer->fd);
    free(writer);
}

void
writer_submit(struct writer *writer, struct job *job)
{
    pthread_mutex_lock(&writer->lock);
    if (writer->stop) {
        job->status = VR_SYSTEM;
    }
    job_queue_add(writer->stop ? &writer->done : &writer->todo, job);
    pthread_cond_signal(&writer->work);
    pthread_mutex_unlock(&writer->lock);
}

int
writer_fd(const struct writer *writer)
{
    return writer->fd;
}

struct job *
writer_take(struct writer *writer)
{
    struct job *first;
    uint64_t count;

    /* Empty the counter first: a job that is done after this sets it again. */
    if (read(writer->fd, &count, sizeof count) < 0) {
        count = 0;
    }
    pthread_mutex_lock(&writer->lock);
    first = writer->done.first;
    job_queue_init(&writer->done);
    pthread_mutex_unlock(&writer->lock);

    return first;
}
