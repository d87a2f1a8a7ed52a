/* SPDX-License-Identifier: EUPL-1.2 */
#include "http_parse.h"

#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

/* A head with its length, because some have a NUL inside. */
#define HEAD(text) text, sizeof text - 1

/* In front of the headers that a case is about, so that nothing else is wrong with it. */
#define GET  "GET / HTTP/1.1\r\nHost: x\r\n"
#define POST "POST /v1/packets HTTP/1.1\r\nHost: x\r\n"

struct good {
    const char *head;
    size_t len;
    enum http_method method;
    const char *path;
    bool has_body_len;
    uint64_t body_len;
    bool close;
};

static const struct good good[] = {
    /* curl */
    { HEAD("GET /v1/circle HTTP/1.1\r\nHost: localhost\r\nUser-Agent: curl/7.88.1\r\n"
           "Accept: */*\r\n\r\n"),
      HTTP_GET, "/v1/circle", false, 0, false },
    { HEAD("POST /v1/packets HTTP/1.1\r\nHost: localhost\r\nUser-Agent: curl/7.88.1\r\n"
           "Accept: */*\r\nContent-Length: 32768\r\n"
           "Content-Type: application/octet-stream\r\n\r\n"),
      HTTP_POST, "/v1/packets", true, 32768, false },
    /* Tor Browser */
    { HEAD("GET / HTTP/1.1\r\nHost: "
           "abcdefghijklmnopqrstuvwxyz234567abcdefghijklmnopqrstuvwx.onion\r\n"
           "User-Agent: Mozilla/5.0 (Windows NT 10.0; rv:128.0) Gecko/20100101 Firefox/128.0\r\n"
           "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,"
           "image/webp,image/png,image/svg+xml,*/*;q=0.8\r\nAccept-Language: en-US,en;q=0.5\r\n"
           "Accept-Encoding: gzip, deflate, br, zstd\r\nSec-GPC: 1\r\nConnection: keep-alive\r\n"
           "Upgrade-Insecure-Requests: 1\r\nSec-Fetch-Dest: document\r\n"
           "Sec-Fetch-Mode: navigate\r\nSec-Fetch-Site: none\r\nSec-Fetch-User: ?1\r\n"
           "Priority: u=0, i\r\n\r\n"),
      HTTP_GET, "/", false, 0, false },
    { HEAD("POST /v1/packets HTTP/1.1\r\nHost: x.onion\r\n"
           "User-Agent: Mozilla/5.0 (Windows NT 10.0; rv:128.0) Gecko/20100101 Firefox/128.0\r\n"
           "Accept: */*\r\nAccept-Language: en-US,en;q=0.5\r\n"
           "Accept-Encoding: gzip, deflate, br, zstd\r\nReferer: http://x.onion/\r\n"
           "Content-Type: application/octet-stream\r\nContent-Length: 32768\r\n"
           "Origin: http://x.onion\r\nSec-GPC: 1\r\nConnection: keep-alive\r\n"
           "Sec-Fetch-Dest: empty\r\nSec-Fetch-Mode: cors\r\nSec-Fetch-Site: same-origin\r\n"
           "Priority: u=0\r\n\r\n"),
      HTTP_POST, "/v1/packets", true, 32768, false },
    /* Chromium */
    { HEAD("GET /v1/keys HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nConnection: keep-alive\r\n"
           "sec-ch-ua: \"Chromium\";v=\"130\", \"Not?A_Brand\";v=\"99\"\r\n"
           "sec-ch-ua-mobile: ?0\r\nsec-ch-ua-platform: \"Linux\"\r\n"
           "Upgrade-Insecure-Requests: 1\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64) "
           "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36\r\n"
           "Accept: text/html\r\nSec-Fetch-Site: none\r\nSec-Fetch-Mode: navigate\r\n"
           "Sec-Fetch-User: ?1\r\nSec-Fetch-Dest: document\r\n"
           "Accept-Encoding: gzip, deflate, br, zstd\r\nAccept-Language: nl-NL,nl;q=0.9\r\n\r\n"),
      HTTP_GET, "/v1/keys", false, 0, false },
    { HEAD("POST /v1/packets HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nConnection: keep-alive\r\n"
           "Content-Length: 32768\r\nsec-ch-ua-platform: \"Linux\"\r\n"
           "User-Agent: Mozilla/5.0 (X11; Linux x86_64)\r\n"
           "Content-Type: application/octet-stream\r\nAccept: */*\r\n"
           "Origin: http://127.0.0.1:8080\r\nAccept-Encoding: gzip, deflate, br, zstd\r\n\r\n"),
      HTTP_POST, "/v1/packets", true, 32768, false },
    /* What the grammar allows */
    { HEAD(GET "\r\n"), HTTP_GET, "/", false, 0, false },
    { HEAD(GET "Connection: close\r\n\r\n"), HTTP_GET, "/", false, 0, true },
    { HEAD(GET "connection:CLOSE\r\n\r\n"), HTTP_GET, "/", false, 0, true },
    { HEAD(GET "Content-Length: 0\r\n\r\n"), HTTP_GET, "/", true, 0, false },
    { HEAD(GET "X-Empty:\r\n\r\n"), HTTP_GET, "/", false, 0, false },
    { HEAD(GET "X: \t value with\ttab \t\r\n\r\n"), HTTP_GET, "/", false, 0, false },
    { HEAD(GET "!#$%&'*+-.^_`|~09azAZ: x\r\n\r\n"), HTTP_GET, "/", false, 0, false },
    { HEAD(POST "CONTENT-LENGTH:\t9999999999 \r\n\r\n"), HTTP_POST, "/v1/packets", true, 9999999999,
      false },
    { HEAD(POST "Content-Length: 0\r\n\r\n"), HTTP_POST, "/v1/packets", true, 0, false },
    { HEAD("BREW /pot HTTP/1.1\r\nHost: x\r\n\r\n"), HTTP_OTHER, "/pot", false, 0, false },
    { HEAD("get / HTTP/1.1\r\nHost: x\r\n\r\n"), HTTP_OTHER, "/", false, 0, false },
    { HEAD("GET /?q=%20#x HTTP/1.1\r\nHost: x\r\n\r\n"), HTTP_GET, "/?q=%20#x", false, 0, false },
    { HEAD("GET /23456789012345678901234567890123456789012345678901234567890123 HTTP/1.1\r\n"
           "Host: x\r\n\r\n"),
      HTTP_GET, "/23456789012345678901234567890123456789012345678901234567890123", false, 0,
      false },
    { HEAD("GET /234567890123456789012345678901234567890123456789012345678901234 HTTP/1.1\r\n"
           "Host: x\r\n\r\n"),
      HTTP_GET, "", false, 0, false },
};

