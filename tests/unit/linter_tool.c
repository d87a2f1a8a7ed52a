/* SPDX-License-Identifier: EUPL-1.2 */
/* Texts on standard input, each ended by a zero byte; for each its marks as `start len kind`, or
 * why there are none, then a line with a dot. For comparison with the linter of the web form. */
#include <stdio.h>
#include <stdlib.h>

#include "linter.h"

static void
print_marks(const char *text)
{
    static struct linter_marks marks;
    enum vr_status status = linter_find(&marks, text);

    if (status != VR_OK) {
        printf("%s\n", vr_status_text(status));
    }
    for (size_t i = 0; status == VR_OK && i < marks.count; i++) {
        const struct linter_mark *mark = &marks.marks[i];

        printf("%zu %zu %s\n", mark->start, mark->len, linter_id(mark->kind));
    }
    printf(".\n");
}

int
main(void)
{
    char *text = NULL;
    size_t size = 0;

    while (getdelim(&text, &size, 0, stdin) > 0) {
        print_marks(text);
    }
    free(text);

    return fflush(stdout) != 0;
}
