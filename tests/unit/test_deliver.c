/* SPDX-License-Identifier: EUPL-1.2 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <vrijuit/content.h>

#include "client_fixture.h"
#include "deliver.h"
#include "packet.h"
#include "queue.h"

#define REQUESTS_MAX 262144U

/* A scene with a folder for what is kept, and a home in which a timer may stand. */
struct stage {
    struct scene *scene;
    char state[128];
    char home[128];
    struct draft *draft;
};

static void
set_up(struct stage *stage, bool has_timer)
{
    char path[512];
    FILE *file;

    memset(stage, 0, sizeof *stage);
    stage->scene = scene_new();
    page_of(stage->scene, "/v1/packets")->code = 202;
    snprintf(stage->state, sizeof stage->state, "%s/state", stage->scene->folder);
    snprintf(stage->home, sizeof stage->home, "%s/home", stage->scene->folder);
    stage->scene->options.state = stage->state;
    snprintf(path, sizeof path, "mkdir -p %s/systemd/user", stage->home);
    cr_assert(eq(int, system(path), 0));
    cr_assert(eq(int, setenv("XDG_CONFIG_HOME", stage->home, 1), 0));
    if (has_timer) {
        snprintf(path, sizeof path, "%s/systemd/user/vrijuit-cover.timer", stage->home);
        file = fopen(path, "w");
        cr_assert(ne(ptr, file, NULL));
        fclose(file);
    }
}

static void
tear_down(struct stage *stage)
{
    char command[512];

    snprintf(command, sizeof command, "rm -rf %s %s", stage->state, stage->home);
    cr_assert(eq(int, system(command), 0));
    scene_free(stage->scene);
}

static const uint8_t root[VR_ROOT_SIZE] = { 4, 5, 6 };

/* Content of a follow-up of that root, which the council can read. */
static void
fill(struct kept *kept, const struct scene *scene, const char *text)
{
    struct vr_content content = { .kind = VR_FOLLOW_UP,
                                  .reply_len = scene->circle->suite->public_len };
    char *bytes = NULL;

    content.answers = json_pack("{s:s}", "text", text);
    cr_assert(eq(int, vr_content_encode(&bytes, &kept->content_len, &content), VR_OK));
    memcpy(kept->content, bytes, kept->content_len);
    strcpy(kept->council, scene->circle->councils[0].id);
    free(bytes);
    json_decref(content.answers);
}

/* Write something and bring it on its way. */
static enum vr_status
write_one(enum delivered *result, struct stage *stage, const char *text)
{
    struct scene *scene = stage->scene;
    struct visit visit = { 0 };
    struct parcel parcel = { .client = &scene->client, .visit = &visit, .root = root };
    enum vr_status status;

    cr_assert(eq(int, kept_new(&parcel.kept, NULL), VR_OK));
    cr_assert(eq(int, visit_make(&visit, &scene->client, scene->now, &scene->why), VR_OK), "%s",
              scene->why.text);
    fill(parcel.kept, scene, text);
    status = deliver(result, &parcel, &scene->why);
    visit_wipe(&visit);
    kept_free(parcel.kept);

    return status;
}

static struct queue *
open_queue(const struct stage *stage)
{
    struct queue *queue = NULL;

    cr_assert(eq(int,
                 queue_open(&queue, stage->state, stage->scene->client.pin, stage->scene->circle,
                            ROUND, NULL),
                 VR_OK));

    return queue;
}

/* What the council finds in the first record of the queue. */
static enum vr_kind
first_kind(const struct stage *stage)
{
    struct queue *queue = open_queue(stage);
    struct vr_council_pair pair;
    struct vr_content content = { 0 };
    uint8_t bytes[VR_RECORD_PLAIN_MAX];
    enum vr_kind kind;
    size_t len = 0;

    council_pair(&pair, stage->scene);
    cr_assert(
        eq(int, vr_record_open(bytes, &len, &pair, queue->slots[0].record, queue->slots[0].locator),
           VR_OK));
    cr_assert(eq(int, vr_content_decode(&content, pair.suite, bytes, len, NULL), VR_OK));
    kind = content.kind;
    vr_content_wipe(&content);
    queue_close(queue);

    return kind;
}

/* The requests of one run of cover, the packet taken out; its place must be the same. */
static void
record_cover(char requests[static REQUESTS_MAX], size_t *len, struct stage *stage)
{
    struct scene *scene = stage->scene;
    char *body;

    scene->requests_len = 0;
    memset(scene->requests, 0, sizeof scene->requests);
    cr_assert(eq(int, cover_run(&scene->client, &scene->why), VR_OK), "%s", scene->why.text);
    body = strstr(strstr(scene->requests, "POST /v1/packets"), "\r\n\r\n");
    cr_assert(ne(ptr, body, NULL));
    memset(body + 4, 0, VR_PACKET_SIZE);
    *len = scene->requests_len;
    memcpy(requests, scene->requests, *len);
}

