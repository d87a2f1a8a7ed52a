/* SPDX-License-Identifier: EUPL-1.2 */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <sodium.h>
#include <vrijuit/bytes.h>
#include <vrijuit/codename.h>
#include <vrijuit/secret.h>

#include "send.h"
#include "vectors.h"
#include "visit.h"

#define ROUND 20U

/* What the entry answers to one call. */
struct page {
    char path[32];
    int code;
    char *bytes;
    size_t len;
};

/* For page.code: an answer whose head breaks off. */
#define BROKEN_OFF (-1)

/* A circle of the vectors, its secrets, an entry on a Unix socket, and a client. */
struct scene {
    json_t *vectors;
    struct vr_circle *circle;
    uint8_t hop_seed[32];
    struct page pages[5];
    char requests[131072];
    size_t requests_len;
    char folder[64];
    char socket_path[100];
    int listener;
    pthread_t thread;
    struct options options;
    struct client client;
    uint64_t now;
    struct vr_why why;
};

static struct page *
page_of(struct scene *scene, const char *path)
{
    for (size_t i = 0; i < 5; i++) {
        if (strcmp(scene->pages[i].path, path) == 0) {
            return &scene->pages[i];
        }
    }

    return NULL;
}

static void
put_page(struct scene *scene, const char *path, const char *bytes, size_t len)
{
    struct page *page = page_of(scene, path);

    free(page->bytes);
    page->bytes = malloc(len + 1);
    cr_assert(ne(ptr, page->bytes, NULL));
    memcpy(page->bytes, bytes, len);
    page->bytes[len] = 0;
    page->len = len;
    page->code = 200;
}

/* Read one request whole; false at the end of the connection. */
static bool
read_request(struct scene *scene, int fd, char *path)
{
    size_t start = scene->requests_len;
    const char *head_end = NULL;
    size_t wanted = SIZE_MAX;
    const char *length;

    while (scene->requests_len - start < wanted) {
        ssize_t count = read(fd, scene->requests + scene->requests_len,
                             sizeof scene->requests - 1 - scene->requests_len);

        if (count <= 0) {
            return false;
        }
        scene->requests_len += (size_t) count;
        head_end = strstr(scene->requests + start, "\r\n\r\n");
        if (head_end != NULL && wanted == SIZE_MAX) {
            wanted = (size_t) (head_end + 4 - (scene->requests + start));
            length = strstr(scene->requests + start, "Content-Length: ");
            wanted += length == NULL ? 0 : strtoul(length + 16, NULL, 10);
        }
    }

    return sscanf(scene->requests + start, "%*s %31s", path) == 1;
}

static void
answer(struct scene *scene, int fd)
{
    char path[32];
    char head[160];
    const struct page *page;
    int len;

    while (read_request(scene, fd, path)) {
        page = page_of(scene, path);
        if (page->code == BROKEN_OFF) {
            len = snprintf(head, sizeof head, "HTTP/1.1 202 X\r\nContent-Len");
            (void) !write(fd, head, (size_t) len);
            break;
        }
        len = snprintf(head, sizeof head,
                       "HTTP/1.1 %d X\r\nLocation: /v1/circle\r\nSet-Cookie: a=b\r\n"
                       "Content-Length: %zu\r\n\r\n",
                       page->code, page->len);
        if (write(fd, head, (size_t) len) != len ||
            write(fd, page->bytes, page->len) != (ssize_t) page->len) {
            break;
        }
    }
    close(fd);
}

static void *
serve(void *arg)
{
    struct scene *scene = arg;
    int fd;

    while ((fd = accept(scene->listener, NULL, NULL)) >= 0) {
        answer(scene, fd);
    }

    return NULL;
}

/* A keys document for a round; other keys with another salt. */
static void
publish_keys(struct scene *scene, uint32_t round, uint8_t salt)
{
    struct vr_keys keys = { .round = round, .hop_count = 1 };
    char line[VR_SIGNATURE_LINE_SIZE];
    char document[8192];
    char *payload = NULL;
    size_t len = 0;

    memcpy(keys.circle, scene->circle->id, 32);
    memcpy(keys.hop[0], scene->circle->hops[0].id, VR_HOP_ID_SIZE);
    for (uint32_t i = 0; i < VR_EPOCHS_AHEAD; i++) {
        uint8_t secret[32] = { 0, salt }; /* X25519 clears bits of the first byte */

        vr_store32(secret + 2, round + i);
        crypto_scalarmult_base(keys.key[0][i], secret);
    }
    cr_assert(eq(int, vr_keys_payload(&payload, &len, &keys), VR_OK));
    cr_assert(eq(int, vr_document_sign(line, VR_LABEL_KEYS, payload, len, scene->hop_seed), VR_OK));
    snprintf(document, sizeof document, "%s\n%s", payload, line);
    put_page(scene, "/v1/keys", document, strlen(document));
    free(payload);
}