#define GOOD (sizeof good / sizeof good[0])

struct bad {
    const char *name;
    const char *head;
    size_t len;
};

static const struct bad bad[] = {
    { "LF only", HEAD("GET / HTTP/1.1\nHost: x\n\r\n\r\n") },
    { "LF after the request line", HEAD("GET / HTTP/1.1\nHost: x\r\n\r\n") },
    { "LF after a header", HEAD(GET "X: y\nZ: y\r\n\r\n") },
    { "LF in a value", HEAD(GET "X: y\n\r\n\r\n") },
    { "CR in the request line", HEAD("GET /\r HTTP/1.1\r\nHost: x\r\n\r\n") },
    { "CR in a value", HEAD(GET "X: y\rZ: y\r\n\r\n") },
    { "two CR", HEAD(GET "X: y\r\r\n\r\n") },
    { "NUL in the path", HEAD("GET /\0x HTTP/1.1\r\nHost: x\r\n\r\n") },
    { "NUL in the method", HEAD("GE\0T / HTTP/1.1\r\nHost: x\r\n\r\n") },
    { "NUL in a name", HEAD(GET "X\0: y\r\n\r\n") },
    { "NUL in a value", HEAD(GET "X: \0y\r\n\r\n") },
    { "NUL first", HEAD("\0GET / HTTP/1.1\r\nHost: x\r\n\r\n") },
    { "NUL before the end", HEAD(GET "\0\r\n\r\n") },
    { "folded with space", HEAD(GET "X: y\r\n z\r\n\r\n") },
    { "folded with tab", HEAD(GET "X: y\r\n\tz\r\n\r\n") },
    { "folded length", HEAD(POST "Content-Length:\r\n 32768\r\n\r\n") },
    { "folded first header", HEAD("GET / HTTP/1.1\r\n Host: x\r\n\r\n") },
    { "two equal lengths", HEAD(POST "Content-Length: 5\r\nContent-Length: 5\r\n\r\n") },
    { "two other lengths", HEAD(POST "Content-Length: 5\r\ncontent-length: 6\r\n\r\n") },
    { "list of lengths", HEAD(POST "Content-Length: 5, 5\r\n\r\n") },
    { "length with leading zero", HEAD(POST "Content-Length: 032768\r\n\r\n") },
    { "length 00", HEAD(POST "Content-Length: 00\r\n\r\n") },
    { "length with plus", HEAD(POST "Content-Length: +32768\r\n\r\n") },
    { "length with minus", HEAD(POST "Content-Length: -1\r\n\r\n") },
    { "length in hex", HEAD(POST "Content-Length: 0x8000\r\n\r\n") },
    { "length with a letter", HEAD(POST "Content-Length: 8a\r\n\r\n") },
    { "length with a space inside", HEAD(POST "Content-Length: 32 768\r\n\r\n") },
    { "length with a fraction", HEAD(POST "Content-Length: 5.0\r\n\r\n") },
    { "length of 11 digits", HEAD(POST "Content-Length: 99999999999\r\n\r\n") },
    { "length past 64 bits", HEAD(POST "Content-Length: 18446744073709551621\r\n\r\n") },
    { "empty length", HEAD(POST "Content-Length:\r\n\r\n") },
    { "post without length", HEAD(POST "\r\n") },
    { "get with a body", HEAD(GET "Content-Length: 1\r\n\r\n") },
    { "chunked", HEAD(POST "Transfer-Encoding: chunked\r\n\r\n") },
    { "identity encoding", HEAD(POST "Content-Length: 5\r\nTransfer-Encoding: identity\r\n\r\n") },
    { "both lengths", HEAD(POST "Content-Length: 5\r\ntransfer-encoding: chunked\r\n\r\n") },
    { "both, other order", HEAD(POST "TRANSFER-ENCODING: chunked\r\nContent-Length: 5\r\n\r\n") },
    { "empty encoding", HEAD(POST "Content-Length: 5\r\nTransfer-Encoding:\r\n\r\n") },
    { "expect", HEAD(POST "Content-Length: 5\r\nExpect: 100-continue\r\n\r\n") },
    { "upgrade", HEAD(GET "Upgrade: websocket\r\n\r\n") },
    { "connection upgrade", HEAD(GET "Connection: Upgrade\r\n\r\n") },
    { "connection list", HEAD(GET "Connection: close, keep-alive\r\n\r\n") },
    { "two connections", HEAD(GET "Connection: close\r\nConnection: close\r\n\r\n") },
    { "trailer", HEAD(GET "Trailer: X\r\n\r\n") },
    { "content encoding", HEAD(POST "Content-Length: 5\r\nContent-Encoding: gzip\r\n\r\n") },
    { "content range", HEAD(POST "Content-Length: 5\r\nContent-Range: bytes 0-4/9\r\n\r\n") },
    { "two types", HEAD(POST "Content-Length: 5\r\nContent-Type: a/b\r\nContent-Type: a/b\r\n"
                             "\r\n") },
    { "version 1.0", HEAD("GET / HTTP/1.0\r\nHost: x\r\n\r\n") },
    { "version 2.0", HEAD("GET / HTTP/2.0\r\nHost: x\r\n\r\n") },
    { "version 1.10", HEAD("GET / HTTP/1.10\r\nHost: x\r\n\r\n") },
    { "version in lower case", HEAD("GET / http/1.1\r\nHost: x\r\n\r\n") },
    { "no version", HEAD("GET /\r\nHost: x\r\n\r\n") },
    { "HTTP/2 preface", HEAD("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n") },
    { "absolute address", HEAD("GET http://x/ HTTP/1.1\r\nHost: x\r\n\r\n") },
    { "authority", HEAD("CONNECT x:443 HTTP/1.1\r\nHost: x\r\n\r\n") },
    { "asterisk", HEAD("OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n") },
    { "no path", HEAD("GET  HTTP/1.1\r\nHost: x\r\n\r\n") },
    { "space in the path", HEAD("GET /a b HTTP/1.1\r\nHost: x\r\n\r\n") },
    { "tab in the path", HEAD("GET /a\tb HTTP/1.1\r\nHost: x\r\n\r\n") },
    { "tabs between", HEAD("GET\t/\tHTTP/1.1\r\nHost: x\r\n\r\n") },
    { "two spaces", HEAD("GET  / HTTP/1.1\r\nHost: x\r\n\r\n") },
    { "space first", HEAD(" GET / HTTP/1.1\r\nHost: x\r\n\r\n") },
    { "space behind the version", HEAD("GET / HTTP/1.1 \r\nHost: x\r\n\r\n") },
    { "no method", HEAD(" / HTTP/1.1\r\nHost: x\r\n\r\n") },
    { "method with a bracket", HEAD("G(T / HTTP/1.1\r\nHost: x\r\n\r\n") },
    { "empty line first", HEAD("\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n") },
    { "nothing", HEAD("\r\n\r\n") },
    { "no host", HEAD("GET / HTTP/1.1\r\n\r\n") },
    { "no host but a header", HEAD("GET / HTTP/1.1\r\nX-Host: x\r\n\r\n") },
    { "empty host", HEAD("GET / HTTP/1.1\r\nHost: \t\r\n\r\n") },
    { "two hosts", HEAD(GET "Host: x\r\n\r\n") },
    { "two hosts, other case", HEAD(GET "hOST: y\r\n\r\n") },
    { "space before the colon", HEAD(GET "X : y\r\n\r\n") },
    { "tab before the colon", HEAD(GET "X\t: y\r\n\r\n") },
    { "length with space before the colon", HEAD(POST "Content-Length : 5\r\n\r\n") },
    { "space before the name", HEAD(GET " X: y\r\n\r\n") },
    { "no name", HEAD(GET ": y\r\n\r\n") },
    { "no colon", HEAD(GET "X\r\n\r\n") },
    { "name with a comma", HEAD(GET "X,Y: y\r\n\r\n") },
    { "byte 0x80 in a value", HEAD(GET "X: \x80\r\n\r\n") },
    { "byte 0xff in a value", HEAD(GET "X: \xff\r\n\r\n") },
    { "UTF-8 in the path", HEAD("GET /\xc3\xa9 HTTP/1.1\r\nHost: x\r\n\r\n") },
    { "byte 0xa0 before a colon", HEAD(GET "X\xa0: y\r\n\r\n") },
    { "DEL in a value", HEAD(GET "X: \x7f\r\n\r\n") },
    { "escape in a value", HEAD(GET "X: \x1b[1m\r\n\r\n") },
    { "vertical tab in a value", HEAD(GET "X: \v\r\n\r\n") },
    { "TLS hello", HEAD("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n") },
};

