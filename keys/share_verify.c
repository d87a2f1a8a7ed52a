/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>

#include "holding.h"

static void
say_share(const struct holding *holding, const struct vr_share *share,
          const struct purpose_found *found, const char *verdict)
{
    char text[PURPOSE_TEXT_MAX];

    if (found == NULL) {
        snprintf(text, sizeof text, "%s",
                 say(holding->tool, "iets dat niet in deze kring staat",
                     "something that is not in this circle"));
    } else {
        purpose_text(text, &found->purpose, holding->tool->lang);
    }
    printf(say(holding->tool, "lid %u: %s: %s\n", "member %u: %s: %s\n"), (unsigned) share->index,
           text, verdict);
}

/* Whether the share is one of this circle, with the right value. */
static bool
judge_share(const struct holding *holding, const struct vr_share *share)
{
    struct purpose_found found;
    enum vr_status status = VR_FOREIGN;
    const struct tool *tool = holding->tool;

    if (!purpose_of(&found, holding_circle(holding), holding_dossier(holding), share)) {
        say_share(holding, share, NULL, say(tool, "onbekend", "unknown"));
        return false;
    }
    status = vr_share_verify(share, found.sharing);
    say_share(holding, share, &found,
              status == VR_OK ? say(tool, "goed", "right") : say(tool, "FOUT", "WRONG"));

    return status == VR_OK;
}

/* A file should hold all; what was closed, or never was there, is named. */
static void
name_missing(const struct holding *holding)
{
    struct purpose_found found;

    for (size_t i = 0; purpose_at(&found, holding_circle(holding), holding_dossier(holding), i);
         i++) {
        char text[PURPOSE_TEXT_MAX];

        if (wallet_count(holding->wallet, found.sharing) == 0) {
            purpose_text(text, &found.purpose, holding->tool->lang);
            printf(say(holding->tool, "geen deel voor: %s\n", "no share for: %s\n"), text);
        }
    }
}

enum vr_status
holding_verify(const struct holding *holding, const char *what, bool whole)
{
    const struct vr_share *share;
    bool right = true;
    size_t count = 0;

    while ((share = wallet_share(holding->wallet, count)) != NULL) {
        right = judge_share(holding, share) && right;
        count++;
    }
    if (whole) {
        name_missing(holding);
    }
    if (count == 0) {
        return tool_refuse(VR_FOREIGN, what, "%s",
                           say(holding->tool, "er is geen deel", "there is no share"));
    }

    return right ? VR_OK
                 : tool_refuse(
                       VR_UNVERIFIED, what, "%s",
                       say(holding->tool, "niet alle delen zijn goed", "not all shares are right"));
}
