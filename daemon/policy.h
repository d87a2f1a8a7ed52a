/* SPDX-License-Identifier: EUPL-1.2 */
/* What keeps order, number and time of packets from telling anything, and a replay from being taken
 * after a restart. The naive control of docs/MEASURES.md is built with naive_policy.c and
 * naive_pool.c in place of policy.c and pool.c: it does none of it, so that the measures can show
 * that they would see that. */

#ifndef POLICY_H
#define POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <vrijuit/onion.h>

/* What --version adds; empty for the real daemon. */
const char *policy_name(void);

/* The answer tick for the configured one. */
uint32_t policy_tick(uint32_t milliseconds);

/* How many packets a batch of count has with its dummies; never 0. */
size_t policy_whole(size_t count, size_t unit);

/* Whether each packet of a batch is committed by itself: never, a batch is one transaction. */
bool policy_parts_batch(void);

/* The replay tag of a packet that was taken before a restart: it stays what it was. */
void policy_recall_tag(uint8_t tag[static VR_TAG_SIZE]);

/* As qsort; list may be NULL when count is 0. */
void policy_sort(void *list, size_t count, size_t size,
                 int (*compare)(const void *a, const void *b));

#endif
