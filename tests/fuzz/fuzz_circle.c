/* SPDX-License-Identifier: EUPL-1.2 */
/* The laws: a circle that is read is read again out of what its JSON is written as, with the same
 * comment; what it says of itself is consistent. */
#include <vrijuit/circle.h>

#include <stdlib.h>
#include <string.h>

#include <sodium.h>
#include <vrijuit/json.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
try_custody(const struct vr_circle *circle)
{
    struct vr_custody custody;
    const struct vr_circle *circles[1] = { circle };

    if (vr_custody_at(&custody, circles, 1, circle->from_round, NULL) != VR_OK ||
        memcmp(custody.circle, circle->id, sizeof circle->id) != 0) {
        abort();
    }
    for (size_t i = 0; i < circle->council_count; i++) {
        const struct vr_council *council = &circle->councils[i];

        if (vr_circle_council(circle, council->id) != council ||
            vr_council_key_at(council, council->keys[0].until) != &council->keys[0]) {
            abort();
        }
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char comment[VR_CIRCLE_COMMENT], comment_again[VR_CIRCLE_COMMENT];
    struct vr_circle *circle = NULL, *again = NULL;
    char *text = NULL;
    size_t len;

    if (sodium_init() < 0) {
        abort();
    }
    if (vr_circle_parse(&circle, data, size, NULL) != VR_OK) {
        return 0;
    }
    try_custody(circle);
    if (vr_json_dump(&text, &len, circle->document) != VR_OK ||
        vr_circle_parse(&again, text, len, NULL) != VR_OK) {
        abort();
    }
    vr_circle_comment(comment, circle);
    vr_circle_comment(comment_again, again);
    if (strcmp(comment, comment_again) != 0) {
        abort();
    }
    free(text);
    vr_circle_free(again);
    vr_circle_free(circle);

    return 0;
}
