/* SPDX-License-Identifier: EUPL-1.2 */
/* Whether Tor runs on this computer. */

#ifndef TOR_H
#define TOR_H

#include <stdbool.h>

#define TOR_PROXY_SIZE 64U

/* The proxy of the first place where a SOCKS server answers: the service or the Tor Browser. False
 * when there is none. */
bool tor_find(char proxy[static TOR_PROXY_SIZE]);

/* Whether an address is of this computer, which Tor does not reach. */
bool tor_is_useless_for(const char *url);

#endif
