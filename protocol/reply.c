/* SPDX-License-Identifier: EUPL-1.2 */
#include <vrijuit/reply.h>

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include <vrijuit/bytes.h>
#include <vrijuit/codename.h>
#include <vrijuit/hpke.h>
#include <vrijuit/json.h>

#include "envelope.h"

#define INFO_LABEL    "vrijuit reply v1"
#define INFO_SIZE     (sizeof INFO_LABEL + VR_HASH_SIZE)
#define REPLY_VERSION 1U

_Static_assert(VR_REPLY_SIZE - 32 - 32 - VR_HPKE_TAG_SIZE == VR_REPLY_PLAIN_MAX,
               "PROTOCOL.md section 8");

/* info has room for INFO_SIZE bytes, aad for 4; both are borrowed. */
static struct envelope
reply_envelope(uint8_t info[static INFO_SIZE], uint8_t aad[static 4], const struct vr_suite *suite,
               const uint8_t *public_key, uint32_t round)
{
    memcpy(info, INFO_LABEL, sizeof INFO_LABEL);
    vr_reply_key_id(info + sizeof INFO_LABEL, suite, public_key);
    vr_store32(aad, round);

    return (struct envelope) { suite, VR_REPLY_SIZE, info, INFO_SIZE, aad, 4 };
}

static size_t
content_max(const struct vr_suite *suite)
{
    const struct envelope envelope = { .suite = suite, .size = VR_REPLY_SIZE };

    return envelope_plain_len(&envelope) - 1;
}

static json_t *
make_document(const struct vr_reply *reply)
{
    json_t *document = json_object();
    int failed = 0;

    failed |= json_object_set_new(document, "v", json_integer(REPLY_VERSION));
    failed |= json_object_set_new(document, "to", vr_json_base64(reply->to, sizeof reply->to));
    failed |= json_object_set_new(document, "part", json_integer(reply->part));
    failed |= json_object_set_new(document, "parts", json_integer(reply->parts));
    failed |= json_object_set_new(document, "text", json_string(reply->text));
    if (failed != 0) {
        json_decref(document);
        return NULL;
    }

    return document;
}

static bool
text_is_fit(const char *text, size_t len)
{
    return len > 0 && vr_utf8_valid(text, len) && vr_text_clean(text);
}

enum vr_status
vr_reply_encode(uint8_t *out, size_t *len, const struct vr_suite *suite,
                const struct vr_reply *reply)
{
    char *text = NULL;
    enum vr_status status;

    if (reply->part == 0 || reply->part > reply->parts ||
        !text_is_fit(reply->text, strnlen(reply->text, sizeof reply->text))) {
        return VR_MALFORMED;
    }
    status = vr_json_dump_take(&text, len, content_max(suite), make_document(reply));
    if (status != VR_OK) {
        return status;
    }
    memcpy(out, text, *len);
    sodium_memzero(text, *len);
    free(text);

    return VR_OK;
}

static enum vr_status
decode_members(struct vr_reply *reply, const json_t *document, struct vr_why *why)
{
    static const char *const names[] = { "v", "to", "part", "parts", "text", NULL };
    uint64_t version = 0;
    uint64_t parts = 0;
    uint64_t part = 0;
    const char *text = NULL;
    enum vr_status status;

    status = vr_json_members(document, "reply", names, why);
    if (status != VR_OK) {
        return status;
    }
    status = vr_json_integer(&version, document, "v", REPLY_VERSION, REPLY_VERSION, why);
    if (status != VR_OK) {
        return status;
    }
    status = vr_json_bytes(reply->to, sizeof reply->to, document, "to", why);
    if (status != VR_OK) {
        return status;
    }
    status = vr_json_integer(&parts, document, "parts", 1, UINT32_MAX, why);
    if (status != VR_OK) {
        return status;
    }
    status = vr_json_integer(&part, document, "part", 1, parts, why);
    if (status != VR_OK) {
        return status;
    }
    status = vr_json_text(&text, document, "text", why);
    if (status != VR_OK) {
        return status;
    }
    reply->part = (uint32_t) part;
    reply->parts = (uint32_t) parts;
    strcpy(reply->text, text); /* shorter than the document, which was measured */

    return VR_OK;
}

