/* SPDX-License-Identifier: EUPL-1.2 */
#include "client_fixture.h"

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
#include <vrijuit/board.h>
#include <vrijuit/bytes.h>
#include <vrijuit/documents.h>
#include <vrijuit/minisig.h>
#include <vrijuit/secret.h>

#include "vectors.h"

struct page *
page_of(struct scene *scene, const char *path)
{
    for (size_t i = 0; i < PAGES; i++) {
        if (strcmp(scene->pages[i].path, path) == 0) {
            return &scene->pages[i];
        }
    }

    return NULL;
}

void
put_page(struct scene *scene, const char *path, const void *bytes, size_t len)
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

/* Out of a copy: who has read all of it may put up another page before the write is over. */
static bool
write_page(int fd, const struct page *page)
{
    const size_t head_max = 160;
    char *text = malloc(head_max + page->len);
    bool is_written;
    size_t len;

    cr_assert(ne(ptr, text, NULL));
    len = (size_t) snprintf(text, head_max,
                            "HTTP/1.1 %d X\r\nLocation: /v1/circle\r\nSet-Cookie: a=b\r\n"
                            "Content-Length: %zu\r\n\r\n",
                            page->code, page->len);
    if (page->len > 0) {
        memcpy(text + len, page->bytes, page->len);
        len += page->len;
    }
    is_written = write(fd, text, len) == (ssize_t) len;
    free(text);

    return is_written;
}

