/* SPDX-License-Identifier: EUPL-1.2 */
#include "shares_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include <vrijuit/secret.h>

#include "files.h"

#define SEALED_MAX (VR_KEYFILE_HEADER + SHARES_FILE_MAX * VR_SHARE_SIZE + VR_KEYFILE_TAG)

enum vr_status
shares_file_ask(struct shares_file *shares, const struct tool *tool, const char *path)
{
    char question[PROMPT_LINE_MAX];

    snprintf(question, sizeof question, say(tool, "Wachtzin van %s:", "Passphrase of %s:"), path);

    return prompt_secret(tool, shares->passphrase, question);
}

static enum vr_status
refuse_file(const struct tool *tool, enum vr_status status, const char *path,
            const struct vr_why *why)
{
    if (status == VR_UNVERIFIED) {
        return tool_refuse(
            status, path, "%s",
            say(tool, "de wachtzin is niet goed, of het bestand is veranderd; probeer opnieuw",
                "the passphrase is wrong, or the file was changed; try again"));
    }

    return tool_refuse_why(status, path, why);
}

static enum vr_status
take_shares(struct shares_file *shares, size_t len, struct vr_why *why)
{
    size_t count = len / VR_SHARE_SIZE;
    enum vr_status status = VR_OK;

    if (count == 0 || len % VR_SHARE_SIZE != 0) {
        return vr_refuse(why, VR_MALFORMED, "no whole number of shares is in it");
    }
    for (size_t i = 0; i < count && status == VR_OK; i++) {
        status = vr_share_decode(&shares->shares[i], shares->bytes + i * VR_SHARE_SIZE, why);
    }
    shares->count = status == VR_OK ? count : 0;

    return status;
}

/* The header tells how much a passphrase would open, so that it fits. */
static enum vr_status
judge_header(const char *file, size_t len, struct vr_why *why)
{
    struct vr_keyfile_info info;
    enum vr_status status = vr_keyfile_inspect(&info, (const uint8_t *) file, len, why);

    if (status == VR_OK && info.secret_len > SHARES_FILE_MAX * VR_SHARE_SIZE) {
        status = vr_refuse(why, VR_FULL, "more than %u shares", SHARES_FILE_MAX);
    }

    return status;
}

enum vr_status
shares_file_judge(const struct tool *tool, const char *path)
{
    char *file = NULL;
    size_t len = 0;
    struct vr_why why = { "" };
    enum vr_status status = file_read(tool, &file, &len, path, VR_KEYFILE_MAX);

    if (status != VR_OK) {
        return status;
    }
    status = judge_header(file, len, &why);
    if (status != VR_OK) {
        tool_refuse_why(status, path, &why);
    }
    free(file);

    return status;
}

enum vr_status
shares_file_open(struct shares_file *shares, const struct tool *tool, const char *path)
{
    char *file = NULL;
    size_t len = 0;
    size_t secret_len = 0;
    struct vr_why why = { "" };
    enum vr_status status = file_read(tool, &file, &len, path, VR_KEYFILE_MAX);

    if (status != VR_OK) {
        return status;
    }
    status = judge_header(file, len, &why);
    if (status == VR_OK) {
        status =
            vr_keyfile_open(shares->bytes, &secret_len, VR_KEYFILE_SHARE, (const uint8_t *) file,
                            len, shares->passphrase, strlen(shares->passphrase), &why);
    }
    free(file);
    if (status != VR_OK) {
        return refuse_file(tool, status, path, &why);
    }
    status = take_shares(shares, secret_len, &why);

    return status == VR_OK ? VR_OK : tool_refuse_why(status, path, &why);
}

static enum vr_status
seal_shares(uint8_t sealed[static SEALED_MAX], size_t *len, struct shares_file *shares,
            const char *path)
{
    uint8_t salt_nonce[40];
    enum vr_status status;

    for (size_t i = 0; i < shares->count; i++) {
        vr_share_encode(&shares->bytes[i * VR_SHARE_SIZE], &shares->shares[i]);
    }
    randombytes_buf(salt_nonce, sizeof salt_nonce);
    status = vr_keyfile_seal(sealed, len, VR_KEYFILE_SHARE, VR_KEYFILE_OPS, VR_KEYFILE_MEMORY_KIB,
                             shares->passphrase, strlen(shares->passphrase), shares->bytes,
                             shares->count * VR_SHARE_SIZE, salt_nonce);

    return status == VR_OK ? VR_OK : tool_refuse(status, path, "%s", vr_status_text(status));
}

enum vr_status
shares_file_write_new(struct shares_file *shares, const struct tool *tool, const char *path)
{
    uint8_t sealed[SEALED_MAX];
    char next[FILE_PATH_MAX];
    size_t len = 0;
    enum vr_status status = seal_shares(sealed, &len, shares, path);

    if (status == VR_OK) {
        status = file_write_beside(next, path, sealed, len);
    }
    if (status != VR_OK) {
        return status;
    }
    status = file_rename_new(tool, next, path);
    if (status != VR_OK) {
        file_shred(next);
    }

    return status;
}

/* The new file must open and hold the same before the old one goes. */
static enum vr_status
read_back(const struct shares_file *shares, const struct tool *tool, const char *path)
{
    void *memory = NULL;
    struct shares_file *again;
    enum vr_status status = tool_secret_new(tool, &memory, sizeof *again);

    if (status != VR_OK) {
        return status;
    }
    again = memory;
    memcpy(again->passphrase, shares->passphrase, sizeof again->passphrase);
    status = shares_file_open(again, tool, path);
    if (status == VR_OK &&
        (again->count != shares->count ||
         sodium_memcmp(again->bytes, shares->bytes, shares->count * VR_SHARE_SIZE) != 0)) {
        status = tool_refuse(VR_UNVERIFIED, path, "%s",
                             say(tool, "wat net is geschreven klopt niet; neem een andere schijf",
                                 "what was just written is wrong; take another disk"));
    }
    vr_secret_free(memory);

    return status;
}

enum vr_status
shares_file_replace(struct shares_file *shares, const struct tool *tool, const char *path)
{
    uint8_t sealed[SEALED_MAX];
    char next[FILE_PATH_MAX];
    size_t len = 0;
    enum vr_status status;

    if (shares->count == 0) {
        return file_shred(path) ? folder_sync_of(path) : tool_refuse_errno(path, "unlink");
    }
    status = seal_shares(sealed, &len, shares, path);
    if (status == VR_OK) {
        status = file_write_beside(next, path, sealed, len);
    }
    if (status != VR_OK) {
        return status;
    }
    status = read_back(shares, tool, next);
    if (status == VR_OK) {
        status = file_take_place(next, path);
    }
    if (status != VR_OK) {
        file_shred(next);
    }

    return status;
}
