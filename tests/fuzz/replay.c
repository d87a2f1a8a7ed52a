/* SPDX-License-Identifier: EUPL-1.2 */
/* Runs a fuzz target over the files of a folder, each whole and cut at a few places. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int
replay_file(const char *folder, const char *name)
{
    static uint8_t bytes[4 * 1024 * 1024];
    char path[1024];
    FILE *file;
    size_t len;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    file = fopen(path, "rb");
    if (file == NULL) {
        perror(path);
        return 1;
    }
    len = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    LLVMFuzzerTestOneInput(bytes, len);
    for (size_t part = 1; part < 8; part++) {
        LLVMFuzzerTestOneInput(bytes, len * part / 8);
    }

    return 0;
}

int
main(int argc, char **argv)
{
    struct dirent *entry;
    int failed = 0;
    int count = 0;
    DIR *folder;

    if (argc != 2 || (folder = opendir(argv[1])) == NULL) {
        fprintf(stderr, "usage: %s FOLDER\n", argv[0]);
        return 2;
    }
    while ((entry = readdir(folder)) != NULL) {
        if (entry->d_name[0] != '.') {
            failed |= replay_file(argv[1], entry->d_name);
            count++;
        }
    }
    closedir(folder);
    printf("%d seeds\n", count);

    return failed != 0 || count == 0;
}
