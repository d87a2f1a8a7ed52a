/* SPDX-License-Identifier: EUPL-1.2 */
/* Circles out of the vectors, for tests of what circles verify. */

#ifndef CIRCLE_VECTORS_H
#define CIRCLE_VECTORS_H

#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <vrijuit/circle.h>

#include "vectors.h"

/* The circle under the member `circle` of object. */
static inline struct vr_circle *
circle_of(const json_t *object)
{
    const char *text = vectors_text(object, "circle");
    struct vr_circle *circle = NULL;
    struct vr_why why = { "" };

    cr_assert(eq(int, vr_circle_parse(&circle, text, strlen(text), &why), VR_OK), "%s", why.text);

    return circle;
}

#endif