/* Receipts of two rounds, the second being the newest. */
static void
publish_receipts(struct scene *scene, uint32_t newest, bool thin)
{
    char documents[8192] = "";
    uint8_t previous[32] = { 0 };

    for (uint32_t round = newest - 1; round <= newest; round++) {
        struct vr_receipts receipts = { .round = round, .thin = thin };
        char line[VR_SIGNATURE_LINE_SIZE];
        char *payload = NULL;
        size_t len = 0;

        memcpy(receipts.circle, scene->circle->id, 32);
        memcpy(receipts.previous, previous, 32);
        cr_assert(eq(int, vr_receipts_payload(&payload, &len, &receipts), VR_OK));
        cr_assert(eq(int, vr_document_sign(line, VR_LABEL_RECEIPTS, payload, len, scene->hop_seed),
                     VR_OK));
        snprintf(documents + strlen(documents), sizeof documents - strlen(documents), "%s\n%s",
                 payload, line);
        crypto_generichash(previous, 32, (const uint8_t *) payload, len, NULL, 0);
        free(payload);
    }
    put_page(scene, "/v1/receipts", documents, strlen(documents));
}

static void
open_entry(struct scene *scene)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };

    snprintf(scene->folder, sizeof scene->folder, "/tmp/vrijuit-visit-XXXXXX");
    cr_assert(ne(ptr, mkdtemp(scene->folder), NULL));
    snprintf(scene->socket_path, sizeof scene->socket_path, "%s/http.sock", scene->folder);
    snprintf(address.sun_path, sizeof address.sun_path, "%s", scene->socket_path);
    scene->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    cr_assert(eq(int, bind(scene->listener, (struct sockaddr *) &address, sizeof address), 0));
    cr_assert(eq(int, listen(scene->listener, 8), 0));
    signal(SIGPIPE,
           SIG_IGN); /* the client may have its answer and be gone before it is all written */
    cr_assert(eq(int, pthread_create(&scene->thread, NULL, serve, scene), 0));
}

static struct scene *
scene_new(void)
{
    static const char *const paths[] = { "/v1/circle", "/v1/circle.minisig", "/v1/keys",
                                         "/v1/receipts", "/v1/packets" };
    struct scene *scene = calloc(1, sizeof *scene);
    const json_t *one;
    json_t *hop;
    const char *circle;
    const char *minisig;

    cr_assert(eq(int, vr_start(), VR_OK));
    vr_secret_allow_unlocked(true);
    for (size_t i = 0; i < 5; i++) {
        snprintf(scene->pages[i].path, sizeof scene->pages[i].path, "%s", paths[i]);
        put_page(scene, paths[i], "", 0);
    }
    scene->vectors = vectors_load("circle.json");
    one = json_array_get(vectors_get(scene->vectors, "cases"), 0);
    circle = vectors_text(one, "circle");
    minisig = vectors_text(one, "minisig");
    vectors_hex(scene->client.pin, 32, one, "pin");
    hop = json_pack("{s:O}", "seed", json_array_get(vectors_get(one, "hop_identity_seeds"), 0));
    vectors_hex(scene->hop_seed, 32, hop, "seed");
    json_decref(hop);
    cr_assert(eq(int, vr_circle_parse(&scene->circle, circle, strlen(circle), NULL), VR_OK));
    put_page(scene, "/v1/circle", circle, strlen(circle));
    put_page(scene, "/v1/circle.minisig", minisig, strlen(minisig));
    scene->now = vr_circle_round_start(scene->circle, ROUND) + 1;
    publish_keys(scene, ROUND, 1);
    publish_receipts(scene, ROUND - 1, true);
    open_entry(scene);
    scene->options.unix_socket = scene->socket_path;
    scene->client.options = &scene->options;
    cr_assert(eq(int,
                 terminal_new(&scene->client.terminal, STDIN_FILENO, STDERR_FILENO, STDERR_FILENO),
                 VR_OK));

    return scene;
}

static void
scene_free(struct scene *scene)
{
    shutdown(scene->listener, SHUT_RDWR);
    pthread_join(scene->thread, NULL);
    close(scene->listener);
    unlink(scene->socket_path);
    rmdir(scene->folder);
    for (size_t i = 0; i < 5; i++) {
        free(scene->pages[i].bytes);
    }
    terminal_free(scene->client.terminal);
    state_wipe(&scene->client.state);
    vr_circle_free(scene->circle);
    json_decref(scene->vectors);
    free(scene);
}

