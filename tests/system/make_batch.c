/* SPDX-License-Identifier: EUPL-1.2 */
/* Makes what a store hands to a council, with every kind of record that a council can meet.
 *
 *   make_batch identity SEED                     a new identity; prints the public key in base64
 *   make_batch batch OUT CIRCLE SEED FIRST PREVIOUS ROUND...
 *   make_batch replies BOARD MADE               what the reporter of report number MADE reads there
 *   make_batch cells COUNT                       COUNT real and COUNT filling cells, in hexadecimal
 *   make_batch wrong-share IN OUT PASSPHRASE     a share file whose values are wrong
 *   make_batch cheap-share IN OUT PASSPHRASE     the same shares, with a passphrase that costs
 * little
 *
 * PREVIOUS is "-" or the file OUT.last of the batch before. A ROUND is letters, each perhaps with a
 * number: r report, f follow-up, c cover, t the last report once more, d damaged, u unreadable, x
 * for another council, e report with a hostile text, n report that does not fit the form, m missing
 * from the file, s in the file without a receipt, v report with answers drawn by the form of the
 * circle, always the same for a first round; "-" is an empty round. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>
#include <sodium.h>

#include <vrijuit/batchfile.h>
#include <vrijuit/board.h>
#include <vrijuit/bytes.h>
#include <vrijuit/content.h>
#include <vrijuit/keyfile.h>
#include <vrijuit/secret.h>
#include <vrijuit/share.h>

static void
need(int condition, const char *what)
{
    if (!condition) {
        fprintf(stderr, "make_batch: %s\n", what);
        exit(1);
    }
}

static uint8_t *
read_file(const char *path, size_t *len)
{
    FILE *file = fopen(path, "rb");
    uint8_t *bytes = malloc(2 * 1024 * 1024);

    need(file != NULL && bytes != NULL, path);
    *len = fread(bytes, 1, 2 * 1024 * 1024, file);
    fclose(file);

    return bytes;
}

static void
write_file(const char *path, const void *bytes, size_t len)
{
    FILE *file = fopen(path, "wb");

    need(file != NULL && fwrite(bytes, 1, len, file) == len && fclose(file) == 0, path);
}

struct batch {
    struct vr_circle *circle;
    uint8_t seed[32];
    uint8_t (*entries)[VR_BATCH_ENTRY];
    size_t entry_count;
    uint8_t *receipts;
    size_t receipts_len;
    uint8_t previous[32];
    uint8_t last_id[VR_REPORT_ID_SIZE];
    unsigned made; /* reports, to give each another text */
    uint32_t first;
};

/* Skewed, as real answers are: some are rare. */
static size_t
draw(const struct batch *batch, size_t question, size_t limit)
{
    const uint64_t what[3] = { batch->first, batch->made, question };
    uint8_t drawn[16];

    crypto_generichash(drawn, sizeof drawn, (const uint8_t *) what, sizeof what, NULL, 0);

    return (size_t) drawn[0] * drawn[1] * limit / (256 * 256);
}

static json_t *
draw_answer(const struct batch *batch, const struct vr_question *question, size_t place)
{
    json_t *list;

    if (question->type == VR_TEXT) {
        return json_string("Wat hier staat, komt nooit in een verslag.");
    }
    if (question->type == VR_ONE) {
        return json_string(question->options[draw(batch, place, question->option_count)].id);
    }
    list = json_array();
    for (size_t i = 0; i < question->option_count; i++) {
        if (draw(batch, 100 * place + i, 100) > 10 + 6 * i) {
            json_array_append_new(list, json_string(question->options[i].id));
        }
    }
    if (json_array_size(list) == 0) {
        json_array_append_new(list, json_string(question->options[0].id));
    }

    return list;
}

static json_t *
draw_answers(struct batch *batch)
{
    const struct vr_form *form = &batch->circle->form;
    json_t *answers = json_object();

    batch->made++;
    for (size_t i = 0; i < form->question_count; i++) {
        const struct vr_question *question = &form->questions[i];

        if (question->required || draw(batch, 7000 + i, 100) > 3) {
            json_object_set_new(answers, question->id, draw_answer(batch, question, i));
        }
    }

    return answers;
}

static json_t *
answers_of(struct batch *batch, char kind)
{
    char text[128];

    if (kind == 'v') {
        return draw_answers(batch);
    }

    if (kind == 'f') {
        return json_pack("{s:s}", "text", "Een aanvulling op mijn melding");
    }
    if (kind == 'e') {
        return json_pack("{s:s, s:s}", "onderwerp", "anders", "tekst",
                         "kwaad \x1b[31mrood\x07 en \xe2\x80\xae om \xc2\x9b"
                         "gekeerd");
    }
    if (kind == 'n') {
        return json_pack("{s:s, s:s}", "onderwerp", "bestaat-niet", "vreemd", "vraag");
    }
    snprintf(text, sizeof text, "Dit is melding nummer %u", ++batch->made);

    return json_pack("{s:s, s:[s, s], s:s}", "onderwerp", "veiligheid", "waar", "team", "elders",
                     "tekst", text);
}

