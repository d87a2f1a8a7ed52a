/* SPDX-License-Identifier: EUPL-1.2 */
/* A finished HTTP answer, head and body in one piece: made once, sent to everyone alike. */

#ifndef DOCUMENT_H
#define DOCUMENT_H

#include <stdbool.h>
#include <stddef.h>

#define DOCUMENT_HEADERS_MAX 4096U

struct document {
    unsigned references;
    size_t len;
    size_t body_len; /* of it, at its end */
    char bytes[];
};

/* 200 with this body and content type; one reference, the caller's. NULL without memory. */
struct document *document_new(const char *type, const void *body, size_t body_len);

/* The same with more header lines, each of which ends in CR LF. */
struct document *document_with(const char *type, const char *headers, const void *body,
                               size_t body_len);

/* Whether its body is these bytes. */
bool document_is(const struct document *document, const void *body, size_t body_len);

/* An answer without a body; line is "503 Service Unavailable\r\nRetry-After: 60", say. */
struct document *document_bare(const char *line);

struct document *document_hold(struct document *document);
/* NULL is fine. */
void document_release(struct document *document);

#endif
