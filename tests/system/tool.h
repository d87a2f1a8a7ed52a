/* SPDX-License-Identifier: EUPL-1.2 */
/* The other side of the stories: makes circles, packets and load, and reads what came of them. */

#ifndef TOOL_H
#define TOOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <vrijuit/circle.h>
#include <vrijuit/documents.h>
#include <vrijuit/onion.h>

#define TOOL_WAIT_MILLISECONDS 30000

/* name=value words of the command line. */
struct words {
    int count;
    char **at;
};

/* Says why and exits 1. */
void die(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));

/* The value of name, or usual; without usual it must be there. */
const char *word(const struct words *words, const char *name, const char *usual);
uint64_t word_number(const struct words *words, const char *name, const char *usual);

void *file_read(size_t *len, const char *path);
void file_write(const char *path, const void *bytes, size_t len);
void hex_print(const uint8_t *bytes, size_t len);

/* The verified circle of a folder: circle.json, circle.json.minisig, vrijuit.pub. */
struct vr_circle *circle_load(const char *folder);

/* A connection to PATH of a Unix socket, or to tcp:PORT of loopback, from an address that the
 * daemon must not write anywhere. -1 when nobody listens. */
int link_open(const char *place);
/* Everything, or false. */
bool link_send(int fd, const void *bytes, size_t len);

/* One answer; body is malloced. code 0: closed or no HTTP. closed: the other side closed after it.
 * raw (4096 bytes, zero at the end) gets the head. */
struct answer {
    int code;
    bool closed;
    char raw[4096];
    char *body;
    size_t body_len;
};
void answer_read(struct answer *answer, int fd, int wait_milliseconds);
void answer_wipe(struct answer *answer);

/* GET: the body, or NULL when nobody answers 200. */
char *fetch(size_t *len, const char *place, const char *target);

/* POST /v1/packets on an open connection; the code, 0 when it was closed. */
int post_packet(int fd, const uint8_t *packet, struct answer *answer);

/* What packets are made from. */
struct maker {
    struct vr_circle *circle;
    struct vr_keys keys;
};

/* The round by this machine's clock. */
uint32_t maker_round(const struct maker *maker);

/* Fetch and verify the keys; false when the daemon does not answer, or with old ones. */
bool maker_refresh(struct maker *maker, const char *place);

/* A packet for the current round around body, peeled with command. */
void maker_wrap(uint8_t packet[static VR_PACKET_SIZE], const struct maker *maker,
                const uint8_t body[static VR_BODY_SIZE], enum vr_onion_command command,
                int64_t epoch_off);

/* The seed that signs the boards of every test circle's council. */
void tool_board_seed(uint8_t seed[static 32]);

int run_board(const struct words *words);
int run_circle(const struct words *words);
int run_packet(const struct words *words);
int run_send(const struct words *words);
int run_raw(const struct words *words);
int run_hold(const struct words *words);
int run_load(const struct words *words);
int run_resend(const struct words *words);
int run_verify(const struct words *words);
int run_receipts(const struct words *words);

#endif
