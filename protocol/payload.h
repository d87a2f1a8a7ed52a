/* SPDX-License-Identifier: EUPL-1.2 */
/* Text of a size known beforehand, for payloads that may hold a hundred thousand locators. */

#ifndef PAYLOAD_H
#define PAYLOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <vrijuit/status.h>

struct payload {
    char *text;
    size_t len;
    size_t size;
    bool is_short; /* something did not fit, or there was no memory */
};

/* Room for size bytes, a zero at the end included. A failure shows in payload_finish. */
void payload_start(struct payload *payload, size_t size);
void payload_text(struct payload *payload, const char *text);
void payload_number(struct payload *payload, uint64_t number);

/* The bytes in base64, between quotes. */
void payload_bytes(struct payload *payload, const void *bytes, size_t len);

/* Hands the text over to the caller, or frees it. */
enum vr_status payload_finish(struct payload *payload, char **out, size_t *len) VR_MUST_CHECK;

#endif
