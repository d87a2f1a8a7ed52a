/* SPDX-License-Identifier: EUPL-1.2 */
/* The share file of a member: all its shares, sealed with the member's passphrase. */

#ifndef SHARES_FILE_H
#define SHARES_FILE_H

#include <stddef.h>
#include <stdint.h>

#include <vrijuit/keyfile.h>
#include <vrijuit/share.h>

#include "prompt.h"
#include "tool.h"

#define SHARES_FILE_MAX 256U /* shares in one file */

/* Secret; in locked memory. */
struct shares_file {
    char passphrase[PROMPT_LINE_MAX];
    size_t count;
    struct vr_share shares[SHARES_FILE_MAX];
    uint8_t bytes[SHARES_FILE_MAX * VR_SHARE_SIZE];
};

/* Whether path can be a share file at all: looked at before anyone types a passphrase. */
enum vr_status shares_file_judge(const struct tool *tool, const char *path) VR_MUST_CHECK;

/* Ask for the passphrase of path; it stays in shares->passphrase. */
enum vr_status shares_file_ask(struct shares_file *shares, const struct tool *tool,
                               const char *path) VR_MUST_CHECK;

/* Open path with shares->passphrase. */
enum vr_status shares_file_open(struct shares_file *shares, const struct tool *tool,
                                const char *path) VR_MUST_CHECK;

/* A new file, whole or not there; an existing one is refused. */
enum vr_status shares_file_write_new(struct shares_file *shares, const struct tool *tool,
                                     const char *path) VR_MUST_CHECK;

/* In the place of path, which stays as it was until the new one is whole, read back and in its
 * place; then what it held is overwritten. Without any share the file is removed. */
enum vr_status shares_file_replace(struct shares_file *shares, const struct tool *tool,
                                   const char *path) VR_MUST_CHECK;

#endif
