/* SPDX-License-Identifier: EUPL-1.2 */
#include "pool.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <sodium.h>

#include "daemon_fixture.h"

#define SLOTS 8U

static struct fixture fixture;
static struct vr_why why;
static struct pool *pool;
static struct pool_entry entry, got;
static const uint8_t key[POOL_KEY_SIZE] = "a key of a round";
static const uint8_t other_key[POOL_KEY_SIZE] = "a key of another round";
static char path[FILES_PATH_MAX];

static void
start(void)
{
    fixture_make(&fixture);
    strcpy(path, fixture_path(&fixture, "pool"));
    cr_assert(eq(int, pool_open(&pool, path, SLOTS, &why), VR_OK), "%s", why.text);
    memset(&entry, 0xa5, sizeof entry);
    memset(entry.tag, 0x11, sizeof entry.tag);
}

static void
stop(void)
{
    pool_close(pool);
    fixture_remove(&fixture);
}

TestSuite(pool, .init = start, .fini = stop);

static enum vr_status
read_slot(uint32_t slot)
{
    memset(&got, 0, sizeof got);

    return pool_read(&got, pool, slot, key);
}

/* One bit of the file. */
static void
flip(size_t offset)
{
    int fd = open(path, O_RDWR);
    uint8_t byte;

    cr_assert(pread(fd, &byte, 1, (off_t) offset) == 1);
    byte ^= 1;
    cr_assert(pwrite(fd, &byte, 1, (off_t) offset) == 1);
    close(fd);
}

/* The bytes of the file, malloced. */
static uint8_t *
file_bytes(void)
{
    uint8_t *bytes = malloc((size_t) SLOTS * POOL_SLOT_SIZE);
    int fd = open(path, O_RDONLY);

    cr_assert(eq(int, files_pread(fd, bytes, (size_t) SLOTS * POOL_SLOT_SIZE, 0), VR_OK));
    close(fd);

    return bytes;
}

Test(pool, a_new_file_has_its_whole_size_for_its_owner_only)
{
    struct stat info;

    cr_assert(stat(path, &info) == 0);
    cr_expect(info.st_size == (off_t) SLOTS * POOL_SLOT_SIZE);
    cr_expect(info.st_blocks * 512 >= info.st_size, "every byte is written");
    cr_expect(eq(u32, info.st_mode & 07777, 0600));
    cr_expect(eq(u32, pool_slots(pool), SLOTS));
}

Test(pool, what_is_written_is_read_back_also_after_opening_again)
{
    cr_assert(eq(int, pool_write(pool, 3, &entry, key), VR_OK));
    cr_assert(eq(int, pool_sync(pool), VR_OK));
    cr_assert(eq(int, read_slot(3), VR_OK));
    cr_expect(memcmp(&got, &entry, sizeof entry) == 0);
    pool_close(pool);
    cr_assert(eq(int, pool_open(&pool, path, SLOTS, &why), VR_OK), "%s", why.text);
    cr_assert(eq(int, read_slot(3), VR_OK));
    cr_expect(memcmp(&got, &entry, sizeof entry) == 0);
}

Test(pool, the_last_slot_holds_a_packet_and_there_is_none_behind_it)
{
    cr_assert(eq(int, pool_write(pool, SLOTS - 1, &entry, key), VR_OK));
    cr_expect(eq(int, read_slot(SLOTS - 1), VR_OK));
    cr_expect(eq(int, read_slot(SLOTS), VR_SYSTEM));
}

Test(pool, another_key_opens_nothing)
{
    cr_assert(eq(int, pool_write(pool, 3, &entry, key), VR_OK));
    cr_expect(eq(int, pool_read(&got, pool, 3, other_key), VR_UNVERIFIED));
}

Test(pool, a_free_slot_opens_with_no_key)
{
    for (uint32_t slot = 0; slot < SLOTS; slot++) {
        cr_expect(eq(int, read_slot(slot), VR_UNVERIFIED));
    }
}

