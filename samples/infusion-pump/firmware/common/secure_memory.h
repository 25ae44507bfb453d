#ifndef COMMON_SECURE_MEMORY_H
#define COMMON_SECURE_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Compares without an early exit: the time does not tell where two buffers differ. */
bool secure_equal(const uint8_t *left, const uint8_t *right, size_t length);

/** Overwrites a buffer; the compiler may not remove the writes. */
void secure_wipe(void *buffer, size_t length);

#endif
