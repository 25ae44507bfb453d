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

/** Runs a suite; the result goes to the first argument. Returns the exit status of the program. */
int harness_main(const char *suite, int argc, char **argv, const test_case_t *cases, size_t count);

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

#endif
