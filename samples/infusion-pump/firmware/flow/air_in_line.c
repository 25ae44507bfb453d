#include "flow/air_in_line.h"

#include "alarms/alarm_manager.h"
#include "flow/flow_control.h"

#define FLUID_MIN_PERCENT 60u
#define REFERENCE_MIN_MV 900u
#define REFERENCE_MAX_MV 2400u

static uint32_t bubble_ul;
static uint32_t accumulated_ul;
static uint32_t accumulation_start_ms;
static bool plausible;

void air_init(void)
{
    bubble_ul = 0u;
    accumulated_ul = 0u;
    accumulation_start_ms = 0u;
    plausible = true;
}

/**
 * The reference path tells whether the sensor itself works. A sensor that
 * cannot see air counts as air.
 *
 * @satisfies SRS-010
 * @mitigates RC-003
 */
static bool check_reference(uint32_t reference_mv)
{
    plausible = (reference_mv >= REFERENCE_MIN_MV) && (reference_mv <= REFERENCE_MAX_MV);
    return plausible;
}

/**
 * Adds up the air that passed, as one bubble and over the last quarter of an
 * hour, and stops the infusion over either limit.
 *
 * @satisfies SRS-009
 * @mitigates RC-003
 */
pump_status_t air_sample(uint32_t sensor_mv, uint32_t reference_mv, uint32_t moved_ul, uint32_t now_ms)
{
    if (!check_reference(reference_mv)) {
        flow_abort();
        return alarm_raise(ALARM_SENSOR_FAULT, now_ms);
    }
    if ((now_ms - accumulation_start_ms) >= AIR_ACCUMULATION_MS) {
        accumulation_start_ms = now_ms;
        accumulated_ul = 0u;
    }
    if ((sensor_mv * 100u) >= (reference_mv * FLUID_MIN_PERCENT)) {
        bubble_ul = 0u;
        return PUMP_OK;
    }
    bubble_ul += moved_ul;
    accumulated_ul += moved_ul;
    if ((bubble_ul >= AIR_SINGLE_BUBBLE_UL) || (accumulated_ul >= AIR_ACCUMULATED_UL)) {
        flow_abort();
        alarm_raise(ALARM_AIR_IN_LINE, now_ms);
    }
    return PUMP_OK;
}

uint32_t air_bubble_ul(void)
{
    return bubble_ul;
}

bool air_sensor_is_plausible(void)
{
    return plausible;
}
