/* SPDX-License-Identifier: EUPL-1.2 */
/* The rows of the table in suite.c, each from a file of its own. */

#ifndef SUITE_ROWS_H
#define SUITE_ROWS_H

#include <vrijuit/suite.h>

extern const struct vr_suite suite_x25519;

#endif
