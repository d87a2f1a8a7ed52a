/* SPDX-License-Identifier: EUPL-1.2 */
#include "page.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <criterion/parameterized.h>

#include "daemon_fixture.h"

#define START "<!doctype html><html lang=\"nl\"><head><meta charset=\"utf-8\">"
#define META  "<meta http-equiv=\"Content-Security-Policy\" content=\""
#define BLOCK "<script type=\"application/json\" id=\"handout\"></script>"

static const char good[] =
    START META "default-src 'none'; script-src 'sha256-abc='\">" BLOCK "</html>";

static char policy[PAGE_POLICY_MAX + 1];
static struct vr_why why;

static enum vr_status
policy_of(const char *page)
{
    return page_policy(policy, page, strlen(page), &why);
}

Test(page, the_policy_is_that_of_the_meta)
{
    cr_assert(eq(int, policy_of(good), VR_OK), "%s", why.text);
    cr_expect(eq(str, policy, "default-src 'none'; script-src 'sha256-abc='"));
}

struct flaw {
    char name[32];
    char page[320];
};

ParameterizedTestParameters(page, a_policy_that_cannot_be_a_header_is_refused)
{
    static struct flaw cases[] = {
        { "none", START "</html>" },
        { "empty page", "" },
        { "empty", START META "\"></html>" },
        { "not ended", START META "default-src 'none'" },
        { "two", START META "default-src 'none'\">" META "default-src *\"></html>" },
        { "line feed", START META "default-src 'none'\nX: y\"></html>" },
        { "carriage return", START META "default-src 'none'\rX: y\"></html>" },
        { "tab", START META "default-src\t'none'\"></html>" },
        { "beyond ASCII", START META "default-src 'n\303\266ne'\"></html>" },
        { "entity", START META "default-src &#39;none&#39;\"></html>" },
        { "comma", START META "default-src 'none', default-src *\"></html>" },
        { "other quotes", START "<meta http-equiv='Content-Security-Policy' content='x'></html>" },
    };

    return cr_make_param_array(struct flaw, cases, sizeof cases / sizeof cases[0]);
}

ParameterizedTest(struct flaw *flaw, page, a_policy_that_cannot_be_a_header_is_refused)
{
    cr_expect(eq(int, policy_of(flaw->page), VR_MALFORMED), "%s", flaw->name);
    cr_expect(strstr(why.text, "use the page as it was built") != NULL, "%s", why.text);
}

Test(page, a_zero_byte_in_the_policy_is_refused)
{
    char page[sizeof good];

    memcpy(page, good, sizeof good);
    page[sizeof START META - 1 + 5] = '\0';
    cr_expect(eq(int, page_policy(policy, page, sizeof page - 1, &why), VR_MALFORMED));
}

Test(page, a_policy_beyond_the_first_4_kib_or_of_more_than_2_kib_is_refused)
{
    static char page[8192];

    memset(page, ' ', 4096);
    strcpy(page + 4096, good);
    cr_expect(eq(int, policy_of(page), VR_MALFORMED));
    snprintf(page, sizeof page, "%s%s%*s\">", START, META, (int) PAGE_POLICY_MAX, "x");
    cr_expect(eq(int, policy_of(page), VR_OK), "%s", why.text);
    snprintf(page, sizeof page, "%s%s%*s\">", START, META, (int) PAGE_POLICY_MAX + 1, "x");
    cr_expect(eq(int, policy_of(page), VR_MALFORMED));
}

static struct fixture fixture;

static void
start(void)
{
    fixture_make(&fixture);
}

static void
stop(void)
{
    fixture_remove(&fixture);
}

TestSuite(page_file, .init = start, .fini = stop);

static enum vr_status
load(struct document **out, const void *bytes, size_t len)
{
    char path[FILES_PATH_MAX];

    strcpy(path, fixture_path(&fixture, "page.html"));
    cr_assert(eq(int, files_write(path, bytes, len, 0600, &why), VR_OK));

    return page_load(out, path, &why);
}

static bool
has_header(const struct document *document, const char *line)
{
    return memmem(document->bytes, document->len - document->body_len, line, strlen(line)) != NULL;
}

