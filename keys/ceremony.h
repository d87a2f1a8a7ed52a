/* SPDX-License-Identifier: EUPL-1.2 */
/* The ceremony in which a council makes its secrets, the shares of its members and the circle. */

#ifndef CEREMONY_H
#define CEREMONY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <vrijuit/circle.h>
#include <vrijuit/keyfile.h>
#include <vrijuit/share.h>

#include "circles.h"
#include "dice.h"
#include "files.h"
#include "options.h"
#include "prompt.h"
#include "purpose.h"
#include "tool.h"

#define CEREMONY_PERIODS_MAX 24U /* that one circle can have here */
#define CEREMONY_PERIODS_NEW 12U /* that a ceremony makes at once */
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

/* How the shares reach the members. */
struct handing {
    uint8_t members;
    uint8_t threshold;
    struct vr_text circle;              /* its name; borrowed */
    const char *file;                   /* name of a share file */
    const char *sticks[VR_MEMBERS_MAX]; /* folder of a member's own; NULL: in the new folder */
    bool ask_sticks;
    bool paper; /* write the sheets; else show them */
    bool type_back;
};

/* What the options say. Texts are borrowed from the command line. */
struct ceremony_plan {
    const char *output;
    const char *form;
    const char *questions; /* NULL: none of its own */
    const char *council;
    struct ceremony_name council_name;
    struct ceremony_name circle_name;
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
    bool dice;
    struct handing handing;
};

/* One secret and its shares; `again` are the shares as they were read back. */
struct ceremony_secret {
    struct purpose purpose;
    uint8_t scalar[VR_SCALAR_SIZE];
    struct vr_share shares[VR_MEMBERS_MAX];
    struct vr_share again[VR_MEMBERS_MAX];
    struct vr_sharing sharing;
};

/* Everything secret, in locked memory: a secret for each period, that of the signing key, that of
 * the dossier. placed are the share files that were written, malloced. */
struct ceremony {
    size_t count;
    struct ceremony_secret secrets[CEREMONY_SECRETS_MAX];
    struct dice dice;
    char passphrase[PROMPT_LINE_MAX];
    char *placed[VR_MEMBERS_MAX];
};

void ceremony_free(struct ceremony *ceremony);

/* The secret of that kind, the first of the periods, or NULL. */
const struct ceremony_secret *ceremony_secret_of(const struct ceremony *ceremony,
                                                 enum purpose_kind kind);

/* Read the options; false when there is nothing more to do. */
bool ceremony_plan_read(enum outcome *outcome, struct ceremony_plan *plan, struct tool *tool,
                        int argc, char **argv);

/* One of --stick K=FOLDER each; false when one is wrong. */
bool handing_sticks(struct handing *handing, const struct texts *words);

/* Say it when papers are to be written into a folder that is not in memory. */
void handing_warn(const struct handing *handing, const struct tool *tool, const char *folder);

/* Draw all secrets of the plan. */
enum vr_status ceremony_draw(struct ceremony *ceremony,
                             const struct ceremony_plan *plan) VR_MUST_CHECK;

/* One more secret. With scalar NULL it is drawn, else it is an old one to be shared anew. No
 * sharing of the circle (NULL: there is none) or of the ceremony has its id. */
enum vr_status ceremony_add(struct ceremony *ceremony, const struct handing *handing,
                            const struct purpose *purpose, const uint8_t *scalar,
                            const struct vr_circle *circle) VR_MUST_CHECK;

/* The public keys of a secret: that of the suite, and the Ed25519 one. */
enum vr_status ceremony_public(uint8_t *public_key, uint8_t signing[static 32],
                               const struct vr_suite *suite,
                               const uint8_t scalar[static VR_SCALAR_SIZE]) VR_MUST_CHECK;

/* circle.json, malloced; checked by the same reader that everyone has. */
enum vr_status ceremony_circle(char **out, size_t *len, const struct tool *tool,
                               const struct ceremony_plan *plan,
                               const struct ceremony *ceremony) VR_MUST_CHECK;

/* Put the keys and the sharing of a period behind those of a council. */
enum vr_status ceremony_add_period(json_t *keys, json_t *shares, const struct vr_suite *suite,
                                   const struct ceremony_secret *secret) VR_MUST_CHECK;

/* A sharing as the circle has it, or NULL without memory. */
json_t *ceremony_sharing_json(const struct vr_sharing *sharing);

/* Write circle.json (text), its signature, the pin and dossier.json into folder. */
enum vr_status ceremony_write_public(const struct ceremony *ceremony, const char *folder,
                                     const char *text, size_t len) VR_MUST_CHECK;

/* For each member: ask for a passphrase, write the share file and read it back, write or show the
 * papers, and let them be typed back. */
enum vr_status ceremony_hand_out(struct ceremony *ceremony, const struct tool *tool,
                                 const struct handing *handing, const char *folder) VR_MUST_CHECK;

/* Write the papers of a member (from 0) into folder, or show them page by page. */
enum vr_status ceremony_papers(const struct ceremony *ceremony, const struct tool *tool,
                               const struct handing *handing, const char *folder,
                               uint8_t member) VR_MUST_CHECK;

/* Ask for a passphrase for a member's file; six words are proposed when nothing is typed. */
enum vr_status passphrase_choose(char passphrase[static PROMPT_LINE_MAX], const struct tool *tool,
                                 unsigned number) VR_MUST_CHECK;

/* Try every combination of members that can open, with the shares that were read back, against the
 * circle that was written into folder. */
enum vr_status ceremony_verify(const struct ceremony *ceremony, const struct tool *tool,
                               const struct handing *handing, const char *folder) VR_MUST_CHECK;

/* Write everything into folder.partial and give it its name when all of it is right; what a failure
 * leaves is removed, from the sticks too. text is circle.json. */
enum vr_status ceremony_complete(struct ceremony *ceremony, const struct tool *tool,
                                 const struct handing *handing, const char *folder,
                                 const char *text, size_t len) VR_MUST_CHECK;

/* Refuse a folder that is there already, before anyone chose a passphrase. */
enum vr_status ceremony_judge_output(const struct tool *tool, const char *folder) VR_MUST_CHECK;

#endif
