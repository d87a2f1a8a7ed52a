/* SPDX-License-Identifier: EUPL-1.2 */
/* The head of a request: the small subset of HTTP/1.1 of PROTOCOL.md section 12, and nothing else.
 * Pure: bytes in, verdict out. */

#ifndef HTTP_PARSE_H
#define HTTP_PARSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HTTP_HEAD_MAX 4096U /* request line and headers, with the empty line */
#define HTTP_PATH_MAX 63U

enum http_method {
    HTTP_GET,
    HTTP_POST,
    HTTP_OTHER, /* a well-formed method that nothing here answers to */
};

struct http_head {
    enum http_method method;
    char path[HTTP_PATH_MAX + 1]; /* "" when it is longer than any path that there is */
    uint64_t body_len;
    bool has_body_len;
    bool close; /* the client wants the connection closed after the answer */
};

enum http_progress {
    HTTP_MORE,    /* no empty line yet, and room for more */
    HTTP_READY,   /* *head and *head_len are set */
    HTTP_REFUSED, /* malformed in any way */
};

/* Look at what has come. head_len counts the bytes up to and with the empty line. */
enum http_progress http_parse(struct http_head *head, size_t *head_len, const uint8_t *bytes,
                              size_t len);

#endif
