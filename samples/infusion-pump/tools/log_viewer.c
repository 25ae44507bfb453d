/**
 * @file log_viewer.c
 * Host tool: prints the event log that the service tool has read out.
 *
 *     log_viewer LOG.csv [CODE]
 *
 * Not part of the device.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_MAX_SIZE 160

typedef struct {
    unsigned long sequence;
    unsigned long time_ms;
    unsigned long code;
    char text[64];
} log_line_t;

static int parse_unsigned(const char *text, const char **rest, unsigned long *value)
{
    char *end = NULL;

    errno = 0;
    *value = strtoul(text, &end, 10);
    if (errno != 0 || end == text || (*end != ',' && *end != '\0' && *end != '\n')) {
        return -1;
    }
    *rest = (*end == ',') ? end + 1 : end;
    return 0;
}

static int parse_line(const char *line, log_line_t *out)
{
    const char *rest = line;
    size_t length;

    if (parse_unsigned(rest, &rest, &out->sequence) != 0 || parse_unsigned(rest, &rest, &out->time_ms) != 0 ||
        parse_unsigned(rest, &rest, &out->code) != 0) {
        return -1;
    }
    length = strcspn(rest, "\r\n");
    if (length >= sizeof(out->text)) {
        length = sizeof(out->text) - 1u;
    }
    memcpy(out->text, rest, length);
    out->text[length] = '\0';
    return 0;
}

static log_line_t *read_log(FILE *file, size_t *count)
{
    char buffer[LINE_MAX_SIZE];
    size_t capacity = 64;
    log_line_t *lines = malloc(capacity * sizeof(log_line_t));

    *count = 0;
    if (lines == NULL) {
        return NULL;
    }
    while (fgets(buffer, sizeof(buffer), file) != NULL) {
        if (*count == capacity) {
            capacity *= 2;
            lines = realloc(lines, capacity * sizeof(log_line_t));
            if (lines == NULL) {
                return NULL;
            }
        }
        if (parse_line(buffer, &lines[*count]) == 0) {
            (*count)++;
        }
    }
    return lines;
}

static int print_lines(const log_line_t *lines, size_t count, unsigned long code)
{
    for (size_t i = 0; i < count; i++) {
        if (code != 0 && lines[i].code != code) {
            continue;
        }
        if (printf("%8lu %10lu ms  %3lu  %s\n", lines[i].sequence, lines[i].time_ms, lines[i].code, lines[i].text) < 0) {
            return -1;
        }
    }
    return 0;
}

int main(int argc, char **argv)
{
    unsigned long code = 0;
    const char *rest = NULL;
    size_t count = 0;
    log_line_t *lines;
    FILE *file;
    int result;

    if (argc < 2 || (argc > 2 && parse_unsigned(argv[2], &rest, &code) != 0)) {
        fputs("usage: log_viewer LOG.csv [CODE]\n", stderr);
        return 2;
    }
    file = fopen(argv[1], "r");
    if (file == NULL) {
        fputs("log_viewer: the log cannot be opened\n", stderr);
        return 1;
    }
    lines = read_log(file, &count);
    if (fclose(file) != 0 || lines == NULL) {
        free(lines);
        return 1;
    }
    result = print_lines(lines, count, code);
    free(lines);
    return (result == 0) ? 0 : 1;
}
