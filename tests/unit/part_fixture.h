/* SPDX-License-Identifier: EUPL-1.2 */
/* The second (and last) part of a batch of 72 packets, which came over three links to the fourth
 * hop. Tests change what they like before it is sent. */

#ifndef PART_FIXTURE_H
#define PART_FIXTURE_H

#include <vrijuit/handover.h>

#define PART_HOPS      4U
#define PART_BATCH     4U
#define PART_COUNT     72U
#define PART_RECEIVER  3U /* the place of the hop that is handed the batch */
#define PART_ROUND     40U
#define PART_LAST_LINK (PART_RECEIVER - 1)

extern const uint8_t part_seeds[PART_HOPS][32];
extern struct vr_custody custody;
extern uint8_t packets[PART_COUNT * VR_PACKET_SIZE];
extern struct vr_part part;

void part_make(void);

/* Sign the hand-over of that link anew. */
void part_sign_link(size_t link);

/* Take that part of the packets, with its hash. */
void part_take(uint32_t number);

/* head | packets, malloced. */
uint8_t *part_join(size_t *len, const char *head, size_t head_len);

/* The part, signed, as it goes over the line; malloced. */
uint8_t *part_send(size_t *len, size_t *head_len);

#endif
