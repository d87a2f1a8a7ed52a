/* SPDX-License-Identifier: EUPL-1.2 */
/* The long values of record.json, made from what stands there for them. */

#ifndef RECORD_VECTORS_H
#define RECORD_VECTORS_H

#include <jansson.h>

#include <vrijuit/record.h>

/* The content of a case, malloced. */
char *record_vectors_content(size_t *len, const json_t *test);

/* The padded plaintext of a case of `attempts` that has `sealed`; returns its length. */
size_t record_vectors_padded(uint8_t padded[static VR_RECORD_PLAIN_MAX], const json_t *sealed);

/* The suite of the key of a case. */
unsigned int record_vectors_suite(const json_t *file, const json_t *test);

#endif
