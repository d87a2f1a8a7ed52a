/* SPDX-License-Identifier: EUPL-1.2 */
#include "ceremony.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void
discard_named(const char *folder, const char *name)
{
    char path[FILE_PATH_MAX];

    if (path_join(path, folder, name) == VR_OK) {
        file_shred(path);
    }
}

/* Remove what a failed ceremony wrote. */
static void
discard(struct ceremony *ceremony, const struct handing *handing, const char *folder)
{
    static const char *const names[] = { "circle.json", "circle.json.minisig", "vrijuit.pub",
                                         "dossier.json" };
    char own[FILE_PATH_MAX];
    char name[32];

    for (unsigned i = 0; i < handing->members; i++) {
        if (ceremony->placed[i] != NULL) {
            file_shred(ceremony->placed[i]);
        }
        snprintf(name, sizeof name, "members/%u", i + 1);
        if (path_join(own, folder, name) == VR_OK) {
            discard_named(own, "paper.txt");
            discard_named(own, "paper.html");
            rmdir(own);
        }
    }
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        discard_named(folder, names[i]);
    }
    if (path_join(own, folder, "members") == VR_OK) {
        rmdir(own);
    }
    rmdir(folder);
}

enum vr_status
ceremony_judge_output(const struct tool *tool, const char *folder)
{
    char partial[FILE_PATH_MAX];
    struct stat found;
    enum vr_status status = path_with(partial, folder, ".partial");

    if (status != VR_OK) {
        return status;
    }
    if (lstat(folder, &found) == 0) {
        return tool_refuse(VR_CONFLICT, folder, "%s",
                           say(tool, "bestaat al; kies een andere map (--output)",
                               "exists already; choose another folder (--output)"));
    }
    if (lstat(partial, &found) == 0) {
        return tool_refuse(
            VR_CONFLICT, partial, "%s",
            say(tool, "is over van een afgebroken ceremonie; verwijder die map eerst",
                "is left of a ceremony that was broken off; remove that folder first"));
    }

    return VR_OK;
}

static enum vr_status
write_all(struct ceremony *ceremony, const struct tool *tool, const struct handing *handing,
          const char *folder, const char *text, size_t len)
{
    enum vr_status status = ceremony_write_public(ceremony, folder, text, len);

    if (status == VR_OK) {
        status = ceremony_hand_out(ceremony, tool, handing, folder);
    }
    if (status == VR_OK) {
        status = ceremony_verify(ceremony, tool, handing, folder);
    }

    return status == VR_OK ? folder_sync(folder) : status;
}

enum vr_status
ceremony_complete(struct ceremony *ceremony, const struct tool *tool, const struct handing *handing,
                  const char *folder, const char *text, size_t len)
{
    char partial[FILE_PATH_MAX];
    enum vr_status status = path_with(partial, folder, ".partial");

    if (status == VR_OK) {
        status = folder_new(partial);
    }
    if (status != VR_OK) {
        return status;
    }
    status = write_all(ceremony, tool, handing, partial, text, len);
    if (status == VR_OK) {
        status = file_rename_new(tool, partial, folder);
    }
    if (status != VR_OK) {
        discard(ceremony, handing, partial);
    }

    return status;
}
