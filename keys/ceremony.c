/* SPDX-License-Identifier: EUPL-1.2 */
#include "ceremony.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <vrijuit/bytes.h>
#include <vrijuit/secret.h>

#include "commands.h"

/* The folder takes its name when everything in it is right, and never the place of another. */
static enum vr_status
give_name(const char *partial, const char *output)
{
    int failed = renameat2(AT_FDCWD, partial, AT_FDCWD, output, RENAME_NOREPLACE);

    /* Not every file system knows NOREPLACE; that nothing stands there was looked at before. */
    if (failed != 0 && errno == EINVAL) {
        failed = rename(partial, output);
    }
    if (failed != 0) {
        return tool_refuse_errno(output, "rename");
    }

    return folder_sync_of(output);
}

static enum vr_status
write_all(struct ceremony *ceremony, const struct tool *tool, const struct ceremony_plan *plan,
          const char *folder)
{
    char members[FILE_PATH_MAX];
    enum vr_status status = ceremony_write_public(tool, plan, ceremony, folder);

    if (status == VR_OK) {
        status = path_join(members, folder, "members");
    }
    if (status == VR_OK) {
        status = folder_new(members);
    }
    for (uint8_t i = 0; i < plan->members && status == VR_OK; i++) {
        status = ceremony_member(ceremony, tool, plan, folder, i);
    }
    if (status == VR_OK) {
        status = folder_sync(members);
    }
    if (status == VR_OK) {
        status = ceremony_verify(ceremony, tool, plan, folder);
    }

    return status == VR_OK ? folder_sync(folder) : status;
}

static void
report_done(const struct ceremony *ceremony, const struct tool *tool,
            const struct ceremony_plan *plan)
{
    char words[VR_FINGERPRINT_SIZE];
    uint8_t public_key[VR_SUITE_PUBLIC_MAX];
    uint8_t pin[32];

    if (ceremony_public(public_key, pin, plan, ceremony->secrets[ceremony_signing(plan)].scalar) !=
        VR_OK) {
        return;
    }
    vr_fingerprint(words, tool->lang, pin);
    printf(say(tool,
               "Klaar: %s\nElke %u van de %u leden kunnen samen openen; alle combinaties zijn "
               "geprobeerd.\nDe 12 woorden van de kring (vergelijk ze overal):\n  %s\n",
               "Done: %s\nAny %u of the %u members can open together; all combinations were "
               "tried.\nThe 12 words of the circle (compare them everywhere):\n  %s\n"),
           plan->output, (unsigned) plan->threshold, (unsigned) plan->members, words);
}

/* Refused before anyone chose a passphrase. */
static enum vr_status
judge_output(const struct tool *tool, const char *output, const char *partial)
{
    struct stat found;

    if (lstat(output, &found) == 0) {
        return tool_refuse(VR_CONFLICT, output, "%s",
                           say(tool, "bestaat al; kies een andere map (--output)",
                               "exists already; choose another folder (--output)"));
    }
    if (lstat(partial, &found) == 0) {
        return tool_refuse(
            VR_CONFLICT, partial, "%s",
            say(tool, "is over van een afgebroken ceremonie; verwijder die map eerst",
                "is left of a ceremony that was broken off; remove that folder first"));
    }

    return VR_OK;
}

static enum vr_status
hold_ceremony(struct ceremony *ceremony, const struct tool *tool, const struct ceremony_plan *plan)
{
    char partial[FILE_PATH_MAX];
    enum vr_status status = path_with(partial, plan->output, ".partial");

    if (status == VR_OK) {
        status = judge_output(tool, plan->output, partial);
    }
    if (status == VR_OK) {
        status = ceremony_draw(ceremony, plan);
    }
    if (status == VR_OK) {
        status = folder_new(partial);
    }
    if (status != VR_OK) {
        return status;
    }
    status = write_all(ceremony, tool, plan, partial);
    if (status == VR_OK) {
        status = give_name(partial, plan->output);
    }
    if (status != VR_OK) {
        ceremony_discard(partial, plan->members);
        return status;
    }
    report_done(ceremony, tool, plan);

    return VR_OK;
}

enum outcome
command_init(struct tool *tool, int argc, char **argv)
{
    struct ceremony_plan plan = { 0 };
    void *memory = NULL;
    enum outcome outcome = OUTCOME_OK;
    enum vr_status status;

    if (!ceremony_plan_read(&outcome, &plan, tool, argc, argv)) {
        return outcome;
    }
    status = tool_secret_new(tool, &memory, sizeof(struct ceremony));
    if (status == VR_OK) {
        status = hold_ceremony(memory, tool, &plan);
    }
    vr_secret_free(memory);

    return tool_outcome(status);
}
