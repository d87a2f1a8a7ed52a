/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include <sodium.h>

#include "bounded.h"
#include "qr.h"
#include "sheet.h"

/* No script, nothing from elsewhere: the policy holds the browser to it. */
static const char html_head[] =
    "<!DOCTYPE html>\n<html lang=\"nl\">\n<head>\n<meta charset=\"utf-8\">\n"
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
    "style-src 'unsafe-inline'\">\n"
    "<title>Geheim papier van lid %u / Secret paper of member %u</title>\n<style>\n"
    "@page { size: A4; margin: 16mm }\n"
    "body { font: 12pt/1.4 sans-serif; color: #000; background: #fff; margin: 0 auto; "
    "max-width: 178mm }\n"
    "section { break-after: page; padding-top: 4mm }\n"
    "h1 { font-size: 20pt; margin: 0 }\n"
    "h2 { font-size: 14pt; margin: 2mm 0 4mm }\n"
    "table { border-collapse: collapse; font: 13pt monospace; margin: 4mm 0 }\n"
    "caption { text-align: left; font: 10pt sans-serif; padding-bottom: 1mm }\n"
    "th, td { border: 1px solid #666; padding: 1.5mm 2.5mm; text-align: left }\n"
    "td:last-child { border-left: 3px double #000; font-weight: bold }\n"
    "svg { width: 46mm; height: 46mm }\n"
    ".secret { border: 2px solid #000; padding: 2mm; font-weight: bold }\n"
    ".small { font-size: 10pt }\n"
    "@media print { .screen { display: none } }\n"
    "</style>\n</head>\n<body>\n"
    "<p class=\"secret screen\">Dit bestand is geheim. Bewaar het alleen in het geheugen van de "
    "computer (/dev/shm), druk het af, en vernietig het.<br><span lang=\"en\">This file is secret. "
    "Keep it only in the memory of the computer (/dev/shm), print it, and destroy it.</span></p>\n";

static const char html_advice[] =
    "<div class=\"small\">\n<p><strong>Wat doe je hiermee?</strong> Bewaar dit blad achter slot, "
    "niet bij een blad van een ander lid en niet bij de laptop. Maak er geen foto van. Typ de "
    "regels "
    "over als de raad samen opent: zes woorden per regel, met het controlewoord. Kwijt, of gezien "
    "door een ander? Zeg het meteen tegen de raad. Sluit de raad deze periode? Verbrand dan dit "
    "blad.</p>\n"
    "<p lang=\"en\"><strong>What do you do with this?</strong> Keep this sheet locked away, not "
    "with "
    "the sheet of another member and not with the laptop. Take no photo of it. Type the lines when "
    "the council opens together: six words a line, with the check word. Lost, or seen by someone "
    "else? Tell the council at once. Does the council close this period? Then burn this "
    "sheet.</p>\n</div>\n";

/* One run of dark dots becomes one bar; around the code four dots stay white. */
static void
add_code(struct bounded *page, const struct qr *qr)
{
    bounded_add(page,
                "<svg viewBox=\"0 0 %u %u\" role=\"img\" aria-label=\"QR-code met dezelfde "
                "woorden / QR code with the same words\" shape-rendering=\"crispEdges\">"
                "<path d=\"",
                QR_SIZE + 8, QR_SIZE + 8);
    for (size_t row = 0; row < QR_SIZE; row++) {
        size_t column = 0;

        while (column < QR_SIZE) {
            size_t end = column;

            while (end < QR_SIZE && qr->dark[row][end]) {
                end++;
            }
            if (end > column) {
                bounded_add(page, "M%zu %zuh%zuv1h-%zuz", column + 4, row + 4, end - column,
                            end - column);
            }
            column = end + 1;
        }
    }
    bounded_add(page, "\"/></svg>\n");
}

static void
add_qr(struct bounded *page, const struct vr_share *share)
{
    char text[VR_SHARE_QR_SIZE];
    struct qr qr;

    vr_share_qr(text, share);
    if (qr_encode(&qr, text) == VR_OK) {
        add_code(page, &qr);
    } else {
        page->full = true;
    }
    sodium_memzero(text, sizeof text);
    sodium_memzero(&qr, sizeof qr);
}

static void
add_line(struct bounded *page, const struct vr_share *share, unsigned number, enum vr_lang lang)
{
    char line[VR_SHARE_LINE_SIZE];
    char *rest = line;
    char *word;

    vr_share_line(line, share, number, lang);
    bounded_add(page, "<tr><th scope=\"row\">%u</th>", number);
    for (word = strsep(&rest, " "); word != NULL; word = strsep(&rest, " ")) {
        bounded_add(page, "<td>%s</td>", word);
    }
    bounded_add(page, "</tr>\n");
    sodium_memzero(line, sizeof line);
}

static void
add_purpose(struct bounded *page, const struct purpose *purpose)
{
    char text[PURPOSE_TEXT_MAX];

    purpose_text(text, purpose, VR_NL);
    bounded_add(page, "<p>Waarvoor: <strong>%s</strong><br>\n", text);
    purpose_text(text, purpose, VR_EN);
    bounded_add(page, "<span lang=\"en\">For: <strong>%s</strong></span></p>\n", text);
}

static void
add_title(struct bounded *page, const struct sheet *sheet)
{
    const struct vr_share *share = sheet->share;
    unsigned index = share->index;
    unsigned members = share->members;
    unsigned threshold = share->threshold;

    bounded_add(page, "<section>\n<h1>vrijuit: ");
    bounded_add_html(page, sheet->circle->nl);
    bounded_add(page, "</h1>\n");
    if (strcmp(sheet->circle->nl, sheet->circle->en) != 0) {
        bounded_add(page, "<p lang=\"en\">");
        bounded_add_html(page, sheet->circle->en);
        bounded_add(page, "</p>\n");
    }
    bounded_add(
        page,
        "<h2>Lid %u van %u, blad %zu van %zu <span lang=\"en\">(member %u of %u, sheet %zu of "
        "%zu)</span></h2>\n<p class=\"secret\">GEHEIM / SECRET. %u leden samen kunnen lezen "
        "wat hieronder valt. <span lang=\"en\">%u members together can read what belongs to "
        "this.</span></p>\n",
        index, members, sheet->number, sheet->count, index, members, sheet->number, sheet->count,
        threshold, threshold);
}

static void
add_sheet(struct bounded *page, const struct sheet *sheet, enum vr_lang lang)
{
    add_title(page, sheet);
    add_purpose(page, sheet->purpose);
    bounded_add(page,
                "<table>\n<caption>30 woorden in 6 regels; het laatste woord van elke regel is "
                "een controlewoord. <span lang=\"en\">30 words in 6 lines; the last word of each "
                "line is a check word.</span></caption>\n");
    for (unsigned n = 1; n <= VR_SHARE_LINES; n++) {
        add_line(page, sheet->share, n, lang);
    }
    bounded_add(page, "</table>\n");
    add_qr(page, sheet->share);
    bounded_add(page, "%s</section>\n", html_advice);
}

size_t
sheet_html(char *text, size_t room, const struct sheet *sheets, size_t count, enum vr_lang lang)
{
    struct bounded page = { .text = text, .room = room };
    unsigned member = count > 0 ? sheets[0].share->index : 0;

    bounded_add(&page, html_head, member, member);
    for (size_t i = 0; i < count; i++) {
        add_sheet(&page, &sheets[i], lang);
    }
    bounded_add(&page, "</body>\n</html>\n");

    return page.full ? 0 : page.len;
}