Test(pool, a_slot_that_is_copied_elsewhere_is_no_packet)
{
    uint8_t *bytes;
    int fd;

    cr_assert(eq(int, pool_write(pool, 3, &entry, key), VR_OK));
    bytes = file_bytes();
    fd = open(path, O_RDWR);
    cr_assert(eq(int,
                 files_pwrite(fd, bytes + 3 * POOL_SLOT_SIZE, POOL_SLOT_SIZE, 5 * POOL_SLOT_SIZE),
                 VR_OK));
    close(fd);
    free(bytes);
    cr_expect(eq(int, read_slot(5), VR_UNVERIFIED));
    cr_expect(eq(int, read_slot(3), VR_OK));
}

Test(pool, a_torn_write_is_no_packet_wherever_it_is_torn)
{
    size_t sealed = 24 + sizeof entry + 16;
    uint8_t *before = file_bytes();
    uint8_t *after;
    int fd = open(path, O_RDWR);

    cr_assert(eq(int, pool_write(pool, 0, &entry, key), VR_OK));
    after = file_bytes();
    for (size_t cut = 512; cut < sealed; cut += 512) {
        /* The first part is new and the rest old, and the other way round. */
        cr_assert(eq(int, files_pwrite(fd, after, cut, 0), VR_OK));
        cr_assert(eq(int, files_pwrite(fd, before + cut, sealed - cut, cut), VR_OK));
        cr_expect(eq(int, read_slot(0), VR_UNVERIFIED), "torn at %zu", cut);
        cr_assert(eq(int, files_pwrite(fd, before, cut, 0), VR_OK));
        cr_assert(eq(int, files_pwrite(fd, after + cut, sealed - cut, cut), VR_OK));
        cr_expect(eq(int, read_slot(0), VR_UNVERIFIED), "torn before %zu", cut);
    }
    cr_assert(eq(int, files_pwrite(fd, after, sealed, 0), VR_OK));
    cr_expect(eq(int, read_slot(0), VR_OK), "whole again");
    close(fd);
    free(before);
    free(after);
}

Test(pool, one_changed_bit_is_no_packet)
{
    static const size_t offsets[] = {
        0, 23, 24, 40, 4096, 32000, 24 + sizeof entry, 24 + sizeof entry + 15
    };

    cr_assert(eq(int, pool_write(pool, 0, &entry, key), VR_OK));
    for (size_t i = 0; i < sizeof offsets / sizeof offsets[0]; i++) {
        flip(offsets[i]);
        cr_expect(eq(int, read_slot(0), VR_UNVERIFIED), "offset %zu", offsets[i]);
        flip(offsets[i]);
    }
    cr_expect(eq(int, read_slot(0), VR_OK));
}

Test(pool, the_same_entry_is_never_sealed_to_the_same_bytes)
{
    uint8_t *first, *second;

    cr_assert(eq(int, pool_write(pool, 0, &entry, key), VR_OK));
    first = file_bytes();
    cr_assert(eq(int, pool_write(pool, 0, &entry, key), VR_OK));
    second = file_bytes();
    cr_expect(memcmp(first, second, 24) != 0);
    cr_expect(memcmp(first + 24, second + 24, 1000) != 0);
    free(first);
    free(second);
}

Test(pool, nothing_of_an_entry_stands_readable_in_the_file)
{
    uint8_t *bytes;

    cr_assert(eq(int, pool_write(pool, 0, &entry, key), VR_OK));
    bytes = file_bytes();
    cr_expect(memmem(bytes, (size_t) SLOTS * POOL_SLOT_SIZE, entry.tag, sizeof entry.tag) == NULL);
    cr_expect(memmem(bytes, (size_t) SLOTS * POOL_SLOT_SIZE, entry.packet, 16) == NULL);
    free(bytes);
}

Test(pool, a_file_of_another_size_is_refused_with_the_remedy_and_left_alone)
{
    struct pool *wrong = NULL;
    struct stat info;

    cr_expect(eq(int, pool_open(&wrong, path, SLOTS + 1, &why), VR_CONFLICT));
    cr_expect(strstr(why.text, "made for 8 slots") != NULL, "%s", why.text);
    cr_expect(strstr(why.text, "pool_slots = 9: set it back") != NULL, "%s", why.text);
    cr_expect(wrong == NULL);
    cr_assert(truncate(path, (off_t) SLOTS * POOL_SLOT_SIZE - 1) == 0);
    cr_expect(eq(int, pool_open(&wrong, path, SLOTS, &why), VR_CONFLICT));
    cr_assert(stat(path, &info) == 0);
    cr_expect(info.st_size == (off_t) SLOTS * POOL_SLOT_SIZE - 1);
}

