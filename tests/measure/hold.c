/* SPDX-License-Identifier: EUPL-1.2 */
/* P7: connections that are opened, say so much of a packet and then nothing, until stdin ends. */

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "measure.h"

static void
say(int fd, const uint8_t *body, size_t len)
{
    const ssize_t head_len = (ssize_t) strlen(measure_head);

    if (write(fd, measure_head, (size_t) head_len) != head_len) {
        measure_stop("the server takes no head");
    }
    while (len > 0) {
        ssize_t sent = write(fd, body, len);

        if (sent <= 0) {
            measure_stop("the server takes no body");
        }
        len -= (size_t) sent;
    }
}

int
main(int argc, char *argv[])
{
    struct measure_option options[] = {
        { "address", NULL }, { "connections", NULL }, { "body", "0" }, { NULL, NULL }
    };
    static const uint8_t body[VR_PACKET_SIZE];
    uint64_t connections;
    size_t len;

    measure_options(options, argc, argv);
    connections = measure_number(&options[1], 1, 60000);
    len = (size_t) measure_number(&options[2], 0, VR_PACKET_SIZE - 1);
    measure_descriptors(connections + 16);
    for (uint64_t i = 0; i < connections; i++) {
        int fd = measure_connect(measure_text(&options[0]));

        if (len > 0) {
            say(fd, body, len);
        }
    }
    puts("ready");
    fflush(stdout);
    while (getchar() != EOF) {
    }

    return 0;
}
