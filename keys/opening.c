/* SPDX-License-Identifier: EUPL-1.2 */
#include "opening.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <sodium.h>

#include <vrijuit/bytes.h>
#include <vrijuit/secret.h>

static enum vr_status
refuse_cut(const struct opening *opening)
{
    return tool_refuse(VR_MALFORMED, opening->path, "%s",
                       say(opening->tool,
                           "het bestand is niet heel; kopieer het opnieuw van de opslag",
                           "the file is not whole; copy it again from the store"));
}

/* Exactly len bytes of the file, which all but the signature go into the hash. */
static enum vr_status
take(struct opening *opening, void *bytes, size_t len)
{
    if (fread(bytes, 1, len, opening->file) != len) {
        return ferror(opening->file) != 0 ? tool_refuse_errno(opening->path, "read")
                                          : refuse_cut(opening);
    }

    return VR_OK;
}

static enum vr_status
take_hashed(struct opening *opening, void *bytes, size_t len)
{
    enum vr_status status = take(opening, bytes, len);

    if (status == VR_OK) {
        vr_batch_hash_add(&opening->hash, bytes, len);
    }

    return status;
}

/* The number of records stands behind the receipts. It is read ahead, so that a cut file is refused
 * before anyone types a passphrase. */
static enum vr_status
peek_count(struct opening *opening)
{
    uint8_t count_le[4];
    long back = ftell(opening->file);
    enum vr_status status;

    if (back < 0 || fseeko(opening->file, (off_t) opening->header.receipts_len, SEEK_CUR) != 0) {
        return tool_refuse_errno(opening->path, "seek");
    }
    status = take(opening, count_le, sizeof count_le);
    if (status != VR_OK) {
        return status;
    }
    opening->record_count = vr_load32(count_le);
    if (fseek(opening->file, back, SEEK_SET) != 0) {
        return tool_refuse_errno(opening->path, "seek");
    }

    return VR_OK;
}

static enum vr_status
judge_size(struct opening *opening)
{
    struct stat found;
    enum vr_status status = peek_count(opening);

    if (status != VR_OK) {
        return status;
    }
    if (fstat(fileno(opening->file), &found) != 0) {
        return tool_refuse_errno(opening->path, "stat");
    }
    if (found.st_size < 0 ||
        (uint64_t) found.st_size != vr_batch_file_size(&opening->header, opening->record_count)) {
        return refuse_cut(opening);
    }

    return VR_OK;
}

enum vr_status
opening_begin(struct opening *opening)
{
    uint8_t header[VR_BATCH_HEADER];
    struct vr_why why = { "" };
    enum vr_status status;

    opening->file = fopen(opening->path, "rbe");
    if (opening->file == NULL) {
        return tool_refuse_errno(opening->path,
                                 say(opening->tool, "kan niet worden gelezen", "cannot be read"));
    }
    vr_batch_hash_init(&opening->hash);
    status = take_hashed(opening, header, sizeof header);
    if (status != VR_OK) {
        return status;
    }
    status = vr_batch_header_decode(&opening->header, header, &why);
    if (status != VR_OK) {
        return tool_refuse_why(status, opening->path, &why);
    }

    return judge_size(opening);
}

enum vr_status
opening_note(struct opening *opening, const struct vr_content *content)
{
    enum vr_status status = id_set_add(&opening->ids, content->id);

    if (status == VR_OK && content->kind == VR_REPORT) {
        opening->reports++;
    }

    return status;
}

static enum vr_status
copy_record(struct opening *opening, const char *json, size_t len)
{
    struct dossier_record record;
    struct vr_why why = { "" };
    enum vr_status status;

    if (opening->has_state) {
        return tool_refuse(VR_MALFORMED, opening->dossier, "state");
    }
    status = dossier_record_decode(&record, json, len, &why);
    if (status != VR_OK) {
        return tool_refuse_why(status, opening->dossier, &why);
    }
    if (record.kind == DOSSIER_STATE) {
        opening->state = record.state;
        opening->has_state = true;
    } else {
        if (record.kind == DOSSIER_REPORT) {
            status = opening_note(opening, &record.report.content);
        }
        if (status == VR_OK) {
            status = dossier_writer_put(opening->writer, json, len);
        }
    }
    dossier_record_wipe(&record);

    return status;
}

static enum vr_status
copy_all(struct opening *opening, struct dossier_reader *reader)
{
    const char *json = NULL;
    size_t len = 0;
    bool end = false;
    enum vr_status status;

    for (;;) {
        status = dossier_reader_next(reader, opening->tool, &json, &len, &end);
        if (status != VR_OK || end) {
            break;
        }
        status = copy_record(opening, json, len);
        if (status != VR_OK) {
            return status;
        }
    }
    if (status == VR_OK && !opening->has_state) {
        status = tool_refuse(VR_MALFORMED, opening->dossier, "state");
    }

    return status;
}

enum vr_status
opening_copy(struct opening *opening)
{
    struct dossier_reader *reader = NULL;
    const uint8_t *key = opening->access.key;
    enum vr_status status;

    status = dossier_writer_open(&opening->writer, opening->tool, opening->dossier, key);
    if (status != VR_OK) {
        return status;
    }
    status = dossier_reader_open(&reader, opening->tool, opening->dossier, key);
    if (status == VR_OK && reader != NULL) {
        status = copy_all(opening, reader);
    }
    dossier_reader_close(reader);

    return status;
}

