/* SPDX-License-Identifier: EUPL-1.2 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#define LEAST "[vrijuitd]\nstate = /var/lib/x\ncircle = /etc/c.json\npin = /etc/pin.pub\n"

static struct vr_why why;

static enum vr_status
parse(struct config *config, const char *text)
{
    memset(&why, 0, sizeof why);

    return config_parse(config, text, "x.conf", &why);
}

/* Refused, with all these words in the reason, and nothing written. */
static void
expect_refused(const char *text, const char *first, const char *second)
{
    struct config config, before;

    memset(&config, 0x5a, sizeof config);
    memcpy(&before, &config, sizeof config);
    cr_expect(eq(int, parse(&config, text), VR_MALFORMED), "%s", text);
    cr_expect(strstr(why.text, "x.conf: ") == why.text, "%s", why.text);
    cr_expect(strstr(why.text, first) != NULL, "'%s' is not in: %s", first, why.text);
    cr_expect(strstr(why.text, second) != NULL, "'%s' is not in: %s", second, why.text);
    cr_expect(memcmp(&config, &before, sizeof config) == 0, "output touched: %s", text);
}

Test(config, the_least_that_is_needed_gives_the_documented_defaults)
{
    struct config config;

    cr_assert(eq(int, parse(&config, LEAST), VR_OK), "%s", why.text);
    cr_expect(eq(str, config.state, "/var/lib/x"));
    cr_expect(eq(str, config.circle, "/etc/c.json"));
    cr_expect(eq(str, config.pin, "/etc/pin.pub"));
    cr_expect(eq(str, config.listen, ""));
    cr_expect(eq(str, config.web, ""));
    cr_expect(eq(u32, config.pool_slots, 4096));
    cr_expect(eq(u32, config.max_connections, 4096));
    cr_expect(eq(u32, config.max_bodies, 1024));
    cr_expect(eq(u32, config.request_timeout_seconds, 60));
    cr_expect(eq(u32, config.answer_tick_milliseconds, 1000));
    cr_expect(eq(u32, config.retention_rounds, 180));
}

Test(config, every_key_is_read)
{
    struct config config;

    cr_assert(
        eq(int,
           parse(&config, LEAST "listen = unix:/run/x.sock\nweb = /srv/form.html\npool_slots=64\n"
                                "max_connections = 16\nmax_bodies = 17\n"
                                "request_timeout_seconds = 18\n"
                                "answer_tick_milliseconds = 0\nretention_rounds = 9\n"),
           VR_OK),
        "%s", why.text);
    cr_expect(eq(str, config.listen, "unix:/run/x.sock"));
    cr_expect(eq(str, config.web, "/srv/form.html"));
    cr_expect(eq(u32, config.pool_slots, 64));
    cr_expect(eq(u32, config.max_connections, 16));
    cr_expect(eq(u32, config.max_bodies, 17));
    cr_expect(eq(u32, config.request_timeout_seconds, 18));
    cr_expect(eq(u32, config.answer_tick_milliseconds, 0));
    cr_expect(eq(u32, config.retention_rounds, 9));
}

Test(config, comments_and_empty_lines_are_passed_over)
{
    struct config config;

    cr_expect(eq(int, parse(&config, "# a\n\n; b\n" LEAST "  # c\n\n"), VR_OK), "%s", why.text);
}

struct range {
    char key[32];
    uint32_t lowest;
    uint32_t highest;
};

static const struct range ranges[] = {
    { "pool_slots", 64, 65536 },
    { "max_connections", 16, 65536 },
    { "max_bodies", 16, 65536 },
    { "request_timeout_seconds", 1, 3600 },
    { "answer_tick_milliseconds", 0, 60000 },
    { "retention_rounds", 8, 3650 },
};

static const char *
with(const char *key, const char *value)
{
    static char text[2048];

    snprintf(text, sizeof text, LEAST "%s = %s\n", key, value);

    return text;
}

