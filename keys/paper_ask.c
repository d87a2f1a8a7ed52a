/* SPDX-License-Identifier: EUPL-1.2 */
#include "paper_ask.h"

#include <stdio.h>
#include <string.h>

#include <vrijuit/secret.h>

#include "prompt.h"

static const char qr_start[] = "VRIJUIT-SHARE-";

/* What is typed of one paper, in locked memory. */
struct typed {
    char line[PROMPT_LINE_MAX];
    char help[PAPER_HELP_MAX];
    uint16_t indexes[VR_SHARE_LINES * VR_SHARE_LINE_WORDS];
    enum vr_lang lang;
    bool lang_known;
};

static void
trim(char *line)
{
    static const char space[] = " \t\r";
    size_t start = strspn(line, space);
    size_t len = strlen(line + start);

    while (len > 0 && strchr(space, line[start + len - 1]) != NULL) {
        len--;
    }
    memmove(line, line + start, len);
    line[len] = '\0';
}

static enum vr_status
ask_line(struct typed *typed, const struct tool *tool, unsigned number)
{
    char question[96];
    enum vr_status status;

    if (number == 1) {
        snprintf(question, sizeof question, "%s",
                 say(tool, "Regel 1 van een papier (niets: klaar):",
                     "Line 1 of a paper (nothing: done):"));
    } else {
        snprintf(question, sizeof question, say(tool, "Regel %u:", "Line %u:"), number);
    }
    status = prompt_line(tool, typed->line, question);
    if (status == VR_OK) {
        trim(typed->line);
    }

    return status;
}

static enum vr_status
refuse_paper(const struct tool *tool, enum vr_status status, const struct vr_why *why)
{
    if (status == VR_UNVERIFIED) {
        return tool_refuse(status, say(tool, "papier", "paper"), "%s",
                           say(tool, "dit deel is niet goed overgeschreven; begin bij regel 1",
                               "this share was not copied well; begin at line 1"));
    }

    return tool_refuse_why(status, say(tool, "papier", "paper"), why);
}

static enum vr_status
take_line(struct typed *typed, const struct tool *tool, unsigned number)
{
    uint16_t *indexes = &typed->indexes[(size_t) (number - 1) * VR_SHARE_LINE_WORDS];
    struct vr_why why;
    enum vr_status status =
        vr_share_line_decode(indexes, &typed->lang, &typed->lang_known, typed->line, number, &why);

    if (status != VR_OK) {
        paper_help(typed->help, tool, typed->line, number, typed->lang, typed->lang_known);
        tool_refuse(status, say(tool, "papier", "paper"), "%s", typed->help);
    }

    return status;
}

/* The whole share out of the text of the QR code, or one line of words. *whole: it was the former.
 */
static enum vr_status
take_input(struct typed *typed, const struct tool *tool, unsigned number, struct vr_share *share,
           bool *whole)
{
    struct vr_why why = { "" };
    enum vr_status status;

    *whole = strncmp(typed->line, qr_start, sizeof qr_start - 1) == 0;
    if (!*whole) {
        return take_line(typed, tool, number);
    }
    status = vr_share_qr_decode(share, typed->line, &why);

    return status == VR_OK ? VR_OK : refuse_paper(tool, status, &why);
}

static enum vr_status
ask_lines(struct vr_share *share, struct typed *typed, const struct tool *tool, bool *end)
{
    struct vr_why why = { "" };
    bool whole = false;
    enum vr_status status;

    typed->lang_known = false;
    for (unsigned n = 1; n <= VR_SHARE_LINES; n++) {
        do {
            status = ask_line(typed, tool, n);
            *end = status == VR_OK && n == 1 && typed->line[0] == '\0';
            if (status != VR_OK || *end) {
                return status;
            }
            status = take_input(typed, tool, n, share, &whole);
        } while (status != VR_OK && prompt_is_terminal());
        if (status != VR_OK || whole) {
            return status;
        }
    }
    status = vr_share_from_indexes(share, typed->indexes, &why);

    return status == VR_OK ? VR_OK : refuse_paper(tool, status, &why);
}

enum vr_status
paper_ask(struct vr_share *share, const struct tool *tool, bool *end)
{
    void *memory = NULL;
    enum vr_status status = tool_secret_new(tool, &memory, sizeof(struct typed));

    if (status == VR_OK) {
        do {
            status = ask_lines(share, memory, tool, end);
        } while (status != VR_OK && status != VR_STALE && status != VR_SYSTEM &&
                 prompt_is_terminal());
    }
    vr_secret_free(memory);

    return status;
}