/* The verdict over a copy of exactly len bytes, so that a sanitizer sees a look beyond. */
static enum http_progress
parse(struct http_head *head, size_t *head_len, const void *bytes, size_t len)
{
    uint8_t *copy = malloc(len == 0 ? 1 : len);
    enum http_progress progress;

    cr_assert(copy != NULL);
    memcpy(copy, bytes, len);
    progress = http_parse(head, head_len, copy, len);
    free(copy);

    return progress;
}

Test(http_parse, good_heads_are_read)
{
    for (size_t i = 0; i < GOOD; i++) {
        struct http_head head;
        size_t head_len = 0;

        cr_assert(eq(int, parse(&head, &head_len, good[i].head, good[i].len), HTTP_READY), "%s",
                  good[i].head);
        cr_expect(eq(sz, head_len, good[i].len), "%s", good[i].head);
        cr_expect(eq(int, head.method, good[i].method), "%s", good[i].head);
        cr_expect(eq(str, head.path, (char *) good[i].path), "%s", good[i].head);
        cr_expect(eq(u64, head.body_len, good[i].body_len), "%s", good[i].head);
        cr_expect(eq(int, head.has_body_len, good[i].has_body_len), "%s", good[i].head);
        cr_expect(eq(int, head.close, good[i].close), "%s", good[i].head);
    }
}

