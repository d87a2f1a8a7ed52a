/* SPDX-License-Identifier: EUPL-1.2 */
#include "plain.h"

#include <string.h>

#include <vrijuit/bytes.h>

#define TAB_STOP 4U

static size_t
sequence_length(unsigned char first)
{
    if (first < 0x80) {
        return 1;
    }
    if (first < 0xe0) {
        return 2;
    }

    return first < 0xf0 ? 3 : 4;
}

uint32_t
plain_code_point(size_t *step, const char *text, size_t len)
{
    static const uint8_t first_bits[5] = { 0, 0x7f, 0x1f, 0x0f, 0x07 };
    size_t count = sequence_length((unsigned char) text[0]);
    uint32_t value;

    *step = 1;
    if (count > len || !vr_utf8_valid(text, count)) {
        return PLAIN_INVALID;
    }
    value = (unsigned char) text[0] & first_bits[count];
    for (size_t i = 1; i < count; i++) {
        value = value << 6 | ((unsigned char) text[i] & 0x3fU);
    }
    *step = count;

    return value;
}

bool
plain_allows(uint32_t code_point)
{
    /* Controls, then marks that turn the direction of writing, break lines or show nothing. */
    static const struct {
        uint32_t first;
        uint32_t last;
    } barred[] = {
        { 0x00, 0x08 },     { 0x0b, 0x1f },
        { 0x7f, 0x9f },     { 0xad, 0xad },
        { 0x061c, 0x061c }, { 0x180e, 0x180e },
        { 0x200b, 0x200f }, { 0x2028, 0x202e },
        { 0x2060, 0x206f }, { 0xfeff, 0xfeff },
        { 0xfff9, 0xfffb }, { 0xe0000, 0xe0fff },
        { 0xfffe, 0xffff }, { PLAIN_INVALID, UINT32_MAX },
    };

    for (size_t i = 0; i < sizeof barred / sizeof barred[0]; i++) {
        if (code_point >= barred[i].first && code_point <= barred[i].last) {
            return false;
        }
    }

    return true;
}

/* One line being written. */
struct line {
    const struct plain_sink *sink;
    size_t width;
    size_t column;
    size_t indent;
    size_t spaces;  /* seen, not yet written */
    bool is_marked; /* the line has begun with "-" or a number, nothing behind it yet */
};

static void
put_spaces(struct line *line, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        line->sink->put(line->sink->arg, " ", 1);
    }
    line->column += count;
}

static void
break_line(struct line *line)
{
    line->sink->put(line->sink->arg, "\n", 1);
    line->column = 0;
    line->spaces = 0;
    line->is_marked = false;
}

/* Bytes of the word at text, its code points in *letters. */
static size_t
measure_word(size_t *letters, const char *text, size_t len)
{
    size_t at = 0;
    size_t step;

    *letters = 0;
    while (at < len && strchr(" \n\t", text[at]) == NULL) {
        (void) plain_code_point(&step, text + at, len - at);
        at += step;
        (*letters)++;
    }

    return at;
}

/* Whether a word is the mark of an item of a list. */
static bool
is_mark(const char *word, size_t len)
{
    return (len == 1 && word[0] == '-') || strspn(word, "0123456789") >= len;
}

static void
put_word(struct line *line, const char *word, size_t len, size_t letters)
{
    size_t step;

    if (line->column == 0) {
        line->indent = line->spaces;
        line->is_marked = is_mark(word, len);
        put_spaces(line, line->spaces);
    } else if (line->is_marked) {
        put_spaces(line, line->spaces);
        line->indent = line->column;
        line->is_marked = false;
    } else if (line->column + line->spaces + letters > line->width && line->column > line->indent) {
        break_line(line);
        put_spaces(line, line->indent);
    } else {
        put_spaces(line, line->spaces);
    }
    line->spaces = 0;
    for (size_t at = 0; at < len; at += step) {
        if (plain_allows(plain_code_point(&step, word + at, len - at))) {
            line->sink->put(line->sink->arg, word + at, step);
        } else {
            line->sink->put(line->sink->arg, "\xef\xbf\xbd", 3);
        }
    }
    line->column += letters;
}

void
plain_write(const struct plain_sink *sink, const char *text, size_t width)
{
    struct line line = { .sink = sink, .width = width };
    size_t len = strlen(text);
    size_t at = 0;
    size_t letters;
    size_t bytes;

    while (at < len) {
        bytes = measure_word(&letters, text + at, len - at);
        if (bytes > 0) {
            put_word(&line, text + at, bytes, letters);
            at += bytes;
        } else {
            if (text[at] == '\n') {
                break_line(&line);
            } else {
                line.spaces += text[at] == '\t' ? TAB_STOP : 1;
            }
            at++;
        }
    }
    put_spaces(&line, line.spaces);
}
