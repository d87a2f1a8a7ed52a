/* SPDX-License-Identifier: EUPL-1.2 */
#include "payload.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <vrijuit/bytes.h>

void
payload_start(struct payload *payload, size_t size)
{
    payload->text = malloc(size);
    payload->len = 0;
    payload->size = size;
    payload->is_short = payload->text == NULL;
}

/* Whether len more bytes and the zero at the end fit. */
static bool
has_room(struct payload *payload, size_t len)
{
    if (!payload->is_short && payload->size - payload->len <= len) {
        payload->is_short = true;
    }

    return !payload->is_short;
}

void
payload_text(struct payload *payload, const char *text)
{
    size_t len = strlen(text);

    if (has_room(payload, len)) {
        memcpy(payload->text + payload->len, text, len + 1);
        payload->len += len;
    }
}

void
payload_number(struct payload *payload, uint64_t number)
{
    char text[24];

    snprintf(text, sizeof text, "%" PRIu64, number);
    payload_text(payload, text);
}

void
payload_bytes(struct payload *payload, const void *bytes, size_t len)
{
    payload_text(payload, "\"");
    if (has_room(payload, VR_B64_LEN(len))) {
        vr_b64_encode(payload->text + payload->len, bytes, len);
        payload->len += VR_B64_LEN(len);
    }
    payload_text(payload, "\"");
}

enum vr_status
payload_finish(struct payload *payload, char **out, size_t *len)
{
    if (payload->is_short) {
        free(payload->text);
        return VR_MEMORY;
    }
    *out = payload->text;
    *len = payload->len;

    return VR_OK;
}
