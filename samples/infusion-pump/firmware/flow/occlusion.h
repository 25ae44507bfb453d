#ifndef FLOW_OCCLUSION_H
#define FLOW_OCCLUSION_H

#include <stdbool.h>
#include <stdint.h>

#include "common/pump_status.h"

typedef enum { OCCLUSION_LOW = 0, OCCLUSION_MEDIUM, OCCLUSION_HIGH } occlusion_level_t;

#define OCCLUSION_THRESHOLD_LOW_MMHG 150u
#define OCCLUSION_THRESHOLD_MEDIUM_MMHG 350u
#define OCCLUSION_THRESHOLD_HIGH_MMHG 600u
#define OCCLUSION_SAMPLES 3u

void occlusion_init(void);
pump_status_t occlusion_set_level(occlusion_level_t level) __attribute__((warn_unused_result));
uint32_t occlusion_threshold_mmhg(void);

/** Pressure in the line from the voltage of the force sensor. */
uint32_t occlusion_pressure_mmhg(uint32_t sensor_mv);

/** One sample; stops the motor and raises the alarm on an occlusion. */
pump_status_t occlusion_sample(uint32_t pressure_mmhg, uint32_t now_ms) __attribute__((warn_unused_result));
bool occlusion_is_present(void);

#endif
