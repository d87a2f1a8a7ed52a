/* SPDX-License-Identifier: EUPL-1.2 */
/* state/status: what vrijuitd status shows. Written when a round begins and when a hand-over ends,
 * never because of one packet, and with no number that this hop's role should not know. */

#ifndef STATE_TEXT_H
#define STATE_TEXT_H

#include "server.h"

/* Write the file anew when its text has changed. */
void state_text_write(struct server *server);

#endif