Test(deliver, a_visit_with_a_report_is_a_visit_with_cover_byte_for_byte_but_for_the_packet)
{
    static char cover[REQUESTS_MAX];
    static char report[REQUESTS_MAX];
    enum delivered result = DELIVERED_NOT;
    size_t cover_len = 0;
    size_t report_len = 0;
    struct stage stage;

    set_up(&stage, true);
    record_cover(cover, &cover_len, &stage);
    cr_assert(eq(int, write_one(&result, &stage, "a longer text than that of cover"), VR_OK));
    cr_assert(eq(int, result, DELIVERED_WAITS));
    cr_assert(eq(int, first_kind(&stage), VR_FOLLOW_UP));
    record_cover(report, &report_len, &stage);
    cr_expect(eq(int, first_kind(&stage), VR_COVER));
    cr_expect(eq(sz, report_len, cover_len));
    cr_expect(memcmp(report, cover, cover_len) == 0);
    cr_expect(lt(sz, (size_t) VR_PACKET_SIZE, cover_len));
    tear_down(&stage);
}

Test(deliver, a_report_that_goes_at_once_makes_the_visit_that_cover_makes)
{
    static char cover[REQUESTS_MAX];
    enum delivered result = DELIVERED_NOT;
    struct visit visit = { 0 };
    size_t len = 0;
    size_t visit_len;
    struct scene *scene;
    struct stage stage;

    set_up(&stage, false);
    scene = stage.scene;
    record_cover(cover, &len, &stage);
    scene->requests_len = 0;
    memset(scene->requests, 0, sizeof scene->requests);
    cr_assert(eq(int, visit_make(&visit, &scene->client, scene->now, NULL), VR_OK));
    visit_wipe(&visit);
    visit_len = scene->requests_len;
    cr_assert(eq(int, write_one(&result, &stage, "now"), VR_OK));
    cr_expect(eq(int, result, DELIVERED_ACCEPTED));
    /* One visit before the writing, one visit and the packet after it. */
    cr_assert(eq(sz, scene->requests_len, visit_len + visit_len + len));
    memset(strstr(strstr(scene->requests, "POST"), "\r\n\r\n") + 4, 0, VR_PACKET_SIZE);
    cr_expect(memcmp(scene->requests + 2 * visit_len, cover, len) == 0);
    tear_down(&stage);
}

Test(deliver, what_cannot_be_sent_waits_and_the_text_is_nowhere_to_be_read)
{
    static const char text[] = "kruisbessenjam";
    enum delivered result = DELIVERED_NOT;
    struct stage stage;
    char command[512];

    set_up(&stage, false);
    page_of(stage.scene, "/v1/packets")->code = 500;
    cr_expect(eq(int, write_one(&result, &stage, text), VR_SYSTEM));
    cr_expect(eq(int, result, DELIVERED_LATER));
    cr_expect(eq(int, first_kind(&stage), VR_FOLLOW_UP));
    snprintf(command, sizeof command, "grep -rqF %s %s", text, stage.state);
    cr_expect(ne(int, system(command), 0));
    page_of(stage.scene, "/v1/packets")->code = 202;
    cr_expect(eq(int, cover_run(&stage.scene->client, &stage.scene->why), VR_OK));
    cr_expect(eq(int, first_kind(&stage), VR_COVER));
    tear_down(&stage);
}

Test(deliver, cover_that_is_refused_keeps_its_turn)
{
    struct stage stage;
    struct queue *queue;
    uint8_t locator[VR_LOCATOR_SIZE];

    set_up(&stage, true);
    page_of(stage.scene, "/v1/packets")->code = 400;
    cr_expect(eq(int, cover_run(&stage.scene->client, &stage.scene->why), VR_MALFORMED));
    queue = open_queue(&stage);
    memcpy(locator, queue->slots[0].locator, sizeof locator);
    queue_close(queue);
    cr_expect(eq(int, cover_run(&stage.scene->client, &stage.scene->why), VR_MALFORMED));
    queue = open_queue(&stage);
    cr_expect(eq(int, queue_find(queue, locator), 0));
    queue_close(queue);
    tear_down(&stage);
}

