/* SPDX-License-Identifier: EUPL-1.2 */
/* The list of circles, and what is asked of it. */
#include "circles_state.h"

#include <stdio.h>
#include <stdlib.h>

#include "clock.h"

void
circles_files_wipe(struct circle_files *files)
{
    free(files->json);
    free(files->minisig);
    files->json = NULL;
    files->minisig = NULL;
}

/* Put it in its place by sequence. */
void
circles_insert(struct circles *circles, struct vr_circle *circle, const struct circle_files *files)
{
    size_t place = circles->count;

    while (place > 0 && circles->circles[place - 1]->sequence > circle->sequence) {
        circles->circles[place] = circles->circles[place - 1];
        circles->files[place] = circles->files[place - 1];
        place--;
    }
    circles->circles[place] = circle;
    circles->files[place] = *files;
    circles->count++;
}

const struct vr_circle *
circles_find(const struct circles *circles, uint64_t sequence)
{
    for (size_t i = 0; i < circles->count; i++) {
        if (circles->circles[i]->sequence == sequence) {
            return circles->circles[i];
        }
    }

    return NULL;
}

void
circles_take_out(struct circles *circles, const struct vr_circle *circle)
{
    size_t place = 0;

    while (circles->circles[place] != circle) {
        place++;
    }
    vr_circle_free(circles->circles[place]);
    circles_files_wipe(&circles->files[place]);
    circles->count--;
    for (; place < circles->count; place++) {
        circles->circles[place] = circles->circles[place + 1];
        circles->files[place] = circles->files[place + 1];
    }
}

const struct vr_circle *
circles_newest(const struct circles *circles)
{
    return circles->circles[circles->count - 1];
}

uint32_t
circles_round_now(const struct circles *circles)
{
    uint32_t round;
    bool late;

    return vr_circle_round(&round, &late, circles_newest(circles), clock_now()) ? round : 0;
}

const struct vr_circle *
circles_at(const struct circles *circles, uint32_t round)
{
    for (size_t i = circles->count; i > 0; i--) {
        if (circles->circles[i - 1]->from_round <= round) {
            return circles->circles[i - 1];
        }
    }

    return NULL;
}

const struct vr_circle *
circles_own(const struct circles *circles)
{
    for (size_t i = circles->count; i > 0; i--) {
        if (vr_circle_hop(circles->circles[i - 1], circles->identity) >= 0) {
            return circles->circles[i - 1];
        }
    }

    return NULL;
}

int
circles_place(const struct circles *circles, uint32_t round)
{
    const struct vr_circle *circle = circles_at(circles, round);

    return circle == NULL ? -1 : vr_circle_hop(circle, circles->identity);
}

const struct vr_circle *const *
circles_all(const struct circles *circles, size_t *count)
{
    *count = circles->count;

    return (const struct vr_circle *const *) circles->circles;
}

void
circles_files(const struct circles *circles, const struct vr_circle *circle, const char **json,
              size_t *json_len, const char **minisig, size_t *minisig_len)
{
    for (size_t i = 0; i < circles->count; i++) {
        if (circles->circles[i] == circle) {
            *json = circles->files[i].json;
            *json_len = circles->files[i].json_len;
            *minisig = circles->files[i].minisig;
            *minisig_len = circles->files[i].minisig_len;
        }
    }
}

void
circles_hop_name(char name[static CIRCLES_NAME_MAX + 1], const struct vr_circle *circle,
                 size_t place)
{
    snprintf(name, CIRCLES_NAME_MAX + 1, "%s", circle->hops[place].name);
    for (char *at = name; *at != '\0'; at++) {
        if ((unsigned char) *at < ' ' || *at == 0x7f) {
            *at = '?';
        }
    }
}
