#ifndef ALARM_AUDIO_H
#define ALARM_AUDIO_H

#include <stdbool.h>
#include <stdint.h>

#include "alarms/alarm_manager.h"

#define ALARM_AUDIO_BURST_MS 150u

void alarm_audio_update(alarm_priority_t priority, bool escalated, uint32_t now_ms);

/** Pulses in one burst for a priority, 0 for silence. */
uint32_t alarm_audio_pulses(alarm_priority_t priority);

/** Time from burst to burst. */
uint32_t alarm_audio_interval_ms(alarm_priority_t priority, bool escalated);

/** Feedback of the loudspeaker current, while a tone is on. */
void alarm_audio_feedback(uint32_t speaker_mv);
bool alarm_audio_is_faulty(void);

#endif
