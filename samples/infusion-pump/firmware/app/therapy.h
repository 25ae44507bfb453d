/**
 * @file therapy.h
 * Joins drug library, dose limits, flow and sensors into one infusion.
 */
#ifndef APP_THERAPY_H
#define APP_THERAPY_H

#include <stdbool.h>
#include <stdint.h>

#include "common/pump_status.h"
#include "drug_library/dose_limits.h"

typedef struct {
    const char *drug_name;
    uint32_t dose_ug_h;
    uint32_t volume_ul;
    bool confirmed; /* the nurse has confirmed a dose outside the soft limits */
} prescription_t;

/** Checks a prescription and programs the pump with it. */
pump_status_t therapy_prepare(const prescription_t *prescription, dose_check_t *check)
    __attribute__((warn_unused_result));

/** Reads the sensors and runs the supervision; call every 10 ms. */
pump_status_t therapy_supervise(uint32_t now_ms) __attribute__((warn_unused_result));

/** Stops everything; used when supervision itself fails. */
void therapy_enter_safe_state(void);

#endif
