/* SPDX-License-Identifier: EUPL-1.2 */
#include "dossier.h"

#include <stdlib.h>

#include <jansson.h>
#include <sodium.h>

#include <vrijuit/bytes.h>
#include <vrijuit/json.h>

#include "files.h"

#define SHARING_FILE_MAX 8192U

static enum vr_status
decode_checks(struct vr_sharing *sharing, const json_t *document, struct vr_why *why)
{
    const json_t *checks = json_object_get(document, "checks");

    if (!json_is_array(checks) || json_array_size(checks) != sharing->members) {
        return vr_refuse(why, VR_MALFORMED, "checks: one for each member is due");
    }
    for (size_t i = 0; i < sharing->members; i++) {
        const json_t *check = json_array_get(checks, i);

        if (!json_is_string(check) ||
            vr_b64_decode(sharing->checks[i], 32, json_string_value(check),
                          json_string_length(check)) != VR_OK) {
            return vr_refuse(why, VR_MALFORMED, "checks: not the base64 of 32 bytes");
        }
    }

    return VR_OK;
}

static enum vr_status
decode_sharing(struct vr_sharing *sharing, const json_t *document, struct vr_why *why)
{
    static const char *const names[] = { "sharing", "t", "n", "checks", NULL };
    uint64_t threshold = 0;
    uint64_t members = 0;
    enum vr_status status;

    status = vr_json_members(document, "dossier", names, why);
    if (status != VR_OK) {
        return status;
    }
    status = vr_json_bytes(sharing->id, sizeof sharing->id, document, "sharing", why);
    if (status != VR_OK) {
        return status;
    }
    status = vr_json_integer(&members, document, "n", 1, VR_MEMBERS_MAX, why);
    if (status != VR_OK) {
        return status;
    }
    status = vr_json_integer(&threshold, document, "t", members == 1 ? 1 : 2, members, why);
    if (status != VR_OK) {
        return status;
    }
    sharing->threshold = (uint8_t) threshold;
    sharing->members = (uint8_t) members;

    return decode_checks(sharing, document, why);
}

enum vr_status
dossier_sharing_decode(struct vr_sharing *sharing, const void *bytes, size_t len,
                       struct vr_why *why)
{
    struct vr_sharing found = { .id = { 0 } };
    json_t *document = NULL;
    enum vr_status status = vr_json_load(&document, bytes, len, why);

    if (status != VR_OK) {
        return status;
    }
    status = decode_sharing(&found, document, why);
    if (status == VR_OK) {
        *sharing = found;
    }
    json_decref(document);

    return status;
}

enum vr_status
dossier_sharing_encode(char **out, size_t *len, const struct vr_sharing *sharing)
{
    char text[VR_B64_LEN(32) + 1];
    json_t *checks = json_array();
    json_t *document = NULL;
    enum vr_status status = VR_MEMORY;

    for (size_t i = 0; i < sharing->members; i++) {
        vr_b64_encode(text, sharing->checks[i], 32);
        if (json_array_append_new(checks, json_string(text)) != 0) {
            goto out;
        }
    }
    vr_b64_encode(text, sharing->id, sizeof sharing->id);
    document = json_pack("{s:s, s:i, s:i, s:O}", "sharing", text, "t", (int) sharing->threshold,
                         "n", (int) sharing->members, "checks", checks);
    if (document == NULL) {
        goto out;
    }
    status = vr_json_dump(out, len, document);
out:
    json_decref(checks);
    json_decref(document);

    return status;
}

enum vr_status
dossier_sharing_read(struct vr_sharing *sharing, const struct tool *tool, const char *path)
{
    char *text = NULL;
    size_t len = 0;
    struct vr_why why = { "" };
    enum vr_status status = file_read(tool, &text, &len, path, SHARING_FILE_MAX);

    if (status != VR_OK) {
        return status;
    }
    status = dossier_sharing_decode(sharing, text, len, &why);
    if (status != VR_OK) {
        tool_refuse_why(status, path, &why);
    }
    free(text);

    return status;
}
