/* SPDX-License-Identifier: EUPL-1.2 */
#include <vrijuit/content.h>

#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <criterion/parameterized.h>
#include <sodium.h>

#include <vrijuit/secret.h>

#include "record_vectors.h"
#include "vectors.h"

#define ID      "\"id\":\"UtbPl3D18RTFhh7TMr5CNA==\""
#define CIRCLE  "\"circle\":\"K+AimsTCJ1wtePeajdtNc+7vDPlo3znMx447hUhiymM=\""
#define REPLY   "\"reply\":\"rvGyt34zW0dRbxj35Omvyd4pyNLwwSQiqbrSLwIBmm0=\""
#define REPORT  "{\"v\":1,\"kind\":\"report\"," ID ",\"lang\":\"nl\"," CIRCLE ",\"answers\":"
#define MESSAGE "{\"v\":1,\"kind\":\"follow-up\"," ID ",\"lang\":\"nl\"," CIRCLE ",\"answers\":"

static void
start(void)
{
    cr_assert(eq(int, vr_start(), VR_OK));
}

TestSuite(content, .init = start);

static enum vr_status
decode(struct vr_content *content, const char *text, size_t len)
{
    return vr_content_decode(content, vr_suite_find(VR_SUITE_X25519), text, len, NULL);
}

Test(content, every_content_of_the_vectors_decodes_and_encodes_to_the_same_bytes)
{
    json_t *file = vectors_load("record.json");
    const json_t *cases = vectors_get(file, "cases");
    size_t done = 0;

    for (size_t i = 0; i < json_array_size(cases); i++) {
        const json_t *test = json_array_get(cases, i);
        struct vr_content content;
        size_t len, made_len;
        char *text, *made;

        if (vectors_number(test, "suite") == 2) {
            continue;
        }
        text = record_vectors_content(&len, test);
        cr_assert(eq(int, decode(&content, text, len), VR_OK), "%s", vectors_text(test, "name"));
        cr_assert(eq(int, vr_content_encode(&made, &made_len, &content), VR_OK));
        cr_assert(eq(sz, made_len, len));
        cr_expect(memcmp(made, text, len) == 0, "%s", vectors_text(test, "name"));
        vr_content_wipe(&content);
        free(text);
        free(made);
        done++;
    }
    cr_expect(gt(sz, done, 0));
    json_decref(file);
}

Test(content, every_unreadable_content_of_the_vectors_is_refused_and_writes_nothing)
{
    static uint8_t padded[VR_RECORD_PLAIN_MAX];
    json_t *file = vectors_load("record.json");
    const json_t *attempts = vectors_get(file, "attempts");
    size_t done = 0;

    for (size_t i = 0; i < json_array_size(attempts); i++) {
        const json_t *test = json_array_get(attempts, i);
        const char *name = vectors_text(test, "name");
        struct vr_content content, before;
        struct vr_why why = { "" };
        size_t len;

        if (strcmp(vectors_text(test, "result"), "unreadable") != 0 ||
            record_vectors_suite(file, test) == 2) {
            continue;
        }
        len = record_vectors_padded(padded, vectors_get(test, "sealed"));
        while (padded[--len] != 0x80) {
        }
        memset(&before, 0x5a, sizeof before);
        content = before;
        cr_expect(eq(int,
                     vr_content_decode(&content, vr_suite_find(VR_SUITE_X25519), padded, len, &why),
                     VR_MALFORMED),
                  "%s", name);
        cr_expect(memcmp(&content, &before, sizeof content) == 0, "%s: output touched", name);
        cr_expect(why.text[0] != '\0', "%s: no reason", name);
        done++;
    }
    cr_expect(gt(sz, done, 20));
    json_decref(file);
}

struct sample {
    char text[480];
    int valid;
};

