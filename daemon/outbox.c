/* SPDX-License-Identifier: EUPL-1.2 */
#include "outbox.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include <vrijuit/bytes.h>

#include "database.h"
#include "files.h"

#define NONCE_SIZE   crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define SEALED_SIZE  (NONCE_SIZE + VR_PACKET_SIZE + crypto_aead_xchacha20poly1305_ietf_ABYTES)
#define PART_PACKETS 64U
#define STATE_SIZE   8U

enum table {
    PACKETS,
    HEADS,
    TAGS,
    META, /* "state" and "answer" */
    TABLES,
};

static const char *const tables[TABLES] = { "packets", "heads", "tags", "meta" };

struct outbox {
    char folder[FILES_PATH_MAX];
    const uint8_t *key;
    struct database *database;
};

enum vr_status
outbox_open(struct outbox **out, const char *folder, uint32_t round, const uint8_t *key,
            struct vr_why *why)
{
    struct outbox *outbox = calloc(1, sizeof *outbox);
    enum vr_status status;

    if (outbox == NULL) {
        return vr_refuse(why, VR_MEMORY, "no memory for a batch");
    }
    outbox->key = key;
    status = files_folder(folder, why);
    if (status == VR_OK) {
        status = files_numbered_path(outbox->folder, folder, round, "batch");
    }
    if (status == VR_OK) {
        status = files_folder(outbox->folder, why);
    }
    if (status == VR_OK) {
        status = database_open(&outbox->database, outbox->folder, tables, TABLES, false, why);
    }
    if (status != VR_OK) {
        outbox_close(outbox);
        return status;
    }
    *out = outbox;

    return VR_OK;
}

void
outbox_close(struct outbox *outbox)
{
    if (outbox == NULL) {
        return;
    }
    database_close(outbox->database);
    free(outbox);
}

enum vr_status
outbox_begin(struct outbox *outbox, struct vr_why *why)
{
    return database_begin(outbox->database, why);
}

enum vr_status
outbox_put_packet(struct outbox *outbox, uint32_t rank, const uint8_t packet[static VR_PACKET_SIZE],
                  struct vr_why *why)
{
    enum vr_status status;
    uint8_t number[4];
    uint8_t *nonce;
    void *room;

    database_number(number, rank);
    status =
        database_append(&room, outbox->database, PACKETS, number, sizeof number, SEALED_SIZE, why);
    if (status != VR_OK) {
        return status;
    }
    nonce = room;
    randombytes_buf(nonce, NONCE_SIZE);
    crypto_aead_xchacha20poly1305_ietf_encrypt(nonce + NONCE_SIZE, NULL, packet, VR_PACKET_SIZE,
                                               number, sizeof number, NULL, nonce, outbox->key);

    return VR_OK;
}

enum vr_status
outbox_put_tag(struct outbox *outbox, const uint8_t tag[static VR_TAG_SIZE], struct vr_why *why)
{
    return database_put(outbox->database, TAGS, tag, VR_TAG_SIZE, NULL, 0, why);
}

enum vr_status
outbox_put_head(struct outbox *outbox, uint32_t part, const char *head, size_t len,
                struct vr_why *why)
{
    uint8_t number[4];

    database_number(number, part);

    return database_put(outbox->database, HEADS, number, sizeof number, head, len, why);
}

static enum vr_status
put_meta(struct database *database, const char *name, const void *value, size_t len,
         struct vr_why *why)
{
    return database_put(database, META, name, strlen(name), value, len, why);
}

static enum vr_status
put_state(struct database *database, const struct outbox_state *state, struct vr_why *why)
{
    uint8_t bytes[STATE_SIZE];

    vr_store32(bytes, state->count);
    vr_store32(bytes + 4, state->parts);

    return put_meta(database, "state", bytes, sizeof bytes, why);
}

enum vr_status
outbox_commit(struct outbox *outbox, const struct outbox_state *state, const char *answer,
              size_t answer_len, struct vr_why *why)
{
    enum vr_status status = put_state(outbox->database, state, why);

    if (status == VR_OK && answer != NULL) {
        status = put_meta(outbox->database, "answer", answer, answer_len, why);
    }

    return status == VR_OK ? database_commit(outbox->database, why) : status;
}

void
outbox_abort(struct outbox *outbox)
{
    database_abort(outbox->database);
}

enum vr_status
outbox_state(struct outbox_state *state, struct outbox *outbox)
{
    enum vr_status status;
    char *bytes = NULL;
    size_t len;

    status = database_get(&bytes, &len, outbox->database, META, "state", strlen("state"));
    if (status != VR_OK) {
        return status;
    }
    if (len == STATE_SIZE) {
        state->count = vr_load32((const uint8_t *) bytes);
        state->parts = vr_load32((const uint8_t *) bytes + 4);
    } else {
        status = VR_MALFORMED;
    }
    free(bytes);

    return status;
}

struct tag_visit {
    enum vr_status (*visit)(void *arg, const uint8_t tag[static VR_TAG_SIZE]);
    void *arg;
};

static enum vr_status
visit_tag(void *arg, const void *key, size_t len)
{
    const struct tag_visit *visit = arg;

    return len == VR_TAG_SIZE ? visit->visit(visit->arg, key) : VR_MALFORMED;
}

