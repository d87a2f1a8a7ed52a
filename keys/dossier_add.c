/* SPDX-License-Identifier: EUPL-1.2 */
#include "dossier.h"

#include "dossier_record.h"

/* Only whole records that are no state: the state stands at the end, and comes from `open`. */
static enum vr_status
judge_additions(const char *path, const struct dossier_addition *additions, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct dossier_record record;
        struct vr_why why = { "" };
        enum vr_status status =
            dossier_record_decode(&record, additions[i].json, additions[i].len, &why);

        if (status != VR_OK) {
            return tool_refuse_why(status, path, &why);
        }
        if (record.kind == DOSSIER_STATE) {
            status = tool_refuse(VR_MALFORMED, path, "state");
        }
        dossier_record_wipe(&record);
        if (status != VR_OK) {
            return status;
        }
    }

    return VR_OK;
}

static enum vr_status
put_additions(struct dossier_writer *writer, const struct dossier_addition *additions, size_t count)
{
    enum vr_status status = VR_OK;

    for (size_t i = 0; i < count && status == VR_OK; i++) {
        status = dossier_writer_put(writer, additions[i].json, additions[i].len);
    }

    return status;
}

/* Everything but the state is copied as it is; the state ends the new one, and nothing may stand
 * behind it in the old one. */
static enum vr_status
copy_with(struct dossier_writer *writer, const struct tool *tool, struct dossier_reader *reader,
          const struct dossier_addition *additions, size_t count)
{
    const char *json = NULL;
    const char *none = NULL;
    size_t len = 0;
    size_t none_len = 0;
    bool end = false;
    enum vr_status status;

    for (;;) {
        status = dossier_reader_next(reader, tool, &json, &len, &end);
        if (status != VR_OK || dossier_reader_is_last(reader)) {
            break;
        }
        status = dossier_writer_put(writer, json, len);
        if (status != VR_OK) {
            break;
        }
    }
    if (status == VR_OK) {
        status = put_additions(writer, additions, count);
    }
    if (status == VR_OK) {
        status = dossier_reader_next(reader, tool, &none, &none_len, &end);
    }

    return status == VR_OK ? dossier_writer_finish(writer, json, len) : status;
}

enum vr_status
dossier_add(const struct tool *tool, const char *path, const uint8_t key[static 32],
            const struct dossier_addition *additions, size_t count)
{
    struct dossier_writer *writer = NULL;
    struct dossier_reader *reader = NULL;
    enum vr_status status = judge_additions(path, additions, count);

    if (status == VR_OK) {
        status = dossier_writer_open(&writer, tool, path, key);
    }
    if (status == VR_OK) {
        status = dossier_reader_open(&reader, tool, path, key);
    }
    if (status == VR_OK && reader == NULL) {
        status = tool_refuse(VR_SYSTEM, path, "%s",
                             say(tool, "er is nog geen dossier; maak het met: vrijuit-council open",
                                 "there is no dossier yet; make it with: vrijuit-council open"));
    }
    if (status == VR_OK) {
        status = copy_with(writer, tool, reader, additions, count);
    }
    dossier_reader_close(reader);
    dossier_writer_close(writer);

    return status;
}
