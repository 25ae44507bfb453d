#ifndef DOSE_LIMITS_H
#define DOSE_LIMITS_H

#include <stdbool.h>
#include <stdint.h>

#include "common/pump_status.h"
#include "drug_library/drug_library.h"

typedef enum { DOSE_WITHIN_LIMITS = 0, DOSE_OVER_SOFT_LIMIT, DOSE_UNDER_SOFT_LIMIT, DOSE_HARD_LIMIT } dose_verdict_t;

typedef struct {
    dose_verdict_t verdict;
    uint32_t dose_ug_h;
    uint32_t rate_ul_h;
    bool needs_confirmation;
} dose_check_t;

/** Pump rate for a dose rate and a concentration. */
pump_status_t dose_to_rate(uint32_t dose_ug_h, uint32_t concentration_ug_ml, uint32_t *rate_ul_h)
    __attribute__((warn_unused_result));

/** Dose rate of a prescription by body weight: ng/kg/min times grams. */
pump_status_t dose_by_weight(uint32_t dose_ng_kg_min, uint32_t weight_g, uint32_t *dose_ug_h)
    __attribute__((warn_unused_result));

/** Holds a dose rate against the limits of a drug. */
pump_status_t dose_check(const drug_entry_t *drug, uint32_t dose_ug_h, dose_check_t *result)
    __attribute__((warn_unused_result));

#endif
