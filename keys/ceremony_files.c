/* SPDX-License-Identifier: EUPL-1.2 */
#include "ceremony.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include <vrijuit/bytes.h>
#include <vrijuit/keyfile.h>
#include <vrijuit/minisig.h>
#include <vrijuit/secret.h>

#include "dossier.h"

#define PASSPHRASE_MIN   8U
#define PASSPHRASE_WORDS 6U

static enum vr_status
write_named(const char *folder, const char *name, mode_t mode, const void *bytes, size_t len)
{
    char path[FILE_PATH_MAX];
    enum vr_status status = path_join(path, folder, name);

    return status == VR_OK ? file_write_new(path, mode, bytes, len) : status;
}

static enum vr_status
sign_circle(char minisig[static VR_MINISIG_MAX], const char *text, size_t len,
            const uint8_t seed[static 32])
{
    char comment[VR_CIRCLE_COMMENT];
    struct vr_circle *circle = NULL;
    struct vr_why why;
    enum vr_status status = vr_circle_parse(&circle, text, len, &why);

    if (status != VR_OK) {
        return status;
    }
    vr_circle_comment(comment, circle);
    vr_circle_free(circle);

    return vr_minisig_sign(minisig, seed, comment, text, len);
}

static enum vr_status
write_circle(const struct ceremony_plan *plan, const struct ceremony *ceremony, const char *folder,
             const char *text, size_t len)
{
    char minisig[VR_MINISIG_MAX];
    char pub[VR_MINISIG_PUB_MAX];
    uint8_t seed[32];
    uint8_t pin[32];
    enum vr_status status;

    vr_seed_derive(seed, ceremony->secrets[ceremony_signing(plan)].scalar, VR_SEED_SIGNING);
    vr_sign_public(pin, seed);
    status = sign_circle(minisig, text, len, seed);
    sodium_memzero(seed, sizeof seed);
    if (status != VR_OK) {
        return tool_refuse(status, "circle.json", "%s", vr_status_text(status));
    }
    status = write_named(folder, "circle.json", 0644, text, len);
    if (status != VR_OK) {
        return status;
    }
    status = write_named(folder, "circle.json.minisig", 0644, minisig, strlen(minisig));
    if (status != VR_OK) {
        return status;
    }
    vr_minisig_public_encode(pub, pin);

    return write_named(folder, "vrijuit.pub", 0644, pub, strlen(pub));
}

enum vr_status
ceremony_write_public(const struct tool *tool, const struct ceremony_plan *plan,
                      const struct ceremony *ceremony, const char *folder)
{
    char *text = NULL;
    size_t len = 0;
    enum vr_status status = ceremony_circle(&text, &len, tool, plan, ceremony);

    if (status != VR_OK) {
        return status;
    }
    status = write_circle(plan, ceremony, folder, text, len);
    free(text);
    if (status != VR_OK) {
        return status;
    }
    status =
        dossier_sharing_encode(&text, &len, &ceremony->secrets[ceremony_dossier(plan)].sharing);
    if (status != VR_OK) {
        return tool_refuse(status, "dossier.json", "%s", vr_status_text(status));
    }
    status = write_named(folder, "dossier.json", 0644, text, len);
    free(text);

    return status;
}

static enum vr_status
propose_passphrase(char passphrase[static PROMPT_LINE_MAX], const struct tool *tool,
                   unsigned number)
{
    size_t len = 0;
    char heading[64];

    for (unsigned i = 0; i < PASSPHRASE_WORDS; i++) {
        uint16_t index = (uint16_t) randombytes_uniform(VR_WORDS);

        len += (size_t) snprintf(passphrase + len, PROMPT_LINE_MAX - len, "%s%s", i == 0 ? "" : " ",
                                 vr_word(tool->lang, index));
    }
    snprintf(heading, sizeof heading,
             say(tool, "Wachtzin van lid %u: ", "Passphrase of member %u: "), number);
    fflush(stdout);
    /* Not by stdio, whose buffer would keep it. */
    if (file_write_all(STDOUT_FILENO, heading, strlen(heading)) != VR_OK ||
        file_write_all(STDOUT_FILENO, passphrase, len) != VR_OK ||
        file_write_all(STDOUT_FILENO, "\n", 1) != VR_OK) {
        return tool_refuse_errno("stdout", "write");
    }

    return prompt_page(tool);
}

/* Asked once more on a terminal; VR_CONFLICT when the two differ. */
static enum vr_status
confirm_passphrase(const struct tool *tool, const char *passphrase)
{
    char again[PROMPT_LINE_MAX] = "";
    enum vr_status status;

    if (!prompt_is_terminal()) {
        return VR_OK;
    }
    status = prompt_secret(tool, again, say(tool, "Nog een keer:", "Once more:"));
    if (status == VR_OK && strcmp(again, passphrase) != 0) {
        status = tool_refuse(VR_CONFLICT, say(tool, "wachtzin", "passphrase"), "%s",
                             say(tool, "de twee zijn niet gelijk", "the two differ"));
    }
    sodium_memzero(again, sizeof again);

    return status;
}

static enum vr_status
ask_once(char passphrase[static PROMPT_LINE_MAX], const struct tool *tool, unsigned number)
{
    char question[PROMPT_LINE_MAX];
    enum vr_status status;

    snprintf(question, sizeof question,
             say(tool, "Lid %u, kies een wachtzin (niets: het programma stelt zes woorden voor):",
                 "Member %u, choose a passphrase (nothing: the program proposes six words):"),
             number);
    status = prompt_secret(tool, passphrase, question);
    if (status != VR_OK) {
        return status;
    }
    if (passphrase[0] == '\0') {
        return propose_passphrase(passphrase, tool, number);
    }
    if (strlen(passphrase) < PASSPHRASE_MIN) {
        return tool_refuse(VR_CONFLICT, say(tool, "wachtzin", "passphrase"),
                           say(tool, "lid %u: neem ten minste %u tekens",
                               "member %u: take at least %u characters"),
                           number, PASSPHRASE_MIN);
    }

    return confirm_passphrase(tool, passphrase);
}

