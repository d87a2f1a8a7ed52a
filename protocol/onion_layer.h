/* SPDX-License-Identifier: EUPL-1.2 */
/* Places in packet and slot, and the keys of one layer; PROTOCOL.md section 5. */

#ifndef ONION_LAYER_H
#define ONION_LAYER_H

#include <vrijuit/onion.h>

#define PACKET_VERSION 1U
#define PACKET_SUITE   1U

#define VERSION_AT   0U
#define SUITE_AT     1U
#define ZEROS_AT     2U
#define EPOCH_AT     4U
#define EPHEMERAL_AT 8U
#define MAC_AT       40U
#define MAC_SIZE     32U
#define HEADER_AT    72U

#define SLOT_COMMAND_AT   0U
#define SLOT_ZEROS_AT     1U
#define SLOT_EPOCH_AT     4U
#define SLOT_HOP_AT       8U
#define SLOT_EPHEMERAL_AT 32U
#define SLOT_MAC_AT       64U

struct onion_keys {
    uint8_t mac[32];
    uint8_t header[32];
    uint8_t body[32];
    uint8_t tag[32];
    uint8_t poly[32];
};

/* The keys of the layer whose first 40 bytes are prefix, out of X25519 of the one side's secret and
 * the other side's public key. VR_UNVERIFIED for an all-zero result. */
enum vr_status onion_keys_derive(struct onion_keys *keys, const uint8_t prefix[static MAC_AT],
                                 const uint8_t secret[static 32],
                                 const uint8_t public_key[static 32],
                                 const uint8_t hop_public[static 32]) VR_MUST_CHECK;

/* T over everything else in the packet. */
void onion_mac(uint8_t mac[static MAC_SIZE], const uint8_t packet[static VR_PACKET_SIZE],
               const struct onion_keys *keys);

/* XOR with the keystream of a key that is used once. */
void onion_xor(uint8_t *bytes, size_t len, const uint8_t key[static 32]);

#endif
