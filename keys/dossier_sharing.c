/* SPDX-License-Identifier: EUPL-1.2 */
#include "dossier.h"

#include <stdlib.h>

#include <vrijuit/circle.h>
#include <vrijuit/json.h>

#include "ceremony.h"
#include "files.h"

#define SHARING_FILE_MAX 8192U

enum vr_status
dossier_sharing_decode(struct vr_sharing *sharing, const void *bytes, size_t len,
                       struct vr_why *why)
{
    json_t *document = NULL;
    enum vr_status status = vr_json_load(&document, bytes, len, why);

    if (status != VR_OK) {
        return status;
    }
    status = vr_sharing_decode(sharing, document, why);
    json_decref(document);

    return status;
}

enum vr_status
dossier_sharing_encode(char **out, size_t *len, const struct vr_sharing *sharing)
{
    return vr_json_dump_take(out, len, SHARING_FILE_MAX, ceremony_sharing_json(sharing));
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
