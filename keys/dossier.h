/* SPDX-License-Identifier: EUPL-1.2 */
/* The dossier: an encrypted file of records of equal length; PROTOCOL.md section 10. It is never
 * changed in place: a new one is written beside it and takes its name when it is whole. */

#ifndef DOSSIER_H
#define DOSSIER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <vrijuit/share.h>

#include "tool.h"
#include "wallet.h"

/* Every record is padded to this, so that the file does not show how long a report is. What the
 * council makes itself may be longer: it takes several blocks. */
#define DOSSIER_BLOCK      32768U
#define DOSSIER_RECORD_MAX (1024U * 1024U)

/* The public description of the dossier's secret (dossier.json): as a sharing in the circle. */
enum vr_status dossier_sharing_decode(struct vr_sharing *sharing, const void *bytes, size_t len,
                                      struct vr_why *why) VR_MUST_CHECK;
enum vr_status dossier_sharing_encode(char **out, size_t *len,
                                      const struct vr_sharing *sharing) VR_MUST_CHECK;

/* Read that file. */
enum vr_status dossier_sharing_read(struct vr_sharing *sharing, const struct tool *tool,
                                    const char *path) VR_MUST_CHECK;

/* The key out of the members' shares. key lies in secret memory. */
enum vr_status dossier_key(uint8_t key[static 32], const struct tool *tool,
                           const struct wallet *wallet,
                           const struct vr_sharing *sharing) VR_MUST_CHECK;

struct dossier_reader;

/* *out is NULL when there is no such file. path is borrowed. */
enum vr_status dossier_reader_open(struct dossier_reader **out, const struct tool *tool,
                                   const char *path, const uint8_t key[static 32]) VR_MUST_CHECK;

/* The next record, borrowed until the next call; *end with a length of 0 after the last. Refuses a
 * dossier that was cut or changed. */
enum vr_status dossier_reader_next(struct dossier_reader *reader, const struct tool *tool,
                                   const char **json, size_t *len, bool *end) VR_MUST_CHECK;
void dossier_reader_close(struct dossier_reader *reader);

/* Whether the record that came last is the last of the dossier: its state. */
bool dossier_reader_is_last(const struct dossier_reader *reader);

struct dossier_writer;

/* Begin path.new; what an interrupted run left there is removed. Only one at a time: VR_CONFLICT
 * while another run writes, so what is copied from the old dossier must be read after this. tool
 * and path are borrowed. */
enum vr_status dossier_writer_open(struct dossier_writer **out, const struct tool *tool,
                                   const char *path, const uint8_t key[static 32]) VR_MUST_CHECK;
enum vr_status dossier_writer_put(struct dossier_writer *writer, const char *json,
                                  size_t len) VR_MUST_CHECK;

/* The last record; then the file takes its name. */
enum vr_status dossier_writer_finish(struct dossier_writer *writer, const char *json,
                                     size_t len) VR_MUST_CHECK;

/* Also removes what was not finished. NULL is fine. */
void dossier_writer_close(struct dossier_writer *writer);

/* A record as the encoders of dossier_record.h give it; borrowed. */
struct dossier_addition {
    const char *json;
    size_t len;
};

/* The dossier with these records added before its state, as a whole: after any failure it is as it
 * was. Refuses when there is no dossier, and while another run writes. */
enum vr_status dossier_add(const struct tool *tool, const char *path, const uint8_t key[static 32],
                           const struct dossier_addition *additions, size_t count) VR_MUST_CHECK;

#endif
