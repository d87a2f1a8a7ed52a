/* SPDX-License-Identifier: EUPL-1.2 */
/* Council secrets, their shares, and shares on paper; PROTOCOL.md section 9. */

#ifndef VRIJUIT_SHARE_H
#define VRIJUIT_SHARE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <vrijuit/circle.h>
#include <vrijuit/status.h>
#include <vrijuit/words.h>

#define VR_SCALAR_SIZE      32U
#define VR_SHARE_SIZE       42U /* paper form: 330 bits and 6 zero bits */
#define VR_SHARE_LINES      6U
#define VR_SHARE_LINE_WORDS 5U
#define VR_SHARE_LINE_SIZE  64U /* six words, spaces, a zero */
#define VR_SHARE_QR_SIZE    101U

/* Labels of what is derived from a secret. */
#define VR_SEED_SUITE_1 "vrijuit suite 1 seed v1"
#define VR_SEED_SUITE_2 "vrijuit suite 2 seed v1"
#define VR_SEED_SIGNING "vrijuit signing seed v1"
#define VR_SEED_DOSSIER "vrijuit dossier key v1"

/* One share; value is secret. */
struct vr_share {
    uint8_t sharing[2];
    uint8_t threshold;
    uint8_t members;
    uint8_t index; /* 1 to members */
    uint8_t value[VR_SCALAR_SIZE];
};

/* A random scalar out of 64 bytes that are uniform. */
void vr_secret_scalar(uint8_t scalar[static VR_SCALAR_SIZE], const uint8_t wide[static 64]);

/* Split scalar into members shares, any threshold of which give it back. coefficients holds the
 * threshold - 1 random scalars after the secret. Writes shares[0..members-1]. VR_MALFORMED when t
 * and n break section 9. */
enum vr_status vr_share_split(struct vr_share *shares, const uint8_t scalar[static VR_SCALAR_SIZE],
                              const uint8_t (*coefficients)[VR_SCALAR_SIZE],
                              const uint8_t sharing[static 2], uint8_t threshold,
                              uint8_t members) VR_MUST_CHECK;

/* The scalar out of exactly threshold different shares of one sharing. VR_MALFORMED when they do
 * not belong together, repeat, or are not threshold in number. It cannot tell a wrong share:
 * compare check values before, and the public key after. */
enum vr_status vr_share_combine(uint8_t scalar[static VR_SCALAR_SIZE],
                                const struct vr_share *shares, size_t count) VR_MUST_CHECK;

/* check_i of a share. */
void vr_share_check(uint8_t check[static 32], const struct vr_share *share);

/* Fill checks, id, t and n of a sharing out of all its shares. */
void vr_sharing_describe(struct vr_sharing *sharing, const struct vr_share *shares);

/* Whether a share is that of the sharing. VR_FOREIGN (another sharing, t, n or member),
 * VR_UNVERIFIED (wrong value). */
enum vr_status vr_share_verify(const struct vr_share *share,
                               const struct vr_sharing *sharing) VR_MUST_CHECK;

/* seed = HKDF-Expand(HKDF-Extract("vrijuit council root v1", scalar), label, 32) */
void vr_seed_derive(uint8_t seed[static 32], const uint8_t scalar[static VR_SCALAR_SIZE],
                    const char *label);

/* The 42 bytes of a share. Decoding refuses a wrong version, t, n, i, scalar or check. */
void vr_share_encode(uint8_t paper[static VR_SHARE_SIZE], const struct vr_share *share);
enum vr_status vr_share_decode(struct vr_share *share, const uint8_t paper[static VR_SHARE_SIZE],
                               struct vr_why *why) VR_MUST_CHECK;

/* Line 1 to 6 of a paper share: five words and the line's check word. */
void vr_share_line(char line[static VR_SHARE_LINE_SIZE], const struct vr_share *share,
                   unsigned number, enum vr_lang lang);

/* One typed line back into five word indexes; lang is in and out: *lang_known false lets the first
 * word decide. VR_MALFORMED with the place of the wrong word and its nearest neighbour;
 * VR_UNVERIFIED when the check word does not fit. */
enum vr_status vr_share_line_decode(uint16_t indexes[static VR_SHARE_LINE_WORDS],
                                    enum vr_lang *lang, bool *lang_known, const char *line,
                                    unsigned number, struct vr_why *why) VR_MUST_CHECK;

/* The share of 30 indexes. */
enum vr_status vr_share_from_indexes(struct vr_share *share, const uint16_t indexes[static 30],
                                     struct vr_why *why) VR_MUST_CHECK;

/* The text of the QR code and back. */
void vr_share_qr(char text[static VR_SHARE_QR_SIZE], const struct vr_share *share);
enum vr_status vr_share_qr_decode(struct vr_share *share, const char *text,
                                  struct vr_why *why) VR_MUST_CHECK;

#endif
