/* SPDX-License-Identifier: EUPL-1.2 */
#include "daemon_fixture.h"

#include <ftw.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <sodium.h>
#include <vrijuit/bytes.h>
#include <vrijuit/minisig.h>
#include <vrijuit/secret.h>

#include "clock.h"
#include "intake_state.h"
#include "vectors.h"

static uint64_t fixture_now;

uint64_t
clock_now(void)
{
    return fixture_now;
}

uint64_t
clock_steady(void)
{
    return fixture_now;
}

void
clock_date(char today[static CLOCK_TODAY_SIZE], uint64_t now)
{
    (void) now;
    strcpy(today, "2030-01-01");
}

void
fixture_time(uint32_t round, uint32_t seconds)
{
    fixture_now = FIXTURE_GENESIS + (uint64_t) round * FIXTURE_ROUND_SECONDS + seconds;
}

void
fixture_before_genesis(void)
{
    fixture_now = FIXTURE_GENESIS - 1;
}

const char *
fixture_path(const struct fixture *fixture, const char *name)
{
    static char path[FILES_PATH_MAX];

    cr_assert(eq(int, files_path(path, fixture->folder, name), VR_OK));

    return path;
}

static void
write_pin(const struct fixture *fixture)
{
    char text[VR_MINISIG_PUB_MAX];
    struct vr_why why;
    uint8_t pk[32];

    vr_sign_public(pk, fixture->signing);
    vr_minisig_public_encode(text, pk);
    cr_assert(eq(int, files_write(fixture->config.pin, text, strlen(text), 0600, &why), VR_OK));
}

void
fixture_make(struct fixture *fixture)
{
    struct vr_why why = { "" };

    memset(fixture, 0, sizeof *fixture);
    cr_assert(eq(int, vr_start(), VR_OK));
    strcpy(fixture->folder, "/tmp/vrijuit-unit-XXXXXX");
    cr_assert(mkdtemp(fixture->folder) != NULL);
    snprintf(fixture->state, sizeof fixture->state, "%s/state", fixture->folder);
    cr_assert(eq(int, files_folder(fixture->state, &why), VR_OK));
    strcpy(fixture->config.state, fixture->state);
    strcpy(fixture->config.circle, fixture_path(fixture, "circle.json"));
    strcpy(fixture->config.pin, fixture_path(fixture, "pin.pub"));
    fixture->config.pool_slots = FIXTURE_SLOTS;
    fixture->config.retention_rounds = 180;
    randombytes_buf(fixture->signing, sizeof fixture->signing);
    randombytes_buf(fixture->seeds, sizeof fixture->seeds);
    snprintf(fixture->outboxes, sizeof fixture->outboxes, "%s/outbox", fixture->state);
    fixture_cascade(fixture, 1, 0);
    write_pin(fixture);
    fixture_time(FIXTURE_ROUND, 60);
}

void
fixture_cascade(struct fixture *fixture, size_t hops, size_t place)
{
    cr_assert(place < hops && hops <= VR_HOPS_MAX);
    fixture->hops = hops;
    fixture->place = place;
    memcpy(fixture->identity, fixture->seeds[place], sizeof fixture->identity);
    vr_sign_public(fixture->identity_public, fixture->identity);
}

static int
remove_one(const char *path, const struct stat *info, int type, struct FTW *ftw)
{
    (void) info;
    (void) type;
    (void) ftw;

    return remove(path);
}

