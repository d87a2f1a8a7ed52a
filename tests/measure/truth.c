/* SPDX-License-Identifier: EUPL-1.2 */
/* Peel packets with the keys of all three hops and write what is to be looked for. */

#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "measure.h"
#include "truth.h"

#define BODY_AT   552U
#define RECORD_AT 16U /* behind the locator */

static void
peel(struct truth_layer *layer, uint8_t packet[static VR_PACKET_SIZE], const uint8_t *secret)
{
    struct vr_onion_layer keys;
    uint8_t slot[VR_SLOT_SIZE];
    uint8_t public_key[32];

    memcpy(layer->order, packet + 40, sizeof layer->order);
    memcpy(layer->body, packet + BODY_AT, sizeof layer->body);
    if (crypto_scalarmult_base(public_key, secret) != 0 ||
        vr_onion_verify(&keys, packet, secret, public_key) != VR_OK) {
        measure_stop("a packet does not verify: not these keys");
    }
    memcpy(layer->tag, keys.tag, sizeof layer->tag);
    vr_onion_peel(slot, packet, &keys);
}

static void
look_into(struct truth *truth, const uint8_t *wire, const uint8_t *const secrets[static TRUTH_HOPS])
{
    uint8_t packet[VR_PACKET_SIZE];

    memcpy(packet, wire, sizeof packet);
    for (size_t hop = 0; hop < TRUTH_HOPS; hop++) {
        peel(&truth->layers[hop], packet, secrets[hop]);
    }
    memcpy(truth->locator, vr_onion_delivery(packet), sizeof truth->locator);
    memcpy(truth->record, vr_onion_delivery(packet) + RECORD_AT, sizeof truth->record);
}

int
main(int argc, char *argv[])
{
    struct measure_option options[] = {
        { "packets", NULL }, { "entry", NULL },  { "mix", NULL },
        { "store", NULL },   { "output", NULL }, { NULL, NULL },
    };
    const uint8_t *secrets[TRUTH_HOPS];
    struct measure_file packets;
    struct truth truth;
    FILE *output;

    measure_options(options, argc, argv);
    measure_map(&packets, measure_text(&options[0]));
    for (size_t hop = 0; hop < TRUTH_HOPS; hop++) {
        struct measure_file key;

        measure_map(&key, measure_text(&options[1 + hop]));
        if (key.len != 32) {
            measure_stop("%s: not a key", options[1 + hop].value);
        }
        secrets[hop] = key.bytes;
    }
    output = fopen(measure_text(&options[4]), "we");
    for (size_t at = 0; output != NULL && at < packets.len; at += VR_PACKET_SIZE) {
        look_into(&truth, packets.bytes + at, secrets);
        fwrite(&truth, sizeof truth, 1, output);
    }
    if (output == NULL || ferror(output) != 0 || fclose(output) != 0) {
        measure_stop("%s: cannot be written", options[4].value);
    }

    return 0;
}
