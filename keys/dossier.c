/* SPDX-License-Identifier: EUPL-1.2 */
#include "dossier.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include <vrijuit/secret.h>

#include "files.h"

#define SEALED (DOSSIER_BLOCK + crypto_secretstream_xchacha20poly1305_ABYTES)

static const uint8_t magic[8] = { 'V', 'R', 'I', 'J', 'D', 'O', 'S', '1' };

struct dossier_reader {
    int fd;
    bool ended;
    const char *path;
    crypto_secretstream_xchacha20poly1305_state state;
    uint8_t sealed[SEALED];
    uint8_t block[DOSSIER_BLOCK];
};

struct dossier_writer {
    int fd;
    const char *path;
    char temporary[FILE_PATH_MAX];
    crypto_secretstream_xchacha20poly1305_state state;
    uint8_t sealed[SEALED];
    uint8_t block[DOSSIER_BLOCK];
};

enum vr_status
dossier_key(uint8_t key[static 32], const struct tool *tool, const struct wallet *wallet,
            const struct vr_sharing *sharing)
{
    void *scalar = NULL;
    enum vr_status status = tool_secret_new(tool, &scalar, VR_SCALAR_SIZE);

    if (status != VR_OK) {
        return status;
    }
    status = wallet_combine(scalar, wallet, tool, sharing, "dossier");
    if (status == VR_OK) {
        vr_seed_derive(key, scalar, VR_SEED_DOSSIER);
    }
    vr_secret_free(scalar);

    return status;
}

static enum vr_status
refuse_cut(const struct tool *tool, const char *path)
{
    return tool_refuse(VR_UNVERIFIED, path, "%s",
                       say(tool, "het dossier is afgekapt of geen dossier; neem de reservekopie",
                           "the dossier was cut off or is none; take the spare copy"));
}

/* Up to len bytes; fewer only at the end of the file. */
static enum vr_status
read_block(int fd, const char *path, uint8_t *bytes, size_t len, size_t *have)
{
    size_t done = 0;

    while (done < len) {
        ssize_t got = read(fd, bytes + done, len - done);

        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return tool_refuse_errno(path, "read");
        }
        if (got == 0) {
            break;
        }
        done += (size_t) got;
    }
    *have = done;

    return VR_OK;
}

static enum vr_status
begin_reading(struct dossier_reader *reader, const struct tool *tool, const uint8_t key[static 32])
{
    uint8_t head[sizeof magic + crypto_secretstream_xchacha20poly1305_HEADERBYTES];
    size_t have = 0;
    enum vr_status status = read_block(reader->fd, reader->path, head, sizeof head, &have);

    if (status != VR_OK) {
        return status;
    }
    if (have < sizeof head || memcmp(head, magic, sizeof magic) != 0) {
        return refuse_cut(tool, reader->path);
    }
    crypto_secretstream_xchacha20poly1305_init_pull(&reader->state, head + sizeof magic, key);

    return VR_OK;
}

enum vr_status
dossier_reader_open(struct dossier_reader **out, const struct tool *tool, const char *path,
                    const uint8_t key[static 32])
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    void *memory = NULL;
    struct dossier_reader *reader;
    enum vr_status status;

    if (fd < 0 && errno == ENOENT) {
        *out = NULL;
        return VR_OK;
    }
    if (fd < 0) {
        return tool_refuse_errno(path, "open");
    }
    status = tool_secret_new(tool, &memory, sizeof *reader);
    if (status != VR_OK) {
        close(fd);
        return status;
    }
    reader = memory;
    reader->fd = fd;
    reader->path = path;
    status = begin_reading(reader, tool, key);
    if (status != VR_OK) {
        dossier_reader_close(reader);
        return status;
    }
    *out = reader;

    return VR_OK;
}

/* After the last record nothing may follow. */
static enum vr_status
judge_end(struct dossier_reader *reader, const struct tool *tool, bool *end)
{
    uint8_t byte;
    size_t have = 0;
    enum vr_status status = read_block(reader->fd, reader->path, &byte, 1, &have);

    if (status != VR_OK) {
        return status;
    }
    if (have != 0) {
        return tool_refuse(VR_UNVERIFIED, reader->path, "%s",
                           say(tool, "achter het einde van het dossier staat nog iets",
                               "something stands behind the end of the dossier"));
    }
    *end = true;

    return VR_OK;
}

