/* SPDX-License-Identifier: EUPL-1.2 */
#include <vrijuit/handover.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "part_fixture.h"

TestSuite(part_bytes, .init = part_make);

Test(part_bytes, no_cut_is_read)
{
    struct vr_part read;
    size_t len, head_len;
    uint8_t *bytes = part_send(&len, &head_len);

    for (size_t cut = 0; cut <= head_len; cut++) {
        /* A copy of just that length, so that reading on is seen. */
        uint8_t *copy = malloc(cut + 1);

        memcpy(copy, bytes, cut);
        copy = realloc(copy, cut > 0 ? cut : 1);
        cr_expect(ne(int, vr_part_decode(&read, copy, cut, &custody, PART_RECEIVER, NULL), VR_OK));
        free(copy);
    }
    for (size_t cut = len - 1; cut > len - 40; cut--) {
        cr_expect(ne(int, vr_part_decode(&read, bytes, cut, &custody, PART_RECEIVER, NULL), VR_OK));
    }
    free(bytes);
}

Test(part_bytes, a_change_of_any_byte_of_the_head_is_refused)
{
    struct vr_part read;
    size_t len, head_len;
    uint8_t *bytes = part_send(&len, &head_len);

    for (size_t at = 0; at < head_len; at++) {
        bytes[at] ^= 0x01;
        cr_expect(ne(int, vr_part_decode(&read, bytes, len, &custody, PART_RECEIVER, NULL), VR_OK),
                  "byte %zu", at);
        bytes[at] ^= 0x01;
    }
    cr_expect(eq(int, vr_part_decode(&read, bytes, len, &custody, PART_RECEIVER, NULL), VR_OK));
    free(bytes);
}

/* payload, signed by the hop before, and the packets. */
static enum vr_status
decode_payload(const char *payload)
{
    char line[VR_SIGNATURE_LINE_SIZE];
    enum vr_status status;
    struct vr_part read;
    uint8_t *bytes;
    size_t len;
    char *head;

    cr_assert(eq(int,
                 vr_document_sign(line, VR_LABEL_PART, payload, strlen(payload),
                                  part_seeds[PART_RECEIVER - 1]),
                 VR_OK));
    cr_assert(gt(int, asprintf(&head, "%s\n%s\n", payload, line), 0));
    bytes = part_join(&len, head, strlen(head));
    status = vr_part_decode(&read, bytes, len, &custody, PART_RECEIVER, NULL);
    free(bytes);
    free(head);

    return status;
}

/* The payload of the part as it is; the caller frees. */
static char *
payload_of(void)
{
    size_t len, head_len;
    uint8_t *bytes = part_send(&len, &head_len);
    char *payload = strndup((char *) bytes, strcspn((char *) bytes, "\n"));

    free(bytes);

    return payload;
}

Test(part_bytes, members_are_read_in_any_order_but_none_more_and_none_twice)
{
    char *payload = payload_of();
    char *other;

    cr_expect(eq(int, decode_payload(payload), VR_OK));
    payload[strlen(payload) - 1] = '\0';
    cr_assert(gt(int, asprintf(&other, "{\"round\":40,%s}", payload + 1), 0));
    cr_expect(eq(int, decode_payload(other), VR_MALFORMED));
    memset(strstr(strstr(other, "circle"), ",\"round\":40"), ' ', strlen(",\"round\":40"));
    cr_expect(eq(int, decode_payload(other), VR_OK));
    free(other);
    cr_assert(gt(int, asprintf(&other, "%s,\"thin\":true}", payload), 0));
    cr_expect(eq(int, decode_payload(other), VR_MALFORMED));
    free(other);
    free(payload);
}

Test(part_bytes, payloads_that_are_no_object_or_too_long_are_refused)
{
    char *payload = payload_of();
    char *longer;

    cr_expect(eq(int, decode_payload(""), VR_MALFORMED));
    cr_expect(eq(int, decode_payload("[]"), VR_MALFORMED));
    cr_expect(eq(int, decode_payload("{}"), VR_MALFORMED));
    cr_assert(gt(int, asprintf(&longer, "%s%*s", payload, 4000, ""), 0));
    cr_expect(eq(int, decode_payload(longer), VR_OK));
    free(longer);
    cr_assert(gt(int, asprintf(&longer, "%s%*s", payload, (int) VR_PART_HEAD_MAX, ""), 0));
    cr_expect(eq(int, decode_payload(longer), VR_MALFORMED));
    free(longer);
    free(payload);
}
