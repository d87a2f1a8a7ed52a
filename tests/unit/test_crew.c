/* SPDX-License-Identifier: EUPL-1.2 */
#include "crew.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <criterion/parameterized.h>

#define MANY 1000U

/* Stand in for the machine: how many cores it has, and how many threads can be had. */
static long cores = 4;
static size_t threads_left = 1000;
static size_t threads_made;
static bool no_memory;

long __real_sysconf(int name);
long __wrap_sysconf(int name);
int __real_pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
                          void *(*start)(void *), void *arg);
int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
                          void *(*start)(void *), void *arg);
void *__real_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size);

long
__wrap_sysconf(int name)
{
    return name == _SC_NPROCESSORS_ONLN ? cores : __real_sysconf(name);
}

int
__wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*start)(void *),
                      void *arg)
{
    if (threads_left == 0) {
        return EAGAIN;
    }
    threads_left--;
    threads_made++;

    return __real_pthread_create(thread, attributes, start, arg);
}

void *
__wrap_calloc(size_t count, size_t size)
{
    return no_memory ? NULL : __real_calloc(count, size);
}

/* What each piece leaves, as the records of a batch do. */
struct pieces {
    atomic_uint times[MANY];
    enum vr_status statuses[MANY];
    size_t broken; /* this one fails */
    pthread_t worker[MANY];
    atomic_size_t waiting;
    size_t together; /* wait until so many have begun */
};

static struct pieces pieces;
static struct crew *crew;

static void
work(void *context, size_t i)
{
    struct pieces *all = context;

    atomic_fetch_add(&all->times[i], 1);
    all->worker[i] = pthread_self();
    all->statuses[i] = i == all->broken ? VR_UNVERIFIED : VR_OK;
    atomic_fetch_add(&all->waiting, 1);
    while (atomic_load(&all->waiting) < all->together) {
        nanosleep(&(struct timespec) { .tv_nsec = 1000000 }, NULL);
    }
}

static void
make(void)
{
    pieces.broken = MANY;
    cr_assert(eq(int, crew_new(&crew, work, &pieces), VR_OK));
}

static void
end(void)
{
    crew_free(crew);
}

TestSuite(crew, .fini = end, .timeout = 120);

/* Whether the first count pieces were done so often each, and no other. */
static void
expect_done(size_t count, unsigned times)
{
    for (size_t i = 0; i < MANY; i++) {
        cr_assert(eq(u32, atomic_load(&pieces.times[i]), i < count ? times : 0), "piece %zu", i);
    }
}

struct machine {
    long cores; /* as sysconf tells them */
    size_t threads;
    size_t due; /* threads that are made */
};

ParameterizedTestParameters(crew, each_piece_is_done_once_on_any_machine)
{
    static struct machine machines[] = {
        { 1, 1000, 0 }, { 2, 1000, 1 },  { 4, 1000, 3 },    { 4, 1, 1 },
        { 4, 0, 0 },    { -1, 1000, 0 }, { 500, 1000, 31 },
    };

    return cr_make_param_array(struct machine, machines, sizeof machines / sizeof machines[0]);
}

ParameterizedTest(struct machine *machine, crew, each_piece_is_done_once_on_any_machine)
{
    cores = machine->cores;
    threads_left = machine->threads;
    make();
    cr_expect(eq(sz, threads_made, machine->due));
    crew_run(crew, MANY);
    expect_done(MANY, 1);
    end();
    crew = NULL;
}

Test(crew, no_pieces_are_no_work)
{
    make();
    crew_run(crew, 0);
    expect_done(0, 0);
}

Test(crew, one_piece_is_done_once)
{
    make();
    crew_run(crew, 1);
    expect_done(1, 1);
}

Test(crew, it_runs_again_with_more_and_with_fewer)
{
    make();
    for (unsigned i = 0; i < 200; i++) {
        crew_run(crew, 3);
    }
    expect_done(3, 200);
    crew_run(crew, MANY);
    crew_run(crew, 1);
    cr_expect(eq(u32, atomic_load(&pieces.times[0]), 202));
    cr_expect(eq(u32, atomic_load(&pieces.times[2]), 201));
    cr_expect(eq(u32, atomic_load(&pieces.times[MANY - 1]), 1));
}

/* Each waits for the others: done one by one, this would never end. */
Test(crew, the_threads_and_the_caller_work_at_the_same_time)
{
    make();
    pieces.together = 4;
    crew_run(crew, 4);
    expect_done(4, 1);
    for (size_t i = 0; i < 4; i++) {
        for (size_t k = 0; k < i; k++) {
            cr_expect(not(pthread_equal(pieces.worker[i], pieces.worker[k])));
        }
    }
}

Test(crew, all_is_done_when_it_comes_back)
{
    make();
    for (unsigned i = 1; i <= 100; i++) {
        crew_run(crew, 40);
        expect_done(40, i);
    }
}

Test(crew, what_fails_is_told_at_its_own_place_and_stops_no_other)
{
    make();
    pieces.broken = 17;
    crew_run(crew, MANY);
    expect_done(MANY, 1);
    for (size_t i = 0; i < MANY; i++) {
        cr_assert(eq(int, pieces.statuses[i], i == 17 ? VR_UNVERIFIED : VR_OK), "piece %zu", i);
    }
}

Test(crew, one_that_never_ran_ends)
{
    make();
    end();
    crew = NULL;
    expect_done(0, 0);
}

Test(crew, there_need_not_be_one_to_free)
{
    crew_free(NULL);
}

Test(crew, without_memory_there_is_none)
{
    enum vr_status status;

    no_memory = true;
    status = crew_new(&crew, work, &pieces);
    no_memory = false;
    cr_expect(eq(int, status, VR_MEMORY));
    cr_expect(eq(ptr, crew, NULL));
    cr_expect(eq(sz, threads_made, 0));
}
