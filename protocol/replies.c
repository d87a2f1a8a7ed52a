/* SPDX-License-Identifier: EUPL-1.2 */
/* The document of all boards, GET /v1/replies; PROTOCOL.md section 7. */
#include <vrijuit/board.h>

#include <stdlib.h>
#include <string.h>

#include <vrijuit/bytes.h>

#define LENGTH_SIZE 4U

static uint8_t *
append(uint8_t *at, const void *bytes, size_t len)
{
    vr_store32(at, (uint32_t) len);
    if (len > 0) {
        memcpy(at + LENGTH_SIZE, bytes, len);
    }

    return at + LENGTH_SIZE + len;
}

enum vr_status
vr_replies_encode(uint8_t **out, size_t *len, const struct vr_board_files *files, size_t count)
{
    size_t total = 0;
    uint8_t *bytes;
    uint8_t *at;

    for (size_t i = 0; i < count; i++) {
        if (files[i].board_len > VR_BOARD_MAX || files[i].minisig_len > VR_MINISIG_MAX ||
            (files[i].board_len == 0) != (files[i].minisig_len == 0)) {
            return VR_MALFORMED;
        }
        total += 2 * LENGTH_SIZE + files[i].board_len + files[i].minisig_len;
    }
    bytes = malloc(total + 1);
    if (bytes == NULL) {
        return VR_MEMORY;
    }
    at = bytes;
    for (size_t i = 0; i < count; i++) {
        at = append(at, files[i].board, files[i].board_len);
        at = append(at, files[i].minisig, files[i].minisig_len);
    }
    *out = bytes;
    *len = total;

    return VR_OK;
}

/* The next length and its bytes; false when they go beyond the end. */
static bool
take(const uint8_t **found, size_t *found_len, const uint8_t *bytes, size_t len, size_t *at)
{
    if (len - *at < LENGTH_SIZE) {
        return false;
    }
    *found_len = vr_load32(bytes + *at);
    *at += LENGTH_SIZE;
    if (*found_len > len - *at) {
        return false;
    }
    *found = bytes + *at;
    *at += *found_len;

    return true;
}

enum vr_status
vr_replies_split(struct vr_board_files *files, size_t count, const uint8_t *bytes, size_t len,
                 struct vr_why *why)
{
    size_t at = 0;

    for (size_t i = 0; i < count; i++) {
        const uint8_t *minisig = NULL;

        if (!take(&files[i].board, &files[i].board_len, bytes, len, &at) ||
            !take(&minisig, &files[i].minisig_len, bytes, len, &at)) {
            return vr_refuse(why, VR_MALFORMED, "replies: cut short at council %zu", i + 1);
        }
        files[i].minisig = (const char *) minisig;
        if (files[i].board_len > VR_BOARD_MAX || files[i].minisig_len > VR_MINISIG_MAX ||
            (files[i].board_len == 0) != (files[i].minisig_len == 0)) {
            return vr_refuse(why, VR_MALFORMED,
                             "replies: board and signature of council %zu do not go together",
                             i + 1);
        }
    }
    if (at != len) {
        return vr_refuse(why, VR_MALFORMED, "replies: more councils than the circle has");
    }

    return VR_OK;
}