/* Mark the first record as a run does that is killed while it sends; the first two locators. */
static void
leave_on_its_way(uint8_t locators[static 2][VR_LOCATOR_SIZE], const struct stage *stage)
{
    struct queue *queue = open_queue(stage);

    for (size_t i = 0; i < 2; i++) {
        memcpy(locators[i], queue->slots[i].locator, VR_LOCATOR_SIZE);
    }
    queue->on_its_way = ROUND + 1;
    cr_assert(eq(int, queue_save(queue, stage->state, NULL), VR_OK));
    queue_close(queue);
}

/* Send a packet; where the two then are in the queue, and whether the first is on its way. */
static void
expect_after_cover(struct stage *stage, uint8_t locators[static 2][VR_LOCATOR_SIZE], int first,
                   int second, uint32_t on_its_way)
{
    struct queue *queue;

    cr_assert(eq(int, cover_run(&stage->scene->client, &stage->scene->why), VR_OK), "%s",
              stage->scene->why.text);
    queue = open_queue(stage);
    cr_expect(eq(int, queue_find(queue, locators[0]), first));
    cr_expect(eq(int, queue_find(queue, locators[1]), second));
    cr_expect(eq(u32, queue->on_its_way, on_its_way));
    queue_close(queue);
}

Test(deliver, a_record_that_was_on_its_way_is_not_sent_again_before_the_receipts_tell)
{
    uint8_t locators[2][VR_LOCATOR_SIZE];
    struct stage stage;

    set_up(&stage, true);
    leave_on_its_way(locators, &stage);
    expect_after_cover(&stage, locators, 0, 1, ROUND + 1);
    publish_receipts(stage.scene, ROUND, false);
    stage.scene->client.state.has_receipts = false;
    expect_after_cover(&stage, locators, -1, 0, 0);
    tear_down(&stage);
}

Test(deliver, a_record_that_was_on_its_way_and_is_in_the_receipts_makes_room_for_the_next)
{
    uint8_t locators[2][VR_LOCATOR_SIZE];
    struct stage stage;

    set_up(&stage, true);
    leave_on_its_way(locators, &stage);
    publish_locator(stage.scene, ROUND, locators[0]);
    expect_after_cover(&stage, locators, -1, -1, 0);
    tear_down(&stage);
}

Test(deliver, without_a_folder_nothing_waits)
{
    enum delivered result = DELIVERED_WAITS;
    struct stage stage;

    set_up(&stage, true);
    stage.scene->options.state = NULL;
    page_of(stage.scene, "/v1/packets")->code = 500;
    cr_expect(eq(int, write_one(&result, &stage, "text"), VR_SYSTEM));
    cr_expect(eq(int, result, DELIVERED_NOT));
    cr_expect(eq(int, cover_run(&stage.scene->client, &stage.scene->why), VR_MALFORMED));
    cr_expect(ne(int, access(stage.state, F_OK), 0));
    tear_down(&stage);
}

/* Index of the next packet, drawn many times; bit n is set when n was drawn. */
static uint32_t
drawn_indexes(struct stage *stage)
{
    struct visit visit = { 0 };
    struct scene *scene = stage->scene;
    uint32_t seen = 0;
    uint32_t index = 0;

    cr_assert(eq(int, visit_make(&visit, &scene->client, scene->now, NULL), VR_OK));
    for (unsigned i = 0; i < 400; i++) {
        cr_assert(eq(int, deliver_next_index(&index, &scene->client, &visit, root, NULL), VR_OK));
        cr_assert(lt(u32, index, 32));
        seen |= UINT32_C(1) << index;
    }
    visit_wipe(&visit);

    return seen;
}

Test(deliver, the_next_locator_is_one_of_eight_behind_the_receipts_and_none_that_was_kept)
{
    enum delivered result = DELIVERED_NOT;
    uint8_t locator[VR_LOCATOR_SIZE];
    struct stage stage;

    set_up(&stage, true);
    cr_expect(eq(u32, drawn_indexes(&stage), 0xff));
    cr_assert(eq(int, write_one(&result, &stage, "at index 0"), VR_OK));
    cr_expect(eq(u32, drawn_indexes(&stage), 0xfe));
    vr_codename_locator(locator, root, 0);
    publish_locator(stage.scene, ROUND, locator);
    stage.scene->client.state.has_receipts = false;
    cr_expect(eq(u32, drawn_indexes(&stage), 0x1fe));
    vr_codename_locator(locator, root, 3);
    publish_locator(stage.scene, ROUND, locator);
    stage.scene->client.state.has_receipts = false;
    cr_expect(eq(u32, drawn_indexes(&stage), 0xf6));
    tear_down(&stage);
}
