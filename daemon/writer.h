/* SPDX-License-Identifier: EUPL-1.2 */
/* The one thread that touches the disk while the daemon serves: it takes all jobs that have
 * gathered, writes them, syncs once, and gives them back. Jobs are done in the order in which they
 * came, so the end of a round follows all its packets. */

#ifndef WRITER_H
#define WRITER_H

#include <vrijuit/status.h>

#include "job.h"
#include "pool.h"
#include "store.h"

struct writer;

/* pool and store belong to the writer until it has stopped. */
enum vr_status writer_start(struct writer **out, struct pool *pool,
                            struct store *store) VR_MUST_CHECK;

/* Finish what was handed over and stop; done jobs can still be taken. */
void writer_stop(struct writer *writer);

/* After writer_stop. NULL is fine. */
void writer_free(struct writer *writer);

/* Hand a job over. After writer_stop it is done at once, undone: VR_SYSTEM. */
void writer_submit(struct writer *writer, struct job *job);

/* Readable when jobs are done; an eventfd of the writer's. */
int writer_fd(const struct writer *writer);

/* Take all done jobs, oldest first, linked by next; NULL when there are none. */
struct job *writer_take(struct writer *writer);

#endif
