/* SPDX-License-Identifier: EUPL-1.2 */
#include "state.h"

#include <stdlib.h>
#include <string.h>

#include <vrijuit/json.h>

#define ROUND_MAX    UINT32_MAX
#define SEQUENCE_MAX ((UINT64_C(1) << 53) - 1)

void
state_wipe(struct state *state)
{
    free(state->keys);
    memset(state, 0, sizeof *state);
}

void
state_note_circle(struct state *state, const struct vr_circle *circle)
{
    state->has_circle = true;
    state->sequence = circle->sequence;
    memcpy(state->circle, circle->id, sizeof state->circle);
}

enum vr_status
state_note_keys(struct state *state, const struct vr_keys *keys)
{
    char *payload = NULL;
    size_t len = 0;
    enum vr_status status = vr_keys_payload(&payload, &len, keys);

    if (status == VR_OK) {
        free(state->keys);
        state->keys = payload;
    }

    return status;
}

void
state_note_receipts(struct state *state, uint32_t round, const uint8_t hash[static 32])
{
    state->has_receipts = true;
    state->receipts_round = round;
    memcpy(state->receipts_hash, hash, sizeof state->receipts_hash);
}

const struct state_board *
state_board_of(const struct state *state, const char *council)
{
    for (size_t i = 0; i < state->board_count; i++) {
        if (strcmp(state->boards[i].council, council) == 0) {
            return &state->boards[i];
        }
    }

    return NULL;
}

/* A new council beyond the limit pushes out the first one: a circle has no more councils, so that
 * one is of an earlier circle. */
void
state_note_board(struct state *state, const char *council, uint32_t round)
{
    struct state_board board = { .round = round };
    size_t place = 0;

    while (place < state->board_count && strcmp(state->boards[place].council, council) != 0) {
        place++;
    }
    if (place == STATE_BOARDS_MAX) {
        memmove(state->boards, state->boards + 1, sizeof state->boards - sizeof *state->boards);
        place--;
    } else if (place == state->board_count) {
        state->board_count++;
    }
    (void) strncpy(board.council, council, sizeof board.council - 1);
    state->boards[place] = board;
}

bool
state_keys(struct vr_keys *keys, const struct state *state, const struct vr_circle *circle)
{
    return state->keys != NULL &&
           vr_keys_parse(keys, state->keys, strlen(state->keys), circle, NULL) == VR_OK;
}

/* {number_name: number, bytes_name: b64} */
static json_t *
pair_of(const char *number_name, uint64_t number, const char *bytes_name,
        const uint8_t bytes[static 32])
{
    return json_pack("{s:I, s:o}", number_name, (json_int_t) number, bytes_name,
                     vr_json_base64(bytes, 32));
}

/* {council: round, ...} */
static json_t *
boards_of(const struct state *state)
{
    json_t *boards = json_object();

    for (size_t i = 0; i < state->board_count; i++) {
        if (json_object_set_new(boards, state->boards[i].council,
                                json_integer(state->boards[i].round)) != 0) {
            json_decref(boards);
            return NULL;
        }
    }

    return boards;
}

enum vr_status
state_encode(char **out, size_t *len, const struct state *state)
{
    json_t *json = json_pack("{s:i}", "state", 1);
    enum vr_status status = VR_MEMORY;
    int failed = json == NULL;

    if (state->has_circle) {
        failed |= json_object_set_new(json, "circle",
                                      pair_of("sequence", state->sequence, "id", state->circle));
    }
    if (state->keys != NULL) {
        failed |= json_object_set_new(json, "keys", json_string(state->keys));
    }
    if (state->has_receipts) {
        failed |= json_object_set_new(
            json, "receipts",
            pair_of("round", state->receipts_round, "hash", state->receipts_hash));
    }
    if (state->board_count > 0) {
        failed |= json_object_set_new(json, "boards", boards_of(state));
    }
    if (failed == 0) {
        status = vr_json_dump(out, len, json);
    }
    json_decref(json);

    return status;
}

