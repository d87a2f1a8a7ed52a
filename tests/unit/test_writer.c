/* SPDX-License-Identifier: EUPL-1.2 */
#include "writer.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "batch.h"
#include "closing.h"
#include "daemon_fixture.h"

#define SLOTS 256U

static struct fixture fixture;
static struct vr_why why;
static struct batch *batch;
static struct writer *writer;

static void
start(void)
{
    fixture_make(&fixture);
    fixture.config.pool_slots = SLOTS;
    fixture_sign(&fixture, 1, 0, FIXTURE_EXPIRES);
    fixture_open_circles(&fixture);
    fixture_open_storage(&fixture);
    cr_assert(eq(int, batch_open(&batch, fixture.state, 9, &why), VR_OK), "%s", why.text);
    cr_assert(eq(int, writer_start(&writer, fixture.pool, fixture.store), VR_OK));
}

static void
stop(void)
{
    writer_free(writer);
    batch_free(batch);
    fixture_remove(&fixture);
}

TestSuite(writer, .init = start, .fini = stop);

static void
submit(enum job_kind kind, uint32_t slot)
{
    struct job *job = job_new(kind);

    cr_assert(job != NULL);
    memset(&job->entry, (int) slot, sizeof job->entry);
    fixture_locator((uint8_t *) (uintptr_t) vr_onion_delivery(job->entry.packet), slot);
    job->entry.kind = POOL_DELIVER;
    job->batch = batch;
    job->slot = slot;
    writer_submit(writer, job);
}

static enum vr_status
run_closing(void *task, struct pool *pool, struct store *store)
{
    return closing_run(task, pool, store);
}

static void
submit_close(void)
{
    struct closing *closing = calloc(1, sizeof *closing);
    struct job *job = job_new(JOB_TASK);

    closing->batch = batch;
    closing->at = (struct outgoing_place) { .circle = circles_newest(fixture.circles),
                                            .round = batch->number,
                                            .identity = fixture.identity };
    closing->retention = 180;
    job->run = run_closing;
    job->task = closing;
    writer_submit(writer, job);
}

static void
free_job(struct job *job)
{
    struct closing *closing = job->task;

    if (closing != NULL) {
        free(closing->receipts);
        free(closing);
    }
    job_free(job);
}

/* Take count jobs in order; each is looked at by judge and freed. */
static void
take(uint32_t count, void (*judge)(const struct job *job, uint32_t number))
{
    struct pollfd poll_for = { .fd = writer_fd(writer), .events = POLLIN };
    uint32_t number = 0;

    while (number < count) {
        struct job *job;

        cr_assert(eq(int, poll(&poll_for, 1, 20000), 1), "after %u", number);
        job = writer_take(writer);
        while (job != NULL) {
            struct job *next = job->next;

            judge(job, number);
            free_job(job);
            job = next;
            number++;
        }
    }
    cr_expect(eq(u32, number, count));
    cr_expect(writer_take(writer) == NULL);
}

static void
judge_in_order(const struct job *job, uint32_t number)
{
    cr_expect(eq(int, job->status, VR_OK));
    cr_expect(eq(u32, job->slot, number));
}

static void
judge_mixed(const struct job *job, uint32_t number)
{
    cr_expect(eq(int, job->status, number == 1 ? VR_SYSTEM : VR_OK), "job %u", number);
}

Test(writer, jobs_come_back_in_the_order_in_which_they_went)
{
    for (uint32_t slot = 0; slot < SLOTS; slot++) {
        submit(slot % 3 == 2 ? JOB_DUPLICATE : JOB_PACKET, slot);
        if (slot % 50 == 0) {
            usleep(2000);
        }
    }
    take(SLOTS, judge_in_order);
    writer_stop(writer);
}

Test(writer, a_packet_that_came_back_good_is_in_its_slot_and_its_batch)
{
    struct pool_entry *entry = malloc(sizeof *entry);

    for (uint32_t slot = 0; slot < 20; slot++) {
        submit(JOB_PACKET, slot);
    }
    take(20, judge_in_order);
    writer_stop(writer);
    cr_assert(eq(sz, batch->count, 20));
    for (uint32_t slot = 0; slot < 20; slot++) {
        cr_expect(eq(int, pool_read(entry, fixture.pool, slot, batch->key), VR_OK));
        cr_expect(eq(u32, batch->items[slot].slot, slot));
    }
    free(entry);
}

Test(writer, a_duplicate_is_written_nowhere)
{
    struct pool_entry *entry = malloc(sizeof *entry);

    submit(JOB_DUPLICATE, 0);
    take(1, judge_in_order);
    writer_stop(writer);
    cr_expect(eq(sz, batch->count, 0));
    cr_expect(eq(int, pool_read(entry, fixture.pool, 0, batch->key), VR_UNVERIFIED));
    free(entry);
}

/* No file is as long as the second slot would need. */
Test(writer, a_packet_that_cannot_be_written_is_in_no_batch_and_the_others_are)
{
    submit(JOB_PACKET, 0);
    submit(JOB_PACKET, UINT32_MAX);
    submit(JOB_PACKET, 2);
    take(3, judge_mixed);
    writer_stop(writer);
    cr_expect(eq(sz, batch->count, 2));
}

static void
judge_close_last(const struct job *job, uint32_t number)
{
    cr_expect(eq(int, job->status, VR_OK));
    if (number < 100) {
        cr_expect(eq(int, job->kind, JOB_PACKET));
    } else if (job->kind == JOB_TASK) {
        const struct closing *closing = job->task;

        cr_expect(eq(u32, number, 100));
        cr_expect(eq(sz, closing->records, 100));
        cr_expect(closing->is_clean);
    }
}

Test(writer, the_end_of_a_round_follows_every_packet_that_went_before_it)
{
    struct batch *next = NULL;
    struct batch *ended = batch;

    cr_assert(eq(int, batch_open(&next, fixture.state, 10, &why), VR_OK));
    for (uint32_t slot = 0; slot < 100; slot++) {
        submit(JOB_PACKET, slot);
    }
    submit_close();
    batch = next;
    for (uint32_t slot = 100; slot < 120; slot++) {
        submit(JOB_PACKET, slot);
    }
    take(121, judge_close_last);
    writer_stop(writer);
    cr_expect(eq(sz, next->count, 20));
    batch_free(ended);
}

Test(writer, stopping_finishes_what_was_handed_over)
{
    for (uint32_t slot = 0; slot < SLOTS; slot++) {
        submit(JOB_PACKET, slot);
    }
    writer_stop(writer);
    take(SLOTS, judge_in_order);
    cr_expect(eq(sz, batch->count, SLOTS));
}

Test(writer, stopping_with_nothing_to_do_returns_at_once)
{
    writer_stop(writer);
    cr_expect(writer_take(writer) == NULL);
}

/* What the loop still hands over while it finishes must come back too, or nobody frees it. */
Test(writer, a_job_that_comes_after_the_stop_comes_back_undone)
{
    struct job *job;

    writer_stop(writer);
    submit(JOB_PACKET, 1);
    submit_close();
    job = writer_take(writer);
    cr_assert(job != NULL);
    cr_expect(eq(int, job->kind, JOB_PACKET));
    cr_expect(eq(int, job->status, VR_SYSTEM));
    cr_assert(job->next != NULL);
    cr_expect(eq(int, job->next->kind, JOB_TASK));
    cr_expect(eq(int, job->next->status, VR_SYSTEM));
    free_job(job->next);
    free_job(job);
    cr_expect(eq(sz, batch->count, 0));
    cr_expect(writer_take(writer) == NULL);
}
