#ifndef FLOW_AIR_IN_LINE_H
#define FLOW_AIR_IN_LINE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/pump_status.h"

#define AIR_SINGLE_BUBBLE_UL 50u
#define AIR_ACCUMULATED_UL 250u
#define AIR_ACCUMULATION_MS 900000u

void air_init(void);

/**
 * One sample of the ultrasonic sensor.
 *
 * @param sensor_mv     echo amplitude: high with fluid, low with air
 * @param reference_mv  amplitude of the reference path
 * @param moved_ul      volume moved since the sample before
 */
pump_status_t air_sample(uint32_t sensor_mv, uint32_t reference_mv, uint32_t moved_ul, uint32_t now_ms)
    __attribute__((warn_unused_result));

uint32_t air_bubble_ul(void);
bool air_sensor_is_plausible(void);

#endif
