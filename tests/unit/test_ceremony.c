/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <criterion/parameterized.h>
#include <criterion/redirect.h>
#include <sodium.h>

#include <vrijuit/secret.h>

#include "ceremony.h"

static struct tool tool = { .lang = VR_EN };
static struct ceremony ceremony;

static void
start(void)
{
    cr_assert(eq(int, vr_start(), VR_OK));
}

TestSuite(ceremony, .init = start);

static struct ceremony_plan
small_plan(void)
{
    struct ceremony_plan plan = { .handing = { .members = 5, .threshold = 3 },
                                  .periods = 4,
                                  .period_rounds = 90,
                                  .first_round = 10,
                                  .genesis = 1798848000,
                                  .round_seconds = 86400,
                                  .suite = vr_suite_find(1) };

    return plan;
}

Test(ceremony, every_secret_has_its_own_id_and_scalar)
{
    struct ceremony_plan plan = small_plan();

    cr_assert(eq(int, ceremony_draw(&ceremony, &plan), VR_OK));
    cr_assert(eq(sz, ceremony.count, 6));
    for (size_t i = 0; i < ceremony.count; i++) {
        for (size_t j = 0; j < i; j++) {
            cr_expect(memcmp(ceremony.secrets[i].sharing.id, ceremony.secrets[j].sharing.id, 2) !=
                      0);
            cr_expect(memcmp(ceremony.secrets[i].scalar, ceremony.secrets[j].scalar, 32) != 0);
        }
    }
}

Test(ceremony, three_of_five_give_every_secret_back)
{
    struct ceremony_plan plan = small_plan();

    cr_assert(eq(int, ceremony_draw(&ceremony, &plan), VR_OK));
    for (size_t i = 0; i < ceremony.count; i++) {
        const struct ceremony_secret *secret = &ceremony.secrets[i];
        uint8_t scalar[VR_SCALAR_SIZE];

        cr_assert(eq(int, vr_share_combine(scalar, &secret->shares[2], 3), VR_OK));
        cr_expect(memcmp(scalar, secret->scalar, sizeof scalar) == 0);
    }
}

Test(ceremony, a_secret_that_is_shared_anew_stays_and_its_shares_change)
{
    const struct purpose signing = { .kind = PURPOSE_SIGNING };
    struct handing handing = { .members = 4, .threshold = 2 };
    struct ceremony_plan plan = small_plan();
    uint8_t scalar[VR_SCALAR_SIZE];

    cr_assert(eq(int, ceremony_draw(&ceremony, &plan), VR_OK));
    cr_assert(eq(int, ceremony_add(&ceremony, &handing, &signing, ceremony.secrets[4].scalar, NULL),
                 VR_OK));
    cr_expect(memcmp(ceremony.secrets[6].shares[0].value, ceremony.secrets[4].shares[0].value,
                     VR_SCALAR_SIZE) != 0);
    cr_assert(eq(int, vr_share_combine(scalar, &ceremony.secrets[6].shares[1], 2), VR_OK));
    cr_expect(memcmp(scalar, ceremony.secrets[4].scalar, sizeof scalar) == 0);
}

/* The options of a good plan, and one pair to put in their place or behind them. */
static bool
reads(struct ceremony_plan *plan, const char *option, const char *value)
{
    const char *words[32] = { "init",
                              "--output",
                              "x",
                              "--members",
                              "3",
                              "--threshold",
                              "2",
                              "--form",
                              "f",
                              "--council",
                              "or-a",
                              "--name",
                              "Raad/Council",
                              "--circle-name",
                              "Kring",
                              "--hop",
                              "Alfa,http://a/?b,c,AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=" };
    enum outcome outcome = OUTCOME_OK;
    int count = 17;
    char *argv[32];
    bool good;

    cr_redirect_stderr();
    if (option != NULL) {
        words[count++] = option;
        words[count++] = value;
    }
    for (int i = 0; i < count; i++) {
        argv[i] = strdup(words[i]);
    }
    argv[count] = NULL;
    memset(plan, 0, sizeof *plan);
    good = ceremony_plan_read(&outcome, plan, &tool, count, argv);
    cr_expect(eq(int, outcome, good ? OUTCOME_OK : OUTCOME_USAGE));
    for (int i = 0; i < count; i++) {
        free(argv[i]);
    }

    return good;
}

Test(ceremony, the_options_make_a_plan_with_what_is_usual)
{
    struct ceremony_plan plan;

    cr_assert(reads(&plan, NULL, NULL));
    cr_expect(eq(int, plan.handing.members, 3));
    cr_expect(eq(int, plan.handing.threshold, 2));
    cr_expect(eq(u32, plan.periods, 4));
    cr_expect(eq(u32, plan.round_seconds, 86400));
    cr_expect(eq(u32, plan.minimum, 5));
    cr_expect(eq(u64, plan.genesis % 86400, 0));
    cr_expect(eq(str, plan.council_name.en, "Council"));
    cr_expect(eq(str, plan.circle_name.en, "Kring"));
    cr_expect(eq(str, plan.hops[0].name, "Alfa"));
    cr_expect(eq(str, plan.hops[0].url, "http://a/?b,c"));
    cr_expect(eq(int, plan.hops[0].identity[31], 31));
}

Test(ceremony, a_date_or_seconds_say_when_round_0_begins)
{
    struct ceremony_plan plan;

    cr_assert(reads(&plan, "--genesis", "2027-01-02"));
    cr_expect(eq(u64, plan.genesis, 1798848000));
    cr_assert(reads(&plan, "--genesis", "1798848001"));
    cr_expect(eq(u64, plan.genesis, 1798848001));
}

struct bad {
    char option[24];
    char value[80];
};

ParameterizedTestParameters(ceremony, options_that_cannot_be_are_refused)
{
    static struct bad cases[] = {
        { "--periods", "0" },
        { "--periods", "13" },
        { "--periods", "4x" },
        { "--periods", "" },
        { "--period-rounds", "-1" },
        { "--genesis", "2027-13-01" },
        { "--genesis", "gisteren" },
        { "--expires", "2027-2-3" },
        { "--expires", "2027-02-30" },
        { "--round-seconds", "604801" },
        { "--minimum", "0" },
        { "--suite", "3" },
        { "--hop", "Alfa" },
        { "--hop", "Alfa,http://a" },
        { "--hop", ",http://a,AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=" },
        { "--hop", "Alfa,,AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=" },
        { "--hop", "Alfa,http://a,AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8" },
        { "--hop", "Alfa,http://a,@/none" },
        { "--members", "3" },
        { "--nonsense", "x" },
    };

    return cr_make_param_array(struct bad, cases, sizeof cases / sizeof cases[0]);
}

ParameterizedTest(struct bad *bad, ceremony, options_that_cannot_be_are_refused)
{
    struct ceremony_plan plan;

    cr_assert(eq(int, vr_start(), VR_OK));
    cr_expect(not(reads(&plan, bad->option, bad->value)), "%s %s", bad->option, bad->value);
}
