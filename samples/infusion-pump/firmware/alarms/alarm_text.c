#include "alarms/alarm_text.h"

#include <stdio.h>

static char status_line[ALARM_LINE_SIZE];

/**
 * Text of an alarm. The texts are fixed: the display font has no other glyphs.
 *
 * @satisfies SRS-018
 */
const char *alarm_text(alarm_id_t id)
{
    const char *text = "";

    switch (id) {
    case ALARM_OCCLUSION:
        text = "OCCLUSION";
        break;
    case ALARM_AIR_IN_LINE:
        text = "AIR IN LINE";
        break;
    case ALARM_DOOR_OPEN:
        text = "DOOR OPEN";
        break;
    case ALARM_FLOW_DEVIATION:
        text = "FLOW ERROR";
        break;
    case ALARM_SENSOR_FAULT:
        text = "SENSOR FAULT";
        break;
    case ALARM_SELFTEST_FAILED:
        text = "SELF-TEST FAILED";
        break;
    case ALARM_BATTERY_LOW:
        text = "BATTERY LOW";
        break;
    case ALARM_END_OF_INFUSION:
        text = "INFUSION COMPLETE";
        break;
    }
    return text;
}

static const char *advice(alarm_id_t alarm)
{
    switch (alarm) {
    case ALARM_OCCLUSION:
        return "check clamp and line";
    case ALARM_AIR_IN_LINE:
        return "close clamp, remove air";
    case ALARM_DOOR_OPEN:
        return "close the door";
    case ALARM_BATTERY_LOW:
        return "connect to mains";
    case ALARM_END_OF_INFUSION:
        return "keep-vein-open is running";
    default:
        return "replace the pump";
    }
}

/**
 * @satisfies SRS-018
 */
pump_status_t alarm_text_advice(alarm_id_t id, char *line, size_t size)
{
    int written;

    if ((line == NULL) || (size == 0u)) {
        return PUMP_ERR_PARAM;
    }
    written = snprintf(line, size, "%s: %s", alarm_text(id), advice(id));
    return ((written >= 0) && ((size_t)written < size)) ? PUMP_OK : PUMP_ERR_FULL;
}

/**
 * @satisfies SRS-018
 */
const char *alarm_text_status(alarm_id_t id, const char *drug_name)
{
    if (drug_name == NULL) {
        return alarm_text(id);
    }
    sprintf(status_line, "%s - %s", alarm_text(id), drug_name);
    return status_line;
}
