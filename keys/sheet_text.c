/* SPDX-License-Identifier: EUPL-1.2 */
#include <sodium.h>

#include "bounded.h"
#include "sheet.h"

static void
add_purpose(struct bounded *page, const struct purpose *purpose)
{
    char text[PURPOSE_TEXT_MAX];

    purpose_text(text, purpose, VR_NL);
    bounded_add(page, "Waarvoor: %s\n", text);
    purpose_text(text, purpose, VR_EN);
    bounded_add(page, "For:      %s\n", text);
}

static void
add_words(struct bounded *page, const struct vr_share *share, enum vr_lang lang)
{
    char line[VR_SHARE_LINE_SIZE];
    char qr[VR_SHARE_QR_SIZE];

    for (unsigned n = 1; n <= VR_SHARE_LINES; n++) {
        vr_share_line(line, share, n, lang);
        bounded_add(page, "  %u   %s\n", n, line);
    }
    vr_share_qr(qr, share);
    bounded_add(page, "\nQR: %s\n\n", qr);
    sodium_memzero(line, sizeof line);
    sodium_memzero(qr, sizeof qr);
}

size_t
sheet_text(char *text, size_t room, const struct sheet *sheet, enum vr_lang lang)
{
    struct bounded page = { .text = text, .room = room };
    const struct vr_share *share = sheet->share;

    bounded_add(&page, "vrijuit  %s\n", sheet->circle->nl);
    bounded_add(&page, "Papier van lid %u van %u (blad %zu van %zu); %u leden zijn samen nodig\n",
                (unsigned) share->index, (unsigned) share->members, sheet->number, sheet->count,
                (unsigned) share->threshold);
    bounded_add(&page,
                "Paper of member %u of %u (sheet %zu of %zu); %u members are needed together\n",
                (unsigned) share->index, (unsigned) share->members, sheet->number, sheet->count,
                (unsigned) share->threshold);
    add_purpose(&page, sheet->purpose);
    bounded_add(&page, "\n");
    add_words(&page, share, lang);
    bounded_add(&page,
                "Bewaar dit papier achter slot, niet bij een ander papier en niet bij de laptop.\n"
                "Maak er geen foto van. Het laatste woord van elke regel is een controlewoord.\n"
                "Kwijt of gezien door een ander? Zeg het meteen tegen de raad.\n"
                "Keep this paper locked away, not with another paper and not with the laptop.\n"
                "Take no photo of it. The last word of each line is a check word.\n"
                "Lost, or seen by someone else? Tell the council at once.\n"
                "------------------------------------------------------------------------\n");

    return page.full ? 0 : page.len;
}
