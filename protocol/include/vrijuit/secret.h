/* SPDX-License-Identifier: EUPL-1.2 */
/* Memory for secrets: guarded, locked, left out of core files, wiped when freed. */

#ifndef VRIJUIT_SECRET_H
#define VRIJUIT_SECRET_H

#include <stdbool.h>
#include <stddef.h>

#include <vrijuit/status.h>

/* Once, first thing in main: libsodium, and a JSON heap that is wiped when freed. VR_SYSTEM when
 * there is no randomness to be had. */
enum vr_status vr_start(void) VR_MUST_CHECK;

/* Whether vr_secret_new may hand out memory that the system refused to lock. False at the start;
 * only the option --allow-unlocked of a tool sets it. The one process-wide setting here: it is a
 * property of the machine, not of a call. */
void vr_secret_allow_unlocked(bool allow);
bool vr_secret_unlocked_is_allowed(void);

/* len bytes from sodium_malloc, zeroed, locked with sodium_mlock and the result checked. VR_MEMORY
 * when there is none or locking is refused. The caller frees it with vr_secret_free. */
enum vr_status vr_secret_new(void **out, size_t len) VR_MUST_CHECK;

/* Wipes, unlocks, frees. NULL is fine. */
void vr_secret_free(void *secret);

#endif
