/* SPDX-License-Identifier: EUPL-1.2 */
#include "verdicts.h"

#include <stdlib.h>
#include <string.h>

#include <vrijuit/bytes.h>

#include "files.h"

static const char *const folders[] = { [RELEASED] = "released", [ABANDONED] = "abandoned" };

static enum vr_status
verdict_path(char path[static FILES_PATH_MAX], const char *state, enum verdict verdict,
             uint32_t round, struct vr_why *why)
{
    char folder[FILES_PATH_MAX];
    enum vr_status status = files_path(folder, state, folders[verdict]);

    if (status == VR_OK) {
        status = files_folder(folder, why);
    }

    return status == VR_OK ? files_numbered_path(path, folder, round, "reason") : status;
}

static bool
is_one_line(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if ((unsigned char) text[i] < ' ' || text[i] == 0x7f) {
            return false;
        }
    }

    return vr_utf8_valid(text, len);
}

/* It goes into the log, so a file that anyone could have changed is judged as what is typed. */
enum vr_status
verdicts_decode(char reason[static VERDICTS_REASON_MAX + 1], const char *text, size_t len)
{
    if (len == 0 || len > VERDICTS_REASON_MAX || !is_one_line(text, len)) {
        return VR_MALFORMED;
    }
    memcpy(reason, text, len);
    reason[len] = '\0';

    return VR_OK;
}

enum vr_status
verdicts_put(const char *state, enum verdict verdict, uint32_t round, const char *reason,
             struct vr_why *why)
{
    char checked[VERDICTS_REASON_MAX + 1];
    size_t len = strlen(reason);
    char path[FILES_PATH_MAX];
    enum vr_status status;

    if (verdicts_decode(checked, reason, len) != VR_OK) {
        return vr_refuse(why, VR_MALFORMED, "--reason: one line of at most %u characters",
                         VERDICTS_REASON_MAX);
    }
    status = verdict_path(path, state, verdict, round, why);

    return status == VR_OK ? files_write(path, reason, len, 0600, why) : status;
}

bool
verdicts_find(char reason[static VERDICTS_REASON_MAX + 1], const char *state, enum verdict verdict,
              uint32_t round)
{
    char path[FILES_PATH_MAX];
    struct vr_why why;
    char *text = NULL;
    enum vr_status status;
    size_t len = 0;

    status = verdict_path(path, state, verdict, round, &why);
    if (status == VR_OK) {
        status = files_read(&text, &len, path, VERDICTS_REASON_MAX, &why);
    }
    if (status == VR_OK) {
        status = verdicts_decode(reason, text, len);
    }
    free(text);

    return status == VR_OK;
}
