/* SPDX-License-Identifier: EUPL-1.2 */
/* Inside serve: what the daemon does as time goes on, and when it is told to look again. */

#ifndef FOLLOW_H
#define FOLLOW_H

#include "server.h"

/* Every second, and when a round was closed: rounds, documents, neighbours. */
void follow_time(struct server *server);

/* A newer circle is there: serve what follows from it. As mirror_parts.renewed. */
void follow_renewed(void *arg);

/* SIGHUP: read circle and page again; what is refused leaves the old one. */
void follow_reload(struct server *server);

#endif
