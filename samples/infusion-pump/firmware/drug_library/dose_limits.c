#include "drug_library/dose_limits.h"

#include <stddef.h>
#include <string.h>

#include "flow/flow_control.h"

#define WEIGHT_MIN_G 250u
#define WEIGHT_MAX_G 350000u
#define MINUTES_PER_HOUR 60u

/**
 * @satisfies SRS-041
 * @mitigates RC-004
 */
pump_status_t dose_to_rate(uint32_t dose_ug_h, uint32_t concentration_ug_ml, uint32_t *rate_ul_h)
{
    uint64_t rate;

    if ((rate_ul_h == NULL) || (concentration_ug_ml == 0u)) {
        return PUMP_ERR_PARAM;
    }
    rate = ((uint64_t)dose_ug_h * 1000u) / concentration_ug_ml;
    if ((rate < FLOW_RATE_MIN_UL_H) || (rate > FLOW_RATE_MAX_UL_H)) {
        return PUMP_ERR_RANGE;
    }
    *rate_ul_h = (uint32_t)rate;
    return PUMP_OK;
}

/**
 * @satisfies SRS-041
 * @mitigates RC-004
 */
pump_status_t dose_by_weight(uint32_t dose_ng_kg_min, uint32_t weight_g, uint32_t *dose_ug_h)
{
    uint64_t nanogram_per_hour;

    if (dose_ug_h == NULL) {
        return PUMP_ERR_PARAM;
    }
    if ((weight_g < WEIGHT_MIN_G) || (weight_g > WEIGHT_MAX_G)) {
        return PUMP_ERR_RANGE;
    }
    nanogram_per_hour = ((uint64_t)dose_ng_kg_min * weight_g * MINUTES_PER_HOUR) / 1000u;
    if ((nanogram_per_hour / 1000u) > UINT32_MAX) {
        return PUMP_ERR_RANGE;
    }
    *dose_ug_h = (uint32_t)(nanogram_per_hour / 1000u);
    return PUMP_OK;
}

/**
 * Hard limits refuse the dose; soft limits ask the nurse to confirm.
 *
 * @satisfies SRS-019, SRS-020
 * @mitigates RC-004
 */
pump_status_t dose_check(const drug_entry_t *drug, uint32_t dose_ug_h, dose_check_t *result)
{
    pump_status_t status;

    if ((drug == NULL) || (result == NULL)) {
        return PUMP_ERR_PARAM;
    }
    memset(result, 0, sizeof(result));
    result->dose_ug_h = dose_ug_h;
    result->rate_ul_h = 0u;
    result->needs_confirmation = false;
    if ((dose_ug_h < drug->hard_min_ug_h) || (dose_ug_h > drug->hard_max_ug_h)) {
        result->verdict = DOSE_HARD_LIMIT;
        return PUMP_ERR_RANGE;
    }
    status = dose_to_rate(dose_ug_h, drug->concentration_ug_ml, &result->rate_ul_h);
    if (status != PUMP_OK) {
        return status;
    }
    if (dose_ug_h > drug->soft_max_ug_h) {
        result->verdict = DOSE_OVER_SOFT_LIMIT;
        result->needs_confirmation = true;
    } else if (dose_ug_h < drug->soft_min_ug_h) {
        result->verdict = DOSE_UNDER_SOFT_LIMIT;
        result->needs_confirmation = true;
    } else {
        result->verdict = DOSE_WITHIN_LIMITS;
    }
    return PUMP_OK;
}
