/* SPDX-License-Identifier: EUPL-1.2 */
/* One run of `open`: a batch file is read once, front to back, into a new dossier. */

#ifndef OPENING_H
#define OPENING_H

#include <stdio.h>

#include <vrijuit/batchfile.h>

#include "access.h"
#include "dossier_record.h"
#include "keyring.h"

/* Rounds in which something was found, one for each find; NO_ROUND where it is not known. */
#define NO_ROUND UINT64_MAX
struct rounds {
    uint64_t *list;
    size_t count;
    size_t size;
};

struct opening {
    const struct tool *tool;
    const char *path;
    const char *dossier;
    bool any_start; /* a first batch need not begin with the first receipts */
    struct access access;
    struct keyring *keyring;

    FILE *file;
    struct vr_batch_header header;
    uint32_t record_count;
    struct vr_batch_hash hash;
    struct vr_batch_audit *audit;
    struct vr_batch_findings findings;
    uint8_t *content; /* of one record; secret memory */

    struct dossier_writer *writer;
    struct dossier_state state;
    bool has_state;
    uint8_t (*ids)[VR_REPORT_ID_SIZE]; /* of all in the dossier */
    size_t id_count;
    size_t id_size;
    uint64_t reports; /* in the dossier, without follow-ups */

    uint64_t opened;
    uint64_t cover;
    uint64_t twice;
    uint64_t foreign;
    struct rounds damaged;
    struct rounds unreadable;
};

/* Open the file and judge header and size. */
enum vr_status opening_begin(struct opening *opening) VR_MUST_CHECK;

/* Take over what is in the dossier already. */
enum vr_status opening_copy(struct opening *opening) VR_MUST_CHECK;

/* Receipts, records, signature; what cannot be trusted is refused. */
enum vr_status opening_receipts(struct opening *opening) VR_MUST_CHECK;
enum vr_status opening_records(struct opening *opening) VR_MUST_CHECK;
enum vr_status opening_signature(struct opening *opening) VR_MUST_CHECK;

/* One record, in file order. */
enum vr_status opening_entry(struct opening *opening,
                             const uint8_t entry[static VR_BATCH_ENTRY]) VR_MUST_CHECK;

/* Whether the dossier holds this id already; and note it. */
bool opening_knows(const struct opening *opening, const uint8_t id[static VR_REPORT_ID_SIZE]);
enum vr_status opening_note(struct opening *opening,
                            const struct vr_content *content) VR_MUST_CHECK;

/* Everything that was found, in words. */
void opening_report(const struct opening *opening);

void opening_wipe(struct opening *opening);

#endif
