/* SPDX-License-Identifier: EUPL-1.2 */
#include "ended.h"

#include "files.h"
#include "outbox.h"

enum vr_status
ended_begin(struct tags **out, struct ended *ended, uint32_t round, size_t limit)
{
    size_t place = round % ENDED_ROUNDS;
    struct tags *tags = NULL;
    enum vr_status status = tags_new(&tags, limit);

    if (status != VR_OK) {
        return status;
    }
    tags_free(ended->tags[place]);
    ended->tags[place] = tags;
    ended->rounds[place] = round;
    *out = tags;

    return VR_OK;
}

bool
ended_have(const struct ended *ended, uint32_t round, const uint8_t tag[static VR_TAG_SIZE])
{
    size_t place = round % ENDED_ROUNDS;

    return ended->tags[place] != NULL && ended->rounds[place] == round &&
           tags_have(ended->tags[place], tag);
}

void
ended_wipe(struct ended *ended)
{
    for (size_t i = 0; i < ENDED_ROUNDS; i++) {
        tags_free(ended->tags[i]);
        ended->tags[i] = NULL;
    }
}

struct loading {
    struct ended *ended;
    const char *outboxes;
    uint32_t next;
    size_t limit;
    struct vr_why *why;
};

static enum vr_status
add_tag(void *arg, const uint8_t tag[static VR_TAG_SIZE])
{
    return tags_add(arg, tag);
}

static enum vr_status
load_round(void *arg, uint64_t number)
{
    const struct loading *loading = arg;
    struct outbox *outbox = NULL;
    struct tags *tags = NULL;
    enum vr_status status;

    if (number >= loading->next || number + ENDED_ROUNDS < loading->next) {
        return VR_OK;
    }
    status = ended_begin(&tags, loading->ended, (uint32_t) number, loading->limit);
    if (status == VR_OK) {
        status = outbox_open(&outbox, loading->outboxes, (uint32_t) number, NULL, loading->why);
    }
    if (status == VR_OK) {
        status = outbox_each_tag(outbox, add_tag, tags);
    }
    outbox_close(outbox);

    return status;
}

enum vr_status
ended_load(struct ended *ended, const char *outboxes, uint32_t next, size_t limit,
           struct vr_why *why)
{
    struct loading loading = { ended, outboxes, next, limit, why };
    enum vr_status status = files_folder(outboxes, why);

    return status == VR_OK ? files_numbered(outboxes, "batch", load_round, &loading, why) : status;
}
