/* SPDX-License-Identifier: EUPL-1.2 */
#include "draft.h"

#include <libintl.h>
#include <string.h>

#include <sodium.h>
#include <vrijuit/secret.h>

/* What a new draft needs for a moment only. */
struct seeds {
    uint8_t bits[VR_CODENAME_BITS];
    uint8_t seed[VR_SEED_SIZE];
    uint8_t secret_key[VR_SUITE_SECRET_MAX];
};

/* Codename and root. */
static enum vr_status
make_codename(struct draft *draft, struct seeds *seeds, const uint8_t pin[static 32],
              enum vr_lang lang)
{
    randombytes_buf(seeds->bits, sizeof seeds->bits);
    vr_codename_make(draft->codename, lang, seeds->bits);

    return vr_codename_root(draft->root, draft->codename, pin);
}

/* The rest, which follows from the root and chance. */
static enum vr_status
make_keys(struct draft *draft, struct seeds *seeds, const struct vr_circle *circle)
{
    randombytes_buf(draft->id, sizeof draft->id);
    vr_codename_reply_seed(seeds->seed, draft->root, circle->suite);

    return circle->suite->keypair(draft->reply, seeds->secret_key, seeds->seed);
}

/* With a root, or (NULL) a new codename. */
static enum vr_status
make(struct draft **out, const struct vr_circle *circle, const uint8_t *root, const uint8_t *pin,
     enum vr_lang lang, struct vr_why *why)
{
    void *draft = NULL;
    void *seeds = NULL;
    enum vr_status status = vr_secret_new(&draft, sizeof(struct draft));

    if (status == VR_OK) {
        status = vr_secret_new(&seeds, sizeof(struct seeds));
    }
    if (status == VR_OK && root == NULL) {
        status = make_codename(draft, seeds, pin, lang);
    } else if (status == VR_OK) {
        memcpy(((struct draft *) draft)->root, root, VR_ROOT_SIZE);
    }
    if (status == VR_OK) {
        status = make_keys(draft, seeds, circle);
    }
    if (status == VR_OK) {
        *out = draft;
        draft = NULL;
    } else {
        (void) vr_refuse(why, status, gettext("no memory for the codename: close other programs"));
    }
    vr_secret_free(seeds);
    vr_secret_free(draft);

    return status;
}

enum vr_status
draft_new(struct draft **out, const struct vr_circle *circle, const uint8_t pin[static 32],
          enum vr_lang lang, struct vr_why *why)
{
    return make(out, circle, NULL, pin, lang, why);
}

enum vr_status
draft_follow(struct draft **out, const struct vr_circle *circle,
             const uint8_t root[static VR_ROOT_SIZE], struct vr_why *why)
{
    return make(out, circle, root, NULL, VR_NL, why);
}

void
draft_free(struct draft *draft)
{
    vr_secret_free(draft);
}

enum vr_status
draft_content(char **out, size_t *len, const struct draft *draft, enum vr_kind kind,
              const struct vr_circle *circle, json_t *answers, enum vr_lang lang,
              struct vr_why *why)
{
    struct vr_content content = {
        .kind = kind,
        .lang = lang,
        .answers = answers,
        .reply_len = circle->suite->public_len,
    };
    enum vr_status status;

    memcpy(content.id, draft->id, sizeof content.id);
    memcpy(content.circle, circle->id, sizeof content.circle);
    memcpy(content.reply, draft->reply, content.reply_len);
    status = vr_content_encode(out, len, &content);

    return status == VR_OK ? VR_OK
                           : vr_refuse(why, status, gettext("the answers cannot be sealed (%s)"),
                                       vr_status_text(status));
}
