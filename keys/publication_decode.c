/* SPDX-License-Identifier: EUPL-1.2 */
#include "publication.h"

#include <stdlib.h>
#include <string.h>

#include <vrijuit/json.h>

static enum vr_status
decode_id(char id[static VR_ID_MAX + 1], const json_t *json, struct vr_why *why)
{
    if (!json_is_string(json) || !vr_id_valid(json_string_value(json))) {
        return vr_refuse(why, VR_MALFORMED, "an id in a feedback report of the dossier");
    }
    memcpy(id, json_string_value(json), json_string_length(json) + 1);

    return VR_OK;
}

static enum vr_status
decode_numbers(uint32_t *numbers, size_t count, const json_t *list, struct vr_why *why)
{
    if (!json_is_array(list) || json_array_size(list) != count) {
        return vr_refuse(why, VR_MALFORMED, "numbers of a feedback report of the dossier");
    }
    for (size_t i = 0; i < count; i++) {
        const json_t *number = json_array_get(list, i);
        json_int_t value = json_integer_value(number);

        if (json_is_false(number)) {
            numbers[i] = PUBLICATION_HIDDEN;
        } else if (json_is_integer(number) && value >= 0 && value < INT32_MAX) {
            numbers[i] = (uint32_t) value;
        } else {
            return vr_refuse(why, VR_MALFORMED, "a number of a feedback report of the dossier");
        }
    }

    return VR_OK;
}

static enum vr_status
decode_type(enum vr_question_type *type, const json_t *json, struct vr_why *why)
{
    const char *name = NULL;
    enum vr_status status = vr_json_text(&name, json, "type", why);

    if (status != VR_OK) {
        return status;
    }
    for (size_t i = 0; i < PUBLICATION_TYPES; i++) {
        if (strcmp(name, publication_types[i]) == 0) {
            *type = (enum vr_question_type) i;
            return VR_OK;
        }
    }

    return vr_refuse(why, VR_MALFORMED, "a type in a feedback report of the dossier");
}

static enum vr_status
decode_options(struct publication_table *table, const json_t *list, struct vr_why *why)
{
    size_t count = json_array_size(list);
    enum vr_status status;

    if (!json_is_array(list) || count >= PUBLICATION_COLUMNS ||
        (count == 0) != (table->type == VR_TEXT)) {
        return vr_refuse(why, VR_MALFORMED, "options of a feedback report of the dossier");
    }
    status = publication_table_fill(table, count);
    for (size_t i = 0; i < count && status == VR_OK; i++) {
        status = decode_id(table->options[i], json_array_get(list, i), why);
    }

    return status;
}

static enum vr_status
decode_table(struct publication_table *table, const json_t *json, struct vr_why *why)
{
    static const char *const names[] = { "id", "type", "required", "options", "numbers", NULL };
    const json_t *required = json_object_get(json, "required");
    enum vr_status status = vr_json_members(json, "table", names, why);

    if (status == VR_OK) {
        status = decode_id(table->id, json_object_get(json, "id"), why);
    }
    if (status == VR_OK) {
        status = decode_type(&table->type, json, why);
    }
    if (status == VR_OK && !json_is_boolean(required)) {
        status = vr_refuse(why, VR_MALFORMED, "required of a feedback report of the dossier");
    }
    table->required = json_is_true(required);
    if (status == VR_OK) {
        status = decode_options(table, json_object_get(json, "options"), why);
    }
    if (status == VR_OK) {
        status =
            decode_numbers(table->numbers, table->columns, json_object_get(json, "numbers"), why);
    }

    return status;
}