Test(http_parse, malformed_heads_are_refused_and_nothing_is_written)
{
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct http_head head, before;
        size_t head_len = 12345;

        memset(&head, 0x5a, sizeof head);
        memcpy(&before, &head, sizeof head);
        cr_expect(eq(int, parse(&head, &head_len, bad[i].head, bad[i].len), HTTP_REFUSED), "%s",
                  bad[i].name);
        cr_expect(memcmp(&head, &before, sizeof head) == 0, "%s: output touched", bad[i].name);
        cr_expect(eq(sz, head_len, 12345), "%s: length touched", bad[i].name);
    }
}

Test(http_parse, every_prefix_of_a_good_head_asks_for_more)
{
    for (size_t i = 0; i < GOOD; i++) {
        struct http_head head;
        size_t head_len;

        for (size_t len = 0; len < good[i].len; len++) {
            cr_assert(eq(int, parse(&head, &head_len, good[i].head, len), HTTP_MORE),
                      "%zu bytes of %s", len, good[i].head);
        }
    }
}

Test(http_parse, what_follows_the_head_changes_nothing)
{
    static uint8_t bytes[HTTP_HEAD_MAX + 33000];

    for (size_t i = 0; i < GOOD; i++) {
        struct http_head alone = { 0 }, followed = { 0 };
        size_t alone_len, followed_len;

        memset(bytes, '\n', sizeof bytes);
        memcpy(bytes, good[i].head, good[i].len);
        cr_assert(eq(int, http_parse(&alone, &alone_len, bytes, good[i].len), HTTP_READY));
        cr_assert(eq(int, http_parse(&followed, &followed_len, bytes, sizeof bytes), HTTP_READY));
        cr_expect(eq(sz, alone_len, followed_len));
        cr_expect(memcmp(&alone, &followed, sizeof alone) == 0, "%s", good[i].head);
    }
}

