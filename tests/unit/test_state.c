/* SPDX-License-Identifier: EUPL-1.2 */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <criterion/parameterized.h>

#include <vrijuit/secret.h>

#include "state.h"

static const uint8_t pin[32] = { 1, 2, 3 };

static void
start(void)
{
    cr_assert(eq(int, vr_start(), VR_OK));
}

TestSuite(state, .init = start);

static struct state
full_state(void)
{
    struct state state = { .has_circle = true,
                           .sequence = (UINT64_C(1) << 53) - 1,
                           .has_receipts = true,
                           .receipts_round = UINT32_MAX };

    memset(state.circle, 7, sizeof state.circle);
    memset(state.receipts_hash, 9, sizeof state.receipts_hash);
    state_note_board(&state, "or-gemeente", UINT32_MAX);
    state_note_board(&state, "cor", 12);
    state_note_board(&state, "cor", 13);
    state.keys = strdup("{\"circle\":\"x\\\"\"}");

    return state;
}

static void
expect_same(const struct state *one, const struct state *other)
{
    char *first = NULL;
    char *second = NULL;
    size_t len = 0;

    cr_assert(eq(int, state_encode(&first, &len, one), VR_OK));
    cr_assert(eq(int, state_encode(&second, &len, other), VR_OK));
    cr_expect(eq(str, first, second));
    free(first);
    free(second);
}

/* A fresh folder's name inside a fresh folder; nothing of it is there yet but the first part. */
static void
make_folder(char *folder, size_t size)
{
    char root[] = "/tmp/vrijuit-state-XXXXXX";

    cr_assert(ne(ptr, mkdtemp(root), NULL));
    snprintf(folder, size, "%s/deep/er", root);
}

static void
find_file(char *path, size_t size, const char *folder)
{
    DIR *listing = opendir(folder);
    struct dirent *entry;
    int count = 0;

    cr_assert(ne(ptr, listing, NULL));
    while ((entry = readdir(listing)) != NULL) {
        if (entry->d_name[0] != '.') {
            snprintf(path, size, "%s/%s", folder, entry->d_name);
            count++;
        }
    }
    closedir(listing);
    cr_assert(eq(int, count, 1), "one file, and no temporary one left");
}

static void
remove_folder(const char *folder)
{
    char path[512];

    find_file(path, sizeof path, folder);
    unlink(path);
    rmdir(folder);
    snprintf(path, sizeof path, "%s", folder);
    *strrchr(path, '/') = 0;
    rmdir(path);
    *strrchr(path, '/') = 0;
    rmdir(path);
}

Test(state, what_is_encoded_decodes_to_the_same)
{
    struct state state = full_state();
    struct state read = { 0 };
    char *bytes = NULL;
    size_t len = 0;

    cr_assert(eq(int, state_encode(&bytes, &len, &state), VR_OK));
    cr_assert(eq(int, state_decode(&read, bytes, len, NULL), VR_OK));
    cr_expect(eq(u64, read.sequence, state.sequence));
    cr_expect(eq(u32, read.receipts_round, UINT32_MAX));
    cr_expect(eq(str, read.keys, state.keys));
    cr_expect(memcmp(read.circle, state.circle, 32) == 0);
    cr_expect(memcmp(read.receipts_hash, state.receipts_hash, 32) == 0);
    expect_same(&read, &state);
    free(bytes);
    state_wipe(&read);
    state_wipe(&state);
}

struct bad {
    char text[160];
};

ParameterizedTestParameters(state, what_is_no_state_is_refused)
{
    static struct bad cases[] = {
        { "" },
        { "[]" },
        { "{}" },
        { "{\"state\":2}" },
        { "{\"state\":1,\"more\":1}" },
        { "{\"state\":1,\"state\":1}" },
        { "{\"state\":1,\"keys\":1}" },
        { "{\"state\":1,\"circle\":{\"sequence\":1}}" },
        { "{\"state\":1,\"circle\":{\"sequence\":1,\"id\":\"AAAA\"}}" },
        { "{\"state\":1,\"circle\":[]}" },
        { "{\"state\":1,\"receipts\":{\"round\":4294967296,\"hash\":"
          "\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\"}}" },
        { "{\"state\":1,\"keys\":\"x\",\"receipts\":{\"round\":1,\"hash\":\"?\"}}" },
    };

    return cr_make_param_array(struct bad, cases, sizeof cases / sizeof cases[0]);
}

