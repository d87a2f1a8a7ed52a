/* SPDX-License-Identifier: EUPL-1.2 */
#include "circles.h"

#include <stdlib.h>
#include <string.h>

#include <vrijuit/minisig.h>

#include "files.h"

enum vr_status
circles_read_pin(uint8_t pin[static 32], const struct tool *tool, const char *path)
{
    char *text = NULL;
    size_t len = 0;
    struct vr_why why = { "" };
    enum vr_status status = file_read(tool, &text, &len, path, 4096);

    if (status != VR_OK) {
        return status;
    }
    status = vr_minisig_public_decode(pin, text, len, &why);
    if (status != VR_OK) {
        tool_refuse_why(status, path, &why);
    }
    free(text);

    return status;
}

static enum vr_status
refuse_circle(const struct tool *tool, enum vr_status status, const char *path,
              const struct vr_why *why)
{
    if (status == VR_FOREIGN || status == VR_UNVERIFIED) {
        return tool_refuse(
            status, path,
            say(tool,
                "niet ondertekend met de sleutel van deze kring, of daarna veranderd "
                "(%s); gebruik het bestand van de raad en vergelijk de 12 woorden",
                "not signed with the key of this circle, or changed afterwards "
                "(%s); use the council's file and compare the 12 words"),
            why->text);
    }

    return tool_refuse_why(status, path, why);
}

enum vr_status
circles_add(struct circles *circles, const struct tool *tool, const char *path)
{
    char signature_path[FILE_PATH_MAX];
    char *bytes = NULL;
    char *signature = NULL;
    size_t len = 0;
    size_t signature_len = 0;
    struct vr_why why = { "" };
    enum vr_status status;

    if (circles->count == CIRCLES_MAX) {
        return tool_refuse(VR_FULL, path, "%s",
                           say(tool, "te veel kringen in een keer", "too many circles at once"));
    }
    status = path_with(signature_path, path, ".minisig");
    if (status != VR_OK) {
        goto out;
    }
    status = file_read(tool, &bytes, &len, path, VR_CIRCLE_MAX);
    if (status != VR_OK) {
        goto out;
    }
    status = file_read(tool, &signature, &signature_len, signature_path, VR_MINISIG_MAX);
    if (status != VR_OK) {
        goto out;
    }
    status = vr_circle_verify(&circles->circle[circles->count], bytes, len, signature,
                              signature_len, circles->pin, &why);
    if (status != VR_OK) {
        refuse_circle(tool, status, path, &why);
        goto out;
    }
    circles->count++;
out:
    free(bytes);
    free(signature);

    return status;
}

const struct vr_circle *
circles_newest(const struct circles *circles)
{
    const struct vr_circle *newest = circles->circle[0];

    for (size_t i = 1; i < circles->count; i++) {
        if (circles->circle[i]->sequence > newest->sequence) {
            newest = circles->circle[i];
        }
    }

    return newest;
}

const struct vr_circle *
circles_find(const struct circles *circles, const uint8_t id[static 32])
{
    for (size_t i = 0; i < circles->count; i++) {
        if (memcmp(circles->circle[i]->id, id, 32) == 0) {
            return circles->circle[i];
        }
    }

    return NULL;
}

const struct vr_circle *const *
circles_list(const struct circles *circles)
{
    return (const struct vr_circle *const *) circles->circle;
}

void
circles_wipe(struct circles *circles)
{
    for (size_t i = 0; i < circles->count; i++) {
        vr_circle_free(circles->circle[i]);
    }
    circles->count = 0;
}
