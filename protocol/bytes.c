/* SPDX-License-Identifier: EUPL-1.2 */
#include <vrijuit/bytes.h>
