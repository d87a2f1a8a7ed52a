/* SPDX-License-Identifier: EUPL-1.2 */
#include "record_vectors.h"

#include <stdlib.h>
#include <string.h>

#include "vectors.h"

char *
record_vectors_content(size_t *len, const json_t *test)
{
    size_t size = vectors_number(test, "content_length");
    char *content = malloc(size + 1);
    size_t prefix;

    if (content == NULL) {
        abort();
    }
    *len = size;
    if (json_object_get(test, "content") != NULL) {
        memcpy(content, vectors_text(test, "content"), size);
        return content;
    }
    prefix = strlen(vectors_text(test, "content_prefix"));
    memset(content, 'x', size);
    memcpy(content, vectors_text(test, "content_prefix"), prefix);
    memcpy(content + prefix + vectors_number(test, "content_fill"),
           vectors_text(test, "content_suffix"), strlen(vectors_text(test, "content_suffix")));

    return content;
}

size_t
record_vectors_padded(uint8_t padded[static VR_RECORD_PLAIN_MAX], const json_t *sealed)
{
    const json_t *runs = vectors_get(sealed, "padded_runs");
    size_t done = 0;

    for (size_t i = 0; i < json_array_size(runs); i++) {
        const json_t *run = json_array_get(runs, i);
        size_t times = vectors_number(run, "times");
        size_t len;
        uint8_t *bytes = vectors_bytes(&len, run, "hex");

        if (done + len * times > VR_RECORD_PLAIN_MAX) {
            abort();
        }
        for (; times > 0; times--) {
            memcpy(padded + done, bytes, len);
            done += len;
        }
        free(bytes);
    }

    return done;
}

unsigned int
record_vectors_suite(const json_t *file, const json_t *test)
{
    const char *list = json_object_get(test, "key") != NULL ? "keys" : "other_keys";
    const char *index = json_object_get(test, "key") != NULL ? "key" : "key_other";
    const json_t *key = json_array_get(vectors_get(file, list), vectors_number(test, index));

    return (unsigned int) vectors_number(key, "suite");
}
