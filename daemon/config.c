/* SPDX-License-Identifier: EUPL-1.2 */
#include "config.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <ini.h>

#include "policy.h"

#define CONFIG_SIZE_MAX (64U * 1024U)

/* One key: a text of FILES_PATH_MAX bytes, or a number in lowest..highest. */
struct key {
    const char *name;
    bool is_text;
    bool is_required;
    size_t offset;
    uint32_t lowest;
    uint32_t highest;
    uint32_t usual;
};

static const struct key keys[] = {
    { "state", true, true, offsetof(struct config, state), 0, 0, 0 },
    { "circle", true, true, offsetof(struct config, circle), 0, 0, 0 },
    { "pin", true, true, offsetof(struct config, pin), 0, 0, 0 },
    { "listen", true, false, offsetof(struct config, listen), 0, 0, 0 },
    { "web", true, false, offsetof(struct config, web), 0, 0, 0 },
    { "pool_slots", false, false, offsetof(struct config, pool_slots), 64, 65536, 4096 },
    { "max_connections", false, false, offsetof(struct config, max_connections), 16, 65536, 4096 },
    { "max_bodies", false, false, offsetof(struct config, max_bodies), 16, 65536, 1024 },
    { "request_timeout_seconds", false, false, offsetof(struct config, request_timeout_seconds), 1,
      3600, 60 },
    { "answer_tick_milliseconds", false, false, offsetof(struct config, answer_tick_milliseconds),
      0, 60000, 1000 },
    { "retention_rounds", false, false, offsetof(struct config, retention_rounds), 8, 3650, 180 },
    { "hold_seconds", false, false, offsetof(struct config, hold_seconds), 0, 86400, 0 },
    { "batch_packets", false, false, offsetof(struct config, batch_packets), 64, 1048576, 4096 },
};

#define KEYS (sizeof keys / sizeof keys[0])

struct reading {
    struct config config;
    bool seen[KEYS];
    const char *rest;  /* of the text */
    int line;          /* that was read last */
    int problem_line;  /* 0 when there is none */
    char problem[160]; /* the first one */
};

static char *
text_at(struct config *config, const struct key *key)
{
    return (char *) config + key->offset;
}

static uint32_t *
number_at(struct config *config, const struct key *key)
{
    return (uint32_t *) (void *) ((char *) config + key->offset);
}

static bool
parse_number(uint32_t *out, const struct key *key, const char *text)
{
    char *end;
    unsigned long long number;

    if (text[0] < '0' || text[0] > '9') {
        return false;
    }
    errno = 0;
    number = strtoull(text, &end, 10);
    if (errno != 0 || *end != '\0' || number < key->lowest || number > key->highest) {
        return false;
    }
    *out = (uint32_t) number;

    return true;
}

static const char *
set_key(struct reading *reading, const struct key *key, const char *value)
{
    if (reading->seen[key - keys]) {
        return "this key stands twice; keep one";
    }
    reading->seen[key - keys] = true;
    if (!key->is_text) {
        return parse_number(number_at(&reading->config, key), key, value)
                   ? NULL
                   : "not a number in the range of vrijuitd.conf(5)";
    }
    if (value[0] == '\0' || strlen(value) >= FILES_PATH_MAX) {
        return "empty or too long";
    }
    strcpy(text_at(&reading->config, key), value);

    return NULL;
}

/* Keep the first problem, with the line that it is on. */
static void
note(struct reading *reading, const char *key, const char *problem)
{
    if (reading->problem_line == 0) {
        reading->problem_line = reading->line;
        snprintf(reading->problem, sizeof reading->problem, "%.60s: %s", key, problem);
    }
}

/* inih asks for each line. It would take a longer one in pieces, each for a line of its own. */
static char *
next_line(char *line, int size, void *arg)
{
    struct reading *reading = arg;
    size_t len = strcspn(reading->rest, "\n");
    size_t fits = (size_t) size - 2;

    if (reading->rest[0] == '\0') {
        return NULL;
    }
    reading->line++;
    if (len > fits) {
        note(reading, "this line", "too long; use a shorter path");
    }
    snprintf(line, (size_t) size, "%.*s\n", (int) (len < fits ? len : fits), reading->rest);
    reading->rest += reading->rest[len] == '\n' ? len + 1 : len;

    return line;
}

/* inih cuts a section off at 49 characters, in silence. */
#define PEER_NAME_MAX (49U - 5U)

/* The peer of a section [peer NAME], a new one the first time; NULL when there are too many. */
static struct config_peer *
find_peer(struct config *config, const char *name)
{
    for (size_t i = 0; i < config->peer_count; i++) {
        if (strcmp(config->peers[i].name, name) == 0) {
            return &config->peers[i];
        }
    }
    if (config->peer_count == CONFIG_PEERS_MAX || strlen(name) >= sizeof config->peers[0].name) {
        return NULL;
    }
    strcpy(config->peers[config->peer_count].name, name);
    config->peer_count++;

    return &config->peers[config->peer_count - 1];
}

