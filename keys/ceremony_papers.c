/* SPDX-License-Identifier: EUPL-1.2 */
#include "ceremony.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <vrijuit/secret.h>

#include "sheet.h"

/* Room for the sheets of one member, in locked memory. */
struct papers {
    struct sheet sheets[CEREMONY_SECRETS_MAX];
    char text[SHEET_HTML_BASE + CEREMONY_SECRETS_MAX * SHEET_HTML_MAX];
};

static void
lay_out(struct papers *papers, const struct ceremony *ceremony, const struct handing *handing,
        uint8_t member)
{
    for (size_t i = 0; i < ceremony->count; i++) {
        papers->sheets[i] = (struct sheet) {
            .share = &ceremony->secrets[i].shares[member],
            .purpose = &ceremony->secrets[i].purpose,
            .circle = &handing->circle,
            .number = i + 1,
            .count = ceremony->count,
        };
    }
}

static enum vr_status
show_sheet(struct papers *papers, const struct tool *tool, size_t index)
{
    size_t len = sheet_text(papers->text, sizeof papers->text, &papers->sheets[index], tool->lang);

    /* Not by stdio, whose buffer would keep it. */
    if (len == 0 || file_write_all(STDOUT_FILENO, papers->text, len) != VR_OK) {
        return tool_refuse_errno("stdout", "write");
    }

    return prompt_page(tool);
}

static enum vr_status
show_papers(struct papers *papers, const struct tool *tool, size_t count, unsigned number)
{
    enum vr_status status = VR_OK;

    if (isatty(STDOUT_FILENO) != 1) {
        printf(say(tool, "Lid %u: geen papier gemaakt (gebruik --paper, of een terminal)\n",
                   "Member %u: no paper made (use --paper, or a terminal)\n"),
               number);
        return VR_OK;
    }
    fflush(stdout);
    for (size_t i = 0; i < count && status == VR_OK; i++) {
        status = show_sheet(papers, tool, i);
    }

    return status;
}

static enum vr_status
write_paper(const char *folder, const char *name, const char *text, size_t len)
{
    char path[FILE_PATH_MAX];
    enum vr_status status = path_join(path, folder, name);

    if (status == VR_OK && len == 0) {
        status = VR_FULL;
    }

    return status == VR_OK ? file_write_new(path, 0600, text, len) : status;
}

static enum vr_status
write_papers(struct papers *papers, const struct tool *tool, size_t count, const char *folder)
{
    size_t len = 0;
    enum vr_status status;

    for (size_t i = 0; i < count; i++) {
        len += sheet_text(papers->text + len, sizeof papers->text - len, &papers->sheets[i],
                          tool->lang);
    }
    status = write_paper(folder, "paper.txt", papers->text, len);
    if (status != VR_OK) {
        return status;
    }
    len = sheet_html(papers->text, sizeof papers->text, papers->sheets, count, tool->lang);

    return write_paper(folder, "paper.html", papers->text, len);
}

enum vr_status
ceremony_papers(const struct ceremony *ceremony, const struct tool *tool,
                const struct handing *handing, const char *folder, uint8_t member)
{
    void *memory = NULL;
    enum vr_status status = tool_secret_new(tool, &memory, sizeof(struct papers));

    if (status != VR_OK) {
        return status;
    }
    lay_out(memory, ceremony, handing, member);
    status = handing->paper ? write_papers(memory, tool, ceremony->count, folder)
                            : show_papers(memory, tool, ceremony->count, member + 1U);
    vr_secret_free(memory);

    return status;
}