static enum vr_status
decode_circle(struct state *state, const json_t *json, struct vr_why *why)
{
    static const char *const names[] = { "sequence", "id", NULL };
    enum vr_status status;

    if (json == NULL) {
        return VR_OK;
    }
    state->has_circle = true;
    status = vr_json_members(json, "circle", names, why);
    if (status == VR_OK) {
        status = vr_json_integer(&state->sequence, json, "sequence", 0, SEQUENCE_MAX, why);
    }
    if (status == VR_OK) {
        status = vr_json_bytes(state->circle, sizeof state->circle, json, "id", why);
    }

    return status;
}

static enum vr_status
decode_receipts(struct state *state, const json_t *json, struct vr_why *why)
{
    static const char *const names[] = { "round", "hash", NULL };
    enum vr_status status;
    uint64_t round = 0;

    if (json == NULL) {
        return VR_OK;
    }
    state->has_receipts = true;
    status = vr_json_members(json, "receipts", names, why);
    if (status == VR_OK) {
        status = vr_json_integer(&round, json, "round", 0, ROUND_MAX, why);
    }
    if (status == VR_OK) {
        state->receipts_round = (uint32_t) round;
        status =
            vr_json_bytes(state->receipts_hash, sizeof state->receipts_hash, json, "hash", why);
    }

    return status;
}

static enum vr_status
decode_keys(struct state *state, const json_t *json, struct vr_why *why)
{
    const char *text = NULL;
    enum vr_status status;

    if (json_object_get(json, "keys") == NULL) {
        return VR_OK;
    }
    status = vr_json_text(&text, json, "keys", why);
    if (status != VR_OK) {
        return status;
    }
    state->keys = strdup(text);

    return state->keys == NULL ? VR_MEMORY : VR_OK;
}

static enum vr_status
decode_boards(struct state *state, const json_t *json, struct vr_why *why)
{
    const char *council;
    json_t *value;

    if (json == NULL) {
        return VR_OK;
    }
    if (!json_is_object(json) || json_object_size(json) > STATE_BOARDS_MAX) {
        return vr_refuse(why, VR_MALFORMED, "boards");
    }
    /* Only read: Jansson has no way to walk through what is const. */
    json_object_foreach((json_t *) (uintptr_t) json, council, value)
    {
        uint64_t round = 0;
        enum vr_status status = vr_id_valid(council) ? VR_OK : VR_MALFORMED;

        if (status == VR_OK) {
            status = vr_json_integer(&round, json, council, 0, ROUND_MAX, why);
        }
        if (status != VR_OK) {
            return vr_refuse(why, status, "boards");
        }
        state_note_board(state, council, (uint32_t) round);
    }

    return VR_OK;
}

static enum vr_status
decode_members(struct state *state, const json_t *json, struct vr_why *why)
{
    static const char *const names[] = {
        "state", "?circle", "?keys", "?receipts", "?boards", NULL
    };
    enum vr_status status = vr_json_members(json, "state", names, why);
    uint64_t version;

    if (status == VR_OK) {
        status = vr_json_integer(&version, json, "state", 1, 1, why);
    }
    if (status == VR_OK) {
        status = decode_circle(state, json_object_get(json, "circle"), why);
    }
    if (status == VR_OK) {
        status = decode_receipts(state, json_object_get(json, "receipts"), why);
    }
    if (status == VR_OK) {
        status = decode_boards(state, json_object_get(json, "boards"), why);
    }
    if (status == VR_OK) {
        status = decode_keys(state, json, why);
    }

    return status;
}

enum vr_status
state_decode(struct state *state, const void *bytes, size_t len, struct vr_why *why)
{
    struct state read = { 0 };
    json_t *json = NULL;
    enum vr_status status = vr_json_load(&json, bytes, len, why);

    if (status != VR_OK) {
        return status;
    }
    status = decode_members(&read, json, why);
    if (status == VR_OK) {
        *state = read;
    } else {
        state_wipe(&read);
    }
    json_decref(json);

    return status;
}
