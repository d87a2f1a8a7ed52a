/* SPDX-License-Identifier: EUPL-1.2 */
/* Sharing the secrets of a circle anew. */

#ifndef RESHARE_H
#define RESHARE_H

#include "ceremony.h"
#include "holding.h"

#define RESHARE_SECRETS_MAX 512U /* of all councils of a circle */
#define RESHARE_KEPT        SIZE_MAX

/* As given on the command line. */
struct reshare_words {
    struct holding_words old;
    const char *output;
    const char *members;
    const char *threshold;
    const char *from_round;
    const char *add_periods;
    const char *period_rounds;
    const char *expires;
    bool dice;
    struct texts sticks;
};

struct reshare {
    const struct tool *tool;
    struct reshare_words words;
    struct handing handing;
    char file[40]; /* name of the new share files: those of before may lie on the same stick */
    uint32_t from_round;
    uint32_t add_periods; /* new ones behind the last, the last of the secrets in the ceremony */
    uint32_t period_rounds;
    size_t council; /* whose shares were given */
    struct holding holding;
    struct ceremony *ceremony;
    size_t place[RESHARE_SECRETS_MAX]; /* of each secret of the circle in the ceremony, or KEPT */
};

/* Read the options; false when there is nothing more to do. */
bool reshare_read(enum outcome *outcome, struct reshare *reshare, struct tool *tool, int argc,
                  char **argv);

/* circle.json, malloced: the old one with new sharings, the next sequence, and the old under
 * `earlier`. */
enum vr_status reshare_circle(char **out, size_t *len, const struct reshare *reshare) VR_MUST_CHECK;

#endif
