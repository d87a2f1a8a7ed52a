/* SPDX-License-Identifier: EUPL-1.2 */
/* Asking a person for a codename. */

#ifndef CODENAME_ASK_H
#define CODENAME_ASK_H

#include <stdint.h>

#include <vrijuit/codename.h>
#include <vrijuit/status.h>

#include "client.h"
#include "terminal.h"

#define CODENAME_TYPED_MAX 512U

/* Secret memory, from codename_ask. */
struct codename {
    char typed[CODENAME_TYPED_MAX];
    char text[VR_CODENAME_SIZE];
    uint8_t root[VR_ROOT_SIZE];
};

/* Ask for the eight words, without echo, a few times when somebody types, and derive the root,
 * which takes a quarter of a second. */
enum vr_status codename_ask(struct codename **out, const struct client *client,
                            struct vr_why *why) VR_MUST_CHECK;
void codename_free(struct codename *codename);

/* After it was shown: ask to type it back from the paper, a few times; only Enter skips it. Nothing
 * happens when nobody types. */
void codename_type_back(struct terminal *terminal, const char *codename);

#endif
