/* SPDX-License-Identifier: EUPL-1.2 */
/* Where a circle comes from, a file or the entry, and whether it may be used. */

#ifndef CIRCLE_SOURCE_H
#define CIRCLE_SOURCE_H

#include <stddef.h>
#include <stdint.h>

#include <vrijuit/circle.h>
#include <vrijuit/status.h>

#include "client.h"
#include "transport.h"

/* circle.json and circle.json.minisig as they came. */
struct circle_files {
    char *circle;
    size_t circle_len;
    char *minisig;
    size_t minisig_len;
};

void circle_files_wipe(struct circle_files *files);

/* Both, from the entry. */
enum vr_status circle_fetch(struct circle_files *files, struct transport *transport,
                            struct vr_why *why) VR_MUST_CHECK;

/* The circle, verified by the pin before it is read. */
enum vr_status circle_verify_files(struct vr_circle **out, const struct client *client,
                                   const struct circle_files *files,
                                   struct vr_why *why) VR_MUST_CHECK;

/* The circle of --circle, verified; *out stays as it is without that option. */
enum vr_status circle_read(struct vr_circle **out, const struct client *client,
                           struct vr_why *why) VR_MUST_CHECK;

/* Expiry, and what was seen before; noted in the state when it may be used. */
enum vr_status circle_judge(const struct vr_circle *circle, struct client *client, uint64_t now,
                            struct vr_why *why) VR_MUST_CHECK;

#endif
