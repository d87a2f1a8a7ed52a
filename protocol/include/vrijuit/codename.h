/* SPDX-License-Identifier: EUPL-1.2 */
/* The eight words that a reporter keeps, and what follows from them; PROTOCOL.md section 8. */

#ifndef VRIJUIT_CODENAME_H
#define VRIJUIT_CODENAME_H

#include <stddef.h>
#include <stdint.h>

#include <vrijuit/record.h>
#include <vrijuit/status.h>
#include <vrijuit/suite.h>
#include <vrijuit/words.h>

#define VR_CODENAME_WORDS 8U
#define VR_CODENAME_BITS  11U /* bytes of randomness: 88 bits */
/* Eight words of eight letters, spaces between, a zero. */
#define VR_CODENAME_SIZE 72U
#define VR_ROOT_SIZE     32U

/* The codename of 88 random bits, most significant bit first. Secret. */
void vr_codename_make(char codename[static VR_CODENAME_SIZE], enum vr_lang lang,
                      const uint8_t bits[static VR_CODENAME_BITS]);

/* What a person typed, to lower case and single spaces. VR_MALFORMED when it is not eight words of
 * one list; *why names the first word that is wrong by its place, with the nearest word of the
 * list. */
enum vr_status vr_codename_normalise(char codename[static VR_CODENAME_SIZE], const char *typed,
                                     struct vr_why *why) VR_MUST_CHECK;

/* Argon2id, 64 MiB, about a quarter of a second. VR_MEMORY. */
enum vr_status vr_codename_root(uint8_t root[static VR_ROOT_SIZE], const char *codename,
                                const uint8_t pin[static 32]) VR_MUST_CHECK;

void vr_codename_locator(uint8_t locator[static VR_LOCATOR_SIZE],
                         const uint8_t root[static VR_ROOT_SIZE], uint32_t index);
void vr_codename_reply_seed(uint8_t seed[static VR_SEED_SIZE],
                            const uint8_t root[static VR_ROOT_SIZE], const struct vr_suite *suite);

/* Id of a reply public key, as in the info of a reply cell. */
void vr_reply_key_id(uint8_t id[static 32], const struct vr_suite *suite,
                     const uint8_t *public_key);

#endif
