/* SPDX-License-Identifier: EUPL-1.2 */
/* One run of the program: what every command gets. */

#ifndef CLIENT_H
#define CLIENT_H

#include <stdint.h>

#include <vrijuit/status.h>

#include "options.h"
#include "state.h"
#include "terminal.h"

struct client {
    const struct options *options;
    struct terminal *terminal;
    uint8_t pin[32];
    struct state state; /* what was seen before, and after a visit what was seen then */
};

/* Keep what was seen, unless nothing is to be kept. */
enum vr_status client_save(const struct client *client, struct vr_why *why) VR_MUST_CHECK;

/* The commands: circle_show.c, report.c, check.c. */
enum vr_status circle_verify(struct client *client, struct vr_why *why) VR_MUST_CHECK;
enum vr_status circle_show(struct client *client, struct vr_why *why) VR_MUST_CHECK;
enum vr_status circle_fingerprint(struct client *client, struct vr_why *why) VR_MUST_CHECK;
enum vr_status report_run(struct client *client, struct vr_why *why) VR_MUST_CHECK;
enum vr_status check_run(struct client *client, struct vr_why *why) VR_MUST_CHECK;

#endif
