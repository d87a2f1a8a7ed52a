/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <sodium.h>
#include <vrijuit/content.h>
#include <vrijuit/secret.h>

#include "client_fixture.h"
#include "queue.h"

static const uint8_t root[VR_ROOT_SIZE] = { 1, 2, 3 };

static struct queue *
open_queue(const struct scene *scene, uint32_t round)
{
    struct queue *queue = NULL;

    cr_assert(eq(int,
                 queue_open(&queue, scene->folder, scene->client.pin, scene->circle, round, NULL),
                 VR_OK));

    return queue;
}

static void
save_and_close(struct queue *queue, const struct scene *scene)
{
    cr_assert(eq(int, queue_save(queue, scene->folder, NULL), VR_OK));
    queue_close(queue);
}

static void
remove_queue(struct queue *queue)
{
    (void) unlink(queue->path);
    queue_close(queue);
}

/* A record that says who it is by its locator. */
static struct sealed_record
numbered(uint8_t number)
{
    struct sealed_record sealed;

    memset(&sealed, number, sizeof sealed);

    return sealed;
}

static void
fill_kept(struct kept *kept, const char *content)
{
    memset(kept, 0, sizeof *kept);
    strcpy(kept->council, "or-gemeente");
    kept->index = 3;
    kept->round = 17;
    kept->content_len = strlen(content);
    memcpy(kept->content, content, kept->content_len);
}

Test(queue, a_new_one_is_full_of_cover_that_only_the_council_can_tell)
{
    struct scene *scene = scene_new();
    struct queue *queue = open_queue(scene, ROUND);
    struct vr_council_pair pair;
    uint8_t content[VR_RECORD_PLAIN_MAX];
    size_t len = 0;

    council_pair(&pair, scene);
    for (size_t i = 0; i < QUEUE_SLOTS; i++) {
        struct vr_content cover = { 0 };

        cr_assert(eq(
            int,
            vr_record_open(content, &len, &pair, queue->slots[i].record, queue->slots[i].locator),
            VR_OK));
        cr_assert(eq(int, vr_content_decode(&cover, pair.suite, content, len, NULL), VR_OK));
        cr_expect(eq(int, cover.kind, VR_COVER));
        vr_content_wipe(&cover);
    }
    remove_queue(queue);
    scene_free(scene);
}

Test(queue, the_file_has_one_size_whatever_is_in_it_and_its_time_says_nothing)
{
    struct scene *scene = scene_new();
    struct queue *queue = open_queue(scene, ROUND);
    const struct sealed_record sealed = numbered(7);
    uint8_t kept[KEPT_SIZE] = { 1 };
    struct stat before;
    struct stat after;

    cr_assert(eq(int, queue_save(queue, scene->folder, NULL), VR_OK));
    cr_assert(eq(int, stat(queue->path, &before), 0));
    queue_push(queue, &sealed);
    queue_keep(queue, kept, ROUND);
    save_and_close(queue, scene);
    queue = open_queue(scene, ROUND);
    cr_assert(eq(int, stat(queue->path, &after), 0));
    cr_expect(eq(i64, before.st_size, QUEUE_SIZE));
    cr_expect(eq(i64, after.st_size, QUEUE_SIZE));
    cr_expect(eq(i64, after.st_mtime, 0));
    cr_expect(eq(u32, after.st_mode & 0777, 0600));
    cr_expect(memcmp(&queue->slots[0], &sealed, sizeof sealed) == 0);
    cr_expect(memcmp(queue->kept[0], kept, sizeof kept) == 0);
    remove_queue(queue);
    scene_free(scene);
}

Test(queue, the_newest_goes_first_and_what_was_sent_makes_room_for_cover)
{
    static struct queue queue;
    const struct sealed_record one = numbered(1);
    const struct sealed_record two = numbered(2);
    const struct sealed_record fresh = numbered(9);

    queue_push(&queue, &one);
    queue_push(&queue, &two);
    cr_expect(eq(int, queue_find(&queue, two.locator), 0));
    queue_replace(&queue, &two, &fresh);
    cr_expect(eq(int, queue_find(&queue, two.locator), -1));
    cr_expect(eq(int, queue_find(&queue, one.locator), 0));
    cr_expect(eq(int, queue_find(&queue, fresh.locator), QUEUE_SLOTS - 1));
    queue_replace(&queue, &two, &one); /* gone already */
    cr_expect(eq(int, queue_find(&queue, fresh.locator), QUEUE_SLOTS - 1));
}