static enum vr_status
visit(struct scene *scene)
{
    struct visit visit = { 0 };
    enum vr_status status = visit_make(&visit, &scene->client, scene->now, &scene->why);

    if (status == VR_OK) {
        cr_expect(eq(u32, visit.round, ROUND));
        cr_expect(eq(sz, visit.receipts.count, 2));
        visit_wipe(&visit);
    }

    return status;
}

/* Change one byte of a page. */
static void
damage(struct scene *scene, const char *path, size_t offset)
{
    page_of(scene, path)->bytes[offset] ^= 1;
}

Test(visit, asks_for_the_four_documents_in_their_order_and_says_nothing_of_itself)
{
    struct scene *scene = scene_new();
    const char *at = scene->requests;
    static const char *const lines[] = { "GET /v1/circle HTTP/1.1", "GET /v1/circle.minisig HTTP",
                                         "GET /v1/keys HTTP", "GET /v1/receipts HTTP" };
    static const char *const headers[] = { "User-Agent", "Cookie", "Accept", "Referer", "Expect" };

    cr_assert(eq(int, visit(scene), VR_OK), "%s", scene->why.text);
    for (size_t i = 0; i < 4; i++) {
        at = strstr(at, lines[i]);
        cr_assert(ne(ptr, (void *) at, NULL), "%s", lines[i]);
    }
    for (size_t i = 0; i < 5; i++) {
        cr_expect(eq(ptr, strstr(scene->requests, headers[i]), NULL), "%s", headers[i]);
    }
    cr_expect(scene->client.state.has_circle);
    cr_expect(eq(u32, scene->client.state.receipts_round, ROUND - 1));
    scene_free(scene);
}

Test(visit, a_second_visit_finds_what_was_seen_unchanged)
{
    struct scene *scene = scene_new();

    cr_assert(eq(int, visit(scene), VR_OK));
    cr_expect(eq(int, visit(scene), VR_OK), "%s", scene->why.text);
    scene_free(scene);
}

Test(visit, a_circle_or_signature_that_was_changed_is_refused)
{
    struct scene *scene = scene_new();

    damage(scene, "/v1/circle", 40);
    cr_expect(eq(int, visit(scene), VR_UNVERIFIED));
    damage(scene, "/v1/circle", 40);
    scene->client.pin[0] ^= 1;
    cr_expect(ne(int, visit(scene), VR_OK));
    scene_free(scene);
}

Test(visit, an_expired_circle_is_refused_with_the_date_of_the_own_clock)
{
    struct scene *scene = scene_new();

    scene->now = 1830340000; /* 1 January 2028 */
    cr_expect(eq(int, visit(scene), VR_STALE));
    cr_expect(ne(ptr, strstr(scene->why.text, "2028"), NULL), "%s", scene->why.text);
    scene_free(scene);
}

Test(visit, an_older_circle_than_seen_is_refused)
{
    struct scene *scene = scene_new();

    scene->client.state.has_circle = true;
    scene->client.state.sequence = scene->circle->sequence + 1;
    cr_expect(eq(int, visit(scene), VR_STALE));
    scene_free(scene);
}

Test(visit, another_circle_under_the_same_number_is_refused)
{
    struct scene *scene = scene_new();

    scene->client.state.has_circle = true;
    scene->client.state.sequence = scene->circle->sequence;
    cr_expect(eq(int, visit(scene), VR_CONFLICT));
    scene_free(scene);
}

Test(visit, a_clock_off_by_one_round_is_fine_and_by_two_gets_its_own_words)
{
    static const uint32_t rounds[] = { ROUND - 2, ROUND - 1, ROUND + 1, ROUND + 2 };
    static const enum vr_status expected[] = { VR_STALE, VR_OK, VR_OK, VR_STALE };

    for (size_t i = 0; i < 4; i++) {
        struct scene *scene = scene_new();

        publish_keys(scene, rounds[i], 1);
        cr_expect(eq(int, visit(scene), expected[i]), "round %u", rounds[i]);
        if (expected[i] == VR_STALE) {
            cr_expect(ne(ptr, strstr(scene->why.text, "your clock says"), NULL));
        }
        scene_free(scene);
    }
}

Test(visit, a_clock_before_the_beginning_is_refused)
{
    struct scene *scene = scene_new();

    scene->now = scene->circle->genesis - 1;
    cr_expect(eq(int, visit(scene), VR_STALE));
    scene_free(scene);
}