/* The reply pair of the reporter who made report number made. */
static void
reply_pair(struct vr_council_pair *pair, const struct vr_suite *suite, unsigned made)
{
    uint8_t seed[VR_SEED_SIZE];

    memset(seed, (int) made, sizeof seed);
    need(vr_council_pair_init(pair, suite, seed) == VR_OK, "reply pair");
}

static void
set_reply_key(struct batch *batch, struct vr_content *content)
{
    const struct vr_suite *suite = batch->circle->suite;
    struct vr_council_pair pair;

    reply_pair(&pair, suite, batch->made);
    content->reply_len = suite->public_len;
    memcpy(content->reply, pair.public_key, content->reply_len);
}

static size_t
content_of(struct batch *batch, char kind, char **text)
{
    struct vr_content content = { .kind = VR_REPORT, .lang = VR_NL };
    size_t len;

    if (kind == 'u') {
        *text = strdup("{\"v\":1,\"kind\":\"report\"}");
        return strlen(*text);
    }
    randombytes_buf(content.id, sizeof content.id);
    if (kind == 't') {
        memcpy(content.id, batch->last_id, sizeof content.id);
    } else if (kind != 'c') {
        memcpy(batch->last_id, content.id, sizeof content.id);
    }
    if (kind == 'c') {
        content.kind = VR_COVER;
    } else {
        content.kind = kind == 'f' ? VR_FOLLOW_UP : VR_REPORT;
        memcpy(content.circle, batch->circle->id, sizeof content.circle);
        content.answers = answers_of(batch, kind);
        /* Follow-ups belong to the last report; who is hostile gives a key that none can use. */
        if (kind == 'e') {
            content.reply_len = batch->circle->suite->public_len;
        } else {
            set_reply_key(batch, &content);
        }
    }
    need(vr_content_encode(text, &len, &content) == VR_OK, "content");
    json_decref(content.answers);

    return len;
}

/* Room for one more; the room doubles, as there may be many. */
static uint8_t *
new_entry(struct batch *batch)
{
    size_t count = batch->entry_count;

    if ((count & (count - 1)) == 0) {
        batch->entries = reallocarray(batch->entries, 2 * count + 1, sizeof batch->entries[0]);
        need(batch->entries != NULL, "memory");
    }
    batch->entry_count++;

    return batch->entries[count];
}

static void
add_entry(struct batch *batch, uint32_t round, char kind, uint8_t locator[static 16])
{
    const struct vr_suite *suite = batch->circle->suite;
    const struct vr_council_key *key = vr_council_key_at(&batch->circle->councils[0], round);
    uint8_t other_seed[32], random[VR_SUITE_RANDOM_MAX];
    struct vr_council_pair other;
    uint8_t *entry;
    char *text;
    size_t len = content_of(batch, kind, &text);

    need(key != NULL, "no key holds the round");
    entry = new_entry(batch);
    randombytes_buf(locator, 16);
    randombytes_buf(random, sizeof random);
    randombytes_buf(other_seed, sizeof other_seed);
    need(vr_council_pair_init(&other, suite, other_seed) == VR_OK, "key pair");
    memcpy(entry, locator, 16);
    need(vr_record_seal(entry + 16, suite, kind == 'x' ? other.public_key : key->public_key,
                        locator, text, len, random) == VR_OK,
         "seal");
    if (kind == 'd') {
        entry[VR_BATCH_ENTRY - 1] ^= 1;
    }
    if (kind == 'm') {
        batch->entry_count--;
    }
    free(text);
}

static int
compare_locators(const void *a, const void *b)
{
    return memcmp(a, b, VR_LOCATOR_SIZE);
}

static int
compare_entries(const void *a, const void *b)
{
    return memcmp(a, b, VR_BATCH_ENTRY);
}

