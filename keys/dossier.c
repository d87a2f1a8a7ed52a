/* SPDX-License-Identifier: EUPL-1.2 */
#include "dossier.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include <vrijuit/secret.h>

#include "dossier_stream.h"

const uint8_t dossier_magic[DOSSIER_MAGIC] = { 'V', 'R', 'I', 'J', 'D', 'O', 'S', '1' };

struct dossier_reader {
    int fd;
    bool ended;
    const char *path;
    void *joined; /* a record of several blocks; secret memory */
    crypto_secretstream_xchacha20poly1305_state state;
    uint8_t sealed[DOSSIER_SEALED];
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
    uint8_t head[DOSSIER_MAGIC + crypto_secretstream_xchacha20poly1305_HEADERBYTES];
    size_t have = 0;
    enum vr_status status = read_block(reader->fd, reader->path, head, sizeof head, &have);

    if (status != VR_OK) {
        return status;
    }
    if (have < sizeof head || memcmp(head, dossier_magic, DOSSIER_MAGIC) != 0) {
        return refuse_cut(tool, reader->path);
    }
    crypto_secretstream_xchacha20poly1305_init_pull(&reader->state, head + DOSSIER_MAGIC, key);

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

/* One block; *len without its padding. */
static enum vr_status
pull_block(struct dossier_reader *reader, const struct tool *tool, size_t *len, unsigned char *tag)
{
    size_t have = 0;
    enum vr_status status =
        read_block(reader->fd, reader->path, reader->sealed, DOSSIER_SEALED, &have);

    if (status != VR_OK) {
        return status;
    }
    if (have < DOSSIER_SEALED) {
        return refuse_cut(tool, reader->path);
    }
    if (crypto_secretstream_xchacha20poly1305_pull(&reader->state, reader->block, NULL, tag,
                                                   reader->sealed, DOSSIER_SEALED, dossier_magic,
                                                   DOSSIER_MAGIC) != 0 ||
        sodium_unpad(len, reader->block, DOSSIER_BLOCK, DOSSIER_BLOCK) != 0) {
        return tool_refuse(VR_UNVERIFIED, reader->path, "%s",
                           say(tool, "het dossier is veranderd, of hoort bij andere delen",
                               "the dossier was changed, or belongs to other shares"));
    }

    return VR_OK;
}

/* What begins in the block at hand goes on in the next ones. */
static enum vr_status
join_blocks(struct dossier_reader *reader, const struct tool *tool, size_t *len, unsigned char *tag)
{
    enum vr_status status = VR_OK;
    size_t more = 0;

    if (reader->joined == NULL) {
        status = tool_secret_new(tool, &reader->joined, DOSSIER_RECORD_MAX + DOSSIER_BLOCK);
    }
    if (status != VR_OK) {
        return status;
    }
    memcpy(reader->joined, reader->block, *len);
    while (*tag == DOSSIER_TAG_MORE) {
        status = pull_block(reader, tool, &more, tag);
        if (status != VR_OK) {
            return status;
        }
        if (*len + more > DOSSIER_RECORD_MAX) {
            return tool_refuse(VR_FULL, reader->path, "%s",
                               say(tool, "iets in het dossier is langer dan mag",
                                   "something in the dossier is longer than allowed"));
        }
        memcpy((char *) reader->joined + *len, reader->block, more);
        *len += more;
    }

    return VR_OK;
}

enum vr_status
dossier_reader_next(struct dossier_reader *reader, const struct tool *tool, const char **json,
                    size_t *len, bool *end)
{
    unsigned char tag = 0;
    bool is_joined;
    enum vr_status status;

    *end = false;
    *len = 0;
    if (reader->ended) {
        return judge_end(reader, tool, end);
    }
    status = pull_block(reader, tool, len, &tag);
    is_joined = status == VR_OK && tag == DOSSIER_TAG_MORE;
    if (is_joined) {
        status = join_blocks(reader, tool, len, &tag);
    }
    if (status != VR_OK) {
        return status;
    }
    reader->ended = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
    *json = is_joined ? reader->joined : (const char *) reader->block;

    return VR_OK;
}

bool
dossier_reader_is_last(const struct dossier_reader *reader)
{
    return reader->ended;
}

void
dossier_reader_close(struct dossier_reader *reader)
{
    if (reader != NULL) {
        close(reader->fd);
        vr_secret_free(reader->joined);
        vr_secret_free(reader);
    }
}
