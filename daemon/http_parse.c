/* SPDX-License-Identifier: EUPL-1.2 */
#include "http_parse.h"

#include <string.h>
#include <strings.h>

/* Some characters of the head. */
struct view {
    const char *at;
    size_t len;
};

/* What has been seen of the headers that may stand once. */
struct seen {
    bool host;
    bool length;
    bool connection;
    bool type;
};

static bool
is_token_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c != '\0' && strchr("!#$%&'*+-.^_`|~", c) != NULL);
}

static bool
is_token(struct view view)
{
    for (size_t i = 0; i < view.len; i++) {
        if (!is_token_char(view.at[i])) {
            return false;
        }
    }

    return view.len > 0;
}

static bool
is(struct view view, const char *text)
{
    return view.len == strlen(text) && strncasecmp(view.at, text, view.len) == 0;
}

static bool
is_exactly(struct view view, const char *text)
{
    return view.len == strlen(text) && memcmp(view.at, text, view.len) == 0;
}

/* Cut off what stands before the first c; false when there is none. */
static bool
split(struct view *before, struct view *rest, char c)
{
    const char *found = rest->len == 0 ? NULL : memchr(rest->at, c, rest->len);

    if (found == NULL) {
        return false;
    }
    before->at = rest->at;
    before->len = (size_t) (found - rest->at);
    rest->at = found + 1;
    rest->len -= before->len + 1;

    return true;
}

static struct view
trim(struct view view)
{
    while (view.len > 0 && (view.at[0] == ' ' || view.at[0] == '\t')) {
        view.at++;
        view.len--;
    }
    while (view.len > 0 && (view.at[view.len - 1] == ' ' || view.at[view.len - 1] == '\t')) {
        view.len--;
    }

    return view;
}

/* Printable ASCII, with tabs only where a header's value may have them. */
static bool
is_plain(struct view line)
{
    for (size_t i = 0; i < line.len; i++) {
        if ((line.at[i] < ' ' && line.at[i] != '\t') || line.at[i] > '~') {
            return false;
        }
    }

    return true;
}

static bool
parse_request_line(struct http_head *head, struct view line)
{
    struct view method;
    struct view path;

    if (!split(&method, &line, ' ') || !split(&path, &line, ' ') || !is_token(method) ||
        !is_exactly(line, "HTTP/1.1") || path.len == 0 || path.at[0] != '/' ||
        memchr(path.at, '\t', path.len) != NULL) {
        return false;
    }
    head->method = is_exactly(method, "GET")    ? HTTP_GET
                   : is_exactly(method, "POST") ? HTTP_POST
                                                : HTTP_OTHER;
    if (path.len <= HTTP_PATH_MAX) {
        memcpy(head->path, path.at, path.len);
    }

    return true;
}

static bool
parse_length(struct http_head *head, struct view value)
{
    if (value.len == 0 || value.len > 10 || (value.len > 1 && value.at[0] == '0')) {
        return false;
    }
    for (size_t i = 0; i < value.len; i++) {
        if (value.at[i] < '0' || value.at[i] > '9') {
            return false;
        }
        head->body_len = head->body_len * 10 + (uint64_t) (value.at[i] - '0');
    }
    head->has_body_len = true;

    return true;
}

/* True the first time. */
static bool
once(bool *seen)
{
    bool first = !*seen;

    *seen = true;

    return first;
}

static bool
parse_header(struct http_head *head, struct seen *seen, struct view line)
{
    struct view name;
    struct view value = line;

    if (!split(&name, &value, ':') || !is_token(name)) {
        return false;
    }
    value = trim(value);
    if (is(name, "host")) {
        return once(&seen->host) && value.len > 0;
    }
    if (is(name, "content-length")) {
        return once(&seen->length) && parse_length(head, value);
    }
    if (is(name, "content-type")) {
        return once(&seen->type);
    }
    if (is(name, "connection")) {
        head->close = is(value, "close");
        return once(&seen->connection) && (head->close || is(value, "keep-alive"));
    }

    /* Each of these would change what the bytes mean. */
    return !is(name, "transfer-encoding") && !is(name, "expect") && !is(name, "upgrade") &&
           !is(name, "trailer") && !is(name, "content-encoding") && !is(name, "content-range");
}

/* The next line without its CR LF; false when a CR or LF stands alone. */
static bool
next_line(struct view *line, struct view *rest)
{
    if (!split(line, rest, '\n') || line->len == 0 || line->at[line->len - 1] != '\r') {
        return false;
    }
    line->len--;

    return is_plain(*line);
}

static bool
parse_head(struct http_head *head, struct view rest)
{
    struct seen seen = { 0 };
    struct view line;

    if (!next_line(&line, &rest) || !parse_request_line(head, line)) {
        return false;
    }
    while (rest.len > 0) {
        if (!next_line(&line, &rest)) {
            return false;
        }
        if (line.len == 0) {
            break;
        }
        if (!parse_header(head, &seen, line)) {
            return false;
        }
    }

    return seen.host && (head->method == HTTP_GET ? head->body_len == 0
                                                  : head->method != HTTP_POST || seen.length);
}

enum http_progress
http_parse(struct http_head *head, size_t *head_len, const uint8_t *bytes, size_t len)
{
    size_t look = len < HTTP_HEAD_MAX ? len : HTTP_HEAD_MAX;
    const uint8_t *end = memmem(bytes, look, "\r\n\r\n", 4);
    struct http_head parsed = { 0 };
    struct view text = { (const char *) bytes, 0 };

    if (end == NULL) {
        return len >= HTTP_HEAD_MAX ? HTTP_REFUSED : HTTP_MORE;
    }
    text.len = (size_t) (end - bytes) + 4;
    if (!parse_head(&parsed, text)) {
        return HTTP_REFUSED;
    }
    *head = parsed;
    *head_len = text.len;

    return HTTP_READY;
}
