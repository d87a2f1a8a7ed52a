/* SPDX-License-Identifier: EUPL-1.2 */
#include "page.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"

#define LOOK 4096U /* the policy must stand before anything that it governs */

static const char policy_start[] = "<meta http-equiv=\"Content-Security-Policy\" content=\"";
static const char handout_block[] = "<script type=\"application/json\" id=\"handout\"></script>";

static const char no_pin[] = "<script type=\"application/json\" id=\"pin\"></script>";

#define HANDOUT_TEXT_AT (sizeof handout_block - sizeof "</script>")

static const char absent[] =
    "Hier is geen webformulier. Melden kan met het programma vrijuit; zie het handboek, of vraag "
    "je medezeggenschap om het formulier.\n"
    "\n"
    "There is no web form here. You can report with the program vrijuit; see the handbook, or ask "
    "your participation council for the form.\n";

/* The one place of some text, or NULL when there is none or more than one. */
static const char *
find_only(const char *page, size_t len, const char *text)
{
    size_t text_len = strlen(text);
    const char *found = memmem(page, len, text, text_len);
    size_t behind = found == NULL ? 0 : (size_t) (found - page) + text_len;

    return found != NULL && memmem(page + behind, len - behind, text, text_len) != NULL ? NULL
                                                                                        : found;
}

/* As it stands in a header: a browser would undo entities in the page only, and take a comma there
 * for the end of the policy. */
static bool
can_be_header(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (text[i] < ' ' || text[i] > '~' || text[i] == '&' || text[i] == ',') {
            return false;
        }
    }

    return len > 0 && len <= PAGE_POLICY_MAX;
}

enum vr_status
page_policy(char policy[static PAGE_POLICY_MAX + 1], const char *page, size_t len,
            struct vr_why *why)
{
    const char *start = find_only(page, len, policy_start);
    const char *end;
    size_t left;

    if (start == NULL || (size_t) (start - page) >= LOOK) {
        return vr_refuse(why, VR_MALFORMED,
                         "one Content-Security-Policy in a <meta> is due, within the first %u "
                         "bytes: use the page as it was built",
                         LOOK);
    }
    start += sizeof policy_start - 1;
    left = len - (size_t) (start - page);
    end = memchr(start, '"', left);
    if (end == NULL || !can_be_header(start, (size_t) (end - start))) {
        return vr_refuse(why, VR_MALFORMED,
                         "its Content-Security-Policy is empty, too long, or has other characters "
                         "than a header may have: use the page as it was built");
    }
    memcpy(policy, start, (size_t) (end - start));
    policy[end - start] = '\0';

    return VR_OK;
}

enum vr_status
page_pinned(const char *page, size_t len, struct vr_why *why)
{
    if (memmem(page, len, no_pin, sizeof no_pin - 1) != NULL) {
        return vr_refuse(
            why, VR_UNVERIFIED,
            "it has no pinned key, so it would trust nobody: put that of the circle in "
            "with vrijuit-pin, which is installed beside it");
    }

    return VR_OK;
}

static struct document *
compose(const char *policy, const char *page, size_t len)
{
    char headers[DOCUMENT_HEADERS_MAX];
    int fits = snprintf(
        headers, sizeof headers,
        "Content-Security-Policy: %s; frame-ancestors 'none'\r\n"
        "Cross-Origin-Opener-Policy: same-origin\r\n"
        "Permissions-Policy: accelerometer=(), autoplay=(), camera=(), clipboard-read=(), "
        "display-capture=(), encrypted-media=(), fullscreen=(), geolocation=(), gyroscope=(), "
        "hid=(), idle-detection=(), magnetometer=(), microphone=(), midi=(), payment=(), "
        "picture-in-picture=(), publickey-credentials-get=(), screen-wake-lock=(), serial=(), "
        "usb=(), xr-spatial-tracking=()\r\n",
        policy);

    if (fits < 0 || (size_t) fits >= sizeof headers) {
        return NULL;
    }

    return document_with("text/html; charset=utf-8", headers, page, len);
}

enum vr_status
page_load(struct document **out, const char *path, struct vr_why *why)
{
    char policy[PAGE_POLICY_MAX + 1];
    struct document *document = NULL;
    struct vr_why reason = { 0 };
    enum vr_status status;
    char *page = NULL;
    size_t len;

    if (path[0] == '\0') {
        document = document_new("text/plain; charset=utf-8", absent, sizeof absent - 1);
        status = document == NULL ? vr_refuse(why, VR_MEMORY, "no memory") : VR_OK;
        goto out;
    }
    status = files_read(&page, &len, path, PAGE_MAX, why);
    if (status != VR_OK) {
        goto out;
    }
    status = page_policy(policy, page, len, &reason);
    if (status == VR_OK) {
        status = page_pinned(page, len, &reason);
    }
    if (status != VR_OK) {
        vr_refuse(why, status, "%.80s: %.158s", path, reason.text);
        goto out;
    }
    document = compose(policy, page, len);
    if (document == NULL) {
        status = vr_refuse(why, VR_MEMORY, "%s: no memory", path);
    }
out:
    free(page);
    if (status == VR_OK) {
        *out = document;
    }

    return status;
}

enum vr_status
page_fill(char **out, size_t *out_len, const char *page, size_t len, const char *text,
          size_t text_len, struct vr_why *why)
{
    const char *block = find_only(page, len, handout_block);
    size_t before;
    char *filled;

    if (block == NULL) {
        return vr_refuse(why, VR_MALFORMED,
                         "one empty block %s is due: use the page as it was built", handout_block);
    }
    filled = malloc(len + text_len + 1);
    if (filled == NULL) {
        return vr_refuse(why, VR_MEMORY, "no memory");
    }
    before = (size_t) (block - page) + HANDOUT_TEXT_AT;
    memcpy(filled, page, before);
    memcpy(filled + before, text, text_len);
    memcpy(filled + before + text_len, page + before, len - before);
    filled[len + text_len] = '\0';
    *out = filled;
    *out_len = len + text_len;

    return VR_OK;
}
