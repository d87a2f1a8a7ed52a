/* SPDX-License-Identifier: EUPL-1.2 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <criterion/parameterized.h>
#include <sodium.h>

#include <vrijuit/secret.h>

#include "dossier.h"

static const struct tool tool = { .lang = VR_EN };
static const uint8_t key[32] = { 1, 2, 3 };
static char folder[64];
static char path[96];

static void
start(void)
{
    cr_assert(eq(int, vr_start(), VR_OK));
    snprintf(folder, sizeof folder, "/tmp/test_dossier_XXXXXX");
    cr_assert(ne(ptr, mkdtemp(folder), NULL));
    snprintf(path, sizeof path, "%s/dossier", folder);
}

static void
end(void)
{
    unlink(path);
    rmdir(folder);
}

TestSuite(dossier, .init = start, .fini = end);

static void
write_two(const char *first, const char *last)
{
    struct dossier_writer *writer = NULL;

    cr_assert(eq(int, dossier_writer_open(&writer, &tool, path, key), VR_OK));
    cr_assert(eq(int, dossier_writer_put(writer, first, strlen(first)), VR_OK));
    cr_assert(eq(int, dossier_writer_finish(writer, last, strlen(last)), VR_OK));
    dossier_writer_close(writer);
}

/* Read to the end; how many records, or -1 when it is refused. */
static int
count_records(const uint8_t with[static 32], char *texts)
{
    struct dossier_reader *reader = NULL;
    const char *json;
    size_t len;
    bool at_end = false;
    int count = 0;
    enum vr_status status = dossier_reader_open(&reader, &tool, path, with);

    while (status == VR_OK && reader != NULL) {
        status = dossier_reader_next(reader, &tool, &json, &len, &at_end);
        if (status != VR_OK || at_end) {
            break;
        }
        if (texts != NULL) {
            strncat(texts, json, len);
        }
        count++;
    }
    dossier_reader_close(reader);

    return status == VR_OK ? count : -1;
}

Test(dossier, what_was_put_in_comes_out)
{
    char texts[64] = "";

    write_two("{een}", "{twee}");
    cr_expect(eq(int, count_records(key, texts), 2));
    cr_expect(eq(str, texts, "{een}{twee}"));
}

Test(dossier, a_file_that_is_not_there_is_no_mistake)
{
    struct dossier_reader *reader = (void *) path;

    cr_assert(eq(int, dossier_reader_open(&reader, &tool, path, key), VR_OK));
    cr_expect(eq(ptr, reader, NULL));
}

Test(dossier, the_file_is_for_its_owner_and_tells_no_lengths)
{
    struct stat small, large;
    char text[5000];

    write_two("{}", "{}");
    cr_assert(eq(int, stat(path, &small), 0));
    cr_expect(eq(int, small.st_mode & 0777, 0600));
    memset(text, 'x', sizeof text);
    text[sizeof text - 1] = '\0';
    write_two(text, "{}");
    cr_assert(eq(int, stat(path, &large), 0));
    cr_expect(eq(i64, small.st_size, large.st_size));
}

Test(dossier, another_key_does_not_open_it)
{
    static const uint8_t other[32] = { 1, 2, 4 };

    write_two("{een}", "{twee}");
    cr_expect(eq(int, count_records(other, NULL), -1));
}

Test(dossier, every_cut_is_refused)
{
    struct stat whole;

    write_two("{een}", "{twee}");
    cr_assert(eq(int, stat(path, &whole), 0));
    for (off_t len = whole.st_size - 1; len >= 0; len -= len > 100 ? 4001 : 7) {
        cr_assert(eq(int, truncate(path, len), 0));
        cr_expect(eq(int, count_records(key, NULL), -1), "%ld bytes", (long) len);
    }
}

static void
flip(off_t at)
{
    int fd = open(path, O_RDWR);
    uint8_t byte;

    cr_assert(eq(int, (int) pread(fd, &byte, 1, at), 1));
    byte ^= 0x10;
    cr_assert(eq(int, (int) pwrite(fd, &byte, 1, at), 1));
    close(fd);
}

