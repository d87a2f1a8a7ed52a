/* SPDX-License-Identifier: EUPL-1.2 */
#include "queue.h"

#include <errno.h>
#include <libintl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include "file.h"
#include "folder.h"

/* A queue in which nothing waits. */
static enum vr_status
fill(struct queue *queue, const struct vr_circle *circle, uint32_t round, struct vr_why *why)
{
    enum vr_status status = VR_OK;

    for (size_t i = 0; status == VR_OK && i < QUEUE_SLOTS; i++) {
        status = packet_cover(&queue->slots[i], circle, round, why);
    }
    for (size_t i = 0; i < QUEUE_KEPT; i++) {
        queue_forget(queue, i);
    }
    queue->kept_until = round + QUEUE_KEPT_ROUNDS;

    return status;
}

static enum vr_status
read_file(struct queue *queue, struct vr_why *why)
{
    char *bytes = NULL;
    size_t len = 0;
    enum vr_status status = file_read(&bytes, &len, queue->path, QUEUE_SIZE, why);

    if (status != VR_OK) {
        return status;
    }
    status = queue_decode(queue, (const uint8_t *) bytes, len);
    free(bytes);

    return status == VR_OK ? VR_OK
                           : vr_refuse(why, status,
                                       gettext("%.100s is damaged; remove it if you know why: "
                                               "what waited in it is lost then"),
                                       queue->path);
}

static enum vr_status
load(struct queue *queue, const char *folder, const uint8_t pin[static 32],
     const struct vr_circle *circle, uint32_t round, struct vr_why *why)
{
    char path[PATH_MAX];
    enum vr_status status;

    if (!folder_path(path, sizeof path, folder, pin, "queue")) {
        return folder_refuse(why, folder);
    }
    queue->path = strdup(path);
    if (queue->path == NULL) {
        return vr_refuse(why, VR_MEMORY, gettext("no memory"));
    }
    queue->lock = folder_lock(folder);
    if (queue->lock < 0) {
        return folder_refuse(why, folder);
    }
    if (access(path, F_OK) != 0 && errno == ENOENT) {
        return fill(queue, circle, round, why);
    }
    status = read_file(queue, why);
    if (status == VR_OK && round > queue->kept_until) {
        for (size_t i = 0; i < QUEUE_KEPT; i++) {
            queue_forget(queue, i);
        }
        queue->kept_until = round + QUEUE_KEPT_ROUNDS;
    }

    return status;
}

enum vr_status
queue_open(struct queue **out, const char *folder, const uint8_t pin[static 32],
           const struct vr_circle *circle, uint32_t round, struct vr_why *why)
{
    struct queue *queue = calloc(1, sizeof *queue);
    enum vr_status status;

    if (queue == NULL) {
        return vr_refuse(why, VR_MEMORY, gettext("no memory"));
    }
    queue->lock = -1;
    status = load(queue, folder, pin, circle, round, why);
    if (status == VR_OK) {
        *out = queue;
    } else {
        queue_close(queue);
    }

    return status;
}

enum vr_status
queue_save(const struct queue *queue, const char *folder, struct vr_why *why)
{
    uint8_t *bytes = malloc(QUEUE_SIZE);
    enum vr_status status = VR_OK;

    if (bytes == NULL) {
        return vr_refuse(why, VR_MEMORY, gettext("no memory"));
    }
    queue_encode(bytes, queue);
    if (!folder_replace(folder, queue->path, bytes, QUEUE_SIZE)) {
        status = folder_refuse(why, queue->path);
    }
    free(bytes);

    return status;
}

void
queue_close(struct queue *queue)
{
    if (queue == NULL) {
        return;
    }
    if (queue->lock >= 0) {
        close(queue->lock);
    }
    free(queue->path);
    free(queue);
}
