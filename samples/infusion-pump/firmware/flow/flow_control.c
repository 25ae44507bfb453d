#include "flow/flow_control.h"

#include <stddef.h>

#include "alarms/alarm_manager.h"
#include "hal/hal.h"

/* 3600 s/h in microseconds, times nanolitres a step, over nanolitres in a microlitre */
#define PERIOD_NUMERATOR (3600000000ull * FLOW_NL_PER_STEP / 1000ull)
#define STEPS_PER_UL (1000u / FLOW_NL_PER_STEP)

static flow_state_t state;
static flow_program_t program;
static volatile uint32_t steps_made;
static uint32_t window_start_ms;
static uint32_t windows_off_target;

void flow_init(void)
{
    hal_motor_stop();
    state = FLOW_IDLE;
    program.rate_ul_h = 0u;
    program.vtbi_ul = 0u;
    steps_made = 0u;
    window_start_ms = 0u;
    windows_off_target = 0u;
}

/**
 * Accepts a programme only within the range of the pump, and only while the
 * motor stands still.
 *
 * @satisfies SRS-001
 * @mitigates RC-001
 */
pump_status_t flow_program(const flow_program_t *requested)
{
    if (requested == NULL) {
        return PUMP_ERR_PARAM;
    }
    if ((state == FLOW_RUNNING) || (state == FLOW_KVO) || (state == FLOW_FAULT)) {
        return PUMP_ERR_STATE;
    }
    if ((requested->rate_ul_h < FLOW_RATE_MIN_UL_H) || (requested->rate_ul_h > FLOW_RATE_MAX_UL_H)) {
        return PUMP_ERR_RANGE;
    }
    if ((requested->vtbi_ul == 0u) || (requested->vtbi_ul > FLOW_VTBI_MAX_UL)) {
        return PUMP_ERR_RANGE;
    }
    program = *requested;
    steps_made = 0u;
    state = FLOW_READY;
    return PUMP_OK;
}

/**
 * Step period for a rate.
 *
 * @satisfies SRS-002
 */
uint32_t flow_step_period_us(uint32_t rate_ul_h)
{
    if ((rate_ul_h < FLOW_RATE_MIN_UL_H) || (rate_ul_h > FLOW_RATE_MAX_UL_H)) {
        return 0u;
    }
    return (uint32_t)((PERIOD_NUMERATOR + (rate_ul_h / 2u)) / rate_ul_h);
}

static pump_status_t run_motor(uint32_t rate_ul_h)
{
    if (hal_motor_set_period_us(flow_step_period_us(rate_ul_h)) != HAL_OK) {
        hal_motor_stop();
        state = FLOW_FAULT;
        return PUMP_ERR_HW;
    }
    flow_filter_reset(hal_encoder_count());
    window_start_ms = HAL_GetTick();
    windows_off_target = 0u;
    return PUMP_OK;
}

/**
 * Starts or resumes the programmed infusion; never with an open door.
 *
 * @satisfies SRS-001 SRS-011
 */
pump_status_t flow_start(void)
{
    pump_status_t status;

    if ((state != FLOW_READY) && (state != FLOW_PAUSED)) {
        return PUMP_ERR_STATE;
    }
    if (hal_door_is_open()) {
        return PUMP_ERR_STATE;
    }
    status = run_motor(program.rate_ul_h);
    if (status != PUMP_OK) {
        return status;
    }
    state = FLOW_RUNNING;
    return PUMP_OK;
}

pump_status_t flow_pause(void)
{
    if ((state != FLOW_RUNNING) && (state != FLOW_KVO)) {
        return PUMP_ERR_STATE;
    }
    hal_motor_stop();
    state = FLOW_PAUSED;
    return PUMP_OK;
}

void flow_abort(void)
{
    hal_motor_stop();
    state = FLOW_FAULT;
}

/**
 * Counts a step and stops the motor at once when the programmed volume is
 * reached; the main loop then decides on keeping the vein open.
 *
 * @satisfies SRS-003
 * @mitigates RC-001
 */
void flow_count_step(void)
{
    steps_made++;
    if ((state == FLOW_RUNNING) && ((steps_made / STEPS_PER_UL) >= program.vtbi_ul)) {
        hal_motor_stop();
    }
}

static uint32_t delivered_ul(void)
{
    return steps_made / STEPS_PER_UL;
}

/**
 * Changes to the keep-vein-open rate at the end of the infusion, never to a
 * higher rate than the one that was programmed.
 *
 * @satisfies SRS-004
 * @mitigates RC-014
 */
static pump_status_t enter_keep_vein_open(uint32_t now_ms)
{
    uint32_t rate = (program.rate_ul_h < FLOW_RATE_KVO_UL_H) ? program.rate_ul_h : FLOW_RATE_KVO_UL_H;
    pump_status_t status = run_motor(rate);

    if (status != PUMP_OK) {
        return status;
    }
    state = FLOW_KVO;
    return alarm_raise(ALARM_END_OF_INFUSION, now_ms);
}

/**
 * Compares the flow seen by the encoder with the programme. A lasting
 * deviation stops the pump.
 *
 * @satisfies SRS-005
 * @mitigates RC-001
 */
static pump_status_t supervise(uint32_t now_ms)
{
    uint32_t elapsed = now_ms - window_start_ms;
    uint32_t measured;
    uint32_t allowed;
    uint32_t difference;

    if (elapsed < FLOW_WINDOW_MS) {
        return PUMP_OK;
    }
    window_start_ms = now_ms;
    measured = flow_filter_update(hal_encoder_count(), elapsed);
    allowed = (program.rate_ul_h / 100u) * FLOW_DEVIATION_PERCENT;
    difference = (measured > program.rate_ul_h) ? (measured - program.rate_ul_h) : (program.rate_ul_h - measured);
    if (difference <= allowed) {
        windows_off_target = 0u;
        return PUMP_OK;
    }
    windows_off_target++;
    if (windows_off_target < FLOW_DEVIATION_WINDOWS) {
        return PUMP_OK;
    }
    flow_abort();
    return alarm_raise(ALARM_FLOW_DEVIATION, now_ms);
}

/**
 * @satisfies SRS-003, SRS-004, SRS-005
 */
pump_status_t flow_tick(uint32_t now_ms)
{
    if (state != FLOW_RUNNING) {
        return PUMP_OK;
    }
    if (delivered_ul() >= program.vtbi_ul) {
        return enter_keep_vein_open(now_ms);
    }
    return supervise(now_ms);
}

flow_report_t flow_report(void)
{
    flow_report_t report;
    uint32_t delivered = delivered_ul();

    report.state = state;
    report.rate_ul_h = (state == FLOW_KVO) ? FLOW_RATE_KVO_UL_H : program.rate_ul_h;
    report.delivered_ul = delivered;
    report.remaining_ul = (delivered < program.vtbi_ul) ? (program.vtbi_ul - delivered) : 0u;
    return report;
}
