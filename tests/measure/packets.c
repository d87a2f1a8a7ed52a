/* SPDX-License-Identifier: EUPL-1.2 */
/* A file of packets of a round, or of this one, no two alike, for the hops of a keys document. */

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <vrijuit/circle.h>
#include <vrijuit/documents.h>

#include "measure.h"

/* Neither signature nor expiry of the circle is looked at: it is a throw-away one. */
static size_t
read_path(struct vr_onion_hop path[static VR_HOPS_MAX], const char *circle_path,
          const char *keys_path, const struct measure_option *when)
{
    struct measure_file file;
    struct vr_circle *circle;
    struct vr_why why = { 0 };
    struct vr_keys keys;
    uint32_t round;
    size_t hops;
    bool late;

    measure_map(&file, circle_path);
    if (vr_circle_parse(&circle, file.bytes, file.len, &why) != VR_OK) {
        measure_stop("%s: %s", circle_path, why.text);
    }
    measure_map(&file, keys_path);
    if (vr_keys_decode(&keys, (const char *) file.bytes, file.len, circle, &why) != VR_OK) {
        measure_stop("%s: %s", keys_path, why.text);
    }
    if (!vr_circle_round(&round, &late, circle, (uint64_t) time(NULL))) {
        measure_stop("%s: not in force yet", circle_path);
    }
    if (when->value != NULL) {
        round = (uint32_t) measure_number(when, 1, UINT32_MAX);
    }
    if (vr_keys_path(path, &keys, round) != VR_OK) {
        measure_stop("%s: no keys for round %u", keys_path, round);
    }
    hops = circle->hop_count;
    vr_circle_free(circle);

    return hops;
}

int
main(int argc, char *argv[])
{
    struct measure_option options[] = {
        { "circle", NULL }, { "keys", NULL },   { "round", NULL },
        { "count", NULL },  { "output", NULL }, { NULL, NULL },
    };
    struct vr_onion_hop path[VR_HOPS_MAX];
    uint8_t packet[VR_PACKET_SIZE];
    uint64_t count;
    size_t hops;
    FILE *output;

    measure_options(options, argc, argv);
    hops = read_path(path, measure_text(&options[0]), measure_text(&options[1]), &options[2]);
    count = measure_number(&options[3], 1, 1000000);
    output = fopen(measure_text(&options[4]), "we");
    for (uint64_t i = 0; i < count && output != NULL; i++) {
        measure_packet(packet, path, hops);
        if (fwrite(packet, sizeof packet, 1, output) != 1) {
            break;
        }
    }
    if (output == NULL || ferror(output) != 0 || fclose(output) != 0) {
        measure_stop("%s: cannot be written", options[4].value);
    }

    return 0;
}