enum vr_status
dossier_reader_next(struct dossier_reader *reader, const struct tool *tool, const char **json,
                    size_t *len, bool *end)
{
    unsigned char tag = 0;
    size_t have = 0;
    enum vr_status status;

    *end = false;
    if (reader->ended) {
        return judge_end(reader, tool, end);
    }
    status = read_block(reader->fd, reader->path, reader->sealed, SEALED, &have);
    if (status != VR_OK) {
        return status;
    }
    if (have < SEALED) {
        return refuse_cut(tool, reader->path);
    }
    if (crypto_secretstream_xchacha20poly1305_pull(&reader->state, reader->block, NULL, &tag,
                                                   reader->sealed, SEALED, magic,
                                                   sizeof magic) != 0 ||
        sodium_unpad(len, reader->block, DOSSIER_BLOCK, DOSSIER_BLOCK) != 0) {
        return tool_refuse(VR_UNVERIFIED, reader->path, "%s",
                           say(tool, "het dossier is veranderd, of hoort bij andere delen",
                               "the dossier was changed, or belongs to other shares"));
    }
    reader->ended = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
    *json = (const char *) reader->block;

    return VR_OK;
}

void
dossier_reader_close(struct dossier_reader *reader)
{
    if (reader != NULL) {
        close(reader->fd);
        vr_secret_free(reader);
    }
}

static enum vr_status
begin_writing(struct dossier_writer *writer, const uint8_t key[static 32])
{
    uint8_t head[sizeof magic + crypto_secretstream_xchacha20poly1305_HEADERBYTES];

    if (unlink(writer->temporary) != 0 && errno != ENOENT) {
        return tool_refuse_errno(writer->temporary, "unlink");
    }
    writer->fd =
        open(writer->temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (writer->fd < 0) {
        return tool_refuse_errno(writer->temporary, "open");
    }
    memcpy(head, magic, sizeof magic);
    crypto_secretstream_xchacha20poly1305_init_push(&writer->state, head + sizeof magic, key);
    if (file_write_all(writer->fd, head, sizeof head) != VR_OK) {
        return tool_refuse_errno(writer->temporary, "write");
    }

    return VR_OK;
}

enum vr_status
dossier_writer_open(struct dossier_writer **out, const struct tool *tool, const char *path,
                    const uint8_t key[static 32])
{
    void *memory = NULL;
    struct dossier_writer *writer;
    enum vr_status status = tool_secret_new(tool, &memory, sizeof *writer);

    if (status != VR_OK) {
        return status;
    }
    writer = memory;
    writer->fd = -1;
    writer->path = path;
    status = path_with(writer->temporary, path, ".new");
    if (status == VR_OK) {
        status = begin_writing(writer, key);
    }
    if (status != VR_OK) {
        dossier_writer_close(writer);
        return status;
    }
    *out = writer;

    return VR_OK;
}

static enum vr_status
put_record(struct dossier_writer *writer, const char *json, size_t len, unsigned char tag)
{
    size_t padded = 0;

    if (len >= DOSSIER_BLOCK) {
        return tool_refuse(VR_FULL, writer->path, "record");
    }
    memcpy(writer->block, json, len);
    if (sodium_pad(&padded, writer->block, len, DOSSIER_BLOCK, DOSSIER_BLOCK) != 0) {
        return tool_refuse(VR_FULL, writer->path, "record");
    }
    crypto_secretstream_xchacha20poly1305_push(&writer->state, writer->sealed, NULL, writer->block,
                                               DOSSIER_BLOCK, magic, sizeof magic, tag);
    if (file_write_all(writer->fd, writer->sealed, SEALED) != VR_OK) {
        return tool_refuse_errno(writer->temporary, "write");
    }

    return VR_OK;
}

enum vr_status
dossier_writer_put(struct dossier_writer *writer, const char *json, size_t len)
{
    return put_record(writer, json, len, crypto_secretstream_xchacha20poly1305_TAG_MESSAGE);
}

enum vr_status
dossier_writer_finish(struct dossier_writer *writer, const char *json, size_t len)
{
    int closed;
    enum vr_status status =
        put_record(writer, json, len, crypto_secretstream_xchacha20poly1305_TAG_FINAL);

    if (status != VR_OK) {
        return status;
    }
    if (fsync(writer->fd) != 0) {
        return tool_refuse_errno(writer->temporary, "fsync");
    }
    closed = close(writer->fd);
    writer->fd = -1;
    if (closed != 0 || rename(writer->temporary, writer->path) != 0) {
        status = tool_refuse_errno(writer->path, "rename");
        unlink(writer->temporary);
        return status;
    }

    return folder_sync_of(writer->path);
}

void
dossier_writer_close(struct dossier_writer *writer)
{
    if (writer == NULL) {
        return;
    }
    if (writer->fd >= 0) {
        close(writer->fd);
        unlink(writer->temporary);
    }
    vr_secret_free(writer);
}