Test(queue, what_is_on_its_way_stays_in_front_and_the_file_says_so)
{
    static struct queue queue;
    static struct queue again;
    static uint8_t bytes[QUEUE_SIZE];
    const struct sealed_record one = numbered(1);
    const struct sealed_record two = numbered(2);
    const struct sealed_record last = numbered(8);

    queue.slots[QUEUE_SLOTS - 1] = last;
    queue_push(&queue, &one);
    queue.on_its_way = 0x01020304;
    queue_push(&queue, &two);
    cr_expect(eq(int, queue_find(&queue, one.locator), 0));
    cr_expect(eq(int, queue_find(&queue, two.locator), 1));
    cr_expect(eq(int, queue_find(&queue, last.locator), -1));
    queue_encode(bytes, &queue);
    cr_assert(eq(int, queue_decode(&again, bytes, sizeof bytes), VR_OK));
    cr_expect(eq(u32, again.on_its_way, 0x01020304));
}

Test(queue, what_was_kept_too_long_becomes_chance)
{
    struct scene *scene = scene_new();
    struct queue *queue = open_queue(scene, ROUND);
    uint8_t kept[KEPT_SIZE] = { 1 };

    queue_keep(queue, kept, ROUND);
    save_and_close(queue, scene);
    queue = open_queue(scene, ROUND + QUEUE_KEPT_ROUNDS);
    cr_expect(memcmp(queue->kept[0], kept, sizeof kept) == 0);
    queue_close(queue);
    queue = open_queue(scene, ROUND + QUEUE_KEPT_ROUNDS + 1);
    cr_expect(memcmp(queue->kept[0], kept, sizeof kept) != 0);
    remove_queue(queue);
    scene_free(scene);
}

Test(queue, a_damaged_file_is_named_and_stays)
{
    struct scene *scene = scene_new();
    struct queue *queue = open_queue(scene, ROUND);
    char path[4096];
    struct vr_why why = { "" };

    cr_assert(eq(int, queue_save(queue, scene->folder, NULL), VR_OK));
    snprintf(path, sizeof path, "%s", queue->path);
    queue_close(queue);
    cr_assert(eq(int, truncate(path, 100), 0));
    cr_expect(eq(int,
                 queue_open(&queue, scene->folder, scene->client.pin, scene->circle, ROUND, &why),
                 VR_MALFORMED));
    cr_expect(ne(ptr, (void *) strstr(why.text, path), NULL), "%s", why.text);
    cr_expect(eq(int, unlink(path), 0));
    scene_free(scene);
}

Test(queue, what_is_kept_opens_with_its_codename_only)
{
    static const uint8_t other[VR_ROOT_SIZE] = { 9 };
    uint8_t sealed[KEPT_SIZE];
    struct kept *kept = NULL;
    struct kept *opened = NULL;

    cr_assert(eq(int, vr_start(), VR_OK));
    vr_secret_allow_unlocked(true);
    cr_assert(eq(int, kept_new(&kept, NULL), VR_OK));
    cr_assert(eq(int, kept_new(&opened, NULL), VR_OK));
    fill_kept(kept, "{\"some\":\"content\"}");
    cr_assert(eq(int, kept_seal(sealed, kept, root), VR_OK));
    cr_expect(eq(int, kept_open(opened, sealed, other), VR_FOREIGN));
    cr_assert(eq(int, kept_open(opened, sealed, root), VR_OK));
    cr_expect(memcmp(kept, opened, sizeof *kept) == 0);
    sealed[KEPT_SIZE / 2] ^= 1;
    cr_expect(eq(int, kept_open(opened, sealed, root), VR_FOREIGN));
    kept_free(kept);
    kept_free(opened);
}

Test(queue, what_is_kept_has_no_pattern_of_its_length)
{
    uint8_t sealed[KEPT_SIZE];
    struct kept *kept = NULL;
    size_t zeros = 0;

    cr_assert(eq(int, vr_start(), VR_OK));
    vr_secret_allow_unlocked(true);
    cr_assert(eq(int, kept_new(&kept, NULL), VR_OK));
    fill_kept(kept, "x");
    cr_assert(eq(int, kept_seal(sealed, kept, root), VR_OK));
    for (size_t i = 0; i < KEPT_SIZE; i++) {
        zeros += sealed[i] == 0;
    }
    /* 121 are expected of chance; 260 come once in more than 10^20 times. */
    cr_expect(lt(sz, zeros, 260));
    kept_free(kept);
}