Test(visit, a_key_that_has_changed_is_refused)
{
    struct scene *scene = scene_new();

    cr_assert(eq(int, visit(scene), VR_OK));
    publish_keys(scene, ROUND, 2);
    cr_expect(eq(int, visit(scene), VR_CONFLICT));
    scene_free(scene);
}

Test(visit, keys_that_are_not_signed_by_the_hop_are_refused)
{
    struct scene *scene = scene_new();

    scene->hop_seed[0] ^= 1;
    publish_keys(scene, ROUND, 1);
    cr_expect(eq(int, visit(scene), VR_UNVERIFIED));
    scene_free(scene);
}

Test(visit, receipts_that_go_back_or_change_are_refused)
{
    struct scene *scene = scene_new();

    cr_assert(eq(int, visit(scene), VR_OK));
    publish_receipts(scene, ROUND - 1, false);
    cr_expect(eq(int, visit(scene), VR_CONFLICT));
    publish_receipts(scene, ROUND - 2, true);
    cr_expect(eq(int, visit(scene), VR_STALE));
    scene_free(scene);
}

Test(visit, receipts_too_far_ahead_are_refused)
{
    struct scene *scene = scene_new();

    publish_receipts(scene, ROUND + 2, true);
    cr_expect(eq(int, visit(scene), VR_STALE));
    scene_free(scene);
}

Test(visit, nothing_is_noted_on_disk_when_a_visit_fails)
{
    struct scene *scene = scene_new();
    char folder[128];

    snprintf(folder, sizeof folder, "%s/state", scene->folder);
    scene->options.state = folder;
    publish_receipts(scene, ROUND + 2, true);
    cr_assert(eq(int, visit(scene), VR_STALE));
    cr_expect(ne(int, access(folder, F_OK), 0));
    scene_free(scene);
}

Test(visit, redirects_are_not_followed_and_errors_are_of_the_network)
{
    static const int codes[] = { 301, 302, 404, 500, 503, 206 };

    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        struct scene *scene = scene_new();

        page_of(scene, "/v1/circle.minisig")->code = codes[i];
        cr_expect(eq(int, visit(scene), VR_SYSTEM), "code %d", codes[i]);
        scene_free(scene);
    }
}

Test(visit, a_document_beyond_its_limit_is_refused)
{
    struct scene *scene = scene_new();
    size_t len = VR_KEYS_MAX + 1;
    char *bytes = calloc(1, len);

    put_page(scene, "/v1/keys", bytes, len);
    free(bytes);
    cr_expect(eq(int, visit(scene), VR_FULL));
    scene_free(scene);
}

Test(visit, an_entry_that_is_not_there_is_an_error_of_the_network)
{
    struct scene *scene = scene_new();

    scene->options.unix_socket = "/nonexistent/http.sock";
    cr_expect(eq(int, visit(scene), VR_SYSTEM));
    scene_free(scene);
}

Test(visit, a_packet_is_posted_whole_and_its_answer_is_told_apart)
{
    static const int codes[] = { 202, 400, 403, 413, 500, 200 };
    static const enum send_result expected[] = { SEND_ACCEPTED, SEND_REFUSED, SEND_FAILED,
                                                 SEND_FAILED,   SEND_FAILED,  SEND_FAILED };
    static uint8_t packet[VR_PACKET_SIZE];

    memset(packet, 0x5a, sizeof packet);
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        struct scene *scene = scene_new();
        const char *body;

        page_of(scene, "/v1/packets")->code = codes[i];
        cr_expect(
            eq(int, send_packet(&scene->client, scene->circle, packet, &scene->why), expected[i]),
            "code %d", codes[i]);
        body = strstr(scene->requests, "\r\n\r\n") + 4;
        cr_expect(eq(sz, scene->requests_len - (size_t) (body - scene->requests), sizeof packet));
        cr_expect(memcmp(body, packet, sizeof packet) == 0);
        scene_free(scene);
    }
}

Test(visit, an_answer_whose_head_breaks_off_is_none)
{
    static uint8_t packet[VR_PACKET_SIZE];
    struct scene *scene = scene_new();
    const struct transport_route route = { .entry = "http://localhost",
                                           .unix_socket = scene->socket_path };
    struct transport_answer answer = { 0 };
    struct transport *transport = NULL;

    page_of(scene, "/v1/packets")->code = BROKEN_OFF;
    cr_assert(eq(int, transport_new(&transport, &route, &scene->why), VR_OK));
    cr_expect(eq(
        int, transport_post(&answer, transport, "/v1/packets", packet, sizeof packet, &scene->why),
        VR_SYSTEM));
    cr_expect(answer.may_have_taken);
    transport_free(transport);
    scene_free(scene);
}
