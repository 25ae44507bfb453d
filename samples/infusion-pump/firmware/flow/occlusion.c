#include "flow/occlusion.h"

#include "alarms/alarm_manager.h"
#include "flow/flow_control.h"
#include "hal/hal.h"

#define SENSOR_OFFSET_MV 200u
#define SENSOR_MMHG_PER_VOLT 300u
#define SENSOR_MAX_MMHG 1200u
#define BACK_OFF_STEPS_PER_100_MMHG 12u
#define BACK_OFF_STEPS_MAX 96u

static uint32_t threshold_mmhg;
static uint32_t samples_over;
static bool present;

void occlusion_init(void)
{
    threshold_mmhg = OCCLUSION_THRESHOLD_MEDIUM_MMHG;
    samples_over = 0u;
    present = false;
}

/**
 * Selects the pressure at which the pump reports an occlusion.
 *
 * @satisfies SRS-007
 */
pump_status_t occlusion_set_level(occlusion_level_t level)
{
    switch (level) {
    case OCCLUSION_LOW:
        threshold_mmhg = OCCLUSION_THRESHOLD_LOW_MMHG;
    case OCCLUSION_MEDIUM:
        threshold_mmhg = OCCLUSION_THRESHOLD_MEDIUM_MMHG;
        break;
    case OCCLUSION_HIGH:
        threshold_mmhg = OCCLUSION_THRESHOLD_HIGH_MMHG;
        break;
    default:
        return PUMP_ERR_PARAM;
    }
    return PUMP_OK;
}

uint32_t occlusion_threshold_mmhg(void)
{
    return threshold_mmhg;
}

uint32_t occlusion_pressure_mmhg(uint32_t sensor_mv)
{
    uint32_t pressure;

    if (sensor_mv <= SENSOR_OFFSET_MV) {
        return 0u;
    }
    pressure = ((sensor_mv - SENSOR_OFFSET_MV) * SENSOR_MMHG_PER_VOLT) / 1000u;
    return (pressure < SENSOR_MAX_MMHG) ? pressure : SENSOR_MAX_MMHG;
}

/**
 * Turns the motor back after an occlusion, so that the pressure in the line
 * does not become a bolus when the clamp is opened.
 *
 * @satisfies SRS-008
 * @mitigates RC-011
 */
static void release_pressure(uint32_t pressure_mmhg)
{
    uint32_t steps = (pressure_mmhg / 100u) * BACK_OFF_STEPS_PER_100_MMHG;

    hal_motor_reverse_steps((steps < BACK_OFF_STEPS_MAX) ? steps : BACK_OFF_STEPS_MAX);
}

/**
 * Detects an occlusion: the pressure is at or over the threshold in
 * consecutive samples.
 *
 * @satisfies SRS-006
 * @mitigates RC-002
 */
pump_status_t occlusion_sample(uint32_t pressure_mmhg, uint32_t now_ms)
{
    pump_status_t status;

    if (pressure_mmhg < threshold_mmhg) {
        samples_over = 0u;
        present = false;
        return PUMP_OK;
    }
    if (samples_over < OCCLUSION_SAMPLES) {
        samples_over++;
    }
    if ((samples_over < OCCLUSION_SAMPLES) || present) {
        return PUMP_OK;
    }
    present = true;
    hal_motor_stop();
    status = flow_pause();
    if ((status != PUMP_OK) && (status != PUMP_ERR_STATE)) {
        return status;
    }
    release_pressure(pressure_mmhg);
    return alarm_raise(ALARM_OCCLUSION, now_ms);
}

bool occlusion_is_present(void)
{
    return present;
}
