/* SPDX-License-Identifier: EUPL-1.2 */
/* One run of `open`: a batch file is read once, front to back, into a new dossier. */

#ifndef OPENING_H
#define OPENING_H

#include <stdio.h>

#include <vrijuit/batchfile.h>

#include "access.h"
#include "crew.h"
#include "dossier_record.h"
#include "id_set.h"
#include "keyring.h"

/* Rounds in which something was found, one for each find; NO_ROUND where it is not known. */
#define NO_ROUND UINT64_MAX
struct rounds {
    uint64_t *list;
    size_t count;
    size_t size;
};

/* So many records are in hand at a time, and tried on all cores. */
#define OPENING_BLOCK 32U

struct opened_entry {
    enum vr_status status; /* of vr_record_open with the key that fits; VR_FOREIGN: none does */
    const struct keyring_key *key;
    bool round_known;
    uint32_t round;
    size_t len;
    uint8_t content[VR_RECORD_PLAIN_MAX];
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
    uint8_t (*entries)[VR_BATCH_ENTRY];  /* those in hand */
    struct opened_entry *opened_entries; /* what became of each; secret memory */
    struct crew *crew;

    struct dossier_writer *writer;
    struct dossier_state state;
    bool has_state;
    struct id_set ids; /* of all in the dossier */
    uint64_t reports;  /* in the dossier, without follow-ups */

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

/* Room for the records in hand, and the threads that try them. */
enum vr_status opening_entries_begin(struct opening *opening) VR_MUST_CHECK;
void opening_entries_end(struct opening *opening);

/* Note the round of the entry that the audit saw last, as number i of those in hand; then try that
 * many, and keep what they are. */
void opening_entry_seen(struct opening *opening, size_t i);
enum vr_status opening_entries_take(struct opening *opening, size_t count) VR_MUST_CHECK;

/* Note that the dossier holds this. */
enum vr_status opening_note(struct opening *opening,
                            const struct vr_content *content) VR_MUST_CHECK;

/* Everything that was found, in words. */
void opening_report(const struct opening *opening);

void opening_wipe(struct opening *opening);

#endif
