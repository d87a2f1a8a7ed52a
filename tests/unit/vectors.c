/* SPDX-License-Identifier: EUPL-1.2 */
#include "vectors.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

static void
give_up(const char *what, const char *name)
{
    fprintf(stderr, "vectors: %s: %s\n", name, what);
    abort();
}

json_t *
vectors_load(const char *name)
{
    char path[512];
    json_error_t error;
    json_t *file;

    if (sodium_init() < 0) {
        give_up("libsodium", name);
    }
    snprintf(path, sizeof path, VECTORS_DIR "/%s", name);
    file = json_load_file(path, JSON_ALLOW_NUL, &error);
    if (file == NULL) {
        give_up(error.text, path);
    }

    return file;
}

json_t *
vectors_get(const json_t *object, const char *name)
{
    json_t *member = json_object_get(object, name);

    if (member == NULL) {
        give_up("member is missing", name);
    }

    return member;
}

const char *
vectors_text(const json_t *object, const char *name)
{
    const char *text = json_string_value(vectors_get(object, name));

    if (text == NULL) {
        give_up("not a text", name);
    }

    return text;
}

uint64_t
vectors_number(const json_t *object, const char *name)
{
    return (uint64_t) json_integer_value(vectors_get(object, name));
}

uint8_t *
vectors_bytes(size_t *len, const json_t *object, const char *name)
{
    const char *hex = vectors_text(object, name);
    size_t hex_len = strlen(hex);
    uint8_t *bytes = malloc(hex_len / 2 + 1);

    if (bytes == NULL ||
        sodium_hex2bin(bytes, hex_len / 2 + 1, hex, hex_len, NULL, len, NULL) != 0 ||
        *len * 2 != hex_len) {
        give_up("not hex", name);
    }

    return bytes;
}

void
vectors_hex(uint8_t *out, size_t len, const json_t *object, const char *name)
{
    size_t have;
    uint8_t *bytes = vectors_bytes(&have, object, name);

    if (have != len) {
        give_up("another length", name);
    }
    memcpy(out, bytes, len);
    free(bytes);
}

void
vectors_stream(uint8_t *out, size_t len, const json_t *object, const char *name)
{
    static const uint8_t nonce[12];
    uint8_t key[32];

    vectors_hex(key, sizeof key, object, name);
    crypto_stream_chacha20_ietf(out, len, nonce, key);
}

static void
edit_once(uint8_t *bytes, size_t len, const json_t *edit)
{
    size_t offset = vectors_number(edit, "offset");
    const char *how = json_object_get(edit, "xor") != NULL ? "xor" : "set";
    size_t count;
    uint8_t *with = vectors_bytes(&count, edit, how);

    if (offset + count > len) {
        give_up("edit beyond the end", how);
    }
    for (size_t i = 0; i < count; i++) {
        bytes[offset + i] = how[0] == 'x' ? (uint8_t) (bytes[offset + i] ^ with[i]) : with[i];
    }
    free(with);
}

void
vectors_edit(uint8_t *bytes, size_t len, const json_t *test_case)
{
    const json_t *edit = json_object_get(test_case, "edit");
    const json_t *edits = json_object_get(test_case, "edits");
    size_t i;

    if (edit != NULL) {
        edit_once(bytes, len, edit);
    }
    for (i = 0; i < json_array_size(edits); i++) {
        edit_once(bytes, len, json_array_get(edits, i));
    }
}

int
vectors_equal(const void *bytes, size_t len, const json_t *object, const char *name)
{
    size_t have;
    uint8_t *expected = vectors_bytes(&have, object, name);
    int equal = have == len && memcmp(expected, bytes, len) == 0;

    free(expected);

    return equal;
}

int
vectors_blake2b256(const void *bytes, size_t len, const json_t *object, const char *name)
{
    uint8_t hash[32];

    crypto_generichash(hash, sizeof hash, bytes, len, NULL, 0);

    return vectors_equal(hash, sizeof hash, object, name);
}
