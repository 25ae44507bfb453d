/**
 * @file library_packer.c
 * Host tool of the pharmacy: checks a drug library, numbers its records, and
 * hands it to the transfer program.
 *
 *     library_packer LIBRARY.csv PORT
 *
 * Not part of the device; the pump checks every record again.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/crc.h"
#include "drug_library/drug_library.h"

typedef struct {
    drug_entry_t drug;
    char line[DRUG_RECORD_SIZE];
} packed_record_t;

static packed_record_t *read_library(const char *path, size_t *count)
{
    packed_record_t *records = malloc(DRUG_LIBRARY_MAX * sizeof(packed_record_t *));
    char line[DRUG_RECORD_SIZE];
    FILE *file;

    *count = 0;
    if (records == NULL) {
        return NULL;
    }
    file = fopen(path, "r");
    if (file == NULL) {
        free(records);
        return NULL;
    }
    while (*count < DRUG_LIBRARY_MAX && fgets(line, sizeof(line), file) != NULL) {
        line[strcspn(line, "\r\n")] = '\0';
        if (drug_library_parse_line(line, &records[*count].drug) != PUMP_OK) {
            fprintf(stderr, "library_packer: line %lu is not valid\n", (unsigned long)(*count + 1));
            *count = 0;
            break;
        }
        memcpy(records[*count].line, line, sizeof(records[*count].line));
        (*count)++;
    }
    if (fclose(file) != 0) {
        *count = 0;
    }
    return records;
}

static int write_package(const char *path, const packed_record_t *records, size_t count)
{
    uint32_t crc = CRC32_START;
    FILE *file = fopen(path, "w");
    int failed = 0;

    if (file == NULL) {
        return -1;
    }
    for (size_t i = 0; i < count && !failed; i++) {
        size_t length = strlen(records[i].line);

        crc = crc32_update(crc, (const uint8_t *)records[i].line, length);
        failed = fprintf(file, "%lu;%s\n", (unsigned long)i, records[i].line) < 0;
    }
    if (!failed) {
        failed = fprintf(file, "crc;%08lx\n", (unsigned long)crc32_end(crc)) < 0;
    }
    if (fclose(file) != 0) {
        failed = 1;
    }
    return failed ? -1 : 0;
}

static int transfer(const char *package, const char *port)
{
    char command[512];
    int written = snprintf(command, sizeof(command), "ip4-transfer --port %s --file %s", port, package);

    if (written < 0 || (size_t)written >= sizeof(command)) {
        return -1;
    }
    return system(command);
}

int main(int argc, char **argv)
{
    char package[L_tmpnam];
    packed_record_t *records;
    size_t count = 0;
    int result = 1;

    if (argc != 3) {
        fputs("usage: library_packer LIBRARY.csv PORT\n", stderr);
        return 2;
    }
    records = read_library(argv[1], &count);
    if (records == NULL || count == 0) {
        free(records);
        return 1;
    }
    if (tmpnam(package) != NULL && write_package(package, records, count) == 0) {
        result = (transfer(package, argv[2]) == 0) ? 0 : 1;
        if (remove(package) != 0) {
            result = 1;
        }
    }
    free(records);
    return result;
}
