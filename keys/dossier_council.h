/* SPDX-License-Identifier: EUPL-1.2 */
/* Records of a dossier that the council makes itself, out of their JSON; dossier_record.c calls. */

#ifndef DOSSIER_COUNCIL_H
#define DOSSIER_COUNCIL_H

#include <jansson.h>

#include "dossier_record.h"

enum vr_status dossier_mark_decode(struct dossier_mark *mark, const json_t *document,
                                   struct vr_why *why) VR_MUST_CHECK;

/* On success the caller calls dossier_reply_wipe. */
enum vr_status dossier_reply_decode(struct dossier_reply *reply, const json_t *document,
                                    struct vr_why *why) VR_MUST_CHECK;
enum vr_status dossier_board_decode(struct dossier_board *board, const json_t *document,
                                    struct vr_why *why) VR_MUST_CHECK;

/* On success the caller calls json_decref. */
enum vr_status dossier_statistics_decode(json_t **body, const json_t *document,
                                         struct vr_why *why) VR_MUST_CHECK;

#endif