/* A head of exactly len bytes, filled up by one long header. */
static void
long_head(uint8_t *bytes, size_t len)
{
    memset(bytes, 'a', len);
    memcpy(bytes, GET "X: ", sizeof(GET "X: ") - 1);
    memcpy(bytes + len - 4, "\r\n\r\n", 4);
}

Test(http_parse, a_head_of_the_longest_size_is_read_and_one_byte_more_is_refused)
{
    static uint8_t bytes[HTTP_HEAD_MAX + 100];
    struct http_head head;
    size_t head_len = 0;

    long_head(bytes, HTTP_HEAD_MAX);
    cr_expect(eq(int, http_parse(&head, &head_len, bytes, HTTP_HEAD_MAX - 1), HTTP_MORE));
    cr_expect(eq(int, http_parse(&head, &head_len, bytes, HTTP_HEAD_MAX), HTTP_READY));
    cr_expect(eq(int, http_parse(&head, &head_len, bytes, sizeof bytes), HTTP_READY));
    cr_expect(eq(sz, head_len, HTTP_HEAD_MAX));
    long_head(bytes, HTTP_HEAD_MAX + 1);
    cr_expect(eq(int, http_parse(&head, &head_len, bytes, HTTP_HEAD_MAX - 1), HTTP_MORE));
    cr_expect(eq(int, http_parse(&head, &head_len, bytes, HTTP_HEAD_MAX), HTTP_REFUSED));
    cr_expect(eq(int, http_parse(&head, &head_len, bytes, HTTP_HEAD_MAX + 1), HTTP_REFUSED));
}

Test(http_parse, bytes_without_an_end_are_refused_at_the_limit)
{
    static uint8_t bytes[HTTP_HEAD_MAX];
    struct http_head head;
    size_t head_len;

    memset(bytes, 'a', sizeof bytes);
    cr_expect(eq(int, http_parse(&head, &head_len, bytes, sizeof bytes - 1), HTTP_MORE));
    cr_expect(eq(int, http_parse(&head, &head_len, bytes, sizeof bytes), HTTP_REFUSED));
}

Test(http_parse, no_single_changed_byte_makes_two_lengths_of_one)
{
    static const char text[] = POST "Content-Length: 32768\r\nContent-Length: 32768\r\n\r\n";

    /* However one byte is changed, a POST that is still read has one length, and it is digits. */
    for (size_t at = 0; at < sizeof text - 1; at++) {
        for (unsigned value = 0; value < 256; value++) {
            uint8_t bytes[sizeof text - 1];
            struct http_head head;
            size_t head_len;

            memcpy(bytes, text, sizeof bytes);
            bytes[at] = (uint8_t) value;
            if (http_parse(&head, &head_len, bytes, sizeof bytes) == HTTP_READY) {
                cr_assert(head.has_body_len && head.body_len == 32768, "byte %u at %zu", value, at);
            }
        }
    }
}
