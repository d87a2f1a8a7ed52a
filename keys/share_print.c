/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>

#include <vrijuit/secret.h>

#include "files.h"
#include "holding.h"
#include "sheet.h"

#define PRINTED_MAX 26U

/* The sheets of what the file holds, in locked memory. */
struct printing {
    struct vr_text circle;
    size_t count;
    struct purpose purposes[PRINTED_MAX];
    struct sheet sheets[PRINTED_MAX];
    char text[SHEET_HTML_BASE + PRINTED_MAX * SHEET_HTML_MAX];
};

static enum vr_status
lay_out(struct printing *printing, const struct holding *holding)
{
    const struct vr_circle *circle = holding_circle(holding);
    const struct vr_share *share;
    struct purpose_found found;

    printing->circle = circle->name;
    for (size_t i = 0; (share = wallet_share(holding->wallet, i)) != NULL; i++) {
        if (i == PRINTED_MAX) {
            return tool_refuse(VR_FULL, say(holding->tool, "delen", "shares"), "%s",
                               say(holding->tool, "te veel delen", "too many shares"));
        }
        if (!purpose_of(&found, circle, holding_dossier(holding), share)) {
            return tool_refuse(VR_FOREIGN, say(holding->tool, "delen", "shares"), "%s",
                               say(holding->tool,
                                   "hoort niet bij deze kring; geef de kring ervan (--circle)",
                                   "does not belong to this circle; give its own (--circle)"));
        }
        printing->purposes[i] = found.purpose;
        printing->sheets[i] = (struct sheet) {
            .share = share,
            .purpose = &printing->purposes[i],
            .circle = &printing->circle,
            .number = i + 1,
        };
        printing->count++;
    }
    for (size_t i = 0; i < printing->count; i++) {
        printing->sheets[i].count = printing->count;
    }

    return VR_OK;
}

static enum vr_status
write_sheets(struct printing *printing, const struct holding *holding, const char *output)
{
    size_t len = sheet_html(printing->text, sizeof printing->text, printing->sheets,
                            printing->count, holding->tool->lang);
    enum vr_status status;

    if (len == 0) {
        return VR_FULL;
    }
    if (!folder_is_in_memory(output)) {
        tool_refuse(VR_OK, output, "%s",
                    say(holding->tool,
                        "let op: dit geheime blad staat op een schijf; kies liever /dev/shm",
                        "note: this secret sheet stands on a disk; rather choose /dev/shm"));
    }
    status = file_write_new(output, 0600, printing->text, len);
    if (status == VR_OK) {
        status = folder_sync_of(output);
    }
    if (status == VR_OK) {
        printf(say(holding->tool, "%zu bladen in %s: druk ze af en vernietig het bestand\n",
                   "%zu sheets in %s: print them and destroy the file\n"),
               printing->count, output);
    }

    return status;
}

enum vr_status
holding_print(const struct holding *holding, const char *output)
{
    void *memory = NULL;
    enum vr_status status = tool_secret_new(holding->tool, &memory, sizeof(struct printing));

    if (status == VR_OK) {
        status = lay_out(memory, holding);
    }
    if (status == VR_OK) {
        status = write_sheets(memory, holding, output);
    }
    vr_secret_free(memory);

    return status;
}