static enum vr_status
decode_crossing(struct publication *publication, struct publication_crossing *crossing,
                const json_t *json, struct vr_why *why)
{
    static const char *const names[] = { "rows", "columns", "numbers", NULL };
    const char *rows = NULL;
    const char *columns = NULL;
    enum vr_status status = vr_json_members(json, "crossing", names, why);

    if (status == VR_OK) {
        status = vr_json_text(&rows, json, "rows", why);
    }
    if (status == VR_OK) {
        status = vr_json_text(&columns, json, "columns", why);
    }
    if (status != VR_OK) {
        return status;
    }
    crossing->rows_of = publication_find(publication, rows);
    crossing->columns_of = publication_find(publication, columns);
    if (crossing->rows_of == publication->table_count ||
        crossing->columns_of == publication->table_count ||
        crossing->rows_of == crossing->columns_of) {
        return vr_refuse(why, VR_MALFORMED, "a crossing of a feedback report of the dossier");
    }
    status = publication_crossing_fill(publication, crossing);
    if (status != VR_OK) {
        return status;
    }

    return decode_numbers(crossing->numbers,
                          publication->tables[crossing->rows_of].columns *
                              publication->tables[crossing->columns_of].columns,
                          json_object_get(json, "numbers"), why);
}

static enum vr_status
decode_lists(struct publication *publication, const json_t *body, struct vr_why *why)
{
    const json_t *tables = json_object_get(body, "tables");
    const json_t *crossings = json_object_get(body, "crossings");
    enum vr_status status = VR_OK;

    if (!json_is_array(tables) || json_array_size(tables) > PUBLICATION_TABLES ||
        !json_is_array(crossings) || json_array_size(crossings) > PUBLICATION_CROSSINGS) {
        return vr_refuse(why, VR_MALFORMED, "tables of a feedback report of the dossier");
    }
    for (size_t i = 0; i < json_array_size(tables) && status == VR_OK; i++) {
        struct publication_table *table = &publication->tables[i];

        publication->table_count = i; /* so that the id of this one is not found */
        status = decode_table(table, json_array_get(tables, i), why);
        if (status == VR_OK && publication_find(publication, table->id) != i) {
            status = vr_refuse(why, VR_MALFORMED, "a question twice in a feedback report");
        }
        publication->table_count = i + 1;
    }
    for (size_t i = 0; i < json_array_size(crossings) && status == VR_OK; i++) {
        publication->crossing_count = i + 1;
        status = decode_crossing(publication, &publication->crossings[i],
                                 json_array_get(crossings, i), why);
    }

    return status;
}

static enum vr_status
decode_number(uint32_t *out, const json_t *body, const char *name, struct vr_why *why)
{
    uint64_t number = 0;
    enum vr_status status = vr_json_integer(&number, body, name, 0, UINT32_MAX, why);

    *out = (uint32_t) number;

    return status;
}

static enum vr_status
decode_head(struct publication *publication, const json_t *body, struct vr_why *why)
{
    static const char *const names[] = { "v",     "council", "seen",   "minimum",   "total",
                                         "?from", "?until",  "tables", "crossings", NULL };
    uint64_t version = 0;
    enum vr_status status = vr_json_members(body, "feedback report", names, why);

    if (status == VR_OK) {
        status = vr_json_integer(&version, body, "v", 1, 1, why);
    }
    if (status == VR_OK) {
        status = decode_id(publication->council, json_object_get(body, "council"), why);
    }
    if (status == VR_OK) {
        status = vr_json_integer(&publication->seen, body, "seen", 0, (1ULL << 53) - 1, why);
    }
    if (status == VR_OK) {
        status = decode_number(&publication->minimum, body, "minimum", why);
    }
    if (status == VR_OK) {
        status = decode_number(&publication->total, body, "total", why);
    }
    publication->bounded = json_object_get(body, "from") != NULL;
    if (publication->bounded != (json_object_get(body, "until") != NULL)) {
        return vr_refuse(why, VR_MALFORMED, "rounds of a feedback report of the dossier");
    }
    if (status == VR_OK && publication->bounded) {
        status = decode_number(&publication->from, body, "from", why);
    }
    if (status == VR_OK && publication->bounded) {
        status = decode_number(&publication->until, body, "until", why);
    }

    return status;
}

enum vr_status
publication_decode(struct publication **out, const json_t *body, struct vr_why *why)
{
    struct publication *publication = calloc(1, sizeof *publication);
    enum vr_status status;

    if (publication == NULL) {
        return VR_MEMORY;
    }
    status = decode_head(publication, body, why);
    if (status == VR_OK) {
        status = decode_lists(publication, body, why);
    }
    if (status != VR_OK) {
        publication_free(publication);
        return status;
    }
    *out = publication;

    return VR_OK;
}