static const char *
set_text(char *text, size_t size, const char *value)
{
    if (text[0] != '\0') {
        return "this key stands twice; keep one";
    }
    if (value[0] == '\0' || strlen(value) >= size) {
        return "empty or too long";
    }
    strcpy(text, value);

    return NULL;
}

static const char *
set_peer(struct config *config, const char *hop, const char *name, const char *value)
{
    struct config_peer *peer = strlen(hop) < PEER_NAME_MAX ? find_peer(config, hop) : NULL;

    if (peer == NULL) {
        return "more peers than a circle has hops, or a name that is too long";
    }
    if (strcmp(name, "unix") == 0) {
        return set_text(peer->unix_socket, sizeof peer->unix_socket, value);
    }
    if (strcmp(name, "url") == 0) {
        return set_text(peer->url, sizeof peer->url, value);
    }
    if (strcmp(name, "proxy") == 0) {
        return set_text(peer->proxy, sizeof peer->proxy, value);
    }

    return "unknown key of a peer: unix, url and proxy are known";
}

/* inih calls this for each key; 0 means that it is refused. */
static int
on_line(void *arg, const char *section, const char *name, const char *value)
{
    struct reading *reading = arg;
    const char *problem = "unknown key; vrijuitd.conf(5) has the list";

    if (strncmp(section, "peer ", 5) == 0) {
        problem = set_peer(&reading->config, section + 5, name, value);
    } else if (strcmp(section, "vrijuitd") != 0) {
        problem = "keys stand under [vrijuitd] or [peer NAME]";
    } else {
        for (size_t i = 0; i < KEYS; i++) {
            if (strcmp(keys[i].name, name) == 0) {
                problem = set_key(reading, &keys[i], value);
                break;
            }
        }
    }
    if (problem != NULL) {
        note(reading, name, problem);
    }

    return problem == NULL;
}

static enum vr_status
check_listen(const struct config *config, const char *name, struct vr_why *why)
{
    const char *listen = config->listen;

    if (listen[0] == '\0' || strncmp(listen, "unix:/", 6) == 0 ||
        strncmp(listen, "tcp:127.0.0.1:", 14) == 0 || strncmp(listen, "tcp:[::1]:", 10) == 0) {
        return VR_OK;
    }

    return vr_refuse(why, VR_MALFORMED,
                     "%s: listen: use unix:/PATH or tcp:127.0.0.1:PORT: the daemon speaks to this "
                     "machine only, with Tor or a TLS proxy in front of it",
                     name);
}

/* line: of the first error that inih saw, or 0. */
static enum vr_status
finish(struct config *config, const struct reading *reading, int line, const char *name,
       struct vr_why *why)
{
    if (reading->problem_line != 0 && (line == 0 || reading->problem_line <= line)) {
        return vr_refuse(why, VR_MALFORMED, "%s: line %d: %s", name, reading->problem_line,
                         reading->problem);
    }
    if (line != 0) {
        return vr_refuse(why, VR_MALFORMED, "%s: line %d: not of the form key = value", name, line);
    }
    for (size_t i = 0; i < KEYS; i++) {
        if (keys[i].is_required && !reading->seen[i]) {
            return vr_refuse(why, VR_MALFORMED, "%s: %s is missing; add it under [vrijuitd]", name,
                             keys[i].name);
        }
    }
    if (check_listen(&reading->config, name, why) != VR_OK) {
        return VR_MALFORMED;
    }
    *config = reading->config;

    return VR_OK;
}

enum vr_status
config_parse(struct config *config, const char *text, const char *name, struct vr_why *why)
{
    struct reading reading = { .rest = text };
    int line;

    for (size_t i = 0; i < KEYS; i++) {
        if (!keys[i].is_text) {
            *number_at(&reading.config, &keys[i]) = keys[i].usual;
        }
    }
    line = ini_parse_stream(next_line, &reading, on_line, &reading);

    return finish(config, &reading, line, name, why);
}

enum vr_status
config_load(struct config *config, const char *path, struct vr_why *why)
{
    enum vr_status status;
    char *text = NULL;
    size_t len;

    status = files_read(&text, &len, path, CONFIG_SIZE_MAX, why);
    if (status != VR_OK) {
        return status;
    }
    status = config_parse(config, text, path, why);
    free(text);
    if (status == VR_OK) {
        config->answer_tick_milliseconds = policy_tick(config->answer_tick_milliseconds);
    }

    return status;
}
