/* SPDX-License-Identifier: EUPL-1.2 */
/* The laws: a policy that is taken stands so in the page and is one line of printable ASCII; a page
 * that is filled is the page again without what was filled in; what is refused has a reason. */
#include "page.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
try_policy(const char *page, size_t len)
{
    char policy[PAGE_POLICY_MAX + 1];
    struct vr_why why = { "" };
    size_t policy_len;

    if (page_policy(policy, page, len, &why) != VR_OK) {
        if (why.text[0] == '\0') {
            abort();
        }
        return;
    }
    policy_len = strlen(policy);
    if (policy_len == 0 || policy_len > PAGE_POLICY_MAX ||
        memmem(page, len, policy, policy_len) == NULL) {
        abort();
    }
    for (size_t i = 0; i < policy_len; i++) {
        if (policy[i] < ' ' || policy[i] > '~') {
            abort();
        }
    }
}

static void
try_fill(const char *page, size_t len)
{
    static const char block[] = "<script type=\"application/json\" id=\"handout\"></script>";
    static const char text[] = "{\"circle\":\"YQ==\"}";
    struct vr_why why = { "" };
    char *filled = NULL;
    size_t filled_len;
    const char *at;
    size_t before;

    if (page_fill(&filled, &filled_len, page, len, text, sizeof text - 1, &why) != VR_OK) {
        if (filled != NULL || why.text[0] == '\0') {
            abort();
        }
        return;
    }
    at = memmem(page, len, block, sizeof block - 1); /* the only one, or it had been refused */
    if (at == NULL || filled_len != len + sizeof text - 1) {
        abort();
    }
    before = (size_t) (at - page) + sizeof block - sizeof "</script>";
    if (memcmp(filled, page, before) != 0 || memcmp(filled + before, text, sizeof text - 1) != 0 ||
        memcmp(filled + before + sizeof text - 1, page + before, len - before) != 0) {
        abort();
    }
    free(filled);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    try_policy((const char *) data, size);
    try_fill((const char *) data, size);

    return 0;
}