ParameterizedTest(struct bad *bad, state, what_is_no_state_is_refused)
{
    struct state state = full_state();
    struct state before = full_state();
    struct vr_why why = { "" };

    start();
    cr_expect(eq(int, state_decode(&state, bad->text, strlen(bad->text), &why), VR_MALFORMED), "%s",
              bad->text);
    expect_same(&state, &before);
    state_wipe(&state);
    state_wipe(&before);
}

Test(state, a_missing_file_is_an_empty_state)
{
    struct state state = full_state();
    char *old = state.keys;

    cr_expect(eq(int, state_load(&state, "/nonexistent/vrijuit", pin, NULL), VR_OK));
    cr_expect(not(state.has_circle));
    cr_expect(not(state.has_receipts));
    cr_expect(eq(ptr, state.keys, NULL));
    free(old);
}

Test(state, what_is_saved_is_loaded_by_the_same_pin_only)
{
    const uint8_t other[32] = { 1, 2, 4 };
    struct state state = full_state();
    struct state read;
    char folder[256];

    make_folder(folder, sizeof folder);
    cr_assert(eq(int, state_save(folder, pin, &state, NULL), VR_OK));
    cr_assert(eq(int, state_load(&read, folder, pin, NULL), VR_OK));
    expect_same(&read, &state);
    state_wipe(&read);
    cr_assert(eq(int, state_load(&read, folder, other, NULL), VR_OK));
    cr_expect(not(read.has_circle));
    state_wipe(&state);
    remove_folder(folder);
}

Test(state, the_file_is_private_and_tells_no_time)
{
    struct state state = full_state();
    struct stat info;
    char folder[256];
    char path[512];

    make_folder(folder, sizeof folder);
    cr_assert(eq(int, state_save(folder, pin, &state, NULL), VR_OK));
    cr_assert(eq(int, state_save(folder, pin, &state, NULL), VR_OK));
    find_file(path, sizeof path, folder);
    cr_assert(eq(int, stat(path, &info), 0));
    cr_expect(eq(int, (int) (info.st_mode & 0777), 0600));
    cr_expect(eq(long, (long) info.st_mtim.tv_sec, 0));
    cr_assert(eq(int, stat(folder, &info), 0));
    cr_expect(eq(int, (int) (info.st_mode & 0777), 0700));
    cr_expect(eq(long, (long) info.st_mtim.tv_sec, 0));
    state_wipe(&state);
    remove_folder(folder);
}

Test(state, a_damaged_file_is_refused_and_named)
{
    struct state state = full_state();
    struct state read;
    struct vr_why why = { "" };
    char folder[256];
    char path[512];

    make_folder(folder, sizeof folder);
    cr_assert(eq(int, state_save(folder, pin, &state, NULL), VR_OK));
    find_file(path, sizeof path, folder);
    cr_assert(eq(int, truncate(path, 20), 0));
    cr_expect(eq(int, state_load(&read, folder, pin, &why), VR_MALFORMED));
    cr_expect(ne(ptr, strstr(why.text, folder), NULL));
    state_wipe(&state);
    remove_folder(folder);
}

Test(state, a_folder_that_cannot_be_made_is_a_clear_error)
{
    struct state state = full_state();
    struct vr_why why = { "" };

    cr_expect(eq(int, state_save("/dev/null/vrijuit", pin, &state, &why), VR_SYSTEM));
    cr_expect(ne(ptr, strstr(why.text, "--state none"), NULL));
    state_wipe(&state);
}

Test(state, a_board_is_kept_by_council_and_the_oldest_makes_room)
{
    struct state state = { 0 };
    char council[VR_ID_MAX + 1];

    for (unsigned i = 0; i < STATE_BOARDS_MAX + 1; i++) {
        snprintf(council, sizeof council, "council-%u", i);
        state_note_board(&state, council, i);
        state_note_board(&state, council, i + 1);
    }
    cr_expect(eq(sz, state.board_count, STATE_BOARDS_MAX));
    cr_expect(eq(ptr, (void *) state_board_of(&state, "council-0"), NULL));
    cr_assert(ne(ptr, (void *) state_board_of(&state, council), NULL));
    cr_expect(eq(u32, state_board_of(&state, council)->round, STATE_BOARDS_MAX + 1));
}
