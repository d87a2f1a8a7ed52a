/* SPDX-License-Identifier: EUPL-1.2 */
#include "send.h"

#include <libintl.h>
#include <unistd.h>

#include "transport.h"
#include "visit.h"

#define TRIES        4U
#define WAIT_SECONDS 3L
#define WAIT_MAX     20L

static enum send_result
judge_answer(const struct transport_answer *answer, struct vr_why *why)
{
    switch (answer->code) {
    case 202:
        return SEND_ACCEPTED;
    case 400:
        (void) vr_refuse(why, VR_MALFORMED,
                         gettext("the entry refuses the packet: its clock or its keys differ from "
                                 "what it shows"));
        return SEND_REFUSED;
    case 403:
        (void) vr_refuse(why, VR_UNSUPPORTED,
                         gettext("the entry wants a token, which this program cannot give"));
        return SEND_FAILED;
    case 503:
        (void) vr_refuse(why, VR_SYSTEM, gettext("the entry is full or out of order just now"));
        return SEND_FAILED;
    default:
        (void) vr_refuse(why, VR_SYSTEM, gettext("the entry gives an unknown answer (%ld)"),
                         answer->code);
        return SEND_FAILED;
    }
}

static void
wait_before(const struct client *client, long seconds)
{
    long wait = seconds > 0 ? seconds : WAIT_SECONDS;

    if (wait > WAIT_MAX) {
        wait = WAIT_MAX;
    }
    terminal_say(client->terminal,
                 gettext("The entry cannot take it just now. Trying again in %ld seconds.\n"),
                 wait);
    (void) sleep((unsigned) wait);
}

enum send_result
send_packet(const struct client *client, const struct vr_circle *circle,
            const uint8_t packet[static VR_PACKET_SIZE], struct vr_why *why)
{
    struct transport *transport = NULL;
    struct transport_answer answer = { 0 };
    enum send_result result = SEND_FAILED;
    bool may_have_taken = false;
    enum vr_status status = visit_transport(&transport, client, circle, why);

    for (unsigned i = 0; status == VR_OK && i < TRIES; i++) {
        if (i > 0) {
            wait_before(client, answer.wait_seconds);
        }
        if (transport_post(&answer, transport, "/v1/packets", packet, VR_PACKET_SIZE, why) !=
            VR_OK) {
            may_have_taken = may_have_taken || answer.may_have_taken;
            continue;
        }
        result = judge_answer(&answer, why);
        if (result == SEND_ACCEPTED || (answer.code != 503 && answer.code != 0)) {
            break;
        }
    }
    transport_free(transport);
    if (result != SEND_ACCEPTED && may_have_taken) {
        result = SEND_UNCERTAIN;
    }

    return result;
}
