/* SPDX-License-Identifier: EUPL-1.2 */
/* The laws: a configuration that is read gives the same one when it is written out and read again;
 * one that is refused has a reason and changes nothing. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SIZE_MAX_READ 8192U

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
write_peers(char *text, size_t size, const struct config *config)
{
    for (size_t i = 0; i < config->peer_count; i++) {
        const struct config_peer *peer = &config->peers[i];
        const char *const names[3] = { "unix", "url", "proxy" };
        const char *const values[3] = { peer->unix_socket, peer->url, peer->proxy };

        for (size_t j = 0; j < 3; j++) {
            int len = values[j][0] == '\0' ? 0
                                           : snprintf(text, size, "[peer %s]\n%s=%s\n", peer->name,
                                                      names[j], values[j]);

            text += len;
            size -= (size_t) len;
        }
    }
}

static void
try_again(const struct config *config)
{
    static char text[16 * FILES_PATH_MAX];
    static struct config again;
    int len;

    len = snprintf(text, sizeof text,
                   "[vrijuitd]\nstate=%s\ncircle=%s\npin=%s\npool_slots=%u\nmax_connections=%u\n"
                   "max_bodies=%u\nrequest_timeout_seconds=%u\nanswer_tick_milliseconds=%u\n"
                   "retention_rounds=%u\n",
                   config->state, config->circle, config->pin, config->pool_slots,
                   config->max_connections, config->max_bodies, config->request_timeout_seconds,
                   config->answer_tick_milliseconds, config->retention_rounds);
    if (config->listen[0] != '\0') {
        snprintf(text + len, sizeof text - (size_t) len, "listen=%s\n", config->listen);
    }
    len = (int) strlen(text);
    if (config->web[0] != '\0') {
        snprintf(text + len, sizeof text - (size_t) len, "web=%s\n", config->web);
    }
    len = (int) strlen(text);
    len +=
        snprintf(text + len, sizeof text - (size_t) len, "hold_seconds=%u\n", config->hold_seconds);
    write_peers(text + len, sizeof text - (size_t) len, config);
    if (config_parse(&again, text, "again", NULL) != VR_OK ||
        strcmp(again.state, config->state) != 0 || strcmp(again.circle, config->circle) != 0 ||
        memcmp(again.peers, config->peers, sizeof again.peers) != 0 ||
        again.peer_count != config->peer_count || again.hold_seconds != config->hold_seconds ||
        strcmp(again.pin, config->pin) != 0 || strcmp(again.listen, config->listen) != 0 ||
        strcmp(again.web, config->web) != 0 ||
        memcmp(&again.pool_slots, &config->pool_slots, 6 * sizeof again.pool_slots) != 0) {
        abort();
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char text[SIZE_MAX_READ];
    static struct config config, untouched;
    struct vr_why why = { "" };

    if (size >= sizeof text) {
        return 0;
    }
    memcpy(text, data, size);
    text[size] = '\0';
    memset(&config, 0x5a, sizeof config);
    memset(&untouched, 0x5a, sizeof untouched);
    if (config_parse(&config, text, "fuzz", &why) == VR_OK) {
        try_again(&config);
    } else if (strncmp(why.text, "fuzz: ", 6) != 0 ||
               memcmp(&config, &untouched, sizeof config) != 0) {
        abort();
    }

    return 0;
}