static void
add_receipts(struct batch *batch, struct vr_receipts *receipts)
{
    char line[VR_SIGNATURE_LINE_SIZE];
    uint8_t *at;
    char *payload;
    size_t len, document_len;

    memcpy(receipts->circle, batch->circle->id, 32);
    memcpy(receipts->previous, batch->previous, 32);
    qsort(receipts->locators, receipts->locator_count, VR_LOCATOR_SIZE, compare_locators);
    need(vr_receipts_payload(&payload, &len, receipts) == VR_OK, "payload");
    crypto_generichash(batch->previous, 32, (const uint8_t *) payload, len, NULL, 0);
    need(vr_document_sign(line, VR_LABEL_RECEIPTS, payload, len, batch->seed) == VR_OK, "sign");
    document_len = len + 1 + strlen(line);
    batch->receipts = realloc(batch->receipts, batch->receipts_len + 4 + document_len);
    need(batch->receipts != NULL, "memory");
    at = batch->receipts + batch->receipts_len;
    vr_store32(at, (uint32_t) document_len);
    memcpy(at + 4, payload, len);
    at[4 + len] = '\n';
    memcpy(at + 4 + len + 1, line, strlen(line));
    batch->receipts_len += 4 + document_len;
    free(payload);
}

static void
add_round(struct batch *batch, uint32_t round, const char *kinds)
{
    struct vr_receipts receipts = { .round = round, .thin = true };
    static uint8_t locators[20000][VR_LOCATOR_SIZE];

    receipts.locators = locators;
    while (*kinds != '\0' && *kinds != '-') {
        char kind = *kinds++;
        unsigned long count = 1;
        char *end;

        if (*kinds >= '0' && *kinds <= '9') {
            count = strtoul(kinds, &end, 10);
            kinds = end;
        }
        need(receipts.locator_count + count <= 20000, "too many");
        for (; count > 0; count--) {
            add_entry(batch, round, kind, locators[receipts.locator_count]);
            receipts.locator_count += kind == 's' ? 0 : 1;
        }
    }
    add_receipts(batch, &receipts);
}

static void
write_batch(struct batch *batch, const char *path, uint32_t first, uint32_t last)
{
    struct vr_batch_header header = { .first = first, .last = last };
    uint8_t bytes[VR_BATCH_HEADER], count_le[4], signature[VR_BATCH_SIGNATURE];
    struct vr_batch_hash hash;
    char last_path[4096];
    size_t size = batch->entry_count * VR_BATCH_ENTRY;
    FILE *file = fopen(path, "wb");

    need(file != NULL, path);
    memcpy(header.circle, batch->circle->id, 32);
    header.receipts_len = (uint32_t) batch->receipts_len;
    vr_batch_header_encode(bytes, &header);
    vr_store32(count_le, (uint32_t) batch->entry_count);
    if (size > 0) {
        qsort(batch->entries, batch->entry_count, VR_BATCH_ENTRY, compare_entries);
    }
    vr_batch_hash_init(&hash);
    vr_batch_hash_add(&hash, bytes, sizeof bytes);
    vr_batch_hash_add(&hash, batch->receipts, batch->receipts_len);
    vr_batch_hash_add(&hash, count_le, sizeof count_le);
    vr_batch_hash_add(&hash, batch->entries, size);
    need(vr_batch_sign(signature, &hash, batch->seed) == VR_OK, "sign");
    need(fwrite(bytes, 1, sizeof bytes, file) == sizeof bytes, path);
    need(fwrite(batch->receipts, 1, batch->receipts_len, file) == batch->receipts_len, path);
    need(fwrite(count_le, 1, 4, file) == 4, path);
    need(size == 0 || fwrite(batch->entries, 1, size, file) == size, path);
    need(fwrite(signature, 1, sizeof signature, file) == sizeof signature, path);
    need(fclose(file) == 0, path);
    snprintf(last_path, sizeof last_path, "%s.last", path);
    write_file(last_path, batch->previous, sizeof batch->previous);
}

static int
make_batch(int argc, char **argv)
{
    struct batch batch = { .entries = NULL };
    struct vr_why why = { "" };
    size_t len;
    uint8_t *bytes;
    uint32_t first;

    need(argc >= 6, "batch OUT CIRCLE SEED FIRST PREVIOUS ROUND...");
    bytes = read_file(argv[1], &len);
    need(vr_circle_parse(&batch.circle, bytes, len, &why) == VR_OK, why.text);
    free(bytes);
    bytes = read_file(argv[2], &len);
    need(len == 32, "seed");
    memcpy(batch.seed, bytes, 32);
    free(bytes);
    first = (uint32_t) strtoul(argv[3], NULL, 10);
    batch.first = first;
    if (strcmp(argv[4], "-") != 0) {
        bytes = read_file(argv[4], &len);
        need(len == 32, "previous");
        memcpy(batch.previous, bytes, 32);
        free(bytes);
    }
    for (int i = 5; i < argc; i++) {
        add_round(&batch, first + (uint32_t) (i - 5), argv[i]);
    }
    write_batch(&batch, argv[0], first, first + (uint32_t) (argc - 6));
    vr_circle_free(batch.circle);
    free(batch.entries);
    free(batch.receipts);

    return 0;
}

