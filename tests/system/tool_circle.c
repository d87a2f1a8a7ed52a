/* SPDX-License-Identifier: EUPL-1.2 */
/* A signed circle: a hop for each identity. Its keys are known to everyone: they come from a
 * number. */
#include "tool.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <sodium.h>
#include <vrijuit/bytes.h>
#include <vrijuit/minisig.h>
#include <vrijuit/suite.h>

#define CIRCLE_FORMAT                                                                              \
    "{\"vrijuit\":1,\"name\":{\"nl\":\"Proefkring\",\"en\":\"Trial circle\"},\"sequence\":%llu,"   \
    "\"expires\":\"%s\",\"from_round\":%llu,\"suite\":1,\"genesis\":%llu,\"round_seconds\":%llu,"  \
    "\"batch\":64,\"hops\":[%s],\"councils\":[{\"id\":\"or\",\"name\":{\"nl\":\"OR\","             \
    "\"en\":\"WC\"},\"form\":[],\"keys\":[{\"from\":0,\"until\":4000000000,\"public\":\"%s\","     \
    "\"signing\":\"%s\"}],\"shares\":[{\"sharing\":\"AQA=\",\"t\":1,\"n\":1,\"checks\":[\"%s\"]}]" \
    "}],\"signing\":{\"sharing\":\"AgA=\",\"t\":1,\"n\":1,\"checks\":[\"%s\"]},\"minimum\":%llu,"  \
    "\"form\":{\"id\":\"melding\",\"title\":{\"nl\":\"Melding\",\"en\":\"Report\"},"               \
    "\"intro\":{\"nl\":\"\",\"en\":\"\"},\"questions\":[{\"id\":\"tekst\",\"type\":\"text\","      \
    "\"label\":{\"nl\":\"Wat is er?\",\"en\":\"What is it?\"},\"help\":{\"nl\":\"\",\"en\":\"\"}," \
    "\"required\":true,\"maximum\":500}]},\"tokens\":{\"required\":false,\"issuer\":\"\","         \
    "\"keys\":[]}}\n"

static void
seed_of(uint8_t seed[static 32], const char *label, uint64_t number)
{
    uint8_t bytes[8];
    const struct vr_span span = { bytes, sizeof bytes };

    vr_store64(bytes, number);
    vr_hash(seed, 32, label, &span, 1);
}

void
tool_board_seed(uint8_t seed[static 32])
{
    seed_of(seed, "board of a test", 1);
}

static void
write_in(const char *folder, const char *name, const char *text)
{
    char path[512];

    snprintf(path, sizeof path, "%s/%s", folder, name);
    file_write(path, text, strlen(text));
}

static void
base64_key(char text[static VR_B64_LEN(32) + 1], const uint8_t bytes[static 32])
{
    vr_b64_encode(text, bytes, 32);
}

static void
write_council(char public_text[static VR_B64_LEN(32) + 1], const char *folder, uint64_t key)
{
    const struct vr_suite *suite = vr_suite_find(VR_SUITE_X25519);
    uint8_t public_key[VR_SUITE_PUBLIC_MAX];
    uint8_t secret_key[VR_SUITE_SECRET_MAX];
    uint8_t seed[32];
    char hex[65];

    seed_of(seed, "council of a test", key);
    if (suite->keypair(public_key, secret_key, seed) != VR_OK) {
        die("no key of the council");
    }
    base64_key(public_text, public_key);
    sodium_bin2hex(hex, sizeof hex, seed, sizeof seed);
    write_in(folder, "council.seed", hex);
}

static void
sign(const char *folder, const struct words *words, const char *json, uint64_t key)
{
    char public_text[VR_MINISIG_PUB_MAX];
    char comment[VR_CIRCLE_COMMENT];
    char minisig[VR_MINISIG_MAX];
    uint8_t seed[32];
    uint8_t pk[32];

    seed_of(seed, "circle of a test", key);
    snprintf(comment, sizeof comment, "vrijuit circle v1 sequence=%s expires=%s",
             word(words, "sequence", "1"), word(words, "expires", "2099-12-31"));
    if (vr_minisig_sign(minisig, seed, comment, json, strlen(json)) != VR_OK) {
        die("the circle cannot be signed");
    }
    vr_sign_public(pk, seed);
    vr_minisig_public_encode(public_text, pk);
    write_in(folder, "circle.json", json);
    write_in(folder, "circle.json.minisig", minisig);
    write_in(folder, "vrijuit.pub", public_text);
}

/* Name number place (from 0) of the list in names=A,B,C; without it Proef, Proef2, Proef3... */
static void
write_name(char *name, size_t room, const struct words *words, size_t place)
{
    const char *list = word(words, "names", "");

    if (list[0] == '\0' && place == 0) {
        snprintf(name, room, "Proef");
        return;
    }
    if (list[0] == '\0') {
        snprintf(name, room, "Proef%zu", place + 1);
        return;
    }
    for (size_t i = 0; i < place && *list != '\0'; i++) {
        list += strcspn(list, ",");
        list += *list == ',' ? 1 : 0;
    }
    snprintf(name, room, "%.*s", (int) strcspn(list, ","), list);
}

/* Each word identity=FILE is a hop. */
static void
write_hops(char *hops, size_t room, const struct words *words)
{
    size_t count = 0;
    size_t used = 0;

    hops[0] = '\0';
    for (int i = 0; i < words->count; i++) {
        char name[64];
        char *line;
        size_t len;

        if (strncmp(words->at[i], "identity=", 9) != 0) {
            continue;
        }
        line = file_read(&len, words->at[i] + 9);
        line[strcspn(line, "\n")] = '\0';
        write_name(name, sizeof name, words, count);
        used += (size_t) snprintf(
            hops + used, room - used, "%s{\"name\":\"%s\",\"identity\":\"%s\",\"url\":\"%s\"}",
            count > 0 ? "," : "", name, line, word(words, "url", "http://localhost"));
        free(line);
        count++;
    }
    if (count == 0 || used >= room) {
        die("identity= is missing, or too many of them");
    }
}

int
run_circle(const struct words *words)
{
    const char *folder = word(words, "out", NULL);
    uint64_t key = word_number(words, "key", "1");
    char council[VR_B64_LEN(32) + 1];
    char signing[VR_B64_LEN(32) + 1];
    char hops[1024];
    static char json[8192];
    uint8_t seed[32];
    uint8_t pk[32];

    write_hops(hops, sizeof hops, words);
    mkdir(folder, 0700);
    write_council(council, folder, 1);
    tool_board_seed(seed);
    vr_sign_public(pk, seed);
    base64_key(signing, pk);
    snprintf(
        json, sizeof json, CIRCLE_FORMAT, (unsigned long long) word_number(words, "sequence", "1"),
        word(words, "expires", "2099-12-31"), (unsigned long long) word_number(words, "from", "0"),
        (unsigned long long) word_number(words, "genesis", NULL),
        (unsigned long long) word_number(words, "round", "3"), hops, council, signing, signing,
        signing, (unsigned long long) word_number(words, "minimum", "1"));
    sign(folder, words, json, key);

    return 0;
}