Test(config, numbers_hold_to_their_range)
{
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
        struct config config;
        char value[32];

        snprintf(value, sizeof value, "%u", ranges[i].lowest);
        cr_expect(eq(int, parse(&config, with(ranges[i].key, value)), VR_OK), "%s", why.text);
        snprintf(value, sizeof value, "%u", ranges[i].highest);
        cr_expect(eq(int, parse(&config, with(ranges[i].key, value)), VR_OK), "%s", why.text);
        snprintf(value, sizeof value, "%u", ranges[i].highest + 1);
        expect_refused(with(ranges[i].key, value), "line 5", "vrijuitd.conf(5)");
        if (ranges[i].lowest > 0) {
            snprintf(value, sizeof value, "%u", ranges[i].lowest - 1);
            expect_refused(with(ranges[i].key, value), ranges[i].key, "range");
        }
    }
}

Test(config, what_is_no_plain_number_is_refused)
{
    static const char *const values[] = {
        "",          "-64", "+64",  "0x40", "64k",
        "64 64",     "6e1", "64.0", "many", "18446744073709551680",
        "4294967360"
    };

    for (size_t k = 0; k < sizeof ranges / sizeof ranges[0]; k++) {
        for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
            expect_refused(with(ranges[k].key, values[i]), "line 5", ranges[k].key);
        }
    }
}

Test(config, a_key_that_stands_twice_is_refused)
{
    static const char *const lines[] = { "state = /a", "circle = /a", "pin = /a" };

    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        char text[512];

        snprintf(text, sizeof text, LEAST "%s\n", lines[i]);
        expect_refused(text, "line 5", "stands twice; keep one");
    }
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
        char text[512];

        snprintf(text, sizeof text, LEAST "%s = %u\n%s = %u\n", ranges[i].key, ranges[i].highest,
                 ranges[i].key, ranges[i].highest);
        expect_refused(text, "line 6", "stands twice; keep one");
    }
    expect_refused(LEAST "listen = unix:/a\nlisten = unix:/a\n", "line 6", "twice");
}

Test(config, an_unknown_key_is_named)
{
    expect_refused(LEAST "pool_slot = 64\n", "line 5: pool_slot: unknown key", "has the list");
    expect_refused(LEAST "State = /a\n", "line 5", "unknown key");
    expect_refused(LEAST "stat = /a\n", "line 5", "unknown key");
}

Test(config, keys_outside_the_section_are_refused)
{
    expect_refused("state = /a\n" LEAST, "line 1", "[vrijuitd]");
    expect_refused(LEAST "[other]\nlisten = unix:/a\n", "line 6", "[vrijuitd]");
    expect_refused("[Vrijuitd]\nstate = /a\n", "line 2", "[vrijuitd]");
}

Test(config, a_missing_key_is_named)
{
    expect_refused("", "state is missing", "add it under [vrijuitd]");
    expect_refused("[vrijuitd]\nstate = /a\npin = /p\n", "circle is missing", "add it");
    expect_refused("[vrijuitd]\nstate = /a\ncircle = /c\n", "pin is missing", "add it");
}

Test(config, a_line_of_another_form_is_refused)
{
    expect_refused(LEAST "listen\n", "line 5", "key = value");
    expect_refused("[vrijuitd\n" LEAST, "line 1", "key = value");
}

Test(config, the_reason_belongs_to_the_line_that_is_named)
{
    expect_refused(LEAST "listen\nfoo = 1\n", "line 5", "key = value");
    expect_refused(LEAST "foo = 1\nlisten\n", "line 5", "foo: unknown key");
}

Test(config, an_empty_or_endless_text_is_refused)
{
    char text[FILES_PATH_MAX + 256];
    char path[FILES_PATH_MAX + 1];

    expect_refused("[vrijuitd]\nstate =\ncircle = /c\npin = /p\n", "line 2", "state");
    memset(path, 'a', sizeof path);
    path[0] = '/';
    path[sizeof path - 1] = '\0';
    snprintf(text, sizeof text, "[vrijuitd]\nstate = %s\ncircle = /c\npin = /p\n", path);
    expect_refused(text, "line 2", ":");
}

Test(config, a_long_path_is_read_whole_or_refused_but_never_cut)
{
    for (size_t len = 2; len < 300; len++) {
        char text[FILES_PATH_MAX + 256];
        struct config config;
        char path[400];

        memset(path, '#', len);
        memcpy(path, "/a", 2);
        path[len] = '\0';
        snprintf(text, sizeof text, "[vrijuitd]\nstate = %s\ncircle = /c\npin = /p\n", path);
        if (parse(&config, text) == VR_OK) {
            cr_expect(eq(str, config.state, path), "length %zu", len);
        }
    }
}

