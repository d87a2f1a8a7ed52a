/* SPDX-License-Identifier: EUPL-1.2 */
#include "opening.h"

#include <inttypes.h>
#include <stdlib.h>

static int
compare_rounds(const void *a, const void *b)
{
    const uint64_t *left = a;
    const uint64_t *right = b;

    if (*left == *right) {
        return 0;
    }

    return *left < *right ? -1 : 1;
}

static void
print_round(const struct tool *tool, uint64_t round, uint64_t count)
{
    if (round == NO_ROUND) {
        printf(say(tool, "  %" PRIu64 " in een onbekende ronde\n",
                   "  %" PRIu64 " in an unknown round\n"),
               count);
    } else {
        printf(say(tool, "  %" PRIu64 " in ronde %" PRIu64 "\n",
                   "  %" PRIu64 " in round %" PRIu64 "\n"),
               count, round);
    }
}

/* Each round once, with how many. */
static void
print_rounds(const struct tool *tool, const struct rounds *rounds)
{
    uint64_t count = 0;

    if (rounds->count == 0) {
        return;
    }
    qsort(rounds->list, rounds->count, sizeof rounds->list[0], compare_rounds);
    for (size_t i = 0; i < rounds->count; i++) {
        count++;
        if (i + 1 == rounds->count || rounds->list[i + 1] != rounds->list[i]) {
            print_round(tool, rounds->list[i], count);
            count = 0;
        }
    }
}

static void
print_missing(const struct opening *opening)
{
    const struct vr_batch_findings *findings = &opening->findings;
    const struct tool *tool = opening->tool;
    uint64_t count = 0;

    if (findings->missing_count == 0) {
        printf("%s\n", say(tool, "pakketten die ontbreken: geen", "records missing: none"));
        return;
    }
    printf(say(tool, "pakketten die ontbreken: %zu\n", "records missing: %zu\n"),
           findings->missing_count);
    for (size_t i = 0; i < findings->missing_count; i++) {
        count++;
        if (i + 1 == findings->missing_count ||
            findings->missing[i + 1].round != findings->missing[i].round) {
            print_round(tool, findings->missing[i].round, count);
            count = 0;
        }
    }
    printf(
        "%s\n",
        say(tool,
            "  De opslag heeft ze ontvangen en niet gegeven. Bewaar dit bestand: het bewijst dat.",
            "  The store received them and did not give them. Keep this file: it proves that."));
}

static void
print_chain(const struct opening *opening)
{
    const struct tool *tool = opening->tool;

    printf(say(tool, "bestand: %s, ronde %" PRIu32 " tot en met %" PRIu32 "\n",
               "file: %s, rounds %" PRIu32 " to %" PRIu32 "\n"),
           opening->path, opening->header.first, opening->header.last);
    printf("%s\n", say(tool, "ondertekend door de opslag: ja", "batch signed by the store: yes"));
    printf("%s\n", say(tool, "kwitanties sluiten aan: ja", "receipts continue: yes"));
    print_missing(opening);
    if (opening->findings.surplus_count > 0) {
        printf(say(tool, "pakketten zonder kwitantie: %zu; de opslag heeft ze toegevoegd\n",
                   "records without a receipt: %zu; the store added them\n"),
               opening->findings.surplus_count);
    }
}

static void
print_counts(const struct opening *opening)
{
    const struct tool *tool = opening->tool;

    printf(say(tool,
               "geopend %" PRIu64 ", dekking %" PRIu64 ", beschadigd %zu, dubbel %" PRIu64
               ", onleesbaar %zu, voor anderen %" PRIu64 "\n",
               "opened %" PRIu64 ", cover %" PRIu64 ", damaged %zu, double %" PRIu64
               ", unreadable %zu, for others %" PRIu64 "\n"),
           opening->opened, opening->cover, opening->damaged.count, opening->twice,
           opening->unreadable.count, opening->foreign);
    if (opening->damaged.count > 0) {
        printf("%s\n", say(tool, "beschadigd:", "damaged:"));
        print_rounds(tool, &opening->damaged);
    }
    if (opening->unreadable.count > 0) {
        printf("%s\n", say(tool, "onleesbaar:", "unreadable:"));
        print_rounds(tool, &opening->unreadable);
    }
}

void
opening_report(const struct opening *opening)
{
    const struct vr_circle *newest = circles_newest(&opening->access.circles);
    const struct tool *tool = opening->tool;

    print_chain(opening);
    print_counts(opening);
    printf(say(tool, "in het dossier: %" PRIu64 " meldingen\n",
               "in the dossier: %" PRIu64 " reports\n"),
           opening->reports);
    if (opening->reports > 0 && opening->reports < newest->minimum) {
        printf(say(tool,
                   "Dat zijn er minder dan %" PRIu32
                   ". Ze zijn bewaard, maar `read` houdt ze dicht tot er genoeg zijn:\nbij weinig "
                   "meldingen is iemand makkelijker te herkennen. Eerder lezen kan alleen met alle "
                   "%u leden samen (--all-members).\n",
                   "That is fewer than %" PRIu32
                   ". They are kept, but `read` leaves them closed until there are enough:\namong "
                   "few reports a person is easier to recognise. Earlier reading takes all %u "
                   "members together (--all-members).\n"),
               newest->minimum, (unsigned) opening->access.sharing.members);
    }
}
