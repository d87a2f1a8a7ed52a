/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <criterion/parameterized.h>

#include "when.h"

/* Rounds of a day from 1 January 2027 in UTC, which is one o'clock in Amsterdam. */
static const struct vr_circle circle = { .genesis = 1798761600, .round_seconds = 86400 };

/* What is asked in round 10, and the round that is meant; 0 when it is refused. */
struct day {
    char text[16];
    uint32_t round;
};

ParameterizedTestParameters(when, a_day_to_come_has_a_round)
{
    static struct day cases[] = {
        { "+0", 10 },         { "+7", 17 },        { "+8", 0 },          { "+", 0 },
        { "+-1", 0 },         { "+1x", 0 },        { "2027-01-11", 10 }, { "2027-01-12", 11 },
        { "2027-02-01", 31 }, { "2027-01-10", 0 }, { "2027-02-30", 0 },  { "2027-1-12", 0 },
        { "2027-01-12 ", 0 }, { "2026-12-31", 0 }, { "tomorrow", 0 },    { "", 0 },
    };

    return cr_make_param_array(struct day, cases, sizeof cases / sizeof cases[0]);
}

ParameterizedTest(struct day *day, when, a_day_to_come_has_a_round)
{
    uint32_t round = 0;
    enum vr_status status;

    cr_assert(eq(int, setenv("TZ", "Europe/Amsterdam", 1), 0));
    tzset();
    status = when_read_round(&round, &circle, day->text, 10, NULL);
    if (day->round == 0) {
        cr_expect(eq(int, status, VR_MALFORMED), "%s", day->text);
    } else {
        cr_expect(eq(int, status, VR_OK), "%s", day->text);
        cr_expect(eq(u32, round, day->round), "%s", day->text);
    }
}
