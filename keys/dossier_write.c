/* SPDX-License-Identifier: EUPL-1.2 */
#include "dossier.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include <vrijuit/secret.h>

#include "dossier_stream.h"
#include "files.h"

struct dossier_writer {
    int fd;
    const struct tool *tool;
    const char *path;
    char temporary[FILE_PATH_MAX];
    crypto_secretstream_xchacha20poly1305_state state;
    uint8_t sealed[DOSSIER_SEALED];
    uint8_t block[DOSSIER_BLOCK];
};

static enum vr_status
refuse_busy(const struct tool *tool, const char *path)
{
    return tool_refuse(VR_CONFLICT, path, "%s",
                       say(tool,
                           "een ander programma werkt nu aan dit dossier; wacht tot het klaar is",
                           "another program works on this dossier now; wait until it is ready"));
}

/* Whether fd is still what the name says: the run that held it may have given it another name. */
static bool
is_still_there(int fd, const char *path)
{
    struct stat held, named;

    return fstat(fd, &held) == 0 && lstat(path, &named) == 0 && held.st_dev == named.st_dev &&
           held.st_ino == named.st_ino && S_ISREG(held.st_mode) && held.st_nlink == 1;
}

/* The new file is the lock too: who holds it is the only one who may replace the dossier. It must
 * be held before the old dossier is read. What a run that was killed left in it goes. */
static enum vr_status
take_lock(struct dossier_writer *writer, const struct tool *tool)
{
    writer->fd = open(writer->temporary, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (writer->fd < 0) {
        return tool_refuse_errno(writer->temporary, "open");
    }
    if (flock(writer->fd, LOCK_EX | LOCK_NB) != 0 ||
        !is_still_there(writer->fd, writer->temporary)) {
        close(writer->fd);
        writer->fd = -1;
        return refuse_busy(tool, writer->path);
    }
    if (ftruncate(writer->fd, 0) != 0) {
        return tool_refuse_errno(writer->temporary, "write");
    }

    return VR_OK;
}

static enum vr_status
begin_writing(struct dossier_writer *writer, const uint8_t key[static 32])
{
    uint8_t head[DOSSIER_MAGIC + crypto_secretstream_xchacha20poly1305_HEADERBYTES];

    memcpy(head, dossier_magic, DOSSIER_MAGIC);
    crypto_secretstream_xchacha20poly1305_init_push(&writer->state, head + DOSSIER_MAGIC, key);
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
    writer->tool = tool;
    writer->path = path;
    status = path_with(writer->temporary, path, ".new");
    if (status == VR_OK) {
        status = take_lock(writer, tool);
    }
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
put_block(struct dossier_writer *writer, const char *bytes, size_t len, unsigned char tag)
{
    size_t padded = 0;

    memcpy(writer->block, bytes, len);
    if (sodium_pad(&padded, writer->block, len, DOSSIER_BLOCK, DOSSIER_BLOCK) != 0) {
        return tool_refuse(VR_FULL, writer->path, "record");
    }
    crypto_secretstream_xchacha20poly1305_push(&writer->state, writer->sealed, NULL, writer->block,
                                               DOSSIER_BLOCK, dossier_magic, DOSSIER_MAGIC, tag);
    if (file_write_all(writer->fd, writer->sealed, DOSSIER_SEALED) != VR_OK) {
        return tool_refuse_errno(writer->temporary, "write");
    }

    return VR_OK;
}

static enum vr_status
put_record(struct dossier_writer *writer, const char *json, size_t len, unsigned char tag)
{
    enum vr_status status;

    if (len > DOSSIER_RECORD_MAX) {
        return tool_refuse(VR_FULL, writer->path, "record: %zu > %u", len, DOSSIER_RECORD_MAX);
    }
    while (len >= DOSSIER_BLOCK) {
        status = put_block(writer, json, DOSSIER_BLOCK - 1, DOSSIER_TAG_MORE);
        if (status != VR_OK) {
            return status;
        }
        json += DOSSIER_BLOCK - 1;
        len -= DOSSIER_BLOCK - 1;
    }

    return put_block(writer, json, len, tag);
}

enum vr_status
dossier_writer_put(struct dossier_writer *writer, const char *json, size_t len)
{
    return put_record(writer, json, len, crypto_secretstream_xchacha20poly1305_TAG_MESSAGE);
}

/* The dossier is the new one already, but its name may not be on the disk yet. */
static enum vr_status
sync_name(const struct dossier_writer *writer)
{
    enum vr_status status = folder_sync_of(writer->path);

    if (status != VR_OK) {
        return tool_refuse(status, writer->path, "%s",
                           say(writer->tool,
                               "het nieuwe dossier staat er, maar bij stroomuitval kan het oude "
                               "terugkomen; maak nu een reservekopie op een andere stick",
                               "the new dossier is there, but after a power failure the old one "
                               "may come back; make a spare copy on another stick now"));
    }

    return VR_OK;
}

enum vr_status
dossier_writer_finish(struct dossier_writer *writer, const char *json, size_t len)
{
    enum vr_status status =
        put_record(writer, json, len, crypto_secretstream_xchacha20poly1305_TAG_FINAL);

    if (status != VR_OK) {
        return status;
    }
    if (fsync(writer->fd) != 0) {
        return tool_refuse_errno(writer->temporary, "fsync");
    }
    if (rename(writer->temporary, writer->path) != 0) {
        return tool_refuse_errno(writer->path, "rename");
    }
    /* Closed only now: the lock holds until the dossier is the new one. */
    close(writer->fd);
    writer->fd = -1;

    return sync_name(writer);
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
