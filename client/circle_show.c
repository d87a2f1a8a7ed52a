/* SPDX-License-Identifier: EUPL-1.2 */
#include <libintl.h>
#include <time.h>

#include <vrijuit/circle.h>

#include "client.h"
#include "visit.h"
#include "when.h"

static void
say_fingerprint(const struct client *client)
{
    char words[VR_FINGERPRINT_SIZE];

    vr_fingerprint(words, client->options->lang, client->pin);
    terminal_say(client->terminal, gettext("Fingerprint of the pinned key:\n"));
    terminal_say(client->terminal, "  %s\n", words);
}

enum vr_status
circle_fingerprint(struct client *client, struct vr_why *why)
{
    (void) why;
    say_fingerprint(client);

    return VR_OK;
}

static void
say_verified(const struct client *client, const struct vr_circle *circle)
{
    struct terminal *terminal = client->terminal;

    terminal_say(terminal, gettext("Circle: %s\n"),
                 vr_text_in(&circle->name, client->options->lang));
    terminal_say(terminal, gettext("Signed with the pinned key: yes\n"));
    terminal_say(terminal, gettext("Number: %llu, the newest that was seen\n"),
                 (unsigned long long) circle->sequence);
    terminal_say(terminal, gettext("Valid through: %s\n"), circle->expires);
}

static void
say_time(const struct client *client, const struct vr_circle *circle, uint64_t now)
{
    uint32_t round = 0;
    char days[WHEN_SIZE];
    bool late;

    if (!vr_circle_round(&round, &late, circle, now)) {
        when_day(days, circle->genesis);
        terminal_say(client->terminal, gettext("Begins: %s\n"), days);
        return;
    }
    when_round(days, circle, round);
    terminal_say(client->terminal, gettext("Round now, by your clock: %lu (%s)\n"),
                 (unsigned long) round, days);
}

static void
say_hops(const struct client *client, const struct vr_circle *circle)
{
    terminal_say(client->terminal, gettext("Hops, in the order in which a report passes them:\n"));
    for (size_t i = 0; i < circle->hop_count; i++) {
        terminal_say(client->terminal, "  %zu  %s  %s\n", i + 1, circle->hops[i].name,
                     circle->hops[i].url);
    }
}

static void
say_councils(const struct client *client, const struct vr_circle *circle)
{
    terminal_say(client->terminal, gettext("Councils:\n"));
    for (size_t i = 0; i < circle->council_count; i++) {
        const struct vr_council *council = &circle->councils[i];

        terminal_say(client->terminal, "  %s  %s\n", council->id,
                     vr_text_in(&council->name, client->options->lang));
        for (size_t k = 0; k < council->key_count; k++) {
            const struct vr_council_key *key = &council->keys[k];

            terminal_say(client->terminal,
                         gettext("    rounds %lu to %lu: %u of %u members open together\n"),
                         (unsigned long) key->from, (unsigned long) key->until,
                         (unsigned) key->sharing.threshold, (unsigned) key->sharing.members);
        }
    }
}

enum vr_status
circle_verify(struct client *client, struct vr_why *why)
{
    struct vr_circle *circle = NULL;
    enum vr_status status = visit_circle(&circle, client, client->now(), why);

    if (status == VR_OK) {
        say_verified(client, circle);
    }
    vr_circle_free(circle);

    return status;
}

enum vr_status
circle_show(struct client *client, struct vr_why *why)
{
    uint64_t now = client->now();
    struct vr_circle *circle = NULL;
    enum vr_status status = visit_circle(&circle, client, now, why);

    if (status != VR_OK) {
        return status;
    }
    say_verified(client, circle);
    say_time(client, circle, now);
    say_hops(client, circle);
    say_councils(client, circle);
    terminal_say(client->terminal, gettext("Form: %s, %zu questions\n"),
                 vr_text_in(&circle->form.title, client->options->lang),
                 circle->form.question_count);
    terminal_say(client->terminal,
                 gettext("As a rule the council is shown nothing below %lu reports together.\n"),
                 (unsigned long) circle->minimum);
    say_fingerprint(client);
    vr_circle_free(circle);

    return VR_OK;
}