void
fixture_remove(struct fixture *fixture)
{
    fixture_close(fixture);
    nftw(fixture->folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static json_t *
make_hops(const struct fixture *fixture)
{
    json_t *hops = json_array();

    for (size_t i = 0; i < fixture->hops; i++) {
        char name[32], url[64], text[VR_B64_LEN(32) + 1];
        uint8_t identity[32];

        snprintf(name, sizeof name, "Hop %zu", i);
        snprintf(url, sizeof url, "http://hop-%zu.example", i);
        vr_sign_public(identity, fixture->seeds[i]);
        vr_b64_encode(text, identity, 32);
        json_array_append_new(
            hops, json_pack("{s:s, s:s, s:s}", "name", name, "identity", text, "url", url));
    }

    return hops;
}

void
fixture_council(struct vr_council_pair *pair, const struct fixture *fixture)
{
    uint8_t seed[VR_SEED_SIZE];

    crypto_generichash(seed, sizeof seed, (const uint8_t *) "council", 7, fixture->signing, 32);
    cr_assert(eq(int, vr_council_pair_init(pair, vr_suite_find(1), seed), VR_OK));
}

void
fixture_board_seed(uint8_t seed[static 32], const struct fixture *fixture)
{
    const uint8_t label[2] = { 'b', fixture->board_key };

    crypto_generichash(seed, 32, label, sizeof label, fixture->signing, 32);
}

static void
set_council_key(json_t *circle, const struct fixture *fixture)
{
    json_t *council = json_array_get(vectors_get(circle, "councils"), 0);
    json_t *key = json_array_get(json_object_get(council, "keys"), 0);
    struct vr_council_pair pair;
    char text[VR_B64_LEN(32) + 1];
    uint8_t seed[32], signing[32];

    fixture_council(&pair, fixture);
    vr_b64_encode(text, pair.public_key, 32);
    json_object_set_new(key, "public", json_string(text));
    fixture_board_seed(seed, fixture);
    vr_sign_public(signing, seed);
    vr_b64_encode(text, signing, 32);
    json_object_set_new(key, "signing", json_string(text));
}

static void
add_neighbour(json_t *circle)
{
    json_t *councils = vectors_get(circle, "councils");
    json_t *copy = json_deep_copy(json_array_get(councils, 0));

    json_object_set_new(copy, "id", json_string("buren"));
    json_array_append_new(councils, copy);
}

/* The smallest circle of the vectors, with our hops, our time and our numbers. */
static json_t *
make_circle(const struct fixture *fixture, uint32_t sequence, uint32_t from_round,
            const char *expires)
{
    json_t *vectors = vectors_load("circle.json");
    const json_t *first = json_array_get(vectors_get(vectors, "cases"), 0);
    json_t *circle = json_loads(vectors_text(first, "circle"), 0, NULL);

    cr_assert(circle != NULL);
    json_object_set_new(circle, "hops", make_hops(fixture));
    set_council_key(circle, fixture);
    if (fixture->has_neighbour) {
        add_neighbour(circle);
    }
    json_object_set_new(circle, "sequence", json_integer(sequence));
    json_object_set_new(circle, "from_round", json_integer(from_round));
    json_object_set_new(circle, "expires", json_string(expires));
    json_object_set_new(circle, "genesis", json_integer(FIXTURE_GENESIS));
    json_object_set_new(circle, "round_seconds", json_integer(FIXTURE_ROUND_SECONDS));
    json_decref(vectors);

    return circle;
}

void
fixture_sign(const struct fixture *fixture, uint32_t sequence, uint32_t from_round,
             const char *expires)
{
    json_t *document = make_circle(fixture, sequence, from_round, expires);
    char *text = json_dumps(document, JSON_COMPACT);
    char comment[VR_CIRCLE_COMMENT], signature[VR_MINISIG_MAX], path[FILES_PATH_MAX + 16];
    struct vr_why why = { "" };

    snprintf(comment, sizeof comment, "vrijuit circle v1 sequence=%u expires=%s", sequence,
             expires);
    cr_assert(
        eq(int, vr_minisig_sign(signature, fixture->signing, comment, text, strlen(text)), VR_OK));
    snprintf(path, sizeof path, "%s.minisig", fixture->config.circle);
    cr_assert(eq(int, files_write(path, signature, strlen(signature), 0600, &why), VR_OK));
    cr_assert(eq(int, files_write(fixture->config.circle, text, strlen(text), 0600, &why), VR_OK));
    free(text);
    json_decref(document);
}

enum vr_status
fixture_take_circle(struct fixture *fixture, struct vr_why *why)
{
    const char *path = fixture->config.circle;
    char *json = NULL, *minisig = NULL;
    char beside[FILES_PATH_MAX + 16];
    size_t json_len, minisig_len;
    enum vr_status status;

    snprintf(beside, sizeof beside, "%s.minisig", path);
    cr_assert(eq(int, files_read(&json, &json_len, path, VR_CIRCLE_MAX, why), VR_OK));
    cr_assert(eq(int, files_read(&minisig, &minisig_len, beside, VR_MINISIG_MAX, why), VR_OK));
    status = circles_take(fixture->circles, json, json_len, minisig, minisig_len, why);
    free(json);
    free(minisig);

    return status;
}

void
fixture_open_circles(struct fixture *fixture)
{
    struct vr_why why = { "" };
    enum vr_status status =
        circles_open(&fixture->circles, &fixture->config, fixture->identity_public, &why);

    cr_assert(eq(int, status, VR_OK), "%s", why.text);
}

void
fixture_open_storage(struct fixture *fixture)
{
    struct vr_why why = { "" };
    char path[FILES_PATH_MAX];

    cr_assert(eq(int, files_path(path, fixture->state, "epochs"), VR_OK));
    cr_assert(eq(int, hopkeys_open(&fixture->hopkeys, path, &why), VR_OK), "%s", why.text);
    cr_assert(eq(int, files_path(path, fixture->state, "pool"), VR_OK));
    cr_assert(eq(int, pool_open(&fixture->pool, path, fixture->config.pool_slots, &why), VR_OK),
              "%s", why.text);
    cr_assert(eq(int, store_open(&fixture->store, fixture->state, false, &why), VR_OK), "%s",
              why.text);
}

static const struct vr_keys *
find_keys(void *arg, uint32_t epoch)
{
    struct fixture *fixture = arg;

    fixture_keys(&fixture->keys, fixture, epoch - 1);
    if (fixture->keys_are_late || epoch < fixture->keys_from ||
        (fixture->keys_until > 0 && epoch > fixture->keys_until)) {
        return NULL;
    }

    return &fixture->keys;
}

static void
on_depart(void *arg, struct batch *batch)
{
    struct fixture *fixture = arg;

    cr_assert(fixture->departed_count < FIXTURE_DEPARTED);
    fixture->departed[fixture->departed_count] = batch;
    fixture->departed_count++;
}

static void
on_closed(void *arg, struct job *job)
{
    struct fixture *fixture = arg;

    intake_closed(&fixture->closed, fixture->intake, job);
    intake_close_free(job);
}

void
fixture_open_intake(struct fixture *fixture)
{
    const struct intake_parts parts = { .circles = fixture->circles,
                                        .hopkeys = fixture->hopkeys,
                                        .pool = fixture->pool,
                                        .store = fixture->store,
                                        .state = fixture->state,
                                        .identity = fixture->identity,
                                        .outboxes = fixture->outboxes,
                                        .retention = fixture->config.retention_rounds,
                                        .keys = find_keys,
                                        .depart = fixture->hops > 1 ? on_depart : NULL,
                                        .closed = on_closed,
                                        .arg = fixture };
    struct vr_why why = { "" };

    cr_assert(eq(int, intake_open(&fixture->intake, &parts, &why), VR_OK), "%s", why.text);
    cr_assert(eq(int, writer_start(&fixture->writer, fixture->pool, fixture->store), VR_OK));
    intake_use(fixture->intake, fixture->writer);
}

void
fixture_open(struct fixture *fixture)
{
    if (access(fixture->config.circle, F_OK) != 0) {
        fixture_sign(fixture, 1, 0, FIXTURE_EXPIRES);
    }
    fixture_open_circles(fixture);
    fixture_open_storage(fixture);
    if (fixture->place == 0) {
        fixture_open_intake(fixture);
        fixture_advance(fixture, FIXTURE_ROUND);
    }
}

void
fixture_close(struct fixture *fixture)
{
    if (fixture->writer != NULL) {
        writer_stop(fixture->writer);
    }
    writer_free(fixture->writer);
    intake_free(fixture->intake);
    for (size_t i = 0; i < fixture->departed_count; i++) {
        batch_free(fixture->departed[i]);
    }
    fixture->departed_count = 0;
    store_close(fixture->store);
    pool_close(fixture->pool);
    hopkeys_close(fixture->hopkeys);
    circles_free(fixture->circles);
    fixture->writer = NULL;
    fixture->intake = NULL;
    fixture->store = NULL;
    fixture->pool = NULL;
    fixture->hopkeys = NULL;
    fixture->circles = NULL;
}

void
fixture_locator(uint8_t locator[static VR_LOCATOR_SIZE], uint32_t number)
{
    memset(locator, 0x77, VR_LOCATOR_SIZE);
    locator[0] = (uint8_t) (number >> 24);
    locator[1] = (uint8_t) (number >> 16);
    locator[2] = (uint8_t) (number >> 8);
    locator[3] = (uint8_t) number;
}

void
fixture_epoch_key(uint8_t secret[static 32], uint8_t public_key[static 32],
                  const struct fixture *fixture, size_t place, uint32_t epoch)
{
    uint8_t name[5] = { (uint8_t) place };
    const uint8_t *own_public;
    const uint8_t *own;

    if (place == fixture->place && fixture->hopkeys != NULL &&
        hopkeys_pair(fixture->hopkeys, &own, &own_public, epoch)) {
        memcpy(secret, own, 32);
    } else {
        vr_store32(name + 1, epoch);
        crypto_generichash(secret, 32, name, sizeof name, fixture->signing, 32);
    }
    cr_assert(crypto_scalarmult_base(public_key, secret) == 0);
}

void
fixture_keys(struct vr_keys *keys, const struct fixture *fixture, uint32_t round)
{
    memset(keys, 0, sizeof *keys);
    memcpy(keys->circle, circles_at(fixture->circles, round)->id, 32);
    keys->round = round;
    keys->hop_count = fixture->hops;
    for (size_t i = 0; i < fixture->hops; i++) {
        uint8_t public_key[32];

        vr_sign_public(public_key, fixture->seeds[i]);
        vr_hop_id(keys->hop[i], public_key);
        for (uint32_t j = 0; j < VR_EPOCHS_AHEAD; j++) {
            uint8_t secret[32];

            fixture_epoch_key(secret, keys->key[i][j], fixture, i, round + j);
        }
    }
}

void
fixture_wrap(uint8_t packet[static VR_PACKET_SIZE], const struct fixture *fixture, size_t place,
             size_t last, uint32_t round, enum vr_onion_command command,
             const uint8_t body[static VR_BODY_SIZE])
{
    struct vr_onion_hop path[VR_HOPS_MAX];
    struct vr_onion_random random;

    for (size_t i = place; i <= last; i++) {
        struct vr_onion_hop *hop = &path[i - place];
        uint8_t key[32];

        vr_sign_public(key, fixture->seeds[i]);
        vr_hop_id(hop->id, key);
        hop->epoch = i == 0 ? round : round + 1;
        fixture_epoch_key(key, hop->key, fixture, i, hop->epoch);
    }
    randombytes_buf(&random, sizeof random);
    cr_assert(
        eq(int, vr_onion_wrap(packet, path, last - place + 1, command, body, &random), VR_OK));
}

void
fixture_packet_at(uint8_t packet[static VR_PACKET_SIZE], const struct fixture *fixture,
                  size_t place, uint32_t round, uint32_t number)
{
    static uint8_t body[VR_BODY_SIZE], record[VR_RECORD_SIZE];
    uint8_t locator[VR_LOCATOR_SIZE];

    fixture_locator(locator, number);
    memset(record, (int) (number & 0xff), sizeof record);
    vr_onion_body(body, locator, record);
    fixture_wrap(packet, fixture, place, fixture->hops - 1, round, VR_DELIVER, body);
}

void
fixture_packet(uint8_t packet[static VR_PACKET_SIZE], const struct fixture *fixture, uint32_t epoch,
               uint32_t number)
{
    const uint8_t *public_key;
    const uint8_t *secret;

    cr_assert(hopkeys_pair(fixture->hopkeys, &secret, &public_key, epoch));
    fixture_packet_at(packet, fixture, 0, epoch, number);
}

enum http_answer
fixture_settle(struct fixture *fixture, bool *closed)
{
    static struct job *done;
    struct pollfd poll_for = { .fd = writer_fd(fixture->writer), .events = POLLIN };
    enum http_answer answer = HTTP_LATER;
    struct job *job;

    /* The writer also tells of jobs that were taken together with one before. */
    while (done == NULL) {
        cr_assert(eq(int, poll(&poll_for, 1, 20000), 1));
        done = writer_take(fixture->writer);
    }
    job = done;
    done = job->next;
    if (job->kind == JOB_TASK) {
        job->finished(job->owner, job);
        *closed = fixture->closed;
    } else {
        answer = intake_settle(fixture->intake, job);
        job_free(job);
    }

    return answer;
}

enum http_answer
fixture_send(struct fixture *fixture, const uint8_t packet[static VR_PACKET_SIZE])
{
    struct job *job = job_new(JOB_PACKET);
    enum http_answer answer;
    bool closed;

    cr_assert(job != NULL);
    memcpy(job->entry.packet, packet, VR_PACKET_SIZE);
    answer = intake_packet(fixture->intake, job);
    if (answer != HTTP_LATER) {
        job_free(job);
        return answer;
    }

    return fixture_settle(fixture, &closed);
}

void
fixture_advance(struct fixture *fixture, uint32_t round)
{
    struct vr_why why = { "" };
    bool closed;

    cr_assert(eq(int, hopkeys_advance(fixture->hopkeys, round, &why), VR_OK), "%s", why.text);
    cr_assert(eq(int, intake_advance(fixture->intake, round, &why), VR_OK), "%s", why.text);
    for (int i = 0; i < 40 && fixture->intake->closing != NULL; i++) {
        fixture_settle(fixture, &closed);
        cr_assert(eq(int, intake_advance(fixture->intake, round, &why), VR_OK), "%s", why.text);
    }
    cr_assert(fixture->intake->closing == NULL);
}

void
fixture_receipts(struct vr_receipts *receipts, const struct fixture *fixture, uint32_t round)
{
    const struct vr_circle *const *circles;
    struct vr_why why = { "" };
    char *document = NULL;
    size_t count, len;

    circles = circles_all(fixture->circles, &count);
    cr_assert(eq(int, store_receipts(&document, &len, fixture->store, round), VR_OK));
    cr_assert(eq(int, vr_receipts_decode(receipts, document, len, circles, count, &why), VR_OK),
              "%s", why.text);
    free(document);
}

void
fixture_log(const struct fixture *fixture)
{
    cr_assert(ne(ptr, freopen(fixture_path(fixture, "log"), "w", stderr), NULL));
}

size_t
fixture_said(const struct fixture *fixture, const char *words)
{
    struct vr_why why = { "" };
    char *text = NULL;
    size_t count = 0;
    size_t len;

    fflush(stderr);
    cr_assert(eq(int, files_read(&text, &len, fixture_path(fixture, "log"), 1U << 16, &why), VR_OK),
              "%s", why.text);
    for (const char *at = strstr(text, words); at != NULL; at = strstr(at + 1, words)) {
        count++;
    }
    free(text);

    return count;
}