static enum vr_status
refuse_receipts(const struct opening *opening, enum vr_status status, const struct vr_why *why)
{
    return tool_refuse(status, opening->path,
                       say(opening->tool,
                           "de kwitanties sluiten niet aan, dus er is niets geopend: %s",
                           "the receipts do not continue, so nothing was opened: %s"),
                       why->text[0] != '\0' ? why->text : vr_status_text(status));
}

/* One receipts document; *left is what remains of the bytes that the header gives them. */
static enum vr_status
take_document(struct opening *opening, uint32_t *left)
{
    uint8_t len_le[4];
    struct vr_why why = { "" };
    uint32_t len;
    char *document;
    enum vr_status status;

    if (*left < sizeof len_le) {
        return refuse_cut(opening);
    }
    status = take_hashed(opening, len_le, sizeof len_le);
    if (status != VR_OK) {
        return status;
    }
    *left -= (uint32_t) sizeof len_le;
    len = vr_load32(len_le);
    if (len > *left || len > VR_RECEIPTS_MAX) {
        return refuse_cut(opening);
    }
    document = malloc((size_t) len + 1);
    if (document == NULL) {
        return tool_refuse(VR_MEMORY, opening->path, "%s", strerror(ENOMEM));
    }
    status = take_hashed(opening, document, len);
    *left -= len;
    if (status == VR_OK) {
        status = vr_batch_audit_receipts(opening->audit, document, len, &why);
        if (status != VR_OK) {
            refuse_receipts(opening, status, &why);
        }
    }
    free(document);

    return status;
}

enum vr_status
opening_receipts(struct opening *opening)
{
    uint32_t left = opening->header.receipts_len;
    struct vr_why why = { "" };
    uint8_t count_le[4];
    enum vr_status status = VR_OK;

    while (left > 0 && status == VR_OK) {
        status = take_document(opening, &left);
    }
    if (status != VR_OK) {
        return status;
    }
    status = vr_batch_audit_receipts_end(opening->audit, &why);
    if (status != VR_OK) {
        return refuse_receipts(opening, status, &why);
    }

    status = take_hashed(opening, count_le, sizeof count_le);
    if (status == VR_OK && vr_load32(count_le) != opening->record_count) {
        status = refuse_cut(opening);
    }

    return status;
}

/* The next records of the file, as many as fit in hand. */
static enum vr_status
take_block(struct opening *opening, size_t count)
{
    struct vr_why why = { "" };
    enum vr_status status;

    for (size_t i = 0; i < count; i++) {
        status = take_hashed(opening, opening->entries[i], VR_BATCH_ENTRY);
        if (status != VR_OK) {
            return status;
        }
        status = vr_batch_audit_entry(opening->audit, opening->entries[i], &why);
        if (status != VR_OK) {
            return tool_refuse_why(status, opening->path, &why);
        }
        opening_entry_seen(opening, i);
    }

    return opening_entries_take(opening, count);
}

enum vr_status
opening_records(struct opening *opening)
{
    struct vr_why why = { "" };
    const char *what = say(opening->tool, "pakketten bekeken", "packets tried");
    enum vr_status status = opening_entries_begin(opening);

    for (uint32_t done = 0; done < opening->record_count && status == VR_OK;) {
        uint32_t left = opening->record_count - done;
        uint32_t count = left < OPENING_BLOCK ? left : OPENING_BLOCK;

        status = take_block(opening, count);
        done += count;
        if (done % 64 == 0 || done == opening->record_count) {
            tool_progress(opening->tool, what, done, opening->record_count);
        }
    }
    if (status != VR_OK) {
        return status;
    }
    status = vr_batch_audit_end(opening->audit, &opening->findings, &why);

    return status == VR_OK ? VR_OK : tool_refuse_why(status, opening->path, &why);
}

enum vr_status
opening_signature(struct opening *opening)
{
    uint8_t signature[VR_BATCH_SIGNATURE];
    enum vr_status status = take(opening, signature, sizeof signature);

    if (status != VR_OK) {
        return status;
    }
    status = vr_batch_verify(&opening->hash, signature, vr_batch_audit_store(opening->audit));
    if (status != VR_OK) {
        return tool_refuse(status, opening->path, "%s",
                           say(opening->tool,
                               "niet ondertekend door de opslag van deze kring, of daarna "
                               "veranderd; er is niets geopend",
                               "not signed by the store of this circle, or changed afterwards; "
                               "nothing was opened"));
    }

    return VR_OK;
}

void
opening_wipe(struct opening *opening)
{
    dossier_writer_close(opening->writer);
    vr_batch_audit_free(opening->audit);
    keyring_free(opening->keyring);
    opening_entries_end(opening);
    access_wipe(&opening->access);
    if (opening->file != NULL) {
        fclose(opening->file);
    }
    id_set_wipe(&opening->ids);
    free(opening->damaged.list);
    free(opening->unreadable.list);
}
