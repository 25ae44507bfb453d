/**
 * @file flow_control.h
 * Turns an infusion programme into motor steps and supervises the delivery.
 *
 * Volumes are microlitres, rates microlitres per hour. One motor step moves
 * FLOW_NL_PER_STEP nanolitres.
 */
#ifndef FLOW_CONTROL_H
#define FLOW_CONTROL_H

#include <stdbool.h>
#include <stdint.h>

#include "common/pump_status.h"

#define FLOW_RATE_MIN_UL_H 100u     /* 0.1 mL/h */
#define FLOW_RATE_MAX_UL_H 999000u  /* 999 mL/h */
#define FLOW_VTBI_MAX_UL 9999000u   /* 9999 mL  */
#define FLOW_RATE_KVO_UL_H 1000u    /* 1 mL/h   */
#define FLOW_NL_PER_STEP 250u
#define FLOW_DEVIATION_PERCENT 10u
#define FLOW_DEVIATION_WINDOWS 3u
#define FLOW_WINDOW_MS 10000u

typedef enum {
    FLOW_IDLE = 0,
    FLOW_READY,
    FLOW_RUNNING,
    FLOW_KVO,
    FLOW_PAUSED,
    FLOW_FAULT
} flow_state_t;

typedef struct {
    uint32_t rate_ul_h;
    uint32_t vtbi_ul;
} flow_program_t;

typedef struct {
    flow_state_t state;
    uint32_t rate_ul_h;
    uint32_t delivered_ul;
    uint32_t remaining_ul;
} flow_report_t;

void flow_init(void);
pump_status_t flow_program(const flow_program_t *program) __attribute__((warn_unused_result));
pump_status_t flow_start(void) __attribute__((warn_unused_result));
pump_status_t flow_pause(void) __attribute__((warn_unused_result));
void flow_abort(void);

/** Time between two steps for a rate, 0 if the rate is outside the range. */
uint32_t flow_step_period_us(uint32_t rate_ul_h);

/** From the step interrupt: one step was made. */
void flow_count_step(void);

/** From the main loop: end of infusion and supervision. */
pump_status_t flow_tick(uint32_t now_ms) __attribute__((warn_unused_result));

flow_report_t flow_report(void);

/* Measured flow, from the encoder on the motor shaft (flow_filter.c). */
void flow_filter_reset(uint32_t encoder_count);
uint32_t flow_filter_update(uint32_t encoder_count, uint32_t window_ms);

#endif
