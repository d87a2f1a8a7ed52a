/* SPDX-License-Identifier: EUPL-1.2 */
/* A few threads that do pieces of one kind of work; one for each core. */

#ifndef CREW_H
#define CREW_H

#include <stddef.h>

#include <vrijuit/status.h>

struct crew;

/* work(context, i) must touch nothing that another i touches. context is borrowed. With one core,
 * or where no thread can be had, the caller does it all. */
enum vr_status crew_new(struct crew **out, void (*work)(void *context, size_t i),
                        void *context) VR_MUST_CHECK;

/* Do work for each of 0..count-1; comes back when all is done. */
void crew_run(struct crew *crew, size_t count);

/* NULL is fine. */
void crew_free(struct crew *crew);

#endif
