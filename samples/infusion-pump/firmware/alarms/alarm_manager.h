/**
 * @file alarm_manager.h
 * States and priorities of the alarms.
 */
#ifndef ALARM_MANAGER_H
#define ALARM_MANAGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/pump_status.h"

typedef enum {
    ALARM_OCCLUSION = 0,
    ALARM_AIR_IN_LINE,
    ALARM_DOOR_OPEN,
    ALARM_FLOW_DEVIATION,
    ALARM_SENSOR_FAULT,
    ALARM_SELFTEST_FAILED,
    ALARM_BATTERY_LOW,
    ALARM_END_OF_INFUSION,
    ALARM_LINK_LOST,
    ALARM_COUNT
} alarm_id_t;

typedef enum { ALARM_PRIORITY_NONE = 0, ALARM_PRIORITY_LOW, ALARM_PRIORITY_MEDIUM, ALARM_PRIORITY_HIGH } alarm_priority_t;

typedef enum {
    ALARM_STATE_INACTIVE = 0,
    ALARM_STATE_ACTIVE,
    ALARM_STATE_LATCHED /* condition is gone, nobody has acknowledged it yet */
} alarm_state_t;

#define ALARM_SILENCE_MS 120000u
#define ALARM_ESCALATION_MS 60000u

void alarm_init(void);
pump_status_t alarm_raise(alarm_id_t id, uint32_t now_ms) __attribute__((warn_unused_result));
pump_status_t alarm_clear(alarm_id_t id) __attribute__((warn_unused_result));
pump_status_t alarm_acknowledge(alarm_id_t id) __attribute__((warn_unused_result));
pump_status_t alarm_silence(uint32_t now_ms) __attribute__((warn_unused_result));
void alarm_tick(uint32_t now_ms);

alarm_priority_t alarm_priority(alarm_id_t id);
alarm_state_t alarm_state(alarm_id_t id);
/** The alarm to show: highest priority, then the oldest; ALARM_COUNT if none. */
alarm_id_t alarm_most_important(void);
bool alarm_is_audible(uint32_t now_ms);
bool alarm_is_escalated(void);

#endif
