/* SPDX-License-Identifier: EUPL-1.2 */
/* The ceremony in which a council makes its secrets, the shares of its members and the circle. */

#ifndef CEREMONY_H
#define CEREMONY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <vrijuit/circle.h>
#include <vrijuit/share.h>

#include "files.h"
#include "options.h"
#include "prompt.h"
#include "tool.h"

#define CEREMONY_PERIODS_MAX 12U
#define CEREMONY_SECRETS_MAX (CEREMONY_PERIODS_MAX + 2U)
#define CEREMONY_NAME_MAX    256U

/* A name in both languages, as given: NL or NL/EN. */
struct ceremony_name {
    char nl[CEREMONY_NAME_MAX];
    char en[CEREMONY_NAME_MAX];
};

struct ceremony_hop {
    char name[CEREMONY_NAME_MAX];
    char url[512];
    uint8_t identity[32];
};

/* What the options say. Texts are borrowed from the command line. */
struct ceremony_plan {
    const char *output;
    const char *form;
    const char *questions; /* NULL: none of its own */
    const char *council;
    struct ceremony_name council_name;
    struct ceremony_name circle_name;
    uint8_t members;
    uint8_t threshold;
    struct ceremony_hop hops[VR_HOPS_MAX];
    size_t hop_count;
    uint32_t periods;
    uint32_t period_rounds;
    uint32_t first_round;
    uint64_t genesis;
    uint32_t round_seconds;
    char expires[11];
    uint32_t minimum;
    uint32_t batch;
    const struct vr_suite *suite;
    bool paper;
};

/* One secret and its shares. */
struct ceremony_secret {
    uint8_t scalar[VR_SCALAR_SIZE];
    struct vr_share shares[VR_MEMBERS_MAX];
    struct vr_sharing sharing;
};

/* Everything secret, in locked memory: a secret for each period, then that of the signing key, then
 * that of the dossier. */
struct ceremony {
    size_t count;
    struct ceremony_secret secrets[CEREMONY_SECRETS_MAX];
    char passphrases[VR_MEMBERS_MAX][PROMPT_LINE_MAX];
};

static inline size_t
ceremony_signing(const struct ceremony_plan *plan)
{
    return plan->periods;
}

static inline size_t
ceremony_dossier(const struct ceremony_plan *plan)
{
    return plan->periods + 1U;
}

/* Read the options; false when there is nothing more to do. */
bool ceremony_plan_read(enum outcome *outcome, struct ceremony_plan *plan, struct tool *tool,
                        int argc, char **argv);

/* Draw and split all secrets. */
enum vr_status ceremony_draw(struct ceremony *ceremony,
                             const struct ceremony_plan *plan) VR_MUST_CHECK;

/* The public keys of a secret: that of the suite, and the Ed25519 one. */
enum vr_status ceremony_public(uint8_t *public_key, uint8_t signing[static 32],
                               const struct ceremony_plan *plan,
                               const uint8_t scalar[static VR_SCALAR_SIZE]) VR_MUST_CHECK;

/* circle.json, malloced; checked by the same reader that everyone has. */
enum vr_status ceremony_circle(char **out, size_t *len, const struct tool *tool,
                               const struct ceremony_plan *plan,
                               const struct ceremony *ceremony) VR_MUST_CHECK;

/* Write circle, signature, pin and dossier.json into folder. */
enum vr_status ceremony_write_public(const struct tool *tool, const struct ceremony_plan *plan,
                                     const struct ceremony *ceremony,
                                     const char *folder) VR_MUST_CHECK;

/* Ask for the passphrase of a member (from 0), write the share file, and the paper or show it. */
enum vr_status ceremony_member(struct ceremony *ceremony, const struct tool *tool,
                               const struct ceremony_plan *plan, const char *folder,
                               uint8_t member) VR_MUST_CHECK;

/* Read everything back from folder and try every combination of members that can open. */
enum vr_status ceremony_verify(const struct ceremony *ceremony, const struct tool *tool,
                               const struct ceremony_plan *plan, const char *folder) VR_MUST_CHECK;

/* Remove what a failed ceremony wrote. */
void ceremony_discard(const char *folder, uint8_t members);

/* Room for the paper of one share. */
#define PAPER_TEXT_MAX 3072U

/* The text of one share on paper, in Dutch and English. Secret. */
void paper_text(char text[static PAPER_TEXT_MAX], const struct vr_share *share,
                const struct ceremony_plan *plan, size_t secret, enum vr_lang lang);

#endif
