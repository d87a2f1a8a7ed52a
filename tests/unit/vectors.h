/* SPDX-License-Identifier: EUPL-1.2 */
/* Reads tests/vectors and makes the long inputs that they describe. Any mistake ends the test. */

#ifndef VECTORS_H
#define VECTORS_H

#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

/* The whole file of that name (without folder); the caller json_decrefs it. */
json_t *vectors_load(const char *name);

/* A member of an object that must be there; borrowed. */
json_t *vectors_get(const json_t *object, const char *name);
const char *vectors_text(const json_t *object, const char *name);
uint64_t vectors_number(const json_t *object, const char *name);

/* Hex of exactly len bytes. */
void vectors_hex(uint8_t *out, size_t len, const json_t *object, const char *name);

/* Hex of any length, malloced. */
uint8_t *vectors_bytes(size_t *len, const json_t *object, const char *name);

/* ChaCha20 (IETF) keystream of a hex key. */
void vectors_stream(uint8_t *out, size_t len, const json_t *object, const char *name);

/* Apply the list `edits` ({"offset","xor"|"set"}) of a case, or its single `edit`, to the bytes. */
void vectors_edit(uint8_t *bytes, size_t len, const json_t *test_case);

/* Whether the bytes are those of the hex, or have the BLAKE2b-256 of the hex. */
int vectors_equal(const void *bytes, size_t len, const json_t *object, const char *name);
int vectors_blake2b256(const void *bytes, size_t len, const json_t *object, const char *name);

#endif
