/* SPDX-License-Identifier: EUPL-1.2 */
/* The hop's identity: an Ed25519 seed in state/identity.key, a plain key file of mode 0600. */

#ifndef IDENTITY_H
#define IDENTITY_H

#include <stdint.h>

#include <vrijuit/status.h>

#define IDENTITY_SEED_SIZE 32U

/* Make state, the key file and identity.pub beside it. VR_CONFLICT when there is one already. */
enum vr_status identity_make(uint8_t pk[static 32], const char *state,
                             struct vr_why *why) VR_MUST_CHECK;

/* Load the seed into locked memory, freed by the caller with vr_secret_free, and the public key. */
enum vr_status identity_load(uint8_t **seed, uint8_t pk[static 32], const char *state,
                             struct vr_why *why) VR_MUST_CHECK;

#endif
