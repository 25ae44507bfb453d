#include "app/therapy.h"

#include <stddef.h>

#include "alarms/alarm_manager.h"
#include "drug_library/drug_library.h"
#include "flow/air_in_line.h"
#include "flow/flow_control.h"
#include "flow/occlusion.h"
#include "hal/hal.h"

static uint32_t last_delivered_ul;

/**
 * Only a drug of the library, only within the hard limits, and outside the
 * soft limits only after a confirmation.
 *
 * @satisfies SRS-019, SRS-020
 * @mitigates RC-004
 */
pump_status_t therapy_prepare(const prescription_t *prescription, dose_check_t *check)
{
    const drug_entry_t *drug;
    flow_program_t program;
    pump_status_t status;

    if ((prescription == NULL) || (check == NULL)) {
        return PUMP_ERR_PARAM;
    }
    drug = drug_library_find(prescription->drug_name);
    if (drug == NULL) {
        return PUMP_ERR_PARAM;
    }
    status = dose_check(drug, prescription->dose_ug_h, check);
    if (status != PUMP_OK) {
        return status;
    }
    if (check->needs_confirmation && !prescription->confirmed) {
        return PUMP_ERR_STATE;
    }
    program.rate_ul_h = check->rate_ul_h;
    program.vtbi_ul = prescription->volume_ul;
    return flow_program(&program);
}

static pump_status_t sample_pressure(uint32_t now_ms)
{
    uint32_t millivolt = 0u;

    if (hal_adc_read_mv(HAL_ADC_PRESSURE, &millivolt) != HAL_OK) {
        return PUMP_ERR_HW;
    }
    return occlusion_sample(occlusion_pressure_mmhg(millivolt), now_ms);
}

static pump_status_t sample_air(uint32_t now_ms)
{
    uint32_t sensor_mv = 0u;
    uint32_t reference_mv = 0u;
    uint32_t delivered_ul = flow_report().delivered_ul;
    uint32_t moved_ul = delivered_ul - last_delivered_ul;

    last_delivered_ul = delivered_ul;
    if ((hal_adc_read_mv(HAL_ADC_AIR_SENSOR, &sensor_mv) != HAL_OK) ||
        (hal_adc_read_mv(HAL_ADC_AIR_REFERENCE, &reference_mv) != HAL_OK)) {
        return PUMP_ERR_HW;
    }
    return air_sample(sensor_mv, reference_mv, moved_ul, now_ms);
}

/**
 * A sensor that cannot be read is treated as a fault: the pump stops.
 *
 * @satisfies SRS-006, SRS-009, SRS-010
 * @mitigates RC-002 RC-003
 */
pump_status_t therapy_supervise(uint32_t now_ms)
{
    flow_state_t state = flow_report().state;
    pump_status_t status;

    if ((state != FLOW_RUNNING) && (state != FLOW_KVO)) {
        last_delivered_ul = flow_report().delivered_ul;
        return PUMP_OK;
    }
    status = sample_pressure(now_ms);
    if (status == PUMP_OK) {
        status = sample_air(now_ms);
    }
    if (status == PUMP_OK) {
        status = flow_tick(now_ms);
    }
    if (status == PUMP_ERR_HW) {
        flow_abort();
        return alarm_raise(ALARM_SENSOR_FAULT, now_ms);
    }
    return status;
}

/**
 * @satisfies SRS-033
 */
void therapy_enter_safe_state(void)
{
    hal_motor_stop();
    flow_abort();
    hal_buzzer(true);
    hal_backup_buzzer(true);
    hal_led(PIN_LED_RED, true);
}
