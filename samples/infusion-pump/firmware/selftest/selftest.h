#ifndef SELFTEST_H
#define SELFTEST_H

#include <stddef.h>
#include <stdint.h>

#include "common/pump_status.h"

typedef enum {
    SELFTEST_NONE = 0,
    SELFTEST_RAM,
    SELFTEST_FIRMWARE,
    SELFTEST_REFERENCE,
    SELFTEST_AIR_SENSOR,
    SELFTEST_ALARM_SOUND,
    SELFTEST_STEP_COUNT
} selftest_step_t;

typedef struct {
    uint8_t *ram;
    size_t ram_size;
    const uint8_t *firmware;
    size_t firmware_size;
    uint32_t firmware_crc;
} selftest_setup_t;

/**
 * Runs all steps in order and stops at the first that fails.
 *
 * @param failed  receives the failing step, SELFTEST_NONE if all passed
 */
pump_status_t selftest_run(const selftest_setup_t *setup, selftest_step_t *failed)
    __attribute__((warn_unused_result));

#endif
