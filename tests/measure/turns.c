/* SPDX-License-Identifier: EUPL-1.2 */
/* Put a record in front of a client's queue for each line that comes in, "report" or "cover", and
 * answer with its locator. A report is long or short by chance, and kept, as the client keeps it.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <sodium.h>
#include <vrijuit/circle.h>
#include <vrijuit/content.h>
#include <vrijuit/secret.h>

#include "file.h"
#include "kept.h"
#include "measure.h"
#include "packet.h"
#include "queue.h"

#define TEXT_MAX 8000U

struct desk {
    const char *folder;
    uint8_t pin[32];
    struct vr_circle *circle;
    struct kept *kept;
};

/* Stop unless it went well. */
static void
need(enum vr_status status, const struct vr_why *why)
{
    if (status != VR_OK) {
        measure_stop("%s", why->text[0] != 0 ? why->text : vr_status_text(status));
    }
}

static uint32_t
round_now(const struct desk *desk)
{
    uint32_t round = 0;
    bool late;

    if (!vr_circle_round(&round, &late, desk->circle, (uint64_t) time(NULL))) {
        measure_stop("before the first round");
    }

    return round;
}

/* What a person might write, as far as its length goes. */
static void
write_content(struct desk *desk)
{
    struct vr_content content = { .kind = VR_REPORT, .reply_len = desk->circle->suite->public_len };
    char text[TEXT_MAX + 1] = { 0 };
    char *bytes = NULL;
    size_t len = 1 + randombytes_uniform(TEXT_MAX);

    for (size_t i = 0; i < len; i++) {
        text[i] = (char) ('a' + randombytes_uniform(26));
    }
    randombytes_buf(content.id, sizeof content.id);
    randombytes_buf(content.reply, content.reply_len);
    content.answers = json_pack("{s:s}", "eigen-woorden", text);
    need(vr_content_encode(&bytes, &desk->kept->content_len, &content), &(struct vr_why) { "" });
    memcpy(desk->kept->content, bytes, desk->kept->content_len);
    json_decref(content.answers);
    free(bytes);
}

static void
write_report(struct sealed_record *record, struct queue *queue, struct desk *desk, uint32_t round)
{
    const struct vr_council *council = &desk->circle->councils[0];
    struct vr_why why = { "" };
    uint8_t root[VR_ROOT_SIZE];
    uint8_t locator[VR_LOCATOR_SIZE];
    uint8_t sealed[KEPT_SIZE];

    randombytes_buf(root, sizeof root);
    vr_codename_locator(locator, root, 0);
    write_content(desk);
    memcpy(desk->kept->council, council->id, strlen(council->id) + 1);
    desk->kept->index = 0;
    desk->kept->round = round;
    need(packet_seal(record, desk->circle, council, round, locator, desk->kept->content,
                     desk->kept->content_len, &why),
         &why);
    need(kept_seal(sealed, desk->kept, root), &why);
    queue_keep(queue, sealed, round);
}

static void
put_in_front(struct desk *desk, bool is_report)
{
    const uint32_t round = round_now(desk);
    struct vr_why why = { "" };
    struct sealed_record record;
    struct queue *queue = NULL;
    char hex[2 * VR_LOCATOR_SIZE + 1];

    need(queue_open(&queue, desk->folder, desk->pin, desk->circle, round, &why), &why);
    if (is_report) {
        write_report(&record, queue, desk, round);
    } else {
        need(packet_cover(&record, desk->circle, round, &why), &why);
    }
    queue_push(queue, &record);
    need(queue_save(queue, desk->folder, &why), &why);
    queue_close(queue);
    printf("%s\n", sodium_bin2hex(hex, sizeof hex, record.locator, sizeof record.locator));
    fflush(stdout);
}

int
main(int argc, char *argv[])
{
    struct measure_option options[] = {
        { "circle", NULL },
        { "pin", NULL },
        { "state", NULL },
        { NULL, NULL },
    };
    struct desk desk = { 0 };
    struct vr_why why = { "" };
    struct measure_file file;
    char line[16];

    vr_secret_allow_unlocked(true);
    measure_options(options, argc, argv);
    measure_map(&file, measure_text(&options[0]));
    need(vr_circle_parse(&desk.circle, file.bytes, file.len, &why), &why);
    need(file_read_pin(desk.pin, measure_text(&options[1]), &why), &why);
    desk.folder = measure_text(&options[2]);
    need(kept_new(&desk.kept, &why), &why);
    while (fgets(line, sizeof line, stdin) != NULL) {
        put_in_front(&desk, strcmp(line, "report\n") == 0);
    }
    kept_free(desk.kept);
    vr_circle_free(desk.circle);

    return 0;
}