ParameterizedTestParameters(content, types_and_ids_decide)
{
    static struct sample samples[] = {
        { REPORT "{}," REPLY "}", 1 },
        { REPORT "{\"a\":\"x\",\"b-2\":[\"y\",\"z\"]}," REPLY "}", 1 },
        { REPORT "{\"a\":\"\",\"b\":[]}," REPLY "}", 1 },
        { REPORT "{\"abcdefghijklmnopqrstuvwxyz012345\":\"\"}," REPLY "}", 1 },
        { REPORT "{\"abcdefghijklmnopqrstuvwxyz0123456\":\"\"}," REPLY "}", 0 },
        { REPORT "{\"\":\"x\"}," REPLY "}", 0 },
        { REPORT "{\"a_b\":\"x\"}," REPLY "}", 0 },
        { REPORT "{\"a\":{}}," REPLY "}", 0 },
        { REPORT "{\"a\":true}," REPLY "}", 0 },
        { REPORT "{\"a\":[1]}," REPLY "}", 0 },
        { REPORT "{\"a\":[[\"x\"]]}," REPLY "}", 0 },
        { REPORT "\"x\"," REPLY "}", 0 },
        { REPORT "{}}", 0 },
        { REPORT "{}," REPLY ",\"reply\":\"\"}", 0 },
        { REPORT "{},\"reply\":\"\"}", 0 },
        { REPORT "{},\"reply\":1}", 0 },
        { MESSAGE "{\"text\":\"x\"}," REPLY "}", 1 },
        { MESSAGE "{\"text\":[]}," REPLY "}", 0 },
        { MESSAGE "{\"tekst\":\"x\"}," REPLY "}", 0 },
        { "{" ID ",\"kind\":\"cover\",\"v\":1}", 1 },
        { "{" ID ",\"kind\":\"cover\",\"v\":\"1\"}", 0 },
        { "{" ID ",\"kind\":\"cover\",\"v\":1.0}", 0 },
        { "{" ID ",\"kind\":\"cover\",\"v\":0}", 0 },
        { "{" ID ",\"kind\":\"cover\"}", 0 },
        { "{\"v\":1,\"kind\":\"cover\"}", 0 },
        { "{\"v\":1," ID "}", 0 },
        { "{\"v\":1,\"kind\":\"Cover\"," ID "}", 0 },
        { "{\"v\":1,\"kind\":[\"cover\"]," ID "}", 0 },
        { "{\"v\":1,\"kind\":\"cover\",\"id\":7}", 0 },
        { "[]", 0 },
        { "[1,\"kind\"]", 0 },
        { "\"cover\"", 0 },
        { "", 0 },
        { "\n{" ID ", \"kind\" : \"cover\", \"v\": 1 }\n", 1 },
    };

    return cr_make_param_array(struct sample, samples, sizeof samples / sizeof samples[0]);
}

ParameterizedTest(struct sample *sample, content, types_and_ids_decide)
{
    struct vr_content content;
    enum vr_status status = decode(&content, sample->text, strlen(sample->text));

    cr_expect(eq(int, status, sample->valid ? VR_OK : VR_MALFORMED), "%s", sample->text);
    if (status == VR_OK) {
        vr_content_wipe(&content);
    }
}

Test(content, what_decodes_holds_what_was_written)
{
    static const char text[] = REPORT "{\"a\":\"x\"}," REPLY "}";
    struct vr_content content;

    cr_assert(eq(int, decode(&content, text, sizeof text - 1), VR_OK));
    cr_expect(eq(int, content.kind, VR_REPORT));
    cr_expect(eq(int, content.lang, VR_NL));
    cr_expect(eq(int, content.id[0], 0x52));
    cr_expect(eq(int, content.circle[0], 0x2b));
    cr_expect(eq(int, content.reply[0], 0xae));
    cr_expect(eq(sz, content.reply_len, 32));
    cr_expect(eq(str, (char *) json_string_value(json_object_get(content.answers, "a")), "x"));
    vr_content_wipe(&content);
    cr_expect(sodium_is_zero((const uint8_t *) &content, sizeof content) == 1);
}

static struct vr_content
report_with_text(size_t len)
{
    struct vr_content content = { .kind = VR_REPORT, .lang = VR_EN, .reply_len = 32 };
    char *text = malloc(len);

    memset(text, 'x', len);
    content.answers = json_object();
    json_object_set_new(content.answers, "text", json_stringn(text, len));
    free(text);

    return content;
}

Test(content, exactly_the_limit_is_encoded_and_one_byte_more_is_not)
{
    struct vr_content content = report_with_text(1000);
    size_t len, room;
    char *text = NULL;

    cr_assert(eq(int, vr_content_encode(&text, &len, &content), VR_OK));
    room = VR_CONTENT_MAX - len + 1000;
    free(text);
    vr_content_wipe(&content);
    content = report_with_text(room);
    cr_assert(eq(int, vr_content_encode(&text, &len, &content), VR_OK));
    cr_expect(eq(sz, len, VR_CONTENT_MAX));
    free(text);
    vr_content_wipe(&content);
    content = report_with_text(room + 1);
    text = NULL;
    cr_expect(eq(int, vr_content_encode(&text, &len, &content), VR_FULL));
    cr_expect(text == NULL);
    vr_content_wipe(&content);
}

Test(content, a_report_without_answers_cannot_be_encoded)
{
    struct vr_content content = { .kind = VR_REPORT, .reply_len = 32 };
    char *text = NULL;
    size_t len;

    cr_expect(eq(int, vr_content_encode(&text, &len, &content), VR_MALFORMED));
    content.kind = VR_COVER;
    cr_assert(eq(int, vr_content_encode(&text, &len, &content), VR_OK));
    free(text);
    content.reply_len = VR_SUITE_PUBLIC_MAX + 1;
    cr_expect(eq(int, vr_content_encode(&text, &len, &content), VR_MALFORMED));
}

Test(content, every_cut_of_a_content_is_refused)
{
    static const char text[] = REPORT "{\"a\":\"x\"}," REPLY "}";
    struct vr_content content;

    for (size_t len = 0; len < sizeof text - 1; len++) {
        cr_expect(eq(int, decode(&content, text, len), VR_MALFORMED), "%zu", len);
    }
}
