/* SPDX-License-Identifier: EUPL-1.2 */
#include "files.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "daemon_fixture.h"

static struct fixture fixture;
static struct vr_why why;

static void
start(void)
{
    fixture_make(&fixture);
}

static void
stop(void)
{
    fixture_remove(&fixture);
}

TestSuite(files, .init = start, .fini = stop);

static unsigned
mode_of(const char *path)
{
    struct stat info;

    cr_assert(lstat(path, &info) == 0);

    return info.st_mode & 07777;
}

Test(files, a_path_that_does_not_fit_is_refused)
{
    char path[FILES_PATH_MAX];
    char name[FILES_PATH_MAX];

    cr_expect(eq(int, files_path(path, "/a", "b"), VR_OK));
    cr_expect(eq(str, path, "/a/b"));
    memset(name, 'n', sizeof name);
    name[FILES_PATH_MAX - 4] = '\0';
    cr_expect(eq(int, files_path(path, "/a", name), VR_OK));
    name[FILES_PATH_MAX - 4] = 'n';
    name[FILES_PATH_MAX - 3] = '\0';
    cr_expect(eq(int, files_path(path, "/a", name), VR_FULL));
}

Test(files, a_folder_is_made_for_its_owner_only)
{
    const char *path = fixture_path(&fixture, "new");

    cr_expect(eq(int, files_folder(path, &why), VR_OK));
    cr_expect(eq(u32, mode_of(path), 0700));
    cr_expect(eq(int, files_folder(path, &why), VR_OK), "there already");
    cr_expect(eq(int, files_folder("/proc/no/folder", &why), VR_SYSTEM));
}

Test(files, what_is_written_is_read_back)
{
    const char *path = fixture_path(&fixture, "file");
    char *text = NULL;
    size_t len = 0;

    cr_assert(eq(int, files_write(path, "abc\0d", 5, 0640, &why), VR_OK));
    cr_expect(eq(u32, mode_of(path), 0640));
    cr_assert(eq(int, files_read(&text, &len, path, 5, &why), VR_OK));
    cr_expect(eq(sz, len, 5));
    cr_expect(memcmp(text, "abc\0d", 6) == 0);
    free(text);
    text = NULL;
    cr_expect(eq(int, files_read(&text, &len, path, 4, &why), VR_FULL), "longer than allowed");
    cr_expect(text == NULL);
}

Test(files, writing_replaces_whole_and_leaves_no_other_file)
{
    char path[FILES_PATH_MAX], left[FILES_PATH_MAX];

    strcpy(path, fixture_path(&fixture, "state/file"));
    strcpy(left, fixture_path(&fixture, "state/file.new"));
    cr_assert(eq(int, files_write(path, "first", 5, 0600, &why), VR_OK));
    cr_assert(eq(int, files_write(left, "what a crash left", 17, 0644, &why), VR_OK));
    cr_assert(eq(int, files_write(path, "2", 1, 0600, &why), VR_OK));
    cr_expect(access(left, F_OK) != 0);
    cr_expect(eq(u32, mode_of(path), 0600));
}

Test(files, only_regular_files_are_read)
{
    const char *path = fixture_path(&fixture, "fifo");
    char *text;
    size_t len;

    cr_expect(eq(int, files_read(&text, &len, fixture.folder, 99999, &why), VR_FULL));
    cr_assert(mkfifo(path, 0600) == 0);
    cr_expect(eq(int, files_read(&text, &len, path, 99999, &why), VR_FULL));
    cr_expect(eq(int, files_read(&text, &len, fixture_path(&fixture, "no"), 9, &why), VR_SYSTEM));
}

Test(files, a_secret_is_made_once)
{
    const char *path = fixture_path(&fixture, "1.key");
    uint8_t first[32], second[32];

    cr_expect(eq(int, files_secret_read(first, 32, path, &why), VR_FOREIGN));
    cr_assert(eq(int, files_secret_make(first, 32, path, &why), VR_OK));
    cr_expect(eq(u32, mode_of(path), 0600));
    cr_assert(eq(int, files_secret_make(second, 32, path, &why), VR_OK));
    cr_expect(memcmp(first, second, 32) == 0);
    cr_expect(eq(int, files_secret_read(first, 31, path, &why), VR_MALFORMED));
    cr_expect(eq(int, files_secret_read(first, 33, path, &why), VR_MALFORMED));
}

Test(files, a_secret_that_others_may_read_is_refused_with_the_remedy)
{
    static const mode_t modes[] = { 0640, 0604, 0660, 0601, 0644, 0700, 0400 };
    const char *path = fixture_path(&fixture, "1.key");
    uint8_t secret[32];

    cr_assert(eq(int, files_secret_make(secret, 32, path, &why), VR_OK));
    for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++) {
        cr_assert(chmod(path, modes[i]) == 0);
        cr_expect(eq(int, files_secret_read(secret, 32, path, &why), VR_UNVERIFIED), "%o",
                  modes[i]);
        cr_expect(strstr(why.text, "chmod 600") != NULL, "%s", why.text);
        cr_expect(eq(int, files_secret_make(secret, 32, path, &why), VR_UNVERIFIED), "%o",
                  modes[i]);
    }
}

