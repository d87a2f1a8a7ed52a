/* SPDX-License-Identifier: EUPL-1.2 */
#include "document.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct document *
compose(const char *head, size_t head_len, const void *body, size_t body_len)
{
    struct document *document = malloc(sizeof *document + head_len + body_len);

    if (document == NULL) {
        return NULL;
    }
    document->references = 1;
    document->len = head_len + body_len;
    document->body_len = body_len;
    memcpy(document->bytes, head, head_len);
    if (body_len > 0) {
        memcpy(document->bytes + head_len, body, body_len);
    }

    return document;
}

struct document *
document_with(const char *type, const char *headers, const void *body, size_t body_len)
{
    char head[DOCUMENT_HEADERS_MAX + 512];
    int len = snprintf(head, sizeof head,
                       "HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: %zu\r\n"
                       "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n"
                       "Referrer-Policy: no-referrer\r\n"
                       "Cross-Origin-Resource-Policy: same-origin\r\n%s\r\n",
                       type, body_len, headers);

    if (len < 0 || (size_t) len >= sizeof head) {
        return NULL;
    }

    return compose(head, (size_t) len, body, body_len);
}

struct document *
document_new(const char *type, const void *body, size_t body_len)
{
    return document_with(type, "", body, body_len);
}

bool
document_is(const struct document *document, const void *body, size_t body_len)
{
    return document->body_len == body_len &&
           memcmp(document->bytes + document->len - body_len, body, body_len) == 0;
}

struct document *
document_bare(const char *line)
{
    char head[256];
    int len = snprintf(head, sizeof head,
                       "HTTP/1.1 %s\r\nContent-Length: 0\r\nCache-Control: no-store\r\n\r\n", line);

    if (len < 0 || (size_t) len >= sizeof head) {
        return NULL;
    }

    return compose(head, (size_t) len, NULL, 0);
}

struct document *
document_hold(struct document *document)
{
    document->references++;

    return document;
}

void
document_release(struct document *document)
{
    if (document == NULL) {
        return;
    }
    document->references--;
    if (document->references == 0) {
        free(document);
    }
}