static enum vr_status
ask_passphrase(char passphrase[static PROMPT_LINE_MAX], const struct tool *tool, unsigned number)
{
    enum vr_status status;

    do {
        status = ask_once(passphrase, tool, number);
    } while (status == VR_CONFLICT && prompt_is_terminal());

    return status;
}

/* All shares of one member, and room for one paper, in locked memory. */
struct bundle {
    uint8_t shares[CEREMONY_SECRETS_MAX * VR_SHARE_SIZE];
    char paper[CEREMONY_SECRETS_MAX * PAPER_TEXT_MAX];
};

static enum vr_status
write_shares(struct bundle *bundle, const struct ceremony *ceremony, const char *folder,
             uint8_t member)
{
    uint8_t file[VR_KEYFILE_HEADER + sizeof bundle->shares + VR_KEYFILE_TAG];
    const char *passphrase = ceremony->passphrases[member];
    uint8_t salt_nonce[40];
    size_t len = 0;
    enum vr_status status;

    for (size_t i = 0; i < ceremony->count; i++) {
        vr_share_encode(&bundle->shares[i * VR_SHARE_SIZE], &ceremony->secrets[i].shares[member]);
    }
    randombytes_buf(salt_nonce, sizeof salt_nonce);
    status = vr_keyfile_seal(file, &len, VR_KEYFILE_SHARE, VR_KEYFILE_OPS, VR_KEYFILE_MEMORY_KIB,
                             passphrase, strlen(passphrase), bundle->shares,
                             ceremony->count * VR_SHARE_SIZE, salt_nonce);
    if (status != VR_OK) {
        return tool_refuse(status, "shares.key", "%s", vr_status_text(status));
    }

    return write_named(folder, "shares.key", 0600, file, len);
}

static enum vr_status
show_papers(struct bundle *bundle, const struct ceremony *ceremony, const struct tool *tool,
            const struct ceremony_plan *plan, uint8_t member)
{
    enum vr_status status = VR_OK;

    if (isatty(STDOUT_FILENO) != 1) {
        printf(say(tool, "Lid %u: geen papier gemaakt (gebruik --paper, of een terminal)\n",
                   "Member %u: no paper made (use --paper, or a terminal)\n"),
               member + 1U);
        return VR_OK;
    }
    fflush(stdout);
    for (size_t i = 0; i < ceremony->count && status == VR_OK; i++) {
        paper_text(bundle->paper, &ceremony->secrets[i].shares[member], plan, i, tool->lang);
        status = file_write_all(STDOUT_FILENO, bundle->paper, strlen(bundle->paper));
        if (status != VR_OK) {
            return tool_refuse_errno("stdout", "write");
        }
        status = prompt_page(tool);
    }

    return status;
}

static enum vr_status
write_papers(struct bundle *bundle, const struct ceremony *ceremony, const struct tool *tool,
             const struct ceremony_plan *plan, const char *folder, uint8_t member)
{
    size_t len = 0;

    for (size_t i = 0; i < ceremony->count; i++) {
        paper_text(bundle->paper + len, &ceremony->secrets[i].shares[member], plan, i, tool->lang);
        len += strlen(bundle->paper + len);
    }

    return write_named(folder, "paper.txt", 0600, bundle->paper, len);
}

static enum vr_status
member_folder(char out[static FILE_PATH_MAX], const char *folder, unsigned number)
{
    char name[32];

    snprintf(name, sizeof name, "members/%u", number);

    return path_join(out, folder, name);
}

enum vr_status
ceremony_member(struct ceremony *ceremony, const struct tool *tool,
                const struct ceremony_plan *plan, const char *folder, uint8_t member)
{
    char own[FILE_PATH_MAX];
    void *memory = NULL;
    enum vr_status status = tool_secret_new(tool, &memory, sizeof(struct bundle));

    if (status != VR_OK) {
        return status;
    }
    status = member_folder(own, folder, member + 1U);
    if (status == VR_OK) {
        status = folder_new(own);
    }
    if (status == VR_OK) {
        status = ask_passphrase(ceremony->passphrases[member], tool, member + 1U);
    }
    if (status == VR_OK) {
        status = write_shares(memory, ceremony, own, member);
    }
    if (status == VR_OK) {
        status = plan->paper ? write_papers(memory, ceremony, tool, plan, own, member)
                             : show_papers(memory, ceremony, tool, plan, member);
    }
    if (status == VR_OK) {
        status = folder_sync(own);
    }
    vr_secret_free(memory);

    return status;
}

static void
discard_named(const char *folder, const char *name)
{
    char path[FILE_PATH_MAX];

    if (path_join(path, folder, name) == VR_OK) {
        unlink(path);
    }
}

void
ceremony_discard(const char *folder, uint8_t members)
{
    static const char *const names[] = { "circle.json", "circle.json.minisig", "vrijuit.pub",
                                         "dossier.json" };
    char own[FILE_PATH_MAX];

    for (unsigned i = 1; i <= members; i++) {
        if (member_folder(own, folder, i) == VR_OK) {
            discard_named(own, "shares.key");
            discard_named(own, "paper.txt");
            rmdir(own);
        }
    }
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        discard_named(folder, names[i]);
    }
    if (path_join(own, folder, "members") == VR_OK) {
        rmdir(own);
    }
    rmdir(folder);
}
