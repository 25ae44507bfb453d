#include "alarms/alarm_audio.h"

#include "hal/hal.h"

#define SPEAKER_MIN_MV 400u
#define SPEAKER_MAX_MV 2600u

static bool speaker_fault;
static bool backup_active;

/**
 * Pulses in a burst: ten for high, three for medium, two for low priority.
 *
 * @satisfies SRS-015
 */
uint32_t alarm_audio_pulses(alarm_priority_t priority)
{
    switch (priority) {
    case ALARM_PRIORITY_HIGH:
        return 10u;
    case ALARM_PRIORITY_MEDIUM:
        return 3u;
    case ALARM_PRIORITY_LOW:
        return 2u;
    case ALARM_PRIORITY_NONE:
    default:
        return 0u;
    }
}

/**
 * @satisfies SRS-015
 */
uint32_t alarm_audio_interval_ms(alarm_priority_t priority, bool escalated)
{
    uint32_t interval;

    switch (priority) {
    case ALARM_PRIORITY_HIGH:
        interval = 5000u;
        break;
    case ALARM_PRIORITY_MEDIUM:
        interval = 10000u;
        break;
    case ALARM_PRIORITY_LOW:
        interval = 20000u;
        break;
    case ALARM_PRIORITY_NONE:
    default:
        return 0u;
    }
    return escalated ? (interval / 2u) : interval;
}

/**
 * Switches tone and pause within the burst pattern.
 *
 * @satisfies SRS-015
 */
void alarm_audio_update(alarm_priority_t priority, bool escalated, uint32_t now_ms)
{
    uint32_t pulses = alarm_audio_pulses(priority);
    uint32_t interval = alarm_audio_interval_ms(priority, escalated);
    uint32_t phase;
    bool tone;

    if ((pulses == 0u) || (interval == 0u)) {
        hal_buzzer(false);
        hal_backup_buzzer(false);
        return;
    }
    phase = (now_ms % interval) / ALARM_AUDIO_BURST_MS;
    tone = ((phase % 2u) == 0u) && ((phase / 2u) < pulses);
    hal_buzzer(tone);
    hal_backup_buzzer(tone && backup_active);
}

/**
 * Judges the loudspeaker by its current and brings in the backup buzzer.
 *
 * @satisfies SRS-016
 * @mitigates RC-010
 */
void alarm_audio_feedback(uint32_t speaker_mv)
{
    speaker_fault = (speaker_mv < SPEAKER_MIN_MV) || (speaker_mv > SPEAKER_MAX_MV);
    if (backup_active = speaker_fault) {
        hal_led(PIN_LED_YELLOW, true);
    }
}

bool alarm_audio_is_faulty(void)
{
    return speaker_fault;
}
