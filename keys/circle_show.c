/* SPDX-License-Identifier: EUPL-1.2 */
#include "circle_show.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "safe_text.h"

static void
show_hops(const struct tool *tool, const struct vr_circle *circle)
{
    for (size_t i = 0; i < circle->hop_count; i++) {
        printf(say(tool, "  schakel %zu van %zu:\n", "  hop %zu of %zu:\n"), i + 1,
               circle->hop_count);
        safe_print(stdout, "    ", circle->hops[i].name);
        safe_print(stdout, "    ", circle->hops[i].url);
    }
}

/* The UTC day on which a round begins. */
static void
day_of(char day[static 16], const struct vr_circle *circle, uint32_t round)
{
    time_t start = (time_t) vr_circle_round_start(circle, round);
    struct tm utc;

    if (gmtime_r(&start, &utc) == NULL || strftime(day, 16, "%Y-%m-%d", &utc) == 0) {
        snprintf(day, 16, "?");
    }
}

static void
show_key(const struct tool *tool, const struct vr_circle *circle, const struct vr_council_key *key)
{
    char first[16];
    char last[16];

    day_of(first, circle, key->from);
    day_of(last, circle, key->until);
    printf(say(tool,
               "    sleutel voor ronde %" PRIu32 " tot en met %" PRIu32
               " (%s tot en met %s): %u van de %u leden openen samen\n",
               "    key for rounds %" PRIu32 " to %" PRIu32
               " (%s to %s): %u of the %u members open together\n"),
           key->from, key->until, first, last, (unsigned) key->sharing.threshold,
           (unsigned) key->sharing.members);
}

static void
show_council(const struct tool *tool, const struct vr_circle *circle,
             const struct vr_council *council)
{
    printf("%s\n", say(tool, "  raad:", "  council:"));
    safe_print(stdout, "    ", vr_text_in(&council->name, tool->lang));
    safe_print(stdout, "    ", council->id);
    for (size_t i = 0; i < council->key_count; i++) {
        show_key(tool, circle, &council->keys[i]);
    }
    if (council->question_count > 0) {
        printf(say(tool, "    eigen vragen: %zu\n", "    questions of its own: %zu\n"),
               council->question_count);
    }
}

static void
show_time(const struct tool *tool, const struct vr_circle *circle)
{
    printf(say(tool, "  volgnummer %" PRIu64 ", geldig tot en met %s, vanaf ronde %" PRIu32 "\n",
               "  sequence %" PRIu64 ", valid until %s, from round %" PRIu32 "\n"),
           circle->sequence, circle->expires, circle->from_round);
    printf(say(tool, "  een ronde duurt %" PRIu32 " seconden\n",
               "  a round takes %" PRIu32 " seconds\n"),
           circle->round_seconds);
}

void
circle_show(const struct tool *tool, const struct vr_circle *circle)
{
    printf("%s\n", say(tool, "Kring:", "Circle:"));
    safe_print(stdout, "  ", vr_text_in(&circle->name, tool->lang));
    show_time(tool, circle);
    show_hops(tool, circle);
    for (size_t i = 0; i < circle->council_count; i++) {
        show_council(tool, circle, &circle->councils[i]);
    }
    printf(say(tool, "  ondertekenen: %u van de %u leden samen\n",
               "  signing: %u of the %u members together\n"),
           (unsigned) circle->signing.threshold, (unsigned) circle->signing.members);
    printf(say(tool, "  meldingen gaan open vanaf %" PRIu32 " tegelijk\n",
               "  reports open from %" PRIu32 " at once\n"),
           circle->minimum);
    printf(say(tool, "  vragenlijst met %zu vragen\n", "  questionnaire of %zu questions\n"),
           circle->form.question_count);
    safe_print(stdout, "    ", vr_text_in(&circle->form.title, tool->lang));
}

void
circle_show_fingerprint(const struct tool *tool, const uint8_t pin[static 32])
{
    char words[VR_FINGERPRINT_SIZE];

    vr_fingerprint(words, tool->lang, pin);
    printf("%s\n", words);
}