Test(config, only_this_machine_is_listened_to)
{
    static const char *const good[] = { "unix:/run/a.sock", "tcp:127.0.0.1:8080",
                                        "tcp:[::1]:8080" };
    static const char *const bad[] = { "8080",
                                       "tcp:0.0.0.0:80",
                                       "tcp:[::]:80",
                                       "tcp:10.0.0.1:80",
                                       "tcp:127.0.0.11:80",
                                       "unix:run/a.sock",
                                       "tcp:localhost:80",
                                       "UNIX:/a",
                                       "/run/a.sock" };

    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        struct config config;

        cr_expect(eq(int, parse(&config, with("listen", good[i])), VR_OK), "%s", why.text);
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        expect_refused(with("listen", bad[i]), "listen: use unix:/PATH", "this machine only");
    }
}

Test(config, a_reason_is_optional)
{
    struct config config;

    cr_expect(eq(int, config_parse(&config, "x", "x.conf", NULL), VR_MALFORMED));
}

Test(config, a_file_is_read_and_its_name_stands_in_the_reason)
{
    char path[] = "/tmp/vrijuit-unit-XXXXXX";
    int fd = mkstemp(path);
    struct config config;

    cr_assert(fd >= 0);
    cr_assert(write(fd, LEAST, strlen(LEAST)) == (ssize_t) strlen(LEAST));
    cr_expect(eq(int, config_load(&config, path, &why), VR_OK), "%s", why.text);
    cr_assert(write(fd, "foo = 1\n", 8) == 8);
    cr_expect(eq(int, config_load(&config, path, &why), VR_MALFORMED));
    cr_expect(strstr(why.text, path) == why.text && strstr(why.text, "line 5") != NULL, "%s",
              why.text);
    close(fd);
    unlink(path);
    cr_expect(eq(int, config_load(&config, path, &why), VR_SYSTEM));
    cr_expect(strstr(why.text, path) != NULL, "%s", why.text);
}

Test(config, peers_are_read_by_name)
{
    struct config config;

    cr_assert(eq(int,
                 parse(&config,
                       LEAST "[peer Hop B]\nunix = /run/b.sock\n"
                             "[peer C]\nurl = http://c.onion\nproxy = socks5h://127.0.0.1:9050\n"),
                 VR_OK),
              "%s", why.text);
    cr_assert(eq(sz, config.peer_count, 2));
    cr_expect(eq(str, config.peers[0].name, "Hop B"));
    cr_expect(eq(str, config.peers[0].unix_socket, "/run/b.sock"));
    cr_expect(eq(str, config.peers[0].url, ""));
    cr_expect(eq(str, config.peers[1].name, "C"));
    cr_expect(eq(str, config.peers[1].url, "http://c.onion"));
    cr_expect(eq(str, config.peers[1].proxy, "socks5h://127.0.0.1:9050"));
}

Test(config, a_peer_that_cannot_be_meant_is_refused_with_the_reason)
{
    expect_refused(LEAST "[peer A]\nfoo = 1\n", "foo", "unix, url and proxy");
    expect_refused(LEAST "[peer A]\nurl = a\n[peer A]\nurl = b\n", "url", "twice");
    expect_refused(LEAST "[peer A]\nunix =\n", "unix", "empty");
    expect_refused(LEAST "[peers]\nunix = /x\n", "unix", "[peer NAME]");
    expect_refused(LEAST "[peer A]\nurl=a\n[peer B]\nurl=a\n[peer C]\nurl=a\n[peer D]\nurl=a\n"
                         "[peer E]\nurl=a\n[peer F]\nurl=a\n",
                   "url", "more peers");
}

/* The reader of the file cuts long names off, and another name would be nobody's. */
Test(config, a_peer_whose_name_would_be_cut_off_is_refused)
{
    struct config config;

    expect_refused(LEAST "[peer 12345678901234567890123456789012345678901234]\nurl = a\n", "url",
                   "too long");
    expect_refused(LEAST "[peer 123456789012345678901234567890123456789012345678]\nurl = a\n",
                   "url", "too long");
    cr_assert(eq(
        int, parse(&config, LEAST "[peer 1234567890123456789012345678901234567890123]\nurl = a\n"),
        VR_OK));
    cr_expect(eq(str, config.peers[0].name, "1234567890123456789012345678901234567890123"));
}
