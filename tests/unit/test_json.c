/* SPDX-License-Identifier: EUPL-1.2 */
#include <vrijuit/json.h>

#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "vectors.h"

static enum vr_status
load(const char *text)
{
    json_t *document = NULL;
    enum vr_status status = vr_json_load(&document, text, strlen(text), NULL);

    json_decref(document);

    return status;
}

static json_t *
good(const char *text)
{
    json_t *document = NULL;

    cr_assert(eq(int, vr_json_load(&document, text, strlen(text), NULL), VR_OK), "%s", text);

    return document;
}

/* depth lists, one in the other. */
static enum vr_status
load_nested(size_t depth)
{
    char *text = calloc(1, depth * 2 + 1);
    enum vr_status status;

    memset(text, '[', depth);
    memset(text + depth, ']', depth);
    status = load(text);
    free(text);

    return status;
}

Test(json, every_text_of_the_vectors_is_refused)
{
    json_t *file = vectors_load("signatures.json");
    json_t *list = vectors_get(file, "json_must_refuse");
    struct vr_why why;

    cr_assert(gt(sz, json_array_size(list), 10));
    for (size_t i = 0; i < json_array_size(list); i++) {
        json_t *document = NULL;
        size_t len;
        uint8_t *bytes = vectors_bytes(&len, json_array_get(list, i), "hex");

        cr_expect(eq(int, vr_json_load(&document, bytes, len, &why), VR_MALFORMED), "case %zu", i);
        cr_expect(document == NULL);
        free(bytes);
    }
    json_decref(file);
}

Test(json, base64_that_is_not_canonical_is_refused)
{
    json_t *file = vectors_load("signatures.json");
    json_t *list = vectors_get(file, "base64_must_refuse");
    uint8_t out[64];

    for (size_t i = 0; i < json_array_size(list); i++) {
        json_t *object = json_pack("{s:O}", "a", json_array_get(list, i));

        for (size_t len = 0; len < 4; len++) {
            cr_expect(eq(int, vr_json_bytes(out, len, object, "a", NULL), VR_MALFORMED));
        }
        json_decref(object);
    }
    json_decref(file);
}

Test(json, nesting_is_allowed_to_sixteen_and_no_deeper)
{
    cr_expect(eq(int, load_nested(16), VR_OK));
    cr_expect(eq(int, load_nested(17), VR_MALFORMED));
    cr_expect(eq(int, load_nested(100000), VR_MALFORMED));
}

Test(json, brackets_and_minus_signs_inside_texts_are_just_text)
{
    cr_expect(eq(int, load("{\"a\":\"[[[[[[[[[[[[[[[[[[[[-1\\\"[-\\\\\"}"), VR_OK));
    cr_expect(eq(int, load("{\"a\\\"-\":[\"-\"]}"), VR_OK));
}

Test(json, numbers_end_below_two_to_the_53)
{
    cr_expect(eq(int, load("[9007199254740991]"), VR_OK));
    cr_expect(eq(int, load("[9007199254740992]"), VR_MALFORMED));
    cr_expect(eq(int, load("[18446744073709551616]"), VR_MALFORMED));
    cr_expect(eq(int, load("[-1]"), VR_MALFORMED));
    cr_expect(eq(int, load("[-0]"), VR_MALFORMED));
    cr_expect(eq(int, load("[1.0]"), VR_MALFORMED));
    cr_expect(eq(int, load("[1E2]"), VR_MALFORMED));
}

Test(json, values_that_are_no_document_are_refused)
{
    cr_expect(eq(int, load("1"), VR_MALFORMED));
    cr_expect(eq(int, load("\"a\""), VR_MALFORMED));
    cr_expect(eq(int, load("{\"a\":\"\\u0000\"}"), VR_MALFORMED));
    cr_expect(eq(int, load("{\"a\":\"open"), VR_MALFORMED));
    cr_expect(eq(int, load("{\"a\":\"\\"), VR_MALFORMED));
    cr_expect(eq(int, load("[{\"a\":[true,{\"b\":null}]}]"), VR_MALFORMED));
}

