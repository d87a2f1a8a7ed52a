/* SPDX-License-Identifier: EUPL-1.2 */
/* The shares that members put in: from their key files, or typed from paper. In locked memory. */

#ifndef WALLET_H
#define WALLET_H

#include <stddef.h>
#include <stdint.h>

#include <vrijuit/share.h>

#include "tool.h"

struct wallet;

enum vr_status wallet_new(struct wallet **out, const struct tool *tool) VR_MUST_CHECK;
void wallet_free(struct wallet *wallet);

/* Ask for the passphrase of a share file and take its shares. path is borrowed. */
enum vr_status wallet_add_file(struct wallet *wallet, const struct tool *tool,
                               const char *path) VR_MUST_CHECK;

/* Ask for shares on paper, line by line, until an empty line in the place of a first one. */
enum vr_status wallet_add_papers(struct wallet *wallet, const struct tool *tool) VR_MUST_CHECK;

/* Take one share; NULL for a path says that it was typed. */
enum vr_status wallet_add(struct wallet *wallet, const struct tool *tool,
                          const struct vr_share *share, const char *path) VR_MUST_CHECK;

/* The shares in the order in which they came; NULL behind the last. Borrowed, secret. */
const struct vr_share *wallet_share(const struct wallet *wallet, size_t index);

/* How many different members put in a share of this sharing, right or wrong. */
unsigned wallet_count(const struct wallet *wallet, const struct vr_sharing *sharing);

/* The secret of a sharing. Says which member's share is wrong (VR_UNVERIFIED), or how many more are
 * needed (VR_FOREIGN). what names the secret for people. scalar lies in secret memory. */
enum vr_status wallet_combine(uint8_t scalar[static VR_SCALAR_SIZE], const struct wallet *wallet,
                              const struct tool *tool, const struct vr_sharing *sharing,
                              const char *what) VR_MUST_CHECK;

#endif
