/* SPDX-License-Identifier: EUPL-1.2 */
/* GET /: the web form, one HTML file that the operator names; and its copy for handing out. */

#ifndef PAGE_H
#define PAGE_H

#include <stddef.h>

#include <vrijuit/status.h>

#include "document.h"

#define PAGE_MAX        (1024U * 1024U)
#define PAGE_POLICY_MAX 2048U

/* The content security policy that a page states in its one <meta http-equiv>; ends in a zero.
 * VR_MALFORMED when there is none in its first 4 KiB, a second one, or one that cannot be a header
 * as it stands. */
enum vr_status page_policy(char policy[static PAGE_POLICY_MAX + 1], const char *page, size_t len,
                           struct vr_why *why) VR_MUST_CHECK;

/* VR_UNVERIFIED for a page as it was built, whose place for the pinned key is still empty. */
enum vr_status page_pinned(const char *page, size_t len, struct vr_why *why) VR_MUST_CHECK;

/* The page in a file, with the headers that go with it; path "" gives a text that says where to go
 * instead. The reasons name the file. */
enum vr_status page_load(struct document **out, const char *path, struct vr_why *why) VR_MUST_CHECK;

/* A copy of a page with text in its one empty <script type="application/json" id="handout">.
 * Malloced. text must have no '<'. VR_MALFORMED when there is not exactly one such block. */
enum vr_status page_fill(char **out, size_t *out_len, const char *page, size_t len,
                         const char *text, size_t text_len, struct vr_why *why) VR_MUST_CHECK;

#endif