Test(files, a_link_is_never_followed_to_a_secret)
{
    char target[FILES_PATH_MAX], link[FILES_PATH_MAX];
    uint8_t secret[32];
    char *text;
    size_t len;

    strcpy(target, fixture_path(&fixture, "1.key"));
    strcpy(link, fixture_path(&fixture, "2.key"));
    cr_assert(eq(int, files_secret_make(secret, 32, target, &why), VR_OK));
    cr_assert(symlink(target, link) == 0);
    cr_expect(eq(int, files_secret_read(secret, 32, link, &why), VR_SYSTEM));
    cr_expect(eq(int, files_secret_destroy(link, &why), VR_SYSTEM));
    cr_assert(eq(int, files_read(&text, &len, target, 32, &why), VR_OK));
    cr_expect(memcmp(text, secret, 32) == 0, "the target is untouched");
    free(text);
}

Test(files, a_destroyed_secret_is_overwritten_in_place_and_gone)
{
    const char *path = fixture_path(&fixture, "1.key");
    uint8_t secret[32], left[32];
    int fd;

    cr_assert(eq(int, files_secret_make(secret, 32, path, &why), VR_OK));
    fd = open(path, O_RDONLY);
    cr_assert(eq(int, files_secret_destroy(path, &why), VR_OK));
    cr_expect(access(path, F_OK) != 0);
    cr_assert(eq(int, files_pread(fd, left, 32, 0), VR_OK));
    cr_expect(memcmp(secret, left, 32) != 0);
    cr_expect(eq(int, files_pread(fd, left, 32, 1), VR_SYSTEM), "past the end");
    close(fd);
    cr_expect(eq(int, files_secret_destroy(path, &why), VR_OK), "not there is fine");
}

struct seen {
    uint64_t sum;
    int count;
    int stop_after;
};

static enum vr_status
visit(void *arg, uint64_t number)
{
    struct seen *seen = arg;

    seen->sum += number;
    seen->count++;

    return seen->count == seen->stop_after ? VR_STALE : VR_OK;
}

Test(files, only_numbers_in_our_spelling_are_visited)
{
    static const char *const names[] = {
        "state/0.key",   "state/17.key",    "state/18446744073709551615.key",
        "state/017.key", "state/+5.key",    "state/-5.key",
        "state/ 5.key",  "state/5.key.new", "state/5.keys",
        "state/x5.key",  "state/5",         "state/18446744073709551616.key",
        "state/.key",    "state/0x5.key",
    };
    struct seen seen = { 0 };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        int fd = open(fixture_path(&fixture, names[i]), O_CREAT | O_WRONLY, 0600);

        cr_assert(fd >= 0);
        close(fd);
    }
    cr_expect(eq(int, files_numbered(fixture.state, "key", visit, &seen, &why), VR_OK));
    cr_expect(eq(int, seen.count, 3));
    cr_expect(eq(u64, seen.sum, 16), "0 + 17 + 2^64 - 1");
    seen = (struct seen) { .stop_after = 1 };
    cr_expect(eq(int, files_numbered(fixture.state, "key", visit, &seen, &why), VR_STALE));
    cr_expect(eq(int, seen.count, 1));
    cr_expect(eq(int, files_numbered("/proc/no", "key", visit, &seen, &why), VR_SYSTEM));
}

static int
open_descriptors(void)
{
    DIR *folder = opendir("/proc/self/fd");
    int count = 0;

    while (readdir(folder) != NULL) {
        count++;
    }
    closedir(folder);

    return count;
}

Test(files, no_descriptor_is_left_open)
{
    const char *path = fixture_path(&fixture, "1.key");
    int before = open_descriptors();
    struct seen seen = { 0 };
    uint8_t secret[32];
    char *text;
    size_t len;

    cr_assert(eq(int, files_secret_make(secret, 32, path, &why), VR_OK));
    cr_assert(eq(int, files_read(&text, &len, path, 32, &why), VR_OK));
    free(text);
    cr_assert(eq(int, files_read(&text, &len, path, 3, &why), VR_FULL));
    cr_assert(eq(int, files_secret_read(secret, 3, path, &why), VR_MALFORMED));
    cr_assert(eq(int, files_numbered(fixture.folder, "key", visit, &seen, &why), VR_OK));
    cr_assert(eq(int, files_secret_destroy(path, &why), VR_OK));
    cr_expect(eq(int, open_descriptors(), before));
}