Test(pool, what_a_crash_left_while_the_file_was_made_is_made_again)
{
    char half[FILES_PATH_MAX];
    struct pool *fresh = NULL;

    strcpy(half, fixture_path(&fixture, "second.new"));
    cr_assert(eq(int, files_write(half, "half", 4, 0600, &why), VR_OK));
    cr_expect(eq(int, pool_open(&fresh, fixture_path(&fixture, "second"), SLOTS, &why), VR_OK));
    cr_expect(access(half, F_OK) != 0);
    pool_close(fresh);
}

Test(pool, a_link_is_not_followed)
{
    struct pool *linked = NULL;
    const char *link = fixture_path(&fixture, "link");

    cr_assert(symlink(path, link) == 0);
    cr_expect(eq(int, pool_open(&linked, link, SLOTS, &why), VR_SYSTEM));
}

Test(pool, a_wiped_slot_is_unreadable_and_no_byte_of_it_stays_by_design)
{
    uint8_t *before, *after;
    size_t same = 0;

    cr_assert(eq(int, pool_write(pool, 2, &entry, key), VR_OK));
    before = file_bytes();
    cr_assert(eq(int, pool_wipe(pool, 2), VR_OK));
    after = file_bytes();
    cr_expect(eq(int, read_slot(2), VR_UNVERIFIED));
    for (size_t i = 0; i < POOL_SLOT_SIZE; i++) {
        same += before[2 * POOL_SLOT_SIZE + i] == after[2 * POOL_SLOT_SIZE + i];
    }
    /* One in 256 by chance: 144, standard deviation 12. */
    cr_expect(same < 144 + 12 * 8, "%zu bytes are the same", same);
    cr_expect(memcmp(before, after, 2 * POOL_SLOT_SIZE) == 0, "the others are untouched");
    free(before);
    free(after);
}

/* Chi-square over byte values; 255 degrees of freedom, mean 255, standard deviation 22.6. */
static double
chi_square(const uint8_t *bytes, size_t len)
{
    double expected = (double) len / 256;
    size_t counts[256] = { 0 };
    double sum = 0;

    for (size_t i = 0; i < len; i++) {
        counts[bytes[i]]++;
    }
    for (size_t i = 0; i < 256; i++) {
        sum += ((double) counts[i] - expected) * ((double) counts[i] - expected) / expected;
    }

    return sum;
}

Test(pool, free_slots_and_used_ones_look_alike)
{
    uint8_t *bytes;

    memset(&entry, 0, sizeof entry);
    cr_assert(eq(int, pool_write(pool, 4, &entry, key), VR_OK));
    bytes = file_bytes();
    for (size_t slot = 0; slot < SLOTS; slot++) {
        double chi = chi_square(bytes + slot * POOL_SLOT_SIZE, POOL_SLOT_SIZE);

        cr_expect(chi > 255 - 8 * 22.6 && chi < 255 + 8 * 22.6, "slot %zu: %f", slot, chi);
        for (size_t next = slot + 1; next < SLOTS; next++) {
            cr_expect(memcmp(bytes + slot * POOL_SLOT_SIZE, bytes + next * POOL_SLOT_SIZE, 32) !=
                      0);
        }
    }
    free(bytes);
}

Test(pool, the_time_of_the_file_is_the_one_that_was_given)
{
    struct stat info;

    cr_assert(eq(int, pool_write(pool, 2, &entry, key), VR_OK));
    pool_touch(pool, 1234567890);
    cr_assert(stat(path, &info) == 0);
    cr_expect(info.st_mtim.tv_sec == 1234567890 && info.st_mtim.tv_nsec == 0);
    cr_expect(info.st_atim.tv_sec == 1234567890 && info.st_atim.tv_nsec == 0);
}
