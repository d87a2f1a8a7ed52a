/* SPDX-License-Identifier: EUPL-1.2 */
/* One run of the program: what every command gets. */

#ifndef CLIENT_H
#define CLIENT_H

#include <stdint.h>

#include <vrijuit/status.h>

#include "options.h"
#include "state.h"
#include "terminal.h"
#include "tor.h"

struct client {
    const struct options *options;
    struct terminal *terminal;
    uint64_t (*now)(void); /* the clock, Unix seconds */
    uint8_t pin[32];
    char tor[TOR_PROXY_SIZE]; /* proxy of the Tor that runs here, or empty: --direct, or none */
    struct state state;       /* what was seen before, and after a visit what was seen then */
};

/* Keep what was seen, unless nothing is to be kept. */
enum vr_status client_save(const struct client *client, struct vr_why *why) VR_MUST_CHECK;

/* The commands: circle_show.c, report.c, check.c, cover.c, cover_timer.c. */
enum vr_status circle_verify(struct client *client, struct vr_why *why) VR_MUST_CHECK;
enum vr_status circle_show(struct client *client, struct vr_why *why) VR_MUST_CHECK;
enum vr_status circle_fingerprint(struct client *client, struct vr_why *why) VR_MUST_CHECK;
enum vr_status report_run(struct client *client, struct vr_why *why) VR_MUST_CHECK;
enum vr_status follow_up_run(struct client *client, struct vr_why *why) VR_MUST_CHECK;
enum vr_status check_run(struct client *client, struct vr_why *why) VR_MUST_CHECK;
enum vr_status send_run(struct client *client, struct vr_why *why) VR_MUST_CHECK;
enum vr_status cover_run(struct client *client, struct vr_why *why) VR_MUST_CHECK;
enum vr_status cover_enable(struct client *client, struct vr_why *why) VR_MUST_CHECK;
enum vr_status cover_disable(struct client *client, struct vr_why *why) VR_MUST_CHECK;
enum vr_status cover_status(struct client *client, struct vr_why *why) VR_MUST_CHECK;

#endif
