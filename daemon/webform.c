/* SPDX-License-Identifier: EUPL-1.2 */
#include "webform.h"

#include <stdlib.h>
#include <string.h>

#include <vrijuit/bytes.h>
#include <vrijuit/circle.h>
#include <vrijuit/documents.h>
#include <vrijuit/minisig.h>

#include "files.h"
#include "page.h"

enum part { CIRCLE, MINISIG, KEYS, PARTS };

/* What is handed out with the page: malloced documents. */
struct handout {
    char *bytes[PARTS];
    size_t len[PARTS];
};

static void
handout_wipe(struct handout *handout)
{
    for (size_t i = 0; i < PARTS; i++) {
        free(handout->bytes[i]);
    }
}

static enum vr_status
fetch(struct handout *handout, struct ask *ask, struct vr_why *why)
{
    static const char *const paths[PARTS] = { "/v1/circle", "/v1/circle.minisig", "/v1/keys" };
    static const size_t limits[PARTS] = { VR_CIRCLE_MAX, VR_MINISIG_MAX, VR_KEYS_MAX };

    for (size_t i = 0; i < PARTS; i++) {
        long code = 0;
        enum vr_status status = ask_call(&code, &handout->bytes[i], &handout->len[i], ask, paths[i],
                                         NULL, 0, limits[i]);

        if (status != VR_OK || code == 0) {
            return vr_refuse(why, VR_SYSTEM, "the daemon does not answer: does it run?");
        }
        if (code != 200) {
            return vr_refuse(why, VR_STALE,
                             "the daemon has no %s yet: see vrijuitd status, and try again later",
                             paths[i]);
        }
    }

    return VR_OK;
}

static enum vr_status
read_pin(uint8_t pin[static 32], const char *path, struct vr_why *why)
{
    enum vr_status status;
    char *text = NULL;
    size_t len;

    status = files_read(&text, &len, path, VR_MINISIG_PUB_MAX, why);
    if (status == VR_OK) {
        status = vr_minisig_public_decode(pin, text, len, why);
    }
    free(text);

    return status;
}

/* As the page will do it: nobody should be handed what it refuses. */
static enum vr_status
verify(const struct handout *handout, const char *pin_path, struct vr_why *why)
{
    struct vr_circle *circle = NULL;
    struct vr_keys keys;
    enum vr_status status;
    uint8_t pin[32];

    status = read_pin(pin, pin_path, why);
    if (status == VR_OK) {
        status = vr_circle_verify(&circle, handout->bytes[CIRCLE], handout->len[CIRCLE],
                                  handout->bytes[MINISIG], handout->len[MINISIG], pin, why);
    }
    if (status == VR_OK) {
        status = vr_keys_decode(&keys, handout->bytes[KEYS], handout->len[KEYS], circle, why);
    }
    vr_circle_free(circle);

    return status;
}

static enum vr_status
describe(char **out, const struct handout *handout, struct vr_why *why)
{
    static const char *const before[PARTS] = { "{\"circle\":\"", "\",\"minisig\":\"",
                                               "\",\"keys\":\"" };
    size_t room = 64;
    char *text;
    char *at;

    for (size_t i = 0; i < PARTS; i++) {
        room += VR_B64_LEN(handout->len[i]);
    }
    text = malloc(room);
    if (text == NULL) {
        return vr_refuse(why, VR_MEMORY, "no memory");
    }
    at = text;
    for (size_t i = 0; i < PARTS; i++) {
        at = stpcpy(at, before[i]);
        vr_b64_encode(at, handout->bytes[i], handout->len[i]);
        at += strlen(at);
    }
    strcpy(at, "\"}");
    *out = text;

    return VR_OK;
}

/* The page, if it is one that the daemon would serve, with text filled in. */
static enum vr_status
fill(char **out, size_t *out_len, const char *path, const char *text, struct vr_why *why)
{
    char policy[PAGE_POLICY_MAX + 1];
    struct vr_why reason = { 0 };
    enum vr_status status;
    char *page = NULL;
    size_t len;

    status = files_read(&page, &len, path, PAGE_MAX, why);
    if (status != VR_OK) {
        return status;
    }
    status = page_policy(policy, page, len, &reason);
    if (status == VR_OK) {
        status = page_pinned(page, len, &reason);
    }
    if (status == VR_OK) {
        status = page_fill(out, out_len, page, len, text, strlen(text), &reason);
    }
    free(page);

    return status == VR_OK ? VR_OK : vr_refuse(why, status, "%.80s: %.158s", path, reason.text);
}

enum vr_status
webform_write(const struct config *config, struct ask *ask, const char *output, struct vr_why *why)
{
    struct handout handout = { 0 };
    char *text = NULL;
    char *page = NULL;
    enum vr_status status;
    size_t len = 0;

    if (config->web[0] == '\0') {
        return vr_refuse(why, VR_FOREIGN,
                         "there is no web form: name it in the configuration, web = FILE");
    }
    status = fetch(&handout, ask, why);
    if (status == VR_OK) {
        status = verify(&handout, config->pin, why);
    }
    if (status == VR_OK) {
        status = describe(&text, &handout, why);
    }
    if (status == VR_OK) {
        status = fill(&page, &len, config->web, text, why);
    }
    if (status == VR_OK) {
        status = files_write(output, page, len, 0644, why);
    }
    handout_wipe(&handout);
    free(text);
    free(page);

    return status;
}
