/* SPDX-License-Identifier: EUPL-1.2 */
/* vrijuitd.conf(5). */

#ifndef CONFIG_H
#define CONFIG_H

#include <stdint.h>

#include <vrijuit/status.h>

#include "files.h"

#define CONFIG_PEERS_MAX 5U
#define CONFIG_URL_MAX   256U

/* Section [peer NAME]: how to reach the hop of that name, where its URL in the circle is not the
 * way. */
struct config_peer {
    char name[64];
    char unix_socket[FILES_PATH_MAX];
    char url[CONFIG_URL_MAX];
    char proxy[CONFIG_URL_MAX];
};

struct config {
    char state[FILES_PATH_MAX];
    char circle[FILES_PATH_MAX];
    char pin[FILES_PATH_MAX];
    char web[FILES_PATH_MAX];    /* "" when there is no web form */
    char listen[FILES_PATH_MAX]; /* "" when sockets are handed over by systemd */
    uint32_t pool_slots;
    uint32_t max_connections;
    uint32_t max_bodies;
    uint32_t request_timeout_seconds;
    uint32_t answer_tick_milliseconds;
    uint32_t retention_rounds;
    uint32_t hold_seconds;
    uint32_t batch_packets;
    struct config_peer peers[CONFIG_PEERS_MAX];
    size_t peer_count;
};

/* Read and check the whole file; *why names file, line and remedy. */
enum vr_status config_load(struct config *config, const char *path,
                           struct vr_why *why) VR_MUST_CHECK;

/* The same out of text, for tests; name stands in the reasons. */
enum vr_status config_parse(struct config *config, const char *text, const char *name,
                            struct vr_why *why) VR_MUST_CHECK;

#endif
