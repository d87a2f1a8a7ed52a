/* SPDX-License-Identifier: EUPL-1.2 */
/* A finished HTTP answer, head and body in one piece: made once, sent to everyone alike. */

#ifndef DOCUMENT_H
#define DOCUMENT_H

#include <stddef.h>

struct document {
    unsigned references;
    size_t len;
    char bytes[];
};

/* 200 with this body and content type; one reference, the caller's. NULL without memory. */
struct document *document_new(const char *type, const void *body, size_t body_len);

/* An answer without a body; line is "503 Service Unavailable\r\nRetry-After: 60", say. */
struct document *document_bare(const char *line);

struct document *document_hold(struct document *document);
/* NULL is fine. */
void document_release(struct document *document);

#endif
