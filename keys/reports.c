/* SPDX-License-Identifier: EUPL-1.2 */
#include "reports.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

static enum vr_status
add_report(struct reports *reports, const struct dossier_report *report)
{
    if (reports->count == reports->size) {
        size_t size = reports->size * 2 + 16;
        void *grown = reallocarray(reports->list, size, sizeof reports->list[0]);

        if (grown == NULL) {
            return VR_MEMORY;
        }
        reports->list = grown;
        reports->size = size;
    }
    reports->list[reports->count++] = *report;

    return VR_OK;
}

static enum vr_status
take_record(struct reports *reports, const char *path, const char *json, size_t len,
            bool *has_state)
{
    struct dossier_record record;
    struct vr_why why = { "" };
    enum vr_status status;

    if (*has_state) {
        return tool_refuse(VR_MALFORMED, path, "state");
    }
    status = dossier_record_decode(&record, json, len, &why);
    if (status != VR_OK) {
        return tool_refuse_why(status, path, &why);
    }
    *has_state = record.is_state;
    if (record.is_state) {
        return VR_OK;
    }
    status = add_report(reports, &record.report);
    if (status != VR_OK) {
        dossier_record_wipe(&record);
    }

    return status;
}

enum vr_status
reports_load(struct reports *reports, const struct tool *tool, const char *path,
             struct dossier_reader *reader)
{
    const char *json = NULL;
    size_t len = 0;
    bool end = false;
    bool has_state = false;
    enum vr_status status;

    for (;;) {
        status = dossier_reader_next(reader, tool, &json, &len, &end);
        if (status != VR_OK || end) {
            break;
        }
        status = take_record(reports, path, json, len, &has_state);
        if (status != VR_OK) {
            return status;
        }
    }
    if (status == VR_OK && !has_state) {
        status = tool_refuse(VR_MALFORMED, path, "state");
    }

    return status;
}

void
reports_wipe(struct reports *reports)
{
    for (size_t i = 0; i < reports->count; i++) {
        vr_content_wipe(&reports->list[i].content);
    }
    if (reports->list != NULL) {
        sodium_memzero(reports->list, reports->size * sizeof reports->list[0]);
    }
    free(reports->list);
    *reports = (struct reports) { 0 };
}

uint64_t
reports_count(const struct reports *reports)
{
    uint64_t count = 0;

    for (size_t i = 0; i < reports->count; i++) {
        count += reports->list[i].content.kind == VR_REPORT ? 1 : 0;
    }

    return count;
}

void
reports_shuffle(struct reports *reports)
{
    for (size_t i = reports->count; i > 1; i--) {
        size_t other = randombytes_uniform((uint32_t) i);
        struct dossier_report held = reports->list[i - 1];

        reports->list[i - 1] = reports->list[other];
        reports->list[other] = held;
        sodium_memzero(&held, sizeof held);
    }
}
