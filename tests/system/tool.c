/* SPDX-License-Identifier: EUPL-1.2 */
#include "tool.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <vrijuit/minisig.h>
#include <vrijuit/secret.h>

#include "tool_forge.h"

void
die(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    fputs("system_tool: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    exit(1);
}

const char *
word(const struct words *words, const char *name, const char *usual)
{
    size_t len = strlen(name);

    for (int i = 0; i < words->count; i++) {
        if (strncmp(words->at[i], name, len) == 0 && words->at[i][len] == '=') {
            return words->at[i] + len + 1;
        }
    }
    if (usual == NULL) {
        die("%s= is missing", name);
    }

    return usual;
}

uint64_t
word_number(const struct words *words, const char *name, const char *usual)
{
    const char *text = word(words, name, usual);
    char *end;
    uint64_t number = strtoull(text, &end, 10);

    if (text[0] < '0' || text[0] > '9' || *end != '\0') {
        die("%s=%s is no number", name, text);
    }

    return number;
}

void *
file_read(size_t *len, const char *path)
{
    FILE *file = fopen(path, "rb");
    size_t room = 4096;
    uint8_t *bytes = malloc(room + 1);

    *len = 0;
    if (file == NULL || bytes == NULL) {
        die("%s cannot be read", path);
    }
    for (;;) {
        size_t got = fread(bytes + *len, 1, room - *len, file);

        *len += got;
        if (got == 0) {
            break;
        }
        if (*len == room) {
            room *= 2;
            bytes = realloc(bytes, room + 1);
            if (bytes == NULL) {
                die("no memory for %s", path);
            }
        }
    }
    bytes[*len] = 0;
    fclose(file);

    return bytes;
}

void
file_write(const char *path, const void *bytes, size_t len)
{
    FILE *file = fopen(path, "wb");

    if (file == NULL || fwrite(bytes, 1, len, file) != len || fclose(file) != 0) {
        die("%s cannot be written", path);
    }
}

void
hex_print(const uint8_t *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        printf("%02x", bytes[i]);
    }
}

struct vr_circle *
circle_load(const char *folder)
{
    char path[3][512];
    struct vr_circle *circle;
    struct vr_why why = { "" };
    char *bytes[3];
    uint8_t pin[32];
    size_t len[3];

    snprintf(path[0], sizeof path[0], "%s/circle.json", folder);
    snprintf(path[1], sizeof path[1], "%s/circle.json.minisig", folder);
    snprintf(path[2], sizeof path[2], "%s/vrijuit.pub", folder);
    for (size_t i = 0; i < 3; i++) {
        bytes[i] = file_read(&len[i], path[i]);
    }
    if (vr_minisig_public_decode(pin, bytes[2], len[2], &why) != VR_OK ||
        vr_circle_verify(&circle, bytes[0], len[0], bytes[1], len[1], pin, &why) != VR_OK) {
        die("%s: %s", folder, why.text);
    }
    for (size_t i = 0; i < 3; i++) {
        free(bytes[i]);
    }

    return circle;
}

static const struct command {
    const char *name;
    int (*run)(const struct words *words);
    const char *usage;
} commands[] = {
    { "board", run_board, "out=FILE round=N [cells=N case=unsorted]" },
    { "circle", run_circle,
      "out=FOLDER identity=FILE... genesis=N [round=N minimum=N sequence=N from=N expires=DATE "
      "key=N names=NAME,NAME...]" },
    { "packet", run_packet, "circle=FOLDER at=PLACE kind=KIND out=FILE [epoch=N]" },
    { "send", run_send, "at=PLACE packet=FILE [raw=FILE]" },
    { "raw", run_raw, "at=PLACE [raw=FILE byte=MILLISECONDS wait=MILLISECONDS] <REQUEST" },
    { "hold", run_hold, "at=PLACE count=N seconds=N [packet=FILE bytes=N]" },
    { "load", run_load,
      "circle=FOLDER at=PLACE links=N acked=FILE [packets=N seconds=N keep=FILE]" },
    { "resend", run_resend, "at=PLACE keep=FILE" },
    { "verify", run_verify, "batch=FILE circle=FOLDER..." },
    { "receipts", run_receipts, "at=PLACE circle=FOLDER..." },
    { "forge", run_forge,
      "at=PLACE... circle=FOLDER identity=FILE... round=N case=CASE [keep=FILE replay=FILE "
      "acked=FILE]" },
    { "repeat", run_repeat, "at=PLACE keep=FILE" },
    { "keys", run_keys, "at=PLACE... circle=FOLDER place=N [case=CASE seed=N]" },
};

int
main(int argc, char **argv)
{
    if (vr_start() != VR_OK) {
        die("no randomness");
    }
    for (size_t i = 0; argc > 1 && i < sizeof commands / sizeof commands[0]; i++) {
        if (strcmp(argv[1], commands[i].name) == 0) {
            const struct words words = { argc - 2, argv + 2 };

            return commands[i].run(&words);
        }
    }
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        fprintf(stderr, "system_tool %s %s\n", commands[i].name, commands[i].usage);
    }

    return 2;
}