static void
answer(struct scene *scene, int fd)
{
    static const char broken[] = "HTTP/1.1 202 X\r\nContent-Len";
    const struct page *page;
    char path[32];

    while (read_request(scene, fd, path)) {
        page = page_of(scene, path);
        if (page->code == BROKEN_OFF) {
            (void) !write(fd, broken, sizeof broken - 1);
            break;
        }
        if (!write_page(fd, page)) {
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

void
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

static void
publish_list(struct scene *scene, uint32_t newest, bool thin, const uint8_t *locator)
{
    char documents[8192] = "";
    uint8_t previous[32] = { 0 };
    uint8_t listed[1][VR_LOCATOR_SIZE];

    for (uint32_t round = newest - 1; round <= newest; round++) {
        struct vr_receipts receipts = { .round = round, .thin = thin };
        char line[VR_SIGNATURE_LINE_SIZE];
        char *payload = NULL;
        size_t len = 0;

        if (locator != NULL && round == newest - 1) {
            memcpy(listed[0], locator, sizeof listed[0]);
            receipts.locators = listed;
            receipts.locator_count = 1;
        }
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

void
publish_receipts(struct scene *scene, uint32_t newest, bool thin)
{
    publish_list(scene, newest, thin, NULL);
}

void
publish_locator(struct scene *scene, uint32_t newest, const uint8_t locator[static 16])
{
    publish_list(scene, newest, true, locator);
}

/* A seed of the council's first period; section 9. */
static void
council_seed(uint8_t seed[static 32], const struct scene *scene, const char *label)
{
    const json_t *one = json_array_get(vectors_get(scene->vectors, "cases"), 0);
    const json_t *scalars = json_array_get(vectors_get(one, "council_scalars"), 0);
    json_t *named = json_pack("{s:O}", "scalar", json_array_get(scalars, 0));
    uint8_t scalar[32];
    uint8_t root[32];

    vectors_hex(scalar, sizeof scalar, named, "scalar");
    json_decref(named);
    vr_hkdf_extract(root, "vrijuit council root v1", strlen("vrijuit council root v1"), scalar,
                    sizeof scalar);
    vr_hkdf_expand(seed, 32, root, label, strlen(label));
}

void
council_pair(struct vr_council_pair *pair, const struct scene *scene)
{
    uint8_t seed[32];

    council_seed(seed, scene, "vrijuit suite 1 seed v1");
    cr_assert(eq(int, vr_council_pair_init(pair, scene->circle->suite, seed), VR_OK));
}

static void
seal_answer(uint8_t cell[static VR_REPLY_SIZE], const struct scene *scene, uint32_t round,
            const uint8_t *reply_public, const struct answer_part *answer)
{
    struct vr_reply reply = { .part = answer->part, .parts = answer->parts };
    uint8_t content[VR_REPLY_PLAIN_MAX];
    uint8_t random[VR_SUITE_RANDOM_MAX];
    size_t len = 0;

    memset(reply.to, 7, sizeof reply.to);
    snprintf(reply.text, sizeof reply.text, "%s", answer->text);
    randombytes_buf(random, sizeof random);
    cr_assert(eq(int, vr_reply_encode(content, &len, scene->circle->suite, &reply), VR_OK));
    cr_assert(eq(
        int, vr_reply_seal(cell, scene->circle->suite, reply_public, round, content, len, random),
        VR_OK));
}

void
publish_board(struct scene *scene, uint32_t round, const uint8_t *reply_public,
              const struct answer_part *answers, size_t count)
{
    static uint8_t cells[VR_BOARD_UNIT][VR_REPLY_SIZE];
    struct vr_board board = { .round = round, .count = VR_BOARD_UNIT };
    struct vr_board_files files = { 0 };
    char minisig[VR_MINISIG_MAX];
    char comment[VR_BOARD_COMMENT];
    uint8_t seed[32];
    uint8_t *bytes = NULL;
    uint8_t *document = NULL;
    size_t len = 0;

    for (size_t i = 0; i < VR_BOARD_UNIT; i++) {
        if (i < count) {
            seal_answer(cells[i], scene, round, reply_public, &answers[i]);
        } else {
            cr_assert(eq(int, vr_reply_fill(cells[i], scene->circle->suite, round), VR_OK));
        }
    }
    snprintf(board.council, sizeof board.council, "%s", scene->circle->councils[0].id);
    council_seed(seed, scene, "vrijuit signing seed v1");
    cr_assert(eq(int, vr_board_encode(&bytes, &files.board_len, &board, cells[0]), VR_OK));
    vr_board_comment(comment, &board);
    cr_assert(eq(int, vr_minisig_sign(minisig, seed, comment, bytes, files.board_len), VR_OK));
    files.board = bytes;
    files.minisig = minisig;
    files.minisig_len = strlen(minisig);
    cr_assert(eq(int, vr_replies_encode(&document, &len, &files, 1), VR_OK));
    put_page(scene, "/v1/replies", document, len);
    free(bytes);
    free(document);
}

/* The clock of every scene. */
static uint64_t
scene_now(void)
{
    return SCENE_NOW;
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

struct scene *
scene_new(void)
{
    static const char *const paths[] = { "/v1/circle",   "/v1/circle.minisig", "/v1/keys",
                                         "/v1/receipts", "/v1/replies",        "/v1/packets",
                                         "/nowhere" };
    static const uint8_t no_board[8] = { 0 };
    struct scene *scene = calloc(1, sizeof *scene);
    const json_t *one;
    json_t *hop;
    const char *circle;
    const char *minisig;

    cr_assert(eq(int, vr_start(), VR_OK));
    vr_secret_allow_unlocked(true);
    for (size_t i = 0; i < PAGES; i++) {
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
    cr_assert(eq(u64, scene->now, SCENE_NOW));
    publish_keys(scene, ROUND, 1);
    publish_receipts(scene, ROUND - 1, true);
    put_page(scene, "/v1/replies", no_board, sizeof no_board);
    open_entry(scene);
    scene->options.unix_socket = scene->socket_path;
    scene->client.options = &scene->options;
    scene->client.now = scene_now;
    cr_assert(eq(int,
                 terminal_new(&scene->client.terminal, STDIN_FILENO, STDERR_FILENO, STDERR_FILENO),
                 VR_OK));

    return scene;
}

void
scene_free(struct scene *scene)
{
    shutdown(scene->listener, SHUT_RDWR);
    pthread_join(scene->thread, NULL);
    close(scene->listener);
    unlink(scene->socket_path);
    rmdir(scene->folder);
    for (size_t i = 0; i < PAGES; i++) {
        free(scene->pages[i].bytes);
    }
    terminal_free(scene->client.terminal);
    state_wipe(&scene->client.state);
    vr_circle_free(scene->circle);
    json_decref(scene->vectors);
    free(scene);
}
