/* SPDX-License-Identifier: EUPL-1.2 */
#include "board.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

/* Between two replies to one report. */
#define SEPARATOR "\n\n* * *\n\n"

static bool
is_live(const struct dossier_reply *reply, const struct dossier_report *report, uint32_t round)
{
    return memcmp(reply->id, report->content.id, sizeof reply->id) == 0 &&
           reports_reply_is_live(reply, round);
}

/* One text for a report: two replies of which each has parts would look alike in their cells. *text
 * is NULL when there is none. */
static enum vr_status
join_replies(char **text, const struct reports *reports, const struct dossier_report *report,
             uint32_t round)
{
    size_t room = 1;
    char *joined;

    *text = NULL;
    for (size_t i = 0; i < reports->reply_count; i++) {
        if (is_live(&reports->replies[i], report, round)) {
            room += strlen(reports->replies[i].text) + sizeof SEPARATOR;
        }
    }
    if (room == 1) {
        return VR_OK;
    }
    joined = calloc(1, room);
    if (joined == NULL) {
        return VR_MEMORY;
    }
    for (size_t i = 0; i < reports->reply_count; i++) {
        if (is_live(&reports->replies[i], report, round)) {
            strcat(joined, *joined == '\0' ? "" : SEPARATOR);
            strcat(joined, reports->replies[i].text);
        }
    }
    *text = joined;

    return VR_OK;
}

static uint8_t *
next_cell(struct board_cells *cells)
{
    uint8_t *grown;

    if (cells->count % VR_BOARD_UNIT != 0) {
        return cells->bytes + (size_t) cells->count * VR_REPLY_SIZE;
    }
    grown = realloc(cells->bytes, (size_t) (cells->count + VR_BOARD_UNIT) * VR_REPLY_SIZE);
    if (grown == NULL) {
        return NULL;
    }
    cells->bytes = grown;

    return grown + (size_t) cells->count * VR_REPLY_SIZE;
}

static enum vr_status
seal_part(struct board_cells *cells, const struct dossier_report *report,
          const struct vr_reply *reply, uint32_t round)
{
    uint8_t content[VR_REPLY_PLAIN_MAX];
    uint8_t random[VR_SUITE_RANDOM_MAX];
    size_t len = 0;
    uint8_t *cell;
    enum vr_status status = vr_reply_encode(content, &len, report->suite, reply);

    if (status == VR_OK && cells->count == VR_BOARD_CELLS_MAX) {
        status = VR_FULL;
    }
    if (status != VR_OK) {
        goto out;
    }
    cell = next_cell(cells);
    if (cell == NULL) {
        status = VR_MEMORY;
        goto out;
    }
    randombytes_buf(random, sizeof random);
    status = vr_reply_seal(cell, report->suite, report->content.reply, round, content, len, random);
    if (status == VR_OK) {
        cells->count++;
        cells->real++;
    }
out:
    sodium_memzero(content, sizeof content);
    sodium_memzero(random, sizeof random);

    return status;
}

/* Everything that one report gets. Its key may be one that no program makes. */
static enum vr_status
seal_text(struct board_cells *cells, const struct dossier_report *report, const char *text,
          uint32_t round)
{
    struct vr_reply reply = { .parts = 1 };
    enum vr_status status = VR_OK;

    memcpy(reply.to, report->content.id, sizeof reply.to);
    for (uint32_t part = 1; part <= reply.parts && status == VR_OK; part++) {
        status = vr_reply_split(&reply, report->suite, text, part);
        if (status == VR_OK) {
            status = seal_part(cells, report, &reply, round);
        }
    }
    sodium_memzero(&reply, sizeof reply);
    if (status == VR_UNVERIFIED) {
        cells->refused++;
        status = VR_OK;
    }

    return status;
}

static enum vr_status
seal_all(struct board_cells *cells, const struct reports *reports, const char *council,
         uint32_t round)
{
    enum vr_status status = VR_OK;

    for (size_t i = 0; i < reports->count && status == VR_OK; i++) {
        const struct dossier_report *report = &reports->list[i];
        char *text = NULL;

        if (strcmp(report->council, council) != 0) {
            continue;
        }
        status = join_replies(&text, reports, report, round);
        if (status == VR_OK && text != NULL) {
            status = seal_text(cells, report, text, round);
        }
        if (text != NULL) {
            sodium_memzero(text, strlen(text));
        }
        free(text);
    }

    return status;
}

enum vr_status
board_cells_make(struct board_cells *cells, const struct reports *reports, const char *council,
                 const struct vr_suite *suite, uint32_t round)
{
    struct board_cells made = { NULL, 0, 0, 0 };
    enum vr_status status = seal_all(&made, reports, council, round);

    while (status == VR_OK && (made.count == 0 || made.count % VR_BOARD_UNIT != 0)) {
        uint8_t *cell = next_cell(&made);

        status = cell == NULL ? VR_MEMORY : vr_reply_fill(cell, suite, round);
        made.count += status == VR_OK ? 1 : 0;
    }
    if (status != VR_OK) {
        board_cells_wipe(&made);
        return status;
    }
    *cells = made;

    return VR_OK;
}

void
board_cells_wipe(struct board_cells *cells)
{
    free(cells->bytes);
    *cells = (struct board_cells) { NULL, 0, 0, 0 };
}
