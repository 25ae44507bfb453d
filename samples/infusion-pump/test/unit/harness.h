/**
 * @file harness.h
 * Small test harness: runs the cases of one suite and writes them as JUnit XML.
 */
#ifndef TEST_HARNESS_H
#define TEST_HARNESS_H

#include <stddef.h>

typedef struct {
    const char *name;
    int line;
    void (*run)(void);
} test_case_t;

void harness_fail(int line, const char *condition);
void harness_skip(const char *reason);

/**
 * Runs the cases in order.
 *
 * @param suite   name of the suite, the classname in the result
 * @param file    path of the test source, relative to the project
 * @param output  path of the JUnit file
 * @return number of failed cases, or -1 if the result could not be written
 */
int harness_run(const char *suite, const char *file, const char *output, const test_case_t *cases, size_t count);

#define CHECK(condition)                       \
    do {                                       \
        if (!(condition)) {                    \
            harness_fail(__LINE__, #condition); \
            return;                            \
        }                                      \
    } while (0)

#define SKIP(reason)          \
    do {                      \
        harness_skip(reason); \
        return;               \
    } while (0)

#define TEST(function) { #function, __LINE__, function }

#define TEST_MAIN(suite, cases)                                                                           \
    int main(int argc, char **argv)                                                                       \
    {                                                                                                     \
        const char *output = (argc > 1) ? argv[1] : suite ".xml";                                         \
        return harness_run(suite, "test/unit/" suite ".c", output, cases, sizeof(cases) / sizeof(cases[0])) == 0 \
                   ? 0                                                                                    \
                   : 1;                                                                                   \
    }

#endif
