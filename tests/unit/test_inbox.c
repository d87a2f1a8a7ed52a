/* SPDX-License-Identifier: EUPL-1.2 */
#include "inbox.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <sodium.h>
#include <vrijuit/handover.h>

#include "daemon_fixture.h"

static struct fixture fixture;
static struct vr_why why;
static const uint8_t key[32] = "a key of a batch", other[32] = "another key";
static uint8_t bytes[VR_PART_MAX];
static uint8_t *got;
static size_t len;

static void
start(void)
{
    fixture_make(&fixture);
    memset(bytes, 'b', sizeof bytes);
}

static void
stop(void)
{
    free(got);
    fixture_remove(&fixture);
}

TestSuite(inbox, .init = start, .fini = stop);

static void
put(uint32_t round, uint32_t part, size_t size)
{
    cr_assert(eq(int, inbox_put(fixture.inbox, round, part, key, bytes, size, &why), VR_OK), "%s",
              why.text);
}

static enum vr_status
get(uint32_t round, uint32_t part, const uint8_t *with)
{
    free(got);
    got = NULL;

    return inbox_get(&got, &len, fixture.inbox, round, part, with, &why);
}

Test(inbox, a_part_comes_back_as_it_came_also_the_longest)
{
    static const size_t sizes[] = { 1, 8192, VR_PART_MAX };

    for (size_t i = 0; i < 3; i++) {
        put(7, (uint32_t) i + 1, sizes[i]);
        cr_assert(eq(int, get(7, (uint32_t) i + 1, key), VR_OK), "%s", why.text);
        cr_assert(eq(sz, len, sizes[i]));
        cr_expect(memcmp(got, bytes, len) == 0);
    }
}

Test(inbox, a_part_that_comes_again_replaces_the_first)
{
    put(7, 1, 100);
    bytes[0] = 'c';
    put(7, 1, 50);
    cr_assert(eq(int, get(7, 1, key), VR_OK));
    cr_assert(eq(sz, len, 50));
    cr_expect(eq(u8, got[0], 'c'));
}

Test(inbox, one_that_is_not_there_is_foreign)
{
    put(7, 1, 100);
    cr_expect(eq(int, get(7, 2, key), VR_FOREIGN));
    cr_expect(eq(int, get(8, 1, key), VR_FOREIGN));
}

Test(inbox, without_the_key_or_under_another_name_or_damaged_it_does_not_open)
{
    char from[FILES_PATH_MAX], to[FILES_PATH_MAX];
    char *file = NULL;
    size_t size;

    put(7, 1, 1000);
    cr_expect(eq(int, get(7, 1, other), VR_UNVERIFIED));
    snprintf(from, sizeof from, "%s/7.1.part", fixture.inbox);
    cr_assert(eq(int, files_read(&file, &size, from, VR_PART_MAX, &why), VR_OK));
    for (uint32_t i = 0; i < 2; i++) {
        snprintf(to, sizeof to, "%s/%u.%u.part", fixture.inbox, 7 + i, 2 - i);
        cr_assert(eq(int, files_write(to, file, size, 0600, &why), VR_OK));
        cr_expect(eq(int, get(7 + i, 2 - i, key), VR_UNVERIFIED), "%s", to);
    }
    for (size_t cut = 0; cut < size; cut += 41) {
        cr_assert(eq(int, files_write(from, file, cut, 0600, &why), VR_OK));
        cr_expect(eq(int, get(7, 1, key), VR_UNVERIFIED), "cut at %zu", cut);
    }
    for (size_t at = 0; at < size; at += 97) {
        file[at] ^= 1;
        cr_assert(eq(int, files_write(from, file, size, 0600, &why), VR_OK));
        cr_expect(eq(int, get(7, 1, key), VR_UNVERIFIED), "byte %zu", at);
        file[at] ^= 1;
    }
    free(file);
}

Test(inbox, nothing_of_a_part_stands_readable_in_its_file_which_is_its_owners_only)
{
    char path[FILES_PATH_MAX];
    struct stat info;
    char *file = NULL;
    size_t size;

    put(7, 1, 1000);
    snprintf(path, sizeof path, "%s/7.1.part", fixture.inbox);
    cr_assert(eq(int, files_read(&file, &size, path, VR_PART_MAX, &why), VR_OK));
    cr_expect(memmem(file, size, bytes, 16) == NULL);
    free(file);
    cr_assert(stat(path, &info) == 0);
    cr_expect(eq(u32, info.st_mode & 07777, 0600));
}

Test(inbox, removing_a_round_leaves_the_others_and_may_be_done_again)
{
    put(7, 1, 100);
    put(7, 2, 100);
    put(8, 1, 100);
    inbox_remove(fixture.inbox, 7, 2);
    inbox_remove(fixture.inbox, 7, 2);
    cr_expect(eq(int, get(7, 1, key), VR_FOREIGN));
    cr_expect(eq(int, get(7, 2, key), VR_FOREIGN));
    cr_expect(eq(int, get(8, 1, key), VR_OK));
}

Test(inbox, clearing_it_removes_every_part_of_every_round_and_nothing_else)
{
    cr_expect(eq(int, inbox_clear(fixture.inbox, &why), VR_OK), "it need not be there");
    put(7, 1, 100);
    put(7, 31, 100);
    put(800000, 2, 100);
    cr_assert(eq(int, files_write(fixture_path(&fixture, "state/inbox/note"), "x", 1, 0600, &why),
                 VR_OK));
    cr_assert(eq(int, inbox_clear(fixture.inbox, &why), VR_OK), "%s", why.text);
    cr_expect(eq(int, get(7, 1, key), VR_FOREIGN));
    cr_expect(eq(int, get(7, 31, key), VR_FOREIGN));
    cr_expect(eq(int, get(800000, 2, key), VR_FOREIGN));
    cr_expect(eq(int, access(fixture_path(&fixture, "state/inbox/note"), F_OK), 0));
}
