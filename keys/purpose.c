/* SPDX-License-Identifier: EUPL-1.2 */
#include "purpose.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static void
write_day(char day[static PURPOSE_DAY_MAX], uint64_t seconds)
{
    time_t moment = (time_t) seconds;
    struct tm utc;

    if (gmtime_r(&moment, &utc) == NULL || strftime(day, PURPOSE_DAY_MAX, "%Y-%m-%d", &utc) == 0) {
        snprintf(day, PURPOSE_DAY_MAX, "?");
    }
}

void
purpose_period(struct purpose *purpose, uint32_t from, uint32_t until, uint64_t genesis,
               uint32_t round_seconds)
{
    *purpose = (struct purpose) { .kind = PURPOSE_PERIOD, .from = from, .until = until };
    write_day(purpose->first, genesis + (uint64_t) from * round_seconds);
    write_day(purpose->last, genesis + (uint64_t) until * round_seconds);
}

void
purpose_text(char text[static PURPOSE_TEXT_MAX], const struct purpose *purpose, enum vr_lang lang)
{
    switch (purpose->kind) {
    case PURPOSE_SIGNING:
        snprintf(text, PURPOSE_TEXT_MAX, "%s",
                 lang == VR_NL ? "de kring ondertekenen" : "signing the circle");
        break;
    case PURPOSE_DOSSIER:
        snprintf(text, PURPOSE_TEXT_MAX, "%s", lang == VR_NL ? "het dossier" : "the dossier");
        break;
    case PURPOSE_PERIOD:
        snprintf(text, PURPOSE_TEXT_MAX,
                 lang == VR_NL ? "meldingen openen van ronde %" PRIu32 " tot en met %" PRIu32
                                 " (%s tot en met %s)"
                               : "opening reports of rounds %" PRIu32 " to %" PRIu32 " (%s to %s)",
                 purpose->from, purpose->until, purpose->first, purpose->last);
        break;
    }
}

bool
purpose_at(struct purpose_found *found, const struct vr_circle *circle,
           const struct vr_sharing *dossier, size_t index)
{
    for (size_t i = 0; i < circle->council_count; i++) {
        const struct vr_council *council = &circle->councils[i];

        if (index < council->key_count) {
            const struct vr_council_key *key = &council->keys[index];

            purpose_period(&found->purpose, key->from, key->until, circle->genesis,
                           circle->round_seconds);
            found->sharing = &key->sharing;
            found->key = key;
            return true;
        }
        index -= council->key_count;
    }
    if (index > 1 || (index == 1 && dossier == NULL)) {
        return false;
    }
    *found = (struct purpose_found) {
        .purpose = { .kind = index == 0 ? PURPOSE_SIGNING : PURPOSE_DOSSIER },
        .sharing = index == 0 ? &circle->signing : dossier,
    };

    return true;
}

bool
purpose_of(struct purpose_found *found, const struct vr_circle *circle,
           const struct vr_sharing *dossier, const struct vr_share *share)
{
    struct purpose_found at;
    bool any = false;

    for (size_t i = 0; purpose_at(&at, circle, dossier, i); i++) {
        bool right = vr_share_verify(share, at.sharing) == VR_OK;

        if (right || (!any && memcmp(share->sharing, at.sharing->id, sizeof at.sharing->id) == 0)) {
            *found = at;
            any = true;
        }
        if (right) {
            break;
        }
    }

    return any;
}
