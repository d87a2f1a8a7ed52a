/* SPDX-License-Identifier: EUPL-1.2 */
#include "crew.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#define THREADS_MAX 31U

struct crew {
    void (*work)(void *context, size_t i);
    void *context;
    pthread_mutex_t lock;
    pthread_cond_t begun;
    pthread_cond_t done;
    size_t count; /* pieces of this run */
    size_t next;
    size_t busy; /* threads with a piece in hand */
    bool ends;
    size_t thread_count;
    pthread_t threads[THREADS_MAX];
};

/* The lock is held before and after, not during the work. */
static void
do_pieces(struct crew *crew)
{
    while (crew->next < crew->count) {
        size_t i = crew->next++;

        crew->busy++;
        pthread_mutex_unlock(&crew->lock);
        crew->work(crew->context, i);
        pthread_mutex_lock(&crew->lock);
        crew->busy--;
    }
    if (crew->busy == 0) {
        pthread_cond_broadcast(&crew->done);
    }
}

static void *
run_thread(void *memory)
{
    struct crew *crew = memory;

    pthread_mutex_lock(&crew->lock);
    while (!crew->ends) {
        if (crew->next < crew->count) {
            do_pieces(crew);
        } else {
            pthread_cond_wait(&crew->begun, &crew->lock);
        }
    }
    pthread_mutex_unlock(&crew->lock);

    return NULL;
}

enum vr_status
crew_new(struct crew **out, void (*work)(void *context, size_t i), void *context)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    struct crew *crew = calloc(1, sizeof *crew);

    if (crew == NULL) {
        return VR_MEMORY;
    }
    crew->work = work;
    crew->context = context;
    pthread_mutex_init(&crew->lock, NULL);
    pthread_cond_init(&crew->begun, NULL);
    pthread_cond_init(&crew->done, NULL);
    /* The caller works too, so one fewer. */
    for (long i = 1; i < cores && crew->thread_count < THREADS_MAX; i++) {
        if (pthread_create(&crew->threads[crew->thread_count], NULL, run_thread, crew) != 0) {
            break;
        }
        crew->thread_count++;
    }
    *out = crew;

    return VR_OK;
}

void
crew_run(struct crew *crew, size_t count)
{
    pthread_mutex_lock(&crew->lock);
    crew->count = count;
    crew->next = 0;
    pthread_cond_broadcast(&crew->begun);
    do_pieces(crew);
    while (crew->busy > 0) {
        pthread_cond_wait(&crew->done, &crew->lock);
    }
    pthread_mutex_unlock(&crew->lock);
}

void
crew_free(struct crew *crew)
{
    if (crew == NULL) {
        return;
    }
    pthread_mutex_lock(&crew->lock);
    crew->ends = true;
    pthread_cond_broadcast(&crew->begun);
    pthread_mutex_unlock(&crew->lock);
    for (size_t i = 0; i < crew->thread_count; i++) {
        pthread_join(crew->threads[i], NULL);
    }
    pthread_cond_destroy(&crew->begun);
    pthread_cond_destroy(&crew->done);
    pthread_mutex_destroy(&crew->lock);
    free(crew);
}
