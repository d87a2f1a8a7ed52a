/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <criterion/parameterized.h>

#include "publication.h"

static const char good[] =
    "{\"v\":1,\"council\":\"or\",\"seen\":30,\"minimum\":5,\"total\":28,\"from\":0,\"until\":9,"
    "\"tables\":[{\"id\":\"waar\",\"type\":\"one\",\"required\":false,\"options\":[\"a\",\"b\"],"
    "\"numbers\":[12,false,false]},{\"id\":\"wat\",\"type\":\"many\",\"required\":true,"
    "\"options\":[\"c\"],\"numbers\":[20]},{\"id\":\"tekst\",\"type\":\"text\",\"required\":false,"
    "\"options\":[],\"numbers\":[15,13]}],\"crossings\":[{\"rows\":\"waar\",\"columns\":\"wat\","
    "\"numbers\":[7,false,false]}]}";

static enum vr_status
decode(struct publication **out, const char *text)
{
    json_t *body = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    enum vr_status status;

    cr_assert(ne(ptr, body, NULL));
    status = publication_decode(out, body, NULL);
    json_decref(body);

    return status;
}

Test(publication, comes_back_as_it_was)
{
    struct publication *publication;
    json_t *first = json_loads(good, 0, NULL);
    json_t *again;

    cr_assert(eq(int, decode(&publication, good), VR_OK));
    cr_expect(eq(u32, publication->tables[0].numbers[0], 12));
    cr_expect(eq(u32, publication->tables[0].numbers[2], PUBLICATION_HIDDEN));
    cr_expect(eq(u32, publication->crossings[0].numbers[0], 7));
    cr_expect(eq(sz, publication_find(publication, "tekst"), 2));
    cr_expect(eq(sz, publication_find(publication, "geen"), 3));
    again = publication_encode(publication);
    cr_expect(json_equal(first, again));
    json_decref(first);
    json_decref(again);
    publication_free(publication);
}

/* Replace the first text by the second. */
struct damage {
    char old[40];
    char new[40];
};

ParameterizedTestParameters(publication, what_is_not_whole_is_refused)
{
    static struct damage cases[] = {
        { "\"v\":1", "\"v\":2" },
        { "\"council\":\"or\"", "\"council\":\"<b>\"" },
        { "\"seen\":30,", "" },
        { "\"until\":9,", "" },
        { "[12,false,false]", "[12,false]" },
        { "[12,false,false]", "[12,false,-1]" },
        { "[12,false,false]", "[12,false,true]" },
        { "[12,false,false]", "[12,false,9999999999]" },
        { "[\"a\",\"b\"]", "[\"a\"]" },
        { "[\"a\",\"b\"]", "[\"a\",\"A\"]" },
        { "\"options\":[]", "\"options\":[\"x\"]" },
        { "\"type\":\"many\"", "\"type\":\"none\"" },
        { "\"id\":\"wat\"", "\"id\":\"waar\"" },
        { "\"columns\":\"wat\"", "\"columns\":\"geen\"" },
        { "\"columns\":\"wat\"", "\"columns\":\"waar\"" },
        { "[7,false,false]", "[7,false,false,8]" },
        { "\"required\":true", "\"required\":1" },
        { "\"total\":28", "\"total\":28,\"more\":1" },
    };

    return cr_make_param_array(struct damage, cases, sizeof cases / sizeof cases[0]);
}

ParameterizedTest(struct damage *damage, publication, what_is_not_whole_is_refused)
{
    char text[sizeof good + 64];
    const char *at = strstr(good, damage->old);
    struct publication *publication;

    cr_assert(ne(ptr, (void *) at, NULL));
    snprintf(text, sizeof text, "%.*s%s%s", (int) (at - good), good, damage->new,
             at + strlen(damage->old));
    cr_expect(eq(int, decode(&publication, text), VR_MALFORMED), "%s", text);
}
