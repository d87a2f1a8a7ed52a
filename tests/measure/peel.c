/* SPDX-License-Identifier: EUPL-1.2 */
/* P1: packets that one core verifies, peels and judges in a second; and what share that is of the
 * X25519 multiplications alone that it does in a second, in the same run. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "measure.h"

/* More than the caches hold, as in a daemon: a packet is not there because it was made just now. */
#define PACKETS 512U

struct bench {
    uint8_t secret[32];
    struct vr_onion_hop hop;
    uint8_t (*fresh)[VR_PACKET_SIZE];
    uint8_t (*work)[VR_PACKET_SIZE];
};

static void
make_packets(struct bench *bench)
{
    crypto_box_keypair(bench->hop.key, bench->secret);
    bench->fresh = measure_alloc(PACKETS, sizeof bench->fresh[0]);
    bench->work = measure_alloc(PACKETS, sizeof bench->work[0]);
    for (size_t i = 0; i < PACKETS; i++) {
        measure_packet(bench->fresh[i], &bench->hop, 1);
    }
}

static void
unwrap(uint8_t packet[static VR_PACKET_SIZE], const struct bench *bench)
{
    const struct vr_onion_place place = { .batch = 0, .is_store = true };
    struct vr_onion_layer layer;
    uint8_t slot[VR_SLOT_SIZE];

    if (vr_onion_verify(&layer, packet, bench->secret, bench->hop.key) != VR_OK) {
        measure_stop("a packet does not verify");
    }
    vr_onion_peel(slot, packet, &layer);
    if (vr_onion_judge(slot, packet, &place) != VR_ACT_DELIVER) {
        measure_stop("a packet is not for the store");
    }
}

/* Packets a second of CPU. */
static double
run_round(const struct bench *bench)
{
    uint64_t start;

    memcpy(bench->work, bench->fresh, PACKETS * sizeof bench->work[0]);
    start = measure_cpu();
    for (size_t i = 0; i < PACKETS; i++) {
        unwrap(bench->work[i], bench);
    }

    return PACKETS * 1e9 / (double) (measure_cpu() - start);
}

static double
multiply_round(const struct bench *bench)
{
    uint64_t start = measure_cpu();
    uint8_t shared[32];

    for (size_t i = 0; i < PACKETS; i++) {
        if (crypto_scalarmult(shared, bench->secret, bench->hop.key) != 0) {
            measure_stop("X25519 does not work");
        }
    }

    return PACKETS * 1e9 / (double) (measure_cpu() - start);
}

static void
print_rates(const char *name, int digits, double *rates, size_t rounds)
{
    printf("%s=%.*f", name, digits, measure_median(rates, rounds));
    printf(" %s_low=%.*f %s_high=%.*f ", name, digits, rates[0], name, digits, rates[rounds - 1]);
}

int
main(int argc, char *argv[])
{
    struct measure_option options[] = { { "rounds", "15" }, { NULL, NULL } };
    struct bench bench = { 0 };
    double shares[1000];
    double rates[1000];
    size_t rounds;

    measure_options(options, argc, argv);
    rounds = (size_t) measure_number(&options[0], 1, 1000);
    measure_pin();
    make_packets(&bench);
    run_round(&bench); /* warms up */
    for (size_t i = 0; i < rounds; i++) {
        rates[i] = run_round(&bench);
        shares[i] = rates[i] / multiply_round(&bench);
    }
    print_rates("rate", 0, rates, rounds);
    print_rates("share", 3, shares, rounds);
    printf("sample=%zu\n", rounds * PACKETS);
    free(bench.fresh);
    free(bench.work);

    return 0;
}
