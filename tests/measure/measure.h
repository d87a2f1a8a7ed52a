/* SPDX-License-Identifier: EUPL-1.2 */
/* What the measuring programs share: options, clocks, medians, connections. They are short-lived
 * and stand alone, so what goes wrong ends the program with a line on stderr. */

#ifndef MEASURE_H
#define MEASURE_H

#include <stddef.h>
#include <stdint.h>

#include <vrijuit/onion.h>

/* `name: what` on stderr, exit status 3. */
void measure_stop(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));

/* One option `--name value`; value holds the default (NULL: none) until it is given. A row with
 * name NULL ends the table. */
struct measure_option {
    const char *name;
    const char *value;
};

/* Stops on an unknown option. Starts libsodium too, which every program needs. */
void measure_options(struct measure_option *options, int argc, char *const argv[]);

/* Stops when the option is absent or no number in lowest..highest. */
uint64_t measure_number(const struct measure_option *option, uint64_t lowest, uint64_t highest);
const char *measure_text(const struct measure_option *option);

uint64_t measure_now(void); /* nanoseconds */
uint64_t measure_cpu(void); /* nanoseconds of this thread */

/* Stay on one core: what is measured per core must not wander. */
void measure_pin(void);

/* Both sort the values; permille 500 is the median. */
double measure_median(double *values, size_t count);
uint32_t measure_quantile(uint32_t *values, size_t count, size_t permille);

/* A whole file, mapped for reading and never unmapped. */
struct measure_file {
    const uint8_t *bytes;
    size_t len;
};
void measure_map(struct measure_file *file, const char *path);

void *measure_alloc(size_t count, size_t size);

/* What stands before a packet on the wire. */
extern const char measure_head[];

/* A connection to a Unix socket, or to a port of 127.0.0.1 when address is a number. */
int measure_connect(const char *address);

/* Raise the limit of open files as far as it goes; stops when that is below wanted. */
void measure_descriptors(uint64_t wanted);

/* A good packet to the last hop of path. Its record is random: to a hop all records are alike. */
void measure_packet(uint8_t packet[static VR_PACKET_SIZE], const struct vr_onion_hop *path,
                    size_t hops);

#endif
