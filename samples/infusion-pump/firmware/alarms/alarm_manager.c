#include "alarms/alarm_manager.h"

#include "alarms/alarm_audio.h"
#include "hal/hal.h"

typedef struct {
    alarm_state_t state;
    uint32_t raised_ms;
} alarm_entry_t;

static alarm_entry_t entries[ALARM_COUNT];
static bool silenced;
static uint32_t silenced_ms;
static bool escalated;

static bool is_known(alarm_id_t id)
{
    return (int)id >= 0 && id < ALARM_COUNT;
}

void alarm_init(void)
{
    for (size_t i = 0; i < (size_t)ALARM_COUNT; i++) {
        entries[i].state = ALARM_STATE_INACTIVE;
        entries[i].raised_ms = 0u;
    }
    silenced = false;
    silenced_ms = 0u;
    escalated = false;
}

/**
 * Priority of an alarm condition. Whatever is not known is treated as high.
 *
 * @satisfies SRS-012
 * @mitigates RC-009
 */
alarm_priority_t alarm_priority(alarm_id_t id)
{
    switch (id) {
    case ALARM_OCCLUSION:
    case ALARM_AIR_IN_LINE:
    case ALARM_FLOW_DEVIATION:
    case ALARM_SENSOR_FAULT:
    case ALARM_SELFTEST_FAILED:
        return ALARM_PRIORITY_HIGH;
    case ALARM_DOOR_OPEN:
    case ALARM_BATTERY_LOW:
        return ALARM_PRIORITY_MEDIUM;
    case ALARM_END_OF_INFUSION:
    case ALARM_LINK_LOST:
        return ALARM_PRIORITY_LOW;
    default:
        return ALARM_PRIORITY_HIGH;
    }
}

/**
 * Activates an alarm. A new alarm of high priority ends the silence.
 *
 * @satisfies SRS-012 SRS-014
 * @mitigates RC-009
 */
pump_status_t alarm_raise(alarm_id_t id, uint32_t now_ms)
{
    if (!is_known(id)) {
        return PUMP_ERR_PARAM;
    }
    if (entries[id].state == ALARM_STATE_INACTIVE) {
        entries[id].raised_ms = now_ms;
        if (alarm_priority(id) == ALARM_PRIORITY_HIGH) {
            silenced = false;
        }
    }
    entries[id].state = ALARM_STATE_ACTIVE;
    return PUMP_OK;
}

/**
 * The condition is gone. Alarms of high priority stay latched until somebody
 * acknowledges them.
 *
 * @satisfies SRS-013
 * @mitigates RC-009
 */
pump_status_t alarm_clear(alarm_id_t id)
{
    if (!is_known(id)) {
        return PUMP_ERR_PARAM;
    }
    if (entries[id].state != ALARM_STATE_ACTIVE) {
        return PUMP_OK;
    }
    entries[id].state =
        (alarm_priority(id) == ALARM_PRIORITY_HIGH) ? ALARM_STATE_LATCHED : ALARM_STATE_INACTIVE;
    return PUMP_OK;
}

/**
 * @satisfies SRS-013
 */
pump_status_t alarm_acknowledge(alarm_id_t id)
{
    if (!is_known(id)) {
        return PUMP_ERR_PARAM;
    }
    if (entries[id].state == ALARM_STATE_ACTIVE) {
        return PUMP_ERR_STATE;
    }
    entries[id].state = ALARM_STATE_INACTIVE;
    return PUMP_OK;
}

/**
 * Silences the sound for at most two minutes; the light stays.
 *
 * @satisfies SRS-014
 */
pump_status_t alarm_silence(uint32_t now_ms)
{
    if (alarm_most_important() == ALARM_COUNT) {
        return PUMP_ERR_STATE;
    }
    silenced = true;
    silenced_ms = now_ms;
    return PUMP_OK;
}

/**
 * @satisfies SRS-017
 */
alarm_id_t alarm_most_important(void)
{
    alarm_id_t best = ALARM_COUNT;

    for (size_t i = 0; i < (size_t)ALARM_COUNT; i++) {
        alarm_id_t id = (alarm_id_t)i;

        if (entries[i].state == ALARM_STATE_INACTIVE) {
            continue;
        }
        if ((best == ALARM_COUNT) || (alarm_priority(id) > alarm_priority(best))) {
            best = id;
        } else if ((alarm_priority(id) == alarm_priority(best)) && (entries[i].raised_ms < entries[best].raised_ms)) {
            best = id;
        } else {
            /* the alarm found before stays in front */
        }
    }
    return best;
}

bool alarm_is_audible(uint32_t now_ms)
{
    if (alarm_most_important() == ALARM_COUNT) {
        return false;
    }
    return !silenced || ((now_ms - silenced_ms) >= ALARM_SILENCE_MS);
}

static uint32_t led_of(alarm_priority_t priority)
{
    switch (priority) {
    case ALARM_PRIORITY_HIGH:
        return PIN_LED_RED;
    case ALARM_PRIORITY_MEDIUM:
    case ALARM_PRIORITY_LOW:
        return PIN_LED_YELLOW;
    case ALARM_PRIORITY_NONE:
    default:
        return PIN_LED_GREEN;
    }
}

/**
 * Drives light and sound, and escalates what nobody has looked after.
 *
 * @satisfies SRS-014 SRS-015
 * @mitigates RC-009
 */
void alarm_tick(uint32_t now_ms)
{
    alarm_id_t shown = alarm_most_important();
    alarm_priority_t priority = (shown == ALARM_COUNT) ? ALARM_PRIORITY_NONE : alarm_priority(shown);

    if (silenced && ((now_ms - silenced_ms) >= ALARM_SILENCE_MS)) {
        silenced = false;
    }
    escalated = (priority == ALARM_PRIORITY_HIGH) && ((now_ms - entries[shown].raised_ms) >= ALARM_ESCALATION_MS);
    hal_led(PIN_LED_RED | PIN_LED_YELLOW | PIN_LED_GREEN, false);
    hal_led(led_of(priority), true);
    alarm_audio_update(alarm_is_audible(now_ms) ? priority : ALARM_PRIORITY_NONE, escalated, now_ms);
}

alarm_state_t alarm_state(alarm_id_t id)
{
    return is_known(id) ? entries[id].state : ALARM_STATE_INACTIVE;
}

bool alarm_is_escalated(void)
{
    return escalated;
}
