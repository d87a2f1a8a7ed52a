/* SPDX-License-Identifier: EUPL-1.2 */
#include <vrijuit/handover.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <criterion/parameterized.h>
#include <sodium.h>
#include <vrijuit/bytes.h>

#define HOPS 3U

static const uint8_t seeds[HOPS][32] = { { 1 }, { 2 }, { 3 } };
static struct vr_custody custody;
static struct vr_handover sent; /* by the second hop */

static void
make_sent(void)
{
    cr_assert(ge(int, sodium_init(), 0));
    custody.hop_count = HOPS;
    memset(custody.circle, 0xc1, sizeof custody.circle);
    for (size_t i = 0; i < HOPS; i++) {
        vr_sign_public(custody.identity[i], seeds[i]);
    }
    vr_hop_id(sent.from, custody.identity[1]);
    vr_hop_id(sent.to, custody.identity[2]);
    sent.round = 40;
    sent.count = 64;
    memset(sent.hash, 0x77, sizeof sent.hash);
}

TestSuite(taken, .init = make_sent);

/* The answer of a hop to a hand-over, which the second hop judges. */
static enum vr_status
answer(const struct vr_handover *handover, size_t hop)
{
    enum vr_status status;
    char *document;
    size_t len;

    cr_assert(
        eq(int, vr_taken_document(&document, &len, handover, custody.circle, seeds[hop]), VR_OK));
    status = vr_taken_decode(&sent, document, len, &custody, 1, NULL);
    free(document);

    return status;
}

Test(taken, only_the_answer_of_the_next_hop_counts)
{
    cr_expect(eq(int, answer(&sent, 2), VR_OK));
    cr_expect(eq(int, answer(&sent, 0), VR_UNVERIFIED));
    cr_expect(eq(int, answer(&sent, 1), VR_UNVERIFIED));
}

Test(taken, another_hash_or_count_is_a_conflict)
{
    struct vr_handover other = sent;

    other.hash[31] ^= 1;
    cr_expect(eq(int, answer(&other, 2), VR_CONFLICT));
    other = sent;
    other.count += 64;
    cr_expect(eq(int, answer(&other, 2), VR_CONFLICT));
}

Test(taken, another_link_round_or_circle_is_foreign)
{
    struct vr_handover other = sent;
    char *document;
    size_t len;

    other.round++;
    cr_expect(eq(int, answer(&other, 2), VR_FOREIGN));
    other = sent;
    other.from[0] ^= 1;
    cr_expect(eq(int, answer(&other, 2), VR_FOREIGN));
    other = sent;
    other.to[0] ^= 1;
    cr_expect(eq(int, answer(&other, 2), VR_FOREIGN));
    cr_assert(eq(int, vr_taken_document(&document, &len, &sent, custody.circle, seeds[2]), VR_OK));
    custody.circle[0] ^= 1;
    cr_expect(eq(int, vr_taken_decode(&sent, document, len, &custody, 1, NULL), VR_FOREIGN));
    free(document);
}

Test(taken, whether_it_was_thin_and_how_it_was_signed_is_no_part_of_it)
{
    struct vr_handover other = sent;

    other.thin = !other.thin;
    memset(other.signature, 1, sizeof other.signature);
    cr_expect(eq(int, answer(&other, 2), VR_OK));
}

Test(taken, the_last_hop_awaits_no_answer)
{
    char *document;
    size_t len;

    cr_assert(eq(int, vr_taken_document(&document, &len, &sent, custody.circle, seeds[2]), VR_OK));
    for (size_t place = 2; place <= VR_HOPS_MAX; place++) {
        cr_expect(
            eq(int, vr_taken_decode(&sent, document, len, &custody, place, NULL), VR_FOREIGN));
    }
    free(document);
}

Test(taken, no_cut_and_no_change_of_a_byte_is_read)
{
    char *document;
    size_t len;

    cr_assert(eq(int, vr_taken_document(&document, &len, &sent, custody.circle, seeds[2]), VR_OK));
    for (size_t cut = 0; cut < len; cut++) {
        char *copy = malloc(cut > 0 ? cut : 1);

        memcpy(copy, document, cut);
        cr_expect(ne(int, vr_taken_decode(&sent, copy, cut, &custody, 1, NULL), VR_OK));
        free(copy);
        document[cut] ^= 0x01;
        cr_expect(ne(int, vr_taken_decode(&sent, document, len, &custody, 1, NULL), VR_OK));
        document[cut] ^= 0x01;
    }
    free(document);
}

struct text {
    char payload[16];
    enum vr_status due;
};

ParameterizedTestParameters(taken, signed_nonsense_is_malformed)
{
    static struct text cases[] = {
        { "", VR_MALFORMED },
        { "[]", VR_MALFORMED },
        { "{}", VR_MALFORMED },
        { "{\"circle\":1}", VR_MALFORMED },
    };

    return cr_make_param_array(struct text, cases, sizeof cases / sizeof cases[0]);
}

static enum vr_status
answer_payload(const char *payload)
{
    char line[VR_SIGNATURE_LINE_SIZE];
    enum vr_status status;
    char *document;

    cr_assert(
        eq(int, vr_document_sign(line, VR_LABEL_TAKEN, payload, strlen(payload), seeds[2]), VR_OK));
    cr_assert(gt(int, asprintf(&document, "%s\n%s", payload, line), 0));
    status = vr_taken_decode(&sent, document, strlen(document), &custody, 1, NULL);
    free(document);

    return status;
}

ParameterizedTest(struct text *text, taken, signed_nonsense_is_malformed, .init = make_sent)
{
    cr_expect(eq(int, answer_payload(text->payload), text->due));
}

Test(taken, a_longer_payload_than_any_is_malformed)
{
    char *payload, *longer;
    size_t len;

    cr_assert(eq(int, vr_taken_payload(&payload, &len, &sent, custody.circle), VR_OK));
    cr_expect(eq(int, answer_payload(payload), VR_OK));
    cr_assert(gt(int, asprintf(&longer, "%s%*s", payload, (int) VR_TAKEN_MAX, ""), 0));
    cr_expect(eq(int, answer_payload(longer), VR_MALFORMED));
    free(longer);
    free(payload);
}
