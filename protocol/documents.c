/* SPDX-License-Identifier: EUPL-1.2 */
#include <vrijuit/documents.h>

#include <string.h>

#include <vrijuit/bytes.h>

#define LINE_LEN   (VR_SIGNATURE_LINE_SIZE - 1U) /* with its newline */
#define HOP_ID_LEN VR_B64_LEN(VR_HOP_ID_SIZE)
#define SIGN_LEN   VR_B64_LEN(64U)

_Static_assert(HOP_ID_LEN + 1 + SIGN_LEN + 1 == LINE_LEN, "PROTOCOL.md section 7");

enum vr_status
vr_document_sign(char line[static VR_SIGNATURE_LINE_SIZE], const char *label, const void *payload,
                 size_t payload_len, const uint8_t seed[static 32])
{
    uint8_t hop_id[VR_HOP_ID_SIZE];
    uint8_t signature[64];
    uint8_t identity[32];
    enum vr_status status;

    status = vr_sign(signature, seed, label, payload, payload_len);
    if (status != VR_OK) {
        return status;
    }
    vr_sign_public(identity, seed);
    vr_hop_id(hop_id, identity);
    vr_b64_encode(line, hop_id, sizeof hop_id);
    line[HOP_ID_LEN] = ' ';
    vr_b64_encode(line + HOP_ID_LEN + 1, signature, sizeof signature);
    memcpy(line + LINE_LEN - 1, "\n", 2);

    return VR_OK;
}

static enum vr_status
verify_line(const char *line, const uint8_t identity[static 32], const char *label,
            const void *payload, size_t payload_len, struct vr_why *why)
{
    uint8_t hop_id[VR_HOP_ID_SIZE], due[VR_HOP_ID_SIZE];
    uint8_t signature[64];
    enum vr_status status;

    if (line[HOP_ID_LEN] != ' ' || line[LINE_LEN - 1] != '\n' ||
        vr_b64_decode(hop_id, sizeof hop_id, line, HOP_ID_LEN) != VR_OK ||
        vr_b64_decode(signature, sizeof signature, line + HOP_ID_LEN + 1, SIGN_LEN) != VR_OK) {
        return vr_refuse(why, VR_MALFORMED, "a line that is not a signature line");
    }
    vr_hop_id(due, identity);
    if (memcmp(hop_id, due, sizeof due) != 0) {
        return vr_refuse(why, VR_UNVERIFIED, "a signature is missing, or in another place");
    }
    status = vr_sign_verify(signature, identity, label, payload, payload_len);
    if (status != VR_OK) {
        return vr_refuse(why, status, "a signature does not fit the document");
    }

    return VR_OK;
}

enum vr_status
vr_document_verify(size_t *payload_len, const char *label, const char *bytes, size_t len,
                   const uint8_t (*identities)[32], size_t count, struct vr_why *why)
{
    const char *end = len > 0 ? memchr(bytes, '\n', len) : NULL;
    enum vr_status status;
    size_t first_len;

    if (end == NULL) {
        return vr_refuse(why, VR_MALFORMED, "not a line document");
    }
    first_len = (size_t) (end - bytes);
    if (len - first_len - 1 != count * LINE_LEN) {
        return vr_refuse(why, VR_MALFORMED, "not one signature line for each hop that is due");
    }
    for (size_t i = 0; i < count; i++) {
        status = verify_line(end + 1 + i * LINE_LEN, identities[i], label, bytes, first_len, why);
        if (status != VR_OK) {
            return status;
        }
    }
    *payload_len = first_len;

    return VR_OK;
}

size_t
vr_documents_next(const char *bytes, size_t len)
{
    const char *next = len > 0 ? memmem(bytes, len, "\n{", 2) : NULL;

    return next == NULL ? len : (size_t) (next - bytes) + 1;
}