Test(dossier, every_change_is_refused)
{
    static const off_t places[] = {
        0, 7, 8, 31, 32, 40, 32 + 32768, 32 + 32785, 32 + 2 * 32785 - 1
    };

    write_two("{een}", "{twee}");
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        flip(places[i]);
        cr_expect(eq(int, count_records(key, NULL), -1), "byte %ld", (long) places[i]);
        flip(places[i]);
    }
    cr_expect(eq(int, count_records(key, NULL), 2));
}

Test(dossier, what_stands_behind_the_end_is_refused)
{
    FILE *file;

    write_two("{een}", "{twee}");
    file = fopen(path, "ab");
    fputc('x', file);
    fclose(file);
    cr_expect(eq(int, count_records(key, NULL), -1));
}

Test(dossier, an_unfinished_one_leaves_the_old_one_and_nothing_else)
{
    struct dossier_writer *writer = NULL;
    char texts[64] = "";

    write_two("{een}", "{twee}");
    cr_assert(eq(int, dossier_writer_open(&writer, &tool, path, key), VR_OK));
    cr_assert(eq(int, dossier_writer_put(writer, "{drie}", 6), VR_OK));
    dossier_writer_close(writer);
    cr_expect(eq(int, count_records(key, texts), 2));
    cr_expect(eq(str, texts, "{een}{twee}"));
    /* end() removes the folder, which must be empty but for the dossier. */
    unlink(path);
    cr_expect(eq(int, rmdir(folder), 0));
}

Test(dossier, a_record_that_is_longer_than_a_block_comes_back_whole)
{
    static const size_t lengths[] = { DOSSIER_BLOCK - 1, DOSSIER_BLOCK, DOSSIER_BLOCK + 1,
                                      2 * (DOSSIER_BLOCK - 1), DOSSIER_RECORD_MAX };

    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        char *text = malloc(lengths[i] + 1);
        char *back = calloc(1, lengths[i] + 3);

        for (size_t at = 0; at < lengths[i]; at++) {
            text[at] = (char) ('a' + at % 23);
        }
        text[lengths[i]] = '\0';
        write_two(text, "{}");
        cr_expect(eq(int, count_records(key, back), 2));
        cr_expect(strncmp(back, text, lengths[i]) == 0, "%zu", lengths[i]);
        cr_expect(eq(str, back + lengths[i], "{}"));
        free(text);
        free(back);
    }
}

Test(dossier, a_record_that_is_too_long_is_refused)
{
    struct dossier_writer *writer = NULL;
    char *text = malloc(DOSSIER_RECORD_MAX + 1);

    cr_assert(eq(int, dossier_writer_open(&writer, &tool, path, key), VR_OK));
    memset(text, 'x', DOSSIER_RECORD_MAX + 1);
    cr_expect(eq(int, dossier_writer_put(writer, text, DOSSIER_RECORD_MAX + 1), VR_FULL));
    dossier_writer_close(writer);
    free(text);
}

#define BOARD(round)                                                                               \
    "{\"record\":\"board\",\"council\":\"or\",\"round\":" round ",\"count\":32,\"hash\":"          \
    "\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\"}"
#define STATE                                                                                      \
    "{\"record\":\"state\",\"receipts\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\","         \
    "\"round\":1,"                                                                                 \
    "\"sequence\":1,\"circle\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\"}"

Test(dossier, what_is_added_stands_before_the_state)
{
    const struct dossier_addition two[] = { { BOARD("2"), strlen(BOARD("2")) },
                                            { BOARD("3"), strlen(BOARD("3")) } };
    char texts[1000] = "";

    write_two(BOARD("1"), STATE);
    cr_assert(eq(int, dossier_add(&tool, path, key, two, 2), VR_OK));
    cr_expect(eq(int, count_records(key, texts), 4));
    cr_expect(eq(str, texts, BOARD("1") BOARD("2") BOARD("3") STATE));
}

Test(dossier, nothing_that_is_no_record_and_no_state_is_added)
{
    const struct dossier_addition junk = { "{een}", 5 };
    const struct dossier_addition state = { STATE, strlen(STATE) };

    write_two(BOARD("1"), STATE);
    cr_expect(eq(int, dossier_add(&tool, path, key, &junk, 1), VR_MALFORMED));
    cr_expect(eq(int, dossier_add(&tool, path, key, &state, 1), VR_MALFORMED));
    cr_expect(eq(int, count_records(key, NULL), 2));
}

