/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <sodium.h>

#include <vrijuit/secret.h>

#include "bounded.h"
#include "sheet.h"

#define SHEETS 26U

static struct vr_share share = { .sharing = { 1, 2 }, .threshold = 3, .members = 5, .index = 4 };
static struct purpose purpose;
static char long_name[256];
static struct vr_text name = { long_name, "Other" };
static struct sheet sheets[SHEETS];

static void
start(void)
{
    uint8_t wide[64];

    cr_assert(eq(int, vr_start(), VR_OK));
    randombytes_buf(wide, sizeof wide);
    vr_secret_scalar(share.value, wide);
    memset(long_name, '"', sizeof long_name - 1);
    purpose_period(&purpose, 4000000000U, 4000000091U, 1798848000, 604800);
    for (size_t i = 0; i < SHEETS; i++) {
        sheets[i] = (struct sheet) { &share, &purpose, &name, i + 1, SHEETS };
    }
}

TestSuite(sheet, .init = start);

Test(sheet, the_longest_text_fits_and_gives_the_share_back)
{
    char text[SHEET_TEXT_MAX];
    struct vr_share back;
    char *qr;

    cr_assert(gt(sz, sheet_text(text, sizeof text, &sheets[0], VR_NL), 0));
    qr = strstr(text, "QR: ") + 4;
    qr[strcspn(qr, "\n")] = '\0';
    cr_assert(eq(int, vr_share_qr_decode(&back, qr, NULL), VR_OK));
    cr_expect(memcmp(&back, &share, sizeof back) == 0);
}

Test(sheet, the_most_sheets_fit_on_a_page)
{
    static char text[SHEET_HTML_BASE + SHEETS * SHEET_HTML_MAX];

    cr_assert(gt(sz, sheet_html(text, sizeof text, sheets, SHEETS, VR_EN), 0));
    cr_expect(strstr(text, "</html>") != NULL);
    cr_expect(eq(sz, sheet_html(text, 2000, sheets, 1, VR_EN), 0));
}

Test(sheet, papers_say_what_they_are_for)
{
    char text[SHEET_TEXT_MAX];

    purpose_period(&purpose, 100, 189, 1798848000, 86400);
    cr_assert(gt(sz, sheet_text(text, sizeof text, &sheets[0], VR_NL), 0));
    cr_expect(strstr(text, "ronde 100 tot en met 189 (2027-04-12 tot en met 2027-07-10)") != NULL);
    cr_expect(strstr(text, "rounds 100 to 189") != NULL);
    cr_expect(strstr(text, "lid 4 van 5 (blad 1 van 26)") != NULL);
    purpose.kind = PURPOSE_SIGNING;
    cr_assert(gt(sz, sheet_text(text, sizeof text, &sheets[0], VR_NL), 0));
    cr_expect(strstr(text, "de kring ondertekenen") != NULL);
    purpose.kind = PURPOSE_DOSSIER;
    cr_assert(gt(sz, sheet_text(text, sizeof text, &sheets[0], VR_NL), 0));
    cr_expect(strstr(text, "het dossier") != NULL);
}

Test(sheet, a_name_cannot_be_a_tag)
{
    static char text[SHEET_HTML_BASE + SHEET_HTML_MAX];

    name.nl = "<script>alert('1')</script> & \"raad\"";
    name.en = "\033[2J<img src=x>";
    cr_assert(gt(sz, sheet_html(text, sizeof text, sheets, 1, VR_NL), 0));
    cr_expect(strstr(text, "<script") == NULL);
    cr_expect(strstr(text, "<img") == NULL);
    cr_expect(strchr(text, '\033') == NULL);
    cr_expect(strstr(text, "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp; &quot;raad") !=
              NULL);
}

Test(sheet, a_page_asks_for_nothing_from_elsewhere)
{
    static char text[SHEET_HTML_BASE + SHEET_HTML_MAX];

    name.nl = "Kring";
    cr_assert(gt(sz, sheet_html(text, sizeof text, sheets, 1, VR_NL), 0));
    cr_expect(strstr(text, "http:") == NULL);
    cr_expect(strstr(text, "https:") == NULL);
    cr_expect(strstr(text, "url(") == NULL);
    cr_expect(strstr(text, "default-src 'none'") != NULL);
}

/* The cells of the table, read as the lines that a person would type. */
Test(sheet, the_words_of_the_page_give_the_share_back)
{
    static char text[SHEET_HTML_BASE + SHEET_HTML_MAX];
    uint16_t indexes[30];
    struct vr_share back;
    enum vr_lang lang = VR_NL;
    bool known = false;
    char *at = text;

    cr_assert(gt(sz, sheet_html(text, sizeof text, sheets, 1, VR_EN), 0));
    for (unsigned n = 1; n <= VR_SHARE_LINES; n++) {
        char line[VR_SHARE_LINE_SIZE] = "";

        at = strstr(at, "<tr>");
        cr_assert(at != NULL);
        for (unsigned i = 0; i < 6; i++) {
            at = strstr(at, "<td>") + 4;
            strcat(strncat(line, at, strcspn(at, "<")), " ");
        }
        cr_assert(eq(int, vr_share_line_decode(&indexes[(n - 1) * 5], &lang, &known, line, n, NULL),
                     VR_OK));
    }
    cr_assert(eq(int, vr_share_from_indexes(&back, indexes, NULL), VR_OK));
    cr_expect(memcmp(&back, &share, sizeof back) == 0);
}
