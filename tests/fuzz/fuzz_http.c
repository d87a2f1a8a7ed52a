/* SPDX-License-Identifier: EUPL-1.2 */
/* The laws: a head that is ready is the same when nothing follows it, no part of it is ready, and
 * what it says is within the limits. */
#include "http_parse.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool holds)
{
    if (!holds) {
        abort();
    }
}

static void
try_parts(const uint8_t *data, size_t head_len)
{
    size_t step = head_len > 512 ? 61 : 1;
    struct http_head head;
    size_t len;

    for (size_t part = 0; part < head_len; part += step) {
        must(http_parse(&head, &len, data, part) == HTTP_MORE);
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct http_head head, again;
    size_t head_len, again_len;
    enum http_progress progress = http_parse(&head, &head_len, data, size);

    if (progress != HTTP_READY) {
        must(progress == HTTP_REFUSED || size < HTTP_HEAD_MAX);
        return 0;
    }
    must(head_len <= size && head_len <= HTTP_HEAD_MAX);
    must(memcmp(data + head_len - 4, "\r\n\r\n", 4) == 0);
    must(head.path[0] == '\0' || head.path[0] == '/');
    must(strlen(head.path) <= HTTP_PATH_MAX);
    must(head.body_len == 0 || (head.has_body_len && head.method != HTTP_GET));
    must(http_parse(&again, &again_len, data, head_len) == HTTP_READY && again_len == head_len);
    must(again.method == head.method && strcmp(again.path, head.path) == 0 &&
         again.body_len == head.body_len && again.has_body_len == head.has_body_len &&
         again.close == head.close);
    try_parts(data, head_len);

    return 0;
}
