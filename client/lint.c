/* SPDX-License-Identifier: EUPL-1.2 */
#include "lint.h"

#include <libintl.h>
#include <string.h>

#include "file.h"
#include "linter_show.h"

#define FILE_MAX (4U * LINTER_TEXT_MAX) /* bytes of that many characters at most */

static void
explain(enum vr_status status, struct vr_why *why, const char *path)
{
    if (status == VR_MALFORMED) {
        (void) vr_refuse(why, status, gettext("%.120s is no plain text in UTF-8"), path);
    } else if (status == VR_FULL) {
        (void) vr_refuse(why, status,
                         gettext("%.120s has more than %u characters: give it in parts"), path,
                         LINTER_TEXT_MAX);
    }
}

enum vr_status
lint_run(struct terminal *terminal, const char *path, struct vr_why *why)
{
    struct linter_marks marks;
    char *text = NULL;
    size_t len = 0;
    enum vr_status status = file_read(&text, &len, path, FILE_MAX, why);

    if (status != VR_OK) {
        return status;
    }
    status = strlen(text) == len ? linter_find(&marks, text) : VR_MALFORMED;
    if (status == VR_OK) {
        linter_show(terminal, text, &marks);
    } else {
        explain(status, why, path);
    }
    file_wipe(text, len);

    return status;
}