Test(dossier, nothing_is_added_where_there_is_no_good_dossier)
{
    const struct dossier_addition one = { BOARD("2"), strlen(BOARD("2")) };
    char temporary[128];
    FILE *file;

    cr_expect(eq(int, dossier_add(&tool, path, key, &one, 1), VR_SYSTEM));
    write_two(BOARD("1"), STATE);
    file = fopen(path, "ab");
    fputc('x', file);
    fclose(file);
    cr_expect(eq(int, dossier_add(&tool, path, key, &one, 1), VR_UNVERIFIED));
    snprintf(temporary, sizeof temporary, "%s.new", path);
    cr_expect(eq(int, access(temporary, F_OK), -1));
}

Test(dossier, only_one_run_writes_at_a_time)
{
    const struct dossier_addition one = { BOARD("2"), strlen(BOARD("2")) };
    struct dossier_writer *writer = NULL;

    write_two(BOARD("1"), STATE);
    cr_assert(eq(int, dossier_writer_open(&writer, &tool, path, key), VR_OK));
    cr_expect(eq(int, dossier_add(&tool, path, key, &one, 1), VR_CONFLICT));
    dossier_writer_close(writer);
    cr_expect(eq(int, dossier_add(&tool, path, key, &one, 1), VR_OK));
    cr_expect(eq(int, count_records(key, NULL), 3));
}

Test(dossier, what_a_killed_run_left_does_not_stand_in_the_way)
{
    const struct dossier_addition one = { BOARD("2"), strlen(BOARD("2")) };
    char temporary[128];
    FILE *file;

    write_two(BOARD("1"), STATE);
    snprintf(temporary, sizeof temporary, "%s.new", path);
    file = fopen(temporary, "wb");
    for (int i = 0; i < 100000; i++) {
        fputc('x', file);
    }
    fclose(file);
    cr_expect(eq(int, dossier_add(&tool, path, key, &one, 1), VR_OK));
    cr_expect(eq(int, count_records(key, NULL), 3));
}

Test(dossier, its_sharing_comes_back_as_it_was)
{
    struct vr_sharing sharing = { .id = { 9, 8 }, .threshold = 2, .members = 3 };
    struct vr_sharing back;
    size_t len;
    char *text;

    memset(sharing.checks, 0x11, 3 * sizeof sharing.checks[0]);
    cr_assert(eq(int, dossier_sharing_encode(&text, &len, &sharing), VR_OK));
    cr_assert(eq(int, dossier_sharing_decode(&back, text, len, NULL), VR_OK));
    cr_expect(memcmp(&back, &sharing, sizeof back) == 0);
    free(text);
}

struct bad {
    char text[160];
};

ParameterizedTestParameters(dossier, a_sharing_that_cannot_be_is_refused)
{
#define CHECK "\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\""
    static struct bad cases[] = {
        { "" },
        { "{}" },
        { "{\"sharing\":\"AAA=\",\"t\":1,\"n\":2,\"checks\":[" CHECK "," CHECK "]}" },
        { "{\"sharing\":\"AAA=\",\"t\":3,\"n\":2,\"checks\":[" CHECK "," CHECK "]}" },
        { "{\"sharing\":\"AAA=\",\"t\":2,\"n\":16,\"checks\":[]}" },
        { "{\"sharing\":\"AAA=\",\"t\":2,\"n\":2,\"checks\":[" CHECK "]}" },
        { "{\"sharing\":\"AAA=\",\"t\":1,\"n\":1,\"checks\":[7]}" },
        { "{\"sharing\":\"AAA=\",\"t\":1,\"n\":1,\"checks\":[\"AAA=\"]}" },
        { "{\"sharing\":\"AAAA\",\"t\":1,\"n\":1,\"checks\":[" CHECK "]}" },
        { "{\"sharing\":\"AAA=\",\"t\":1,\"n\":1,\"checks\":{}}" },
    };

    return cr_make_param_array(struct bad, cases, sizeof cases / sizeof cases[0]);
}

ParameterizedTest(struct bad *bad, dossier, a_sharing_that_cannot_be_is_refused)
{
    struct vr_sharing sharing;

    cr_expect(
        eq(int, dossier_sharing_decode(&sharing, bad->text, strlen(bad->text), NULL), VR_MALFORMED),
        "%s", bad->text);
}