/* Every cell is tried, as a reporter does; the signature is not looked at. */
static int
read_replies(const char *path, const char *made)
{
    const struct vr_suite *suite = vr_suite_find(VR_SUITE_X25519);
    uint8_t content[VR_REPLY_PLAIN_MAX];
    struct vr_council_pair pair;
    struct vr_why why = { "" };
    struct vr_reply reply;
    size_t len, content_len;
    uint8_t *bytes = read_file(path, &len);

    reply_pair(&pair, suite, (unsigned) strtoul(made, NULL, 10));
    for (size_t at = VR_BOARD_HEADER; at + VR_REPLY_SIZE <= len; at += VR_REPLY_SIZE) {
        if (vr_reply_open(content, &content_len, &pair, bytes + at, vr_load32(bytes + 40)) ==
            VR_OK) {
            need(vr_reply_decode(&reply, content, content_len, &why) == VR_OK, why.text);
            printf("part %u of %u: %s\n", reply.part, reply.parts, reply.text);
        }
    }
    free(bytes);

    return 0;
}

static void
print_cell(const char *kind, const uint8_t cell[static VR_REPLY_SIZE])
{
    static char hex[2 * VR_REPLY_SIZE + 1];

    printf("%s %s\n", kind, sodium_bin2hex(hex, sizeof hex, cell, VR_REPLY_SIZE));
}

static int
print_cells(unsigned long count)
{
    const struct vr_suite *suite = vr_suite_find(VR_SUITE_X25519);
    static const char text[] = "{\"v\":1}";
    uint8_t cell[VR_REPLY_SIZE], random[VR_SUITE_RANDOM_MAX];
    struct vr_council_pair pair;

    for (unsigned long i = 0; i < count; i++) {
        reply_pair(&pair, suite, (unsigned) i % 256);
        randombytes_buf(random, sizeof random);
        need(vr_reply_seal(cell, suite, pair.public_key, 7, text, sizeof text - 1, random) == VR_OK,
             "seal");
        print_cell("real", cell);
        need(vr_reply_fill(cell, suite, 7) == VR_OK, "fill");
        print_cell("fill", cell);
    }

    return 0;
}

static int
make_identity(const char *path)
{
    uint8_t seed[32], pk[32];
    char text[VR_B64_LEN(32) + 1];

    randombytes_buf(seed, sizeof seed);
    write_file(path, seed, sizeof seed);
    vr_sign_public(pk, seed);
    vr_b64_encode(text, pk, sizeof pk);
    printf("%s\n", text);

    return 0;
}

static int
seal_again(const char *in, const char *out, const char *passphrase, uint8_t change)
{
    static uint8_t secret[VR_KEYFILE_SECRET], file[VR_KEYFILE_MAX];
    uint8_t salt_nonce[40];
    struct vr_why why = { "" };
    struct vr_share share;
    size_t len, secret_len;
    uint8_t *bytes = read_file(in, &len);

    need(vr_keyfile_open(secret, &secret_len, VR_KEYFILE_SHARE, bytes, len, passphrase,
                         strlen(passphrase), &why) == VR_OK,
         why.text);
    free(bytes);
    for (size_t i = 0; i < secret_len; i += VR_SHARE_SIZE) {
        need(vr_share_decode(&share, secret + i, &why) == VR_OK, why.text);
        share.value[0] ^= change;
        vr_share_encode(secret + i, &share);
    }
    randombytes_buf(salt_nonce, sizeof salt_nonce);
    need(vr_keyfile_seal(file, &len, VR_KEYFILE_SHARE, 1, 8, passphrase, strlen(passphrase), secret,
                         secret_len, salt_nonce) == VR_OK,
         "seal");
    write_file(out, file, len);

    return 0;
}

int
main(int argc, char **argv)
{
    need(vr_start() == VR_OK, "start");
    if (argc == 3 && strcmp(argv[1], "identity") == 0) {
        return make_identity(argv[2]);
    }
    if (argc == 5 && strcmp(argv[1], "wrong-share") == 0) {
        return seal_again(argv[2], argv[3], argv[4], 1);
    }
    if (argc == 5 && strcmp(argv[1], "cheap-share") == 0) {
        return seal_again(argv[2], argv[3], argv[4], 0);
    }
    if (argc == 4 && strcmp(argv[1], "replies") == 0) {
        return read_replies(argv[2], argv[3]);
    }
    if (argc == 3 && strcmp(argv[1], "cells") == 0) {
        return print_cells(strtoul(argv[2], NULL, 10));
    }
    if (argc > 2 && strcmp(argv[1], "batch") == 0) {
        return make_batch(argc - 2, argv + 2);
    }
    fprintf(stderr, "usage: make_batch identity|batch|replies|cells|wrong-share|cheap-share ...\n");

    return 2;
}