Test(page_file, it_is_served_with_its_policy_and_nothing_given_away)
{
    struct document *page = NULL;

    cr_assert(eq(int, load(&page, good, sizeof good - 1), VR_OK), "%s", why.text);
    cr_expect(has_header(page, "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"));
    cr_expect(has_header(page, "\r\nContent-Security-Policy: default-src 'none'; script-src "
                               "'sha256-abc='; frame-ancestors 'none'\r\n"));
    cr_expect(has_header(page, "\r\nReferrer-Policy: no-referrer\r\n"));
    cr_expect(has_header(page, "\r\nCache-Control: no-store\r\n"));
    cr_expect(has_header(page, "\r\nX-Content-Type-Options: nosniff\r\n"));
    cr_expect(has_header(page, "\r\nCross-Origin-Opener-Policy: same-origin\r\n"));
    cr_expect(has_header(page, "\r\nCross-Origin-Resource-Policy: same-origin\r\n"));
    cr_expect(has_header(page, "camera=(), "));
    cr_expect(has_header(page, "\r\n\r\n"));
    cr_expect(document_is(page, good, sizeof good - 1));
    document_release(page);
}

Test(page_file, the_longest_policy_fits)
{
    static char text[8192];
    struct document *page = NULL;

    snprintf(text, sizeof text, "%s%s%*s\">", START, META, (int) PAGE_POLICY_MAX, "x");
    cr_assert(eq(int, load(&page, text, strlen(text)), VR_OK), "%s", why.text);
    document_release(page);
}

Test(page_file, one_of_more_than_a_mebibyte_is_refused_and_named)
{
    static char text[PAGE_MAX + 1];
    struct document *page = NULL;

    memset(text, ' ', sizeof text);
    memcpy(text, good, sizeof good - 1);
    cr_expect(eq(int, load(&page, text, sizeof text), VR_FULL));
    cr_expect(strstr(why.text, "page.html") != NULL, "%s", why.text);
    cr_assert(eq(int, load(&page, text, PAGE_MAX), VR_OK), "%s", why.text);
    document_release(page);
    cr_expect(eq(int, load(&page, START, strlen(START)), VR_MALFORMED));
    cr_expect(strstr(why.text, "page.html: one Content") != NULL, "%s", why.text);
}

Test(page_file, one_whose_key_was_not_put_in_is_refused_with_the_remedy)
{
    static const char page[] =
        START META "default-src 'none'\"><script type=\"application/json\" id=\"pin\"></script>";
    static const char pinned[] = START META
        "default-src 'none'\"><script type=\"application/json\" id=\"pin\">\"RWQ=\"</script>";
    struct document *document = NULL;

    cr_expect(eq(int, load(&document, page, sizeof page - 1), VR_UNVERIFIED));
    cr_expect(strstr(why.text, "vrijuit-pin") != NULL, "%s", why.text);
    cr_assert(eq(int, load(&document, pinned, sizeof pinned - 1), VR_OK), "%s", why.text);
    document_release(document);
}

Test(page_file, without_a_file_a_text_says_what_to_do)
{
    struct document *page = NULL;

    cr_assert(eq(int, page_load(&page, "", &why), VR_OK));
    cr_expect(has_header(page, "\r\nContent-Type: text/plain; charset=utf-8\r\n"));
    cr_expect(memmem(page->bytes, page->len, "vrijuit", 7) != NULL);
    document_release(page);
}

Test(page, the_handout_block_is_filled_and_the_rest_is_as_it_was)
{
    const char *text = "{\"circle\":\"abc=\"}";
    char *filled = NULL;
    size_t len;

    cr_assert(
        eq(int, page_fill(&filled, &len, good, sizeof good - 1, text, strlen(text), &why), VR_OK));
    cr_expect(eq(sz, len, sizeof good - 1 + strlen(text)));
    cr_expect(eq(str, filled,
                 START META "default-src 'none'; script-src 'sha256-abc='\">"
                            "<script type=\"application/json\" id=\"handout\">"
                            "{\"circle\":\"abc=\"}</script></html>"));
    free(filled);
}

Test(page, a_page_without_an_empty_block_or_with_two_is_refused)
{
    static const char *const pages[] = {
        START "</html>",
        START "<script type=\"application/json\" id=\"handout\">{}</script>",
        START BLOCK BLOCK,
    };
    char *filled = NULL;
    size_t len;

    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++) {
        cr_expect(eq(int, page_fill(&filled, &len, pages[i], strlen(pages[i]), "{}", 2, &why),
                     VR_MALFORMED),
                  "%zu", i);
    }
}
