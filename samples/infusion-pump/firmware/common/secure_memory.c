#include "common/secure_memory.h"

/**
 * Constant-time comparison for authentication data.
 *
 * @satisfies SRS-026 SRS-028
 * @mitigates RC-006
 */
bool secure_equal(const uint8_t *left, const uint8_t *right, size_t length)
{
    uint8_t difference = 0;

    for (size_t i = 0; i < length; i++) {
        difference |= (uint8_t)(left[i] ^ right[i]);
    }
    return difference == 0u;
}

/**
 * @satisfies SRS-042
 */
void secure_wipe(void *buffer, size_t length)
{
    volatile uint8_t *bytes = buffer;

    for (size_t i = 0; i < length; i++) {
        bytes[i] = 0u;
    }
}
