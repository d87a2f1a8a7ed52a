/* SPDX-License-Identifier: EUPL-1.2 */
#include "ceremony.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <sodium.h>

/* Text that grows inside a buffer of fixed size. */
struct page {
    char *text;
    size_t len;
};

static void page_add(struct page *page, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void
page_add(struct page *page, const char *format, ...)
{
    size_t room = PAPER_TEXT_MAX - page->len;
    va_list arguments;
    int added;

    va_start(arguments, format);
    added = vsnprintf(page->text + page->len, room, format, arguments);
    va_end(arguments);
    if (added > 0) {
        page->len += (size_t) added < room ? (size_t) added : room - 1;
    }
}

static void
add_purpose(struct page *page, const struct ceremony_plan *plan, size_t secret)
{
    uint32_t from = plan->first_round + (uint32_t) secret * plan->period_rounds;
    uint32_t until = from + plan->period_rounds - 1;

    if (secret == ceremony_signing(plan)) {
        page_add(page, "Waarvoor: de kring ondertekenen\nFor:      signing the circle\n");
    } else if (secret == ceremony_dossier(plan)) {
        page_add(page, "Waarvoor: het dossier\nFor:      the dossier\n");
    } else {
        page_add(page,
                 "Waarvoor: meldingen openen van ronde %" PRIu32 " tot en met %" PRIu32 "\n"
                 "For:      opening reports of rounds %" PRIu32 " to %" PRIu32 "\n",
                 from, until, from, until);
    }
}

static void
add_words(struct page *page, const struct vr_share *share, enum vr_lang lang)
{
    char line[VR_SHARE_LINE_SIZE];
    char qr[VR_SHARE_QR_SIZE];

    for (unsigned n = 1; n <= VR_SHARE_LINES; n++) {
        vr_share_line(line, share, n, lang);
        page_add(page, "  %u   %s\n", n, line);
    }
    vr_share_qr(qr, share);
    page_add(page, "\nQR: %s\n\n", qr);
    sodium_memzero(line, sizeof line);
    sodium_memzero(qr, sizeof qr);
}

void
paper_text(char text[static PAPER_TEXT_MAX], const struct vr_share *share,
           const struct ceremony_plan *plan, size_t secret, enum vr_lang lang)
{
    struct page page = { text, 0 };

    page_add(&page, "vrijuit  %s\n", plan->circle_name.nl);
    page_add(&page, "Papier van lid %u van %u; %u leden zijn samen nodig\n",
             (unsigned) share->index, (unsigned) share->members, (unsigned) share->threshold);
    page_add(&page, "Paper of member %u of %u; %u members are needed together\n",
             (unsigned) share->index, (unsigned) share->members, (unsigned) share->threshold);
    add_purpose(&page, plan, secret);
    page_add(&page, "\n");
    add_words(&page, share, lang);
    page_add(&page,
             "Bewaar dit papier achter slot, niet bij een ander papier en niet bij de laptop.\n"
             "Maak er geen foto van. Het laatste woord van elke regel is een controlewoord.\n"
             "Kwijt of gezien door een ander? Zeg het meteen tegen de raad.\n"
             "Keep this paper locked away, not with another paper and not with the laptop.\n"
             "Take no photo of it. The last word of each line is a check word.\n"
             "Lost, or seen by someone else? Tell the council at once.\n"
             "------------------------------------------------------------------------\n");
}
