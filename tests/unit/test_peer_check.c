/* SPDX-License-Identifier: EUPL-1.2 */
#include "peer_check.h"

#include <stdio.h>
#include <string.h>
#include <sys/un.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "daemon_fixture.h"
#include "peer_address.h"

#define PATH_MAX_OF_SOCKET (sizeof(((struct sockaddr_un *) NULL)->sun_path) - 1)

#define ONION "http://abcdefghijklmnopqrstuvwxyz234567abcdefghijklmnopqrstuvwx.onion"

static struct fixture fixture;
static struct vr_why why;

static void
start(void)
{
    fixture_make(&fixture);
}

static void
stop(void)
{
    fixture_remove(&fixture);
}

TestSuite(peer_check, .init = start, .fini = stop);

/* One of three hops, whose names are Hop 0, Hop 1 and Hop 2. */
static void
become(size_t place)
{
    fixture_cascade(&fixture, 3, place);
    fixture_sign(&fixture, 1, 0, FIXTURE_EXPIRES);
    fixture_open_circles(&fixture);
}

/* The only section [peer NAME]. */
static struct config_peer *
name_peer(const char *name)
{
    struct config_peer *peer = &fixture.config.peers[0];

    memset(peer, 0, sizeof *peer);
    snprintf(peer->name, sizeof peer->name, "%s", name);
    fixture.config.peer_count = 1;

    return peer;
}

static enum vr_status
check(void)
{
    return peer_check(&fixture.config, fixture.circles, fixture.identity_public, &why);
}

/* Whether the hop at place may find Hop N only at an .onion address, without a proxy. */
static bool
may_miss(size_t place, const char *hop)
{
    enum vr_status status;

    become(place);
    strcpy(name_peer(hop)->url, ONION);
    status = check();
    circles_free(fixture.circles);
    fixture.circles = NULL;
    if (status != VR_OK) {
        cr_expect(strstr(why.text, ".onion address asks for a proxy") != NULL, "%s", why.text);
    }

    return status == VR_OK;
}

Test(peer_check, each_hop_calls_those_behind_it_and_the_first)
{
    cr_expect(may_miss(0, "Hop 0"), "itself");
    cr_expect(not(may_miss(0, "Hop 1")));
    cr_expect(not(may_miss(0, "Hop 2")));
    cr_expect(not(may_miss(1, "Hop 0")));
    cr_expect(may_miss(1, "Hop 1"), "itself");
    cr_expect(not(may_miss(1, "Hop 2")));
    cr_expect(not(may_miss(2, "Hop 0")));
    cr_expect(may_miss(2, "Hop 1"), "the store never calls the mix");
}

Test(peer_check, what_makes_an_address_unfit_is_said)
{
    struct config_peer *peer;

    become(0);
    peer = name_peer("Hop 1");
    strcpy(peer->url, ONION);
    strcpy(peer->proxy, "socks5h://localhost/run/tor/socks");
    cr_expect(eq(int, check(), VR_OK), "%s", why.text);
    strcpy(peer->proxy, "socks5://localhost:9050");
    cr_expect(eq(int, check(), VR_MALFORMED));
    cr_expect(strstr(why.text, "socks5h://") != NULL, "%s", why.text);
    strcpy(peer->unix_socket, "/run/mix.sock");
    cr_expect(eq(int, check(), VR_MALFORMED));
    cr_expect(strstr(why.text, "exclude each other") != NULL, "%s", why.text);
    peer->proxy[0] = '\0';
    cr_expect(eq(int, check(), VR_OK), "%s", why.text);
    memset(peer->unix_socket, 'a', PATH_MAX_OF_SOCKET);
    cr_expect(eq(int, check(), VR_OK), "%s", why.text);
    peer->unix_socket[PATH_MAX_OF_SOCKET] = 'a';
    cr_expect(eq(int, check(), VR_MALFORMED));
    cr_expect(strstr(why.text, "unix path is too long") != NULL, "%s", why.text);
    peer = name_peer("Hop 1");
    strcpy(peer->url, "mix.example");
    cr_expect(eq(int, check(), VR_MALFORMED));
    cr_expect(strstr(why.text, "http://") != NULL, "%s", why.text);
}

Test(peer_check, an_address_of_the_circle_that_is_too_long_is_none)
{
    struct peer_address address;
    char url[sizeof address.url + 1] = "http://";
    const struct vr_hop hop = { .name = "x", .url = url };

    memset(url + 7, 'a', sizeof address.url - 8);
    peer_address_find(&address, &fixture.config, &hop);
    cr_expect(peer_address_fault(&address) == NULL);
    cr_expect(eq(str, address.url, url));
    url[sizeof address.url - 1] = 'a';
    peer_address_find(&address, &fixture.config, &hop);
    cr_expect(peer_address_fault(&address) != NULL);
}

/* The circle of now, and the one that comes. */
Test(peer_check, the_hops_of_both_circles_must_be_within_reach)
{
    become(0);
    fixture.hops = 2;
    fixture_sign(&fixture, 2, FIXTURE_ROUND + 5, FIXTURE_EXPIRES);
    cr_assert(eq(int, fixture_take_circle(&fixture, &why), VR_OK), "%s", why.text);
    strcpy(name_peer("Hop 2")->url, ONION);
    cr_expect(eq(int, check(), VR_MALFORMED));
    fixture_sign(&fixture, 3, FIXTURE_ROUND, FIXTURE_EXPIRES);
    cr_assert(eq(int, fixture_take_circle(&fixture, &why), VR_OK), "%s", why.text);
    cr_expect(eq(int, check(), VR_OK), "%s", why.text);
    fixture.hops = 3;
    fixture_sign(&fixture, 4, FIXTURE_ROUND + 5, FIXTURE_EXPIRES);
    cr_assert(eq(int, fixture_take_circle(&fixture, &why), VR_OK), "%s", why.text);
    cr_expect(eq(int, check(), VR_MALFORMED));
}

/* Batches of before may still go there; a name that never was is a slip of the pen. */
Test(peer_check, a_peer_is_a_hop_of_some_circle)
{
    become(0);
    fixture.hops = 2;
    fixture_sign(&fixture, 2, FIXTURE_ROUND + 5, FIXTURE_EXPIRES);
    cr_assert(eq(int, fixture_take_circle(&fixture, &why), VR_OK), "%s", why.text);
    name_peer("Hop 2");
    cr_expect(eq(int, check(), VR_OK), "%s", why.text);
    name_peer("Hop 3");
    cr_expect(eq(int, check(), VR_FOREIGN));
    cr_expect(eq(str, why.text,
                 "[peer Hop 3]: no hop of the circle has this name; there are: Hop 0, Hop 1"));
}
