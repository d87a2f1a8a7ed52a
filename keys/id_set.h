/* SPDX-License-Identifier: EUPL-1.2 */
/* The ids of reports that a dossier holds. Reporters choose them, so the places are keyed: nobody
 * can make a set slow. */

#ifndef ID_SET_H
#define ID_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sodium.h>

#include <vrijuit/content.h>

/* All zero is an empty set. */
struct id_set {
    uint8_t key[crypto_shorthash_KEYBYTES];
    uint8_t (*places)[VR_REPORT_ID_SIZE];
    bool *taken;
    size_t size; /* a power of two, or 0 */
    size_t count;
};

bool id_set_has(const struct id_set *set, const uint8_t id[static VR_REPORT_ID_SIZE]);

/* Also where it is in already. */
enum vr_status id_set_add(struct id_set *set,
                          const uint8_t id[static VR_REPORT_ID_SIZE]) VR_MUST_CHECK;
void id_set_wipe(struct id_set *set);

#endif