enum vr_status
outbox_each_tag(struct outbox *outbox,
                enum vr_status (*visit)(void *arg, const uint8_t tag[static VR_TAG_SIZE]),
                void *arg)
{
    struct tag_visit tag_visit = { visit, arg };

    return database_each(outbox->database, TAGS, visit_tag, &tag_visit);
}

enum vr_status
outbox_answer(char **out, size_t *len, struct outbox *outbox)
{
    return database_get(out, len, outbox->database, META, "answer", strlen("answer"));
}

static enum vr_status
read_packet(uint8_t packet[static VR_PACKET_SIZE], struct outbox *outbox, uint32_t rank,
            struct vr_why *why)
{
    enum vr_status status;
    uint8_t number[4];
    char *value = NULL;
    size_t len;

    database_number(number, rank);
    status = database_get(&value, &len, outbox->database, PACKETS, number, sizeof number);
    if (status != VR_OK) {
        return vr_refuse(why, status, "%s: a packet of the batch is not there", outbox->folder);
    }
    if (len != SEALED_SIZE ||
        crypto_aead_xchacha20poly1305_ietf_decrypt(
            packet, NULL, NULL, (const uint8_t *) value + NONCE_SIZE, len - NONCE_SIZE, number,
            sizeof number, (const uint8_t *) value, outbox->key) != 0) {
        status =
            vr_refuse(why, VR_UNVERIFIED, "%s: a packet of the batch is damaged", outbox->folder);
    }
    free(value);

    return status;
}

enum vr_status
outbox_part(char **out, size_t *len, struct outbox *outbox, uint32_t part, struct vr_why *why)
{
    uint32_t first = (part - 1) * PART_PACKETS;
    struct outbox_state state;
    enum vr_status status;
    uint8_t number[4];
    char *head = NULL;
    size_t head_len = 0;
    uint32_t count;
    char *whole;

    database_number(number, part);
    status = outbox_state(&state, outbox);
    if (status == VR_OK) {
        status = database_get(&head, &head_len, outbox->database, HEADS, number, sizeof number);
    }
    if (status != VR_OK || state.count <= first) {
        free(head);
        return vr_refuse(why, VR_FOREIGN, "%s: part %u is not there", outbox->folder, part);
    }
    count = state.count - first < PART_PACKETS ? state.count - first : PART_PACKETS;
    whole = realloc(head, head_len + (size_t) count * VR_PACKET_SIZE);
    if (whole == NULL) {
        free(head);
        return vr_refuse(why, VR_MEMORY, "no memory for a part");
    }
    for (uint32_t i = 0; i < count && status == VR_OK; i++) {
        status = read_packet((uint8_t *) whole + head_len + (size_t) i * VR_PACKET_SIZE, outbox,
                             first + i, why);
    }
    if (status != VR_OK) {
        free(whole);
        return status;
    }
    *out = whole;
    *len = head_len + (size_t) count * VR_PACKET_SIZE;

    return VR_OK;
}

struct copying {
    struct database *to;
    struct vr_why *why;
};

static enum vr_status
copy_tag(void *arg, const void *key, size_t len)
{
    const struct copying *copying = arg;

    return database_put(copying->to, TAGS, key, len, NULL, 0, copying->why);
}

/* A fresh environment: LMDB would keep what is deleted readable in its free pages. */
static enum vr_status
write_rest(struct outbox *outbox, const char *folder, struct vr_why *why)
{
    const struct outbox_state taken = { 0 };
    struct copying copying = { NULL, why };
    enum vr_status status;
    char *answer = NULL;
    size_t len = 0;

    status = files_folder(folder, why);
    if (status == VR_OK) {
        status = database_open(&copying.to, folder, tables, TABLES, false, why);
    }
    if (status == VR_OK) {
        status = database_begin(copying.to, why);
    }
    if (status == VR_OK) {
        status = database_each(outbox->database, TAGS, copy_tag, &copying);
    }
    if (status == VR_OK) {
        status = put_state(copying.to, &taken, why);
    }
    if (status == VR_OK && outbox_answer(&answer, &len, outbox) == VR_OK) {
        status = put_meta(copying.to, "answer", answer, len, why);
    }
    if (status == VR_OK) {
        status = database_commit(copying.to, why);
    }
    free(answer);
    database_close(copying.to);

    return status;
}

enum vr_status
outbox_settle(struct outbox *outbox, struct vr_why *why)
{
    char fresh[FILES_PATH_MAX];
    char from[FILES_PATH_MAX];
    char to[FILES_PATH_MAX];
    enum vr_status status;
    int fits = snprintf(fresh, sizeof fresh, "%s.new", outbox->folder);

    if (fits < 0 || (size_t) fits >= sizeof fresh) {
        return vr_refuse(why, VR_FULL, "%s: path too long", outbox->folder);
    }
    outbox_remove_environment(fresh);
    status = write_rest(outbox, fresh, why);
    if (status == VR_OK) {
        status = files_path(from, fresh, "data.mdb");
    }
    if (status == VR_OK) {
        status = files_path(to, outbox->folder, "data.mdb");
    }
    if (status == VR_OK && rename(from, to) != 0) {
        status = vr_refuse(why, VR_SYSTEM, "%s: %s", to, strerror(errno));
    }
    outbox_remove_environment(fresh);

    return status == VR_OK ? files_sync_folder(to, why) : status;
}
