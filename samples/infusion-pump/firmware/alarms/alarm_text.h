#ifndef ALARM_TEXT_H
#define ALARM_TEXT_H

#include <stddef.h>

#include "alarms/alarm_manager.h"
#include "common/pump_status.h"

#define ALARM_LINE_SIZE 32u

/** Short text of an alarm for the display. */
const char *alarm_text(alarm_id_t id);

/** Two display lines: the alarm, and what to do. */
pump_status_t alarm_text_advice(alarm_id_t id, char *line, size_t size) __attribute__((warn_unused_result));

/** Status line for the display with the name of the infused drug. */
const char *alarm_text_status(alarm_id_t id, const char *drug_name);

#endif
