#include "harness.h"

#include <stdio.h>
#include <time.h>

typedef enum { OUTCOME_PASSED = 0, OUTCOME_FAILED, OUTCOME_SKIPPED } outcome_t;

typedef struct {
    outcome_t outcome;
    int line;
    const char *text;
} result_t;

#define CASES_MAX 64u

static result_t current;
static result_t results[CASES_MAX];

void harness_fail(int line, const char *condition)
{
    current.outcome = OUTCOME_FAILED;
    current.line = line;
    current.text = condition;
}

void harness_skip(const char *reason)
{
    current.outcome = OUTCOME_SKIPPED;
    current.text = reason;
}

static void write_escaped(FILE *file, const char *text)
{
    for (const char *c = text; *c != '\0'; c++) {
        switch (*c) {
        case '&':
            fputs("&amp;", file);
            break;
        case '<':
            fputs("&lt;", file);
            break;
        case '>':
            fputs("&gt;", file);
            break;
        case '"':
            fputs("&quot;", file);
            break;
        default:
            fputc(*c, file);
            break;
        }
    }
}

static void write_case(FILE *file, const char *suite, const char *source, const test_case_t *test,
                       const result_t *result)
{
    fprintf(file, "  <testcase classname=\"%s\" name=\"%s\" file=\"%s\" line=\"%d\" time=\"0\"", suite, test->name,
            source, test->line);
    switch (result->outcome) {
    case OUTCOME_FAILED:
        fprintf(file, ">\n    <failure type=\"check\" message=\"");
        write_escaped(file, result->text);
        fprintf(file, "\">%s:%d</failure>\n  </testcase>\n", source, result->line);
        break;
    case OUTCOME_SKIPPED:
        fprintf(file, ">\n    <skipped message=\"");
        write_escaped(file, result->text);
        fprintf(file, "\"/>\n  </testcase>\n");
        break;
    case OUTCOME_PASSED:
    default:
        fprintf(file, "/>\n");
        break;
    }
}

static void write_timestamp(FILE *file)
{
    char text[32];
    time_t now = time(NULL);
    const struct tm *utc = gmtime(&now);

    if (utc != NULL && strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", utc) > 0) {
        fprintf(file, " timestamp=\"%s\"", text);
    }
}

static size_t count_of(outcome_t outcome, size_t count)
{
    size_t found = 0;

    for (size_t i = 0; i < count; i++) {
        if (results[i].outcome == outcome) {
            found++;
        }
    }
    return found;
}

int harness_run(const char *suite, const char *source, const char *output, const test_case_t *cases, size_t count)
{
    FILE *file;
    size_t failed;

    if (count > CASES_MAX) {
        return -1;
    }
    for (size_t i = 0; i < count; i++) {
        current.outcome = OUTCOME_PASSED;
        current.line = 0;
        current.text = "";
        cases[i].run();
        results[i] = current;
        if (current.outcome == OUTCOME_FAILED) {
            printf("FAILED %s.%s: %s:%d: %s\n", suite, cases[i].name, source, current.line, current.text);
        }
        if (current.outcome == OUTCOME_SKIPPED) {
            printf("SKIPPED %s.%s: %s\n", suite, cases[i].name, current.text);
        }
    }
    failed = count_of(OUTCOME_FAILED, count);
    file = fopen(output, "w");
    if (file == NULL) {
        return -1;
    }
    fprintf(file, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"%s\" tests=\"%lu\" failures=\"%lu\" errors=\"0\" skipped=\"%lu\"",
            suite, (unsigned long)count, (unsigned long)failed, (unsigned long)count_of(OUTCOME_SKIPPED, count));
    write_timestamp(file);
    fprintf(file, " time=\"0\">\n  <properties>\n    <property name=\"software-version\" value=\"4.1.2\"/>\n  </properties>\n");
    for (size_t i = 0; i < count; i++) {
        write_case(file, suite, source, &cases[i], &results[i]);
    }
    fprintf(file, "</testsuite>\n");
    if (fclose(file) != 0) {
        return -1;
    }
    return (int)failed;
}

int harness_main(const char *suite, int argc, char **argv, const test_case_t *cases, size_t count)
{
    char source[96];
    int written = snprintf(source, sizeof(source), "test/unit/%s.c", suite);

    if (argc != 2 || written < 0 || (size_t)written >= sizeof(source)) {
        return 2;
    }
    return (harness_run(suite, source, argv[1], cases, count) == 0) ? 0 : 1;
}