enum vr_status
vr_reply_decode(struct vr_reply *reply, const void *bytes, size_t len, struct vr_why *why)
{
    struct vr_reply found = { 0 };
    json_t *document = NULL;
    enum vr_status status;

    if (len >= sizeof found.text) {
        return vr_refuse(why, VR_MALFORMED, "reply: longer than a cell");
    }
    status = vr_json_load(&document, bytes, len, why);
    if (status != VR_OK) {
        return status;
    }
    status = decode_members(&found, document, why);
    json_decref(document);
    if (status == VR_OK) {
        *reply = found;
    }
    sodium_memzero(&found, sizeof found);

    return status;
}

enum vr_status
vr_reply_seal(uint8_t cell[static VR_REPLY_SIZE], const struct vr_suite *suite,
              const uint8_t *reply_public, uint32_t round, const void *content, size_t content_len,
              const uint8_t *random)
{
    uint8_t info[INFO_SIZE];
    uint8_t aad[4];
    const struct envelope envelope = reply_envelope(info, aad, suite, reply_public, round);

    return envelope_seal(cell, &envelope, reply_public, content, content_len, random);
}

enum vr_status
vr_reply_fill(uint8_t cell[static VR_REPLY_SIZE], const struct vr_suite *suite, uint32_t round)
{
    struct vr_council_pair pair;
    uint8_t seed[VR_SEED_SIZE];
    uint8_t random[VR_SUITE_RANDOM_MAX];
    enum vr_status status;

    randombytes_buf(seed, sizeof seed);
    randombytes_buf(random, sizeof random);
    status = vr_council_pair_init(&pair, suite, seed);
    if (status == VR_OK) {
        status = vr_reply_seal(cell, suite, pair.public_key, round, NULL, 0, random);
    }
    sodium_memzero(&pair, sizeof pair);
    sodium_memzero(seed, sizeof seed);
    sodium_memzero(random, sizeof random);

    return status;
}

enum vr_status
vr_reply_open(uint8_t *content, size_t *content_len, const struct vr_council_pair *pair,
              const uint8_t cell[static VR_REPLY_SIZE], uint32_t round)
{
    uint8_t info[INFO_SIZE];
    uint8_t aad[4];
    const struct envelope envelope =
        reply_envelope(info, aad, pair->suite, pair->public_key, round);

    return envelope_open(content, content_len, &envelope, pair, cell);
}

/* Bytes that a code point takes in JSON: what must be escaped takes two. */
static size_t
encoded_len(const char *at, size_t len)
{
    return len == 1 && strchr("\"\\\n\t", *at) != NULL ? 2 : len;
}

static size_t
code_point_len(const char *at)
{
    size_t len = 1;

    while (((uint8_t) at[len] & 0xc0U) == 0x80U) {
        len++;
    }

    return len;
}

/* Length of the first part of text: all of it, or what fits, up to a white space where there is
 * one in its second half. */
static size_t
part_len(const char *text, size_t room)
{
    size_t taken = 0;
    size_t encoded = 0;
    size_t word_end = 0;

    while (text[taken] != '\0') {
        size_t step = code_point_len(text + taken);

        encoded += encoded_len(text + taken, step);
        if (encoded > room) {
            return word_end > taken / 2 ? word_end : taken;
        }
        taken += step;
        if (text[taken - 1] == ' ' || text[taken - 1] == '\n') {
            word_end = taken;
        }
    }

    return taken;
}

enum vr_status
vr_reply_split(struct vr_reply *reply, const struct vr_suite *suite, const char *text,
               uint32_t part)
{
    static const char frame[] = "{\"v\":1,\"to\":\"\",\"part\":64,\"parts\":64,\"text\":\"\"}";
    const size_t room = content_max(suite) - (sizeof frame - 1) - VR_B64_LEN(VR_REPORT_ID_SIZE);
    const char *wanted = NULL;
    size_t wanted_len = 0;
    uint32_t parts = 0;

    if (part == 0 || !text_is_fit(text, strlen(text))) {
        return VR_MALFORMED;
    }
    for (size_t len = 0; *text != '\0'; text += len) {
        if (parts == VR_REPLY_PARTS_MAX) {
            return VR_FULL;
        }
        len = part_len(text, room);
        parts++;
        if (parts == part) {
            wanted = text;
            wanted_len = len;
        }
    }
    if (wanted == NULL) {
        return VR_MALFORMED;
    }
    memcpy(reply->text, wanted, wanted_len);
    reply->text[wanted_len] = '\0';
    reply->part = part;
    reply->parts = parts;

    return VR_OK;
}
