/* SPDX-License-Identifier: EUPL-1.2 */
#include <inttypes.h>
#include <time.h>

#include "page.h"

#define DAY_SECONDS 86400U

static const char style[] =
    "body{margin:0;background:#fff;color:#1b1b1b;font:1rem/1.55 system-ui,\"Segoe UI\","
    "\"Liberation Sans\",Arial,sans-serif}\n"
    "main{max-width:44rem;margin:0 auto;padding:2rem 1.25rem 3rem}\n"
    "h1{font-size:1.8rem;line-height:1.25;margin:0 0 .4rem}\n"
    "h2{font-size:1.25rem;line-height:1.35;margin:0 0 .5rem}\n"
    "p,dl,ul{margin:0 0 .8rem}\n"
    ".lead{color:#44484d;margin-bottom:1.6rem}\n"
    "dl{display:grid;grid-template-columns:max-content 1fr;gap:.3rem 1.2rem}\n"
    "dt{font-weight:600}dd{margin:0}\n"
    "section{margin:2rem 0 0;padding-top:1.4rem;border-top:1px solid #9aa1a8}\n"
    ".note{background:#f1f4f6;padding:1rem 1.2rem;border-left:4px solid #2d5b6b;margin:1.4rem 0}\n"
    ".note p:last-child{margin:0}\n"
    "svg{display:block;width:100%;height:auto;margin:.6rem 0 1rem}\n"
    "svg text{font-size:14px;fill:#1b1b1b}svg .small{font-size:13px;fill:#4a4f55}\n"
    "svg .number{font-weight:600}svg .bar{fill:#2d5b6b}svg .all{fill:#e7ebee}\n"
    "svg .none{fill:#fff;stroke:#6b7178;stroke-dasharray:4 3}\n"
    ".wide{overflow-x:auto}\n"
    "table{border-collapse:collapse;width:100%;font-size:.95rem}\n"
    "caption{text-align:left;font-size:.9rem;color:#44484d;padding-bottom:.35rem}\n"
    "th,td{border-bottom:1px solid #c5cacf;padding:.35rem .6rem .35rem 0;vertical-align:top;"
    "text-align:left;font-weight:400;overflow-wrap:anywhere}\n"
    "thead th{border-bottom:2px solid #6b7178;font-weight:600;vertical-align:bottom}\n"
    "td,.count{text-align:right;white-space:nowrap;overflow-wrap:normal}\n"
    ".cross{font-size:.85rem}.cross th,.cross td{overflow-wrap:normal;hyphens:auto}.cross "
    "th:first-child{min-width:7rem}\n"
    ".cross th+th,.cross td{text-align:right;min-width:3.9rem;white-space:normal}\n"
    ".hid{color:#4a4f55;font-style:italic}\n"
    "footer{margin-top:2.4rem;font-size:.9rem;color:#44484d}\n"
    "@media print{main{max-width:none;padding:0}section{break-inside:avoid}body{font-size:10pt}"
    ".note,svg{print-color-adjust:exact;-webkit-print-color-adjust:exact}.wide{overflow:visible}}"
    "\n";

static const char *const months[2][12] = {
    { "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september",
      "oktober", "november", "december" },
    { "January", "February", "March", "April", "May", "June", "July", "August", "September",
      "October", "November", "December" },
};

static void
put_day(const struct page *page, uint64_t seconds)
{
    time_t moment = (time_t) seconds;
    struct tm utc;

    if (gmtime_r(&moment, &utc) != NULL) {
        fprintf(page->out, "%d %s %d", utc.tm_mday,
                months[page->tool->lang == VR_NL ? 0 : 1][utc.tm_mon], utc.tm_year + 1900);
    }
}

/* Days where a round is a day or more: nothing finer than a round is ever told. */
static void
put_period(const struct page *page)
{
    const struct publication *publication = page->publication;
    const struct vr_circle *circle = page->survey->circle;

    if (!publication->bounded) {
        fputs(say(page->tool, "alle meldingen tot nu toe", "all reports until now"), page->out);
        return;
    }
    if (circle->round_seconds >= DAY_SECONDS) {
        put_day(page, vr_circle_round_start(circle, publication->from));
        fputs(say(page->tool, " tot en met ", " to "), page->out);
        put_day(page,
                vr_circle_round_start(circle, publication->until) + circle->round_seconds - 1);
        return;
    }
    fprintf(
        page->out,
        say(page->tool, "ronde %" PRIu32 " tot en met %" PRIu32, "rounds %" PRIu32 " to %" PRIu32),
        publication->from, publication->until);
}

static void
put_facts(const struct page *page)
{
    const struct tool *tool = page->tool;

    fprintf(page->out, "<dl>\n<dt>%s</dt><dd>", say(tool, "Van", "From"));
    page_text(page, vr_text_in(&page->survey->council->name, tool->lang), 0);
    fprintf(page->out, "</dd>\n<dt>%s</dt><dd>", say(tool, "Over", "About"));
    put_period(page);
    fprintf(page->out, "</dd>\n<dt>%s</dt><dd>%" PRIu32 "%s</dd>\n</dl>\n",
            say(tool, "Aantal meldingen", "Number of reports"),
            page_number(page, page->publication->total),
            page->round_base == 0 ? "" : say(tool, " (afgerond)", " (rounded)"));
}

static void
put_reasons(const struct page *page)
{
    const struct tool *tool = page->tool;

    fprintf(page->out, "<div class=\"note\">\n<h2>%s</h2>\n<p>",
            say(tool, "Wat er niet in staat, en waarom", "What is left out, and why"));
    fprintf(
        page->out,
        say(tool,
            "Wie iets meldt, moet onherkenbaar blijven. Daarom staat een getal onder de %" PRIu32
            " er niet in, en ook nul niet. Soms laten we een groter getal weg. Anders kun je "
            "het kleine getal uitrekenen, met een ander getal of met een eerder verslag. Dan "
            "staat er: niet getoond.",
            "People who report must not be recognised. So a number below %" PRIu32
            " is not shown, and neither is zero. Sometimes we leave out a larger number. Else "
            "the small number could be worked out, from another number or an earlier report. "
            "Then it says: not shown."),
        page->publication->minimum);
    fprintf(page->out, "</p>\n<p>%s</p>\n",
            say(tool, "Wat mensen in eigen woorden schreven, staat nooit in dit verslag.",
                "What people wrote in their own words is never in this report."));
    if (page->round_base != 0) {
        fprintf(page->out,
                say(tool,
                    "<p>Alle getallen zijn afgerond op een veelvoud van %" PRIu32
                    ". Een optelling kan daarom iets anders uitkomen.</p>\n",
                    "<p>All numbers are rounded to a multiple of %" PRIu32
                    ". So a sum can come out a little different.</p>\n"),
                page->round_base);
    }
    fputs("</div>\n", page->out);
}

void
page_head(const struct page *page)
{
    const struct tool *tool = page->tool;
    const char *title =
        say(tool, "Terugkoppeling van de meldingen", "Feedback report on what was reported");

    fprintf(page->out,
            "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
            "style-src 'unsafe-inline'\">\n<title>%s</title>\n<style>\n%s</style>\n</head>\n"
            "<body>\n<main>\n<h1>%s</h1>\n<p class=\"lead\">",
            tool->lang == VR_NL ? "nl" : "en", title, style, title);
    page_text(page, vr_text_in(&page->survey->circle->form.title, tool->lang), 0);
    fputs("</p>\n", page->out);
    put_facts(page);
    put_reasons(page);
}