Test(json, zero_byte_behind_the_document_is_refused)
{
    json_t *document = NULL;

    cr_expect(eq(int, vr_json_load(&document, "{}\0", 3, NULL), VR_MALFORMED));
}

Test(json, members_must_be_exactly_those_that_are_named)
{
    static const char *const names[] = { "a", "?b", NULL };
    struct vr_why why;
    json_t *both = good("{\"a\":1,\"b\":2}");
    json_t *one = good("{\"a\":1}");
    json_t *none = good("{\"b\":1}");
    json_t *more = good("{\"a\":1,\"c\":2}");
    json_t *strange = good("{\"a\":1,\"\\u001b[2J\":2}");
    json_t *list = good("[]");

    cr_expect(eq(int, vr_json_members(both, "x", names, &why), VR_OK));
    cr_expect(eq(int, vr_json_members(one, "x", names, &why), VR_OK));
    cr_expect(eq(int, vr_json_members(none, "x", names, &why), VR_MALFORMED));
    cr_expect(eq(str, why.text, "x: a is missing"));
    cr_expect(eq(int, vr_json_members(more, "x", names, &why), VR_MALFORMED));
    cr_expect(eq(str, why.text, "x: c does not belong here"));
    cr_expect(eq(int, vr_json_members(strange, "x", names, &why), VR_MALFORMED));
    cr_expect(strchr(why.text, '\x1b') == NULL);
    cr_expect(eq(int, vr_json_members(list, "x", names, &why), VR_MALFORMED));
    cr_expect(eq(int, vr_json_members(NULL, "x", names, &why), VR_MALFORMED));
    json_decref(both);
    json_decref(one);
    json_decref(none);
    json_decref(more);
    json_decref(strange);
    json_decref(list);
}

Test(json, members_are_read_only_as_what_they_are)
{
    json_t *object = good("{\"t\":\"AAA=\",\"n\":7,\"l\":[]}");
    const char *text = NULL;
    uint64_t number = 99;
    uint8_t bytes[2] = { 1, 1 };

    cr_expect(eq(int, vr_json_text(&text, object, "n", NULL), VR_MALFORMED));
    cr_expect(eq(int, vr_json_text(&text, object, "t", NULL), VR_OK));
    cr_expect(eq(str, (char *) text, "AAA="));
    cr_expect(eq(int, vr_json_integer(&number, object, "t", 0, 9, NULL), VR_MALFORMED));
    cr_expect(eq(int, vr_json_integer(&number, object, "n", 8, 9, NULL), VR_MALFORMED));
    cr_expect(eq(int, vr_json_integer(&number, object, "n", 0, 6, NULL), VR_MALFORMED));
    cr_expect(eq(u64, number, 99));
    cr_expect(eq(int, vr_json_integer(&number, object, "n", 7, 7, NULL), VR_OK));
    cr_expect(eq(u64, number, 7));
    cr_expect(eq(int, vr_json_bytes(bytes, 1, object, "t", NULL), VR_MALFORMED));
    cr_expect(eq(int, bytes[0], 1));
    cr_expect(eq(int, vr_json_bytes(bytes, 2, object, "t", NULL), VR_OK));
    cr_expect(eq(int, bytes[0] + bytes[1], 0));
    cr_expect(eq(int, vr_json_bytes(bytes, 2, object, "absent", NULL), VR_MALFORMED));
    json_decref(object);
}

Test(json, dump_is_compact_and_keeps_the_order_of_members)
{
    const char *text = "{\"b\":[1,true,{\"é\":\"a/b\\n\\\"\"}],\"a\":\"€\"}";
    json_t *document = good(text);
    char *dumped = NULL;
    size_t len = 0;

    cr_assert(eq(int, vr_json_dump(&dumped, &len, document), VR_OK));
    cr_expect(eq(str, dumped, (char *) text));
    cr_expect(eq(sz, len, strlen(text)));
    free(dumped);
    json_decref(document);
}
