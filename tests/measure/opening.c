/* SPDX-License-Identifier: EUPL-1.2 */
/* P9: records that one core opens in a second, with one live key and with four of which the last
 * fits. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include <vrijuit/record.h>

#include "measure.h"

#define RECORDS 512U
#define KEYS    4U

struct bench {
    struct vr_council_pair pairs[KEYS];
    uint8_t (*records)[VR_RECORD_SIZE];
    uint8_t (*locators)[VR_LOCATOR_SIZE];
};

static void
make_records(struct bench *bench)
{
    const struct vr_suite *suite = vr_suite_find(VR_SUITE_X25519);
    char content[4000];
    uint8_t random[VR_SUITE_RANDOM_MAX];
    uint8_t seed[VR_SEED_SIZE];

    bench->records = measure_alloc(RECORDS, sizeof bench->records[0]);
    bench->locators = measure_alloc(RECORDS, sizeof bench->locators[0]);
    memset(content, 'x', sizeof content);
    for (size_t i = 0; i < KEYS; i++) {
        randombytes_buf(seed, sizeof seed);
        if (vr_council_pair_init(&bench->pairs[i], suite, seed) != VR_OK) {
            measure_stop("a key pair cannot be made");
        }
    }
    for (size_t i = 0; i < RECORDS; i++) {
        randombytes_buf(random, sizeof random);
        randombytes_buf(bench->locators[i], VR_LOCATOR_SIZE);
        if (vr_record_seal(bench->records[i], suite, bench->pairs[KEYS - 1].public_key,
                           bench->locators[i], content, sizeof content, random) != VR_OK) {
            measure_stop("a record cannot be sealed");
        }
    }
}

/* Records a second of CPU when keys live keys are tried in turn. */
static double
run_round(const struct bench *bench, size_t keys)
{
    uint8_t content[VR_RECORD_PLAIN_MAX];
    uint64_t start = measure_cpu();

    for (size_t i = 0; i < RECORDS; i++) {
        enum vr_status status = VR_FOREIGN;
        size_t len;

        for (size_t key = KEYS - keys; key < KEYS && status == VR_FOREIGN; key++) {
            status = vr_record_open(content, &len, &bench->pairs[key], bench->records[i],
                                    bench->locators[i]);
        }
        if (status != VR_OK) {
            measure_stop("a record does not open");
        }
    }

    return RECORDS * 1e9 / (double) (measure_cpu() - start);
}

int
main(int argc, char *argv[])
{
    struct measure_option options[] = { { "rounds", "11" }, { NULL, NULL } };
    struct bench bench = { 0 };
    double one[1000];
    double four[1000];
    size_t rounds;

    measure_options(options, argc, argv);
    rounds = (size_t) measure_number(&options[0], 1, 1000);
    measure_pin();
    make_records(&bench);
    run_round(&bench, KEYS); /* warms up */
    for (size_t i = 0; i < rounds; i++) {
        one[i] = run_round(&bench, 1);
        four[i] = run_round(&bench, KEYS);
    }
    printf("one=%.0f four=%.0f", measure_median(one, rounds), measure_median(four, rounds));
    printf(" low=%.0f high=%.0f four_low=%.0f four_high=%.0f sample=%zu\n", one[0], one[rounds - 1],
           four[0], four[rounds - 1], rounds * RECORDS);
    free(bench.records);
    free(bench.locators);

    return 0;
}
