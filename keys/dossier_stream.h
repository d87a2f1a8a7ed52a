/* SPDX-License-Identifier: EUPL-1.2 */
/* What the reader and the writer of a dossier have in common: the stream of sealed blocks. */

#ifndef DOSSIER_STREAM_H
#define DOSSIER_STREAM_H

#include <sodium.h>

#include "dossier.h"

#define DOSSIER_MAGIC  8U
#define DOSSIER_SEALED (DOSSIER_BLOCK + crypto_secretstream_xchacha20poly1305_ABYTES)

/* A record that is longer than a block goes on in the next one. */
#define DOSSIER_TAG_MORE crypto_secretstream_xchacha20poly1305_TAG_PUSH

extern const uint8_t dossier_magic[DOSSIER_MAGIC];

#endif
