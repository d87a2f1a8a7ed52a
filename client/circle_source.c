/* SPDX-License-Identifier: EUPL-1.2 */
#include "circle_source.h"

#include <libintl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include <vrijuit/minisig.h>

#include "file.h"
#include "visit.h"
#include "when.h"

#define CIRCLE_BODY_MAX ((size_t) VR_CIRCLE_MAX)

void
circle_files_wipe(struct circle_files *files)
{
    free(files->circle);
    free(files->minisig);
}

enum vr_status
circle_fetch(struct circle_files *files, struct transport *transport, struct vr_why *why)
{
    enum vr_status status = transport_get(&files->circle, &files->circle_len, transport,
                                          "/v1/circle", CIRCLE_BODY_MAX, why);

    if (status == VR_OK) {
        status = transport_get(&files->minisig, &files->minisig_len, transport,
                               "/v1/circle.minisig", VR_MINISIG_MAX, why);
    }

    return status;
}

enum vr_status
circle_verify_files(struct vr_circle **out, const struct client *client,
                    const struct circle_files *files, struct vr_why *why)
{
    struct vr_why reason = { "" };
    enum vr_status status = vr_circle_verify(out, files->circle, files->circle_len, files->minisig,
                                             files->minisig_len, client->pin, &reason);

    if (status == VR_UNSUPPORTED) {
        return vr_refuse(
            why, status,
            gettext("this program is too old for the circle (%.150s): get a newer one"),
            reason.text);
    }
    if (status != VR_OK) {
        return vr_refuse(why, status,
                         gettext("the circle does not come from those whom you trust, or was "
                                 "changed (%.120s)"),
                         reason.text);
    }

    return VR_OK;
}

enum vr_status
circle_read(struct vr_circle **out, const struct client *client, struct vr_why *why)
{
    const char *path = client->options->circle;
    struct circle_files read = { 0 };
    char signature_path[PATH_MAX];
    enum vr_status status;

    if (path == NULL) {
        return VR_OK;
    }
    if ((size_t) snprintf(signature_path, sizeof signature_path, "%s.minisig", path) >=
        sizeof signature_path) {
        return vr_refuse(why, VR_SYSTEM, gettext("a file name is too long"));
    }
    status = file_read(&read.circle, &read.circle_len, path, CIRCLE_BODY_MAX, why);
    if (status == VR_OK) {
        status = file_read(&read.minisig, &read.minisig_len, signature_path, VR_MINISIG_MAX, why);
    }
    if (status == VR_OK) {
        status = circle_verify_files(out, client, &read, why);
    }
    circle_files_wipe(&read);

    return status;
}

enum vr_status
circle_judge(const struct vr_circle *circle, struct client *client, uint64_t now,
             struct vr_why *why)
{
    const struct state *seen = &client->state;
    char today[11];
    char clock[WHEN_SIZE];
    struct vr_why reason = { "" };
    enum vr_status status;

    when_utc_date(today, now);
    when_day(clock, now);
    status = vr_circle_judge(circle, today, seen->sequence, seen->has_circle ? seen->circle : NULL,
                             &reason);
    if (status == VR_STALE) {
        return vr_refuse(
            why, status,
            gettext("the circle may not be used any more (%.80s). Your clock says %.40s;"
                    " if that is right, ask for a new circle"),
            reason.text, clock);
    }
    if (status != VR_OK) {
        return vr_refuse(why, status,
                         gettext("there are two different circles with one number: do not go on, "
                                 "and tell the council (%.80s)"),
                         reason.text);
    }
    state_note_circle(&client->state, circle);

    return VR_OK;
}

enum vr_status
visit_circle(struct vr_circle **out, struct client *client, uint64_t now, struct vr_why *why)
{
    struct circle_files files = { 0 };
    struct transport *transport = NULL;
    struct vr_circle *circle = NULL;
    enum vr_status status = circle_read(&circle, client, why);

    if (status == VR_OK && circle == NULL) {
        status = visit_transport(&transport, client, NULL, why);
        if (status == VR_OK) {
            status = circle_fetch(&files, transport, why);
        }
        if (status == VR_OK) {
            status = circle_verify_files(&circle, client, &files, why);
        }
    }
    if (status == VR_OK) {
        status = circle_judge(circle, client, now, why);
    }
    if (status == VR_OK) {
        status = client_save(client, why);
    }
    if (status == VR_OK) {
        *out = circle;
        circle = NULL;
    }
    vr_circle_free(circle);
    transport_free(transport);
    circle_files_wipe(&files);

    return status;
}
