#include "harness.h"

#include <string.h>

#include "alarms/alarm_audio.h"
#include "alarms/alarm_manager.h"
#include "alarms/alarm_text.h"
#include "fakes/fake_hal.h"
#include "hal/hal.h"

static void start_alarms(void)
{
    fake_reset();
    alarm_init();
    alarm_audio_feedback(1200u);
}

/**
 * @verifies SRS-012
 */
static void test_priorities(void)
{
    CHECK(alarm_priority(ALARM_OCCLUSION) == ALARM_PRIORITY_HIGH);
    CHECK(alarm_priority(ALARM_AIR_IN_LINE) == ALARM_PRIORITY_HIGH);
    CHECK(alarm_priority(ALARM_BATTERY_LOW) == ALARM_PRIORITY_MEDIUM);
    CHECK(alarm_priority(ALARM_END_OF_INFUSION) == ALARM_PRIORITY_LOW);
    CHECK(alarm_priority((alarm_id_t)77) == ALARM_PRIORITY_HIGH);
}

/**
 * @verifies SRS-013
 */
static void test_high_priority_stays_latched(void)
{
    start_alarms();
    CHECK(alarm_raise(ALARM_OCCLUSION, 5u) == PUMP_OK);
    CHECK(alarm_acknowledge(ALARM_OCCLUSION) == PUMP_ERR_STATE);
    CHECK(alarm_clear(ALARM_OCCLUSION) == PUMP_OK);
    CHECK(alarm_state(ALARM_OCCLUSION) == ALARM_STATE_LATCHED);
    CHECK(alarm_acknowledge(ALARM_OCCLUSION) == PUMP_OK);
    CHECK(alarm_state(ALARM_OCCLUSION) == ALARM_STATE_INACTIVE);
}

/**
 * @verifies SRS-013
 */
static void test_low_priority_goes_with_its_cause(void)
{
    start_alarms();
    CHECK(alarm_raise(ALARM_END_OF_INFUSION, 5u) == PUMP_OK);
    CHECK(alarm_clear(ALARM_END_OF_INFUSION) == PUMP_OK);
    CHECK(alarm_state(ALARM_END_OF_INFUSION) == ALARM_STATE_INACTIVE);
}

/**
 * @verifies SRS-014 RC-009
 */
static void test_silence_ends_after_two_minutes(void)
{
    start_alarms();
    CHECK(alarm_silence(0u) == PUMP_ERR_STATE);
    CHECK(alarm_raise(ALARM_OCCLUSION, 0u) == PUMP_OK);
    CHECK(alarm_silence(1000u) == PUMP_OK);
    CHECK(!alarm_is_audible(1000u + ALARM_SILENCE_MS - 1u));
    CHECK(alarm_is_audible(1000u + ALARM_SILENCE_MS));
}

/**
 * @verifies SRS-014
 */
static void test_a_new_high_priority_alarm_ends_the_silence(void)
{
    start_alarms();
    CHECK(alarm_raise(ALARM_BATTERY_LOW, 0u) == PUMP_OK);
    CHECK(alarm_silence(10u) == PUMP_OK);
    CHECK(!alarm_is_audible(20u));
    CHECK(alarm_raise(ALARM_AIR_IN_LINE, 30u) == PUMP_OK);
    CHECK(alarm_is_audible(30u));
}

/**
 * @verifies SRS-015
 */
static void test_burst_patterns(void)
{
    CHECK(alarm_audio_pulses(ALARM_PRIORITY_HIGH) == 10u);
    CHECK(alarm_audio_pulses(ALARM_PRIORITY_MEDIUM) == 3u);
    CHECK(alarm_audio_pulses(ALARM_PRIORITY_LOW) == 2u);
    CHECK(alarm_audio_pulses(ALARM_PRIORITY_NONE) == 0u);
    CHECK(alarm_audio_interval_ms(ALARM_PRIORITY_HIGH, true) == 2500u);
    fake_reset();
    alarm_audio_update(ALARM_PRIORITY_LOW, false, 0u);
    CHECK(fake.buzzer);
    alarm_audio_update(ALARM_PRIORITY_LOW, false, ALARM_AUDIO_BURST_MS);
    CHECK(!fake.buzzer);
}

/**
 * @verifies SRS-015
 */
static void test_an_unattended_alarm_escalates(void)
{
    start_alarms();
    CHECK(alarm_raise(ALARM_OCCLUSION, 0u) == PUMP_OK);
    alarm_tick(ALARM_ESCALATION_MS - 1u);
    CHECK(!alarm_is_escalated());
    alarm_tick(ALARM_ESCALATION_MS);
    CHECK(alarm_is_escalated());
    CHECK((fake.leds & PIN_LED_RED) != 0u);
}

/**
 * @verifies SRS-016 RC-010
 */
static void test_a_broken_loudspeaker_brings_in_the_backup_buzzer(void)
{
    fake_reset();
    alarm_audio_feedback(50u);
    CHECK(alarm_audio_is_faulty());
    alarm_audio_update(ALARM_PRIORITY_HIGH, false, 0u);
    CHECK(fake.backup_buzzer);
    alarm_audio_feedback(1200u);
    CHECK(!alarm_audio_is_faulty());
}

/**
 * @verifies SRS-017
 */
static void test_shows_the_most_important_alarm(void)
{
    start_alarms();
    CHECK(alarm_most_important() == ALARM_COUNT);
    CHECK(alarm_raise(ALARM_LINK_LOST, 1u) == PUMP_OK);
    CHECK(alarm_raise(ALARM_DOOR_OPEN, 2u) == PUMP_OK);
    CHECK(alarm_most_important() == ALARM_DOOR_OPEN);
    CHECK(alarm_raise(ALARM_AIR_IN_LINE, 4u) == PUMP_OK);
    CHECK(alarm_raise(ALARM_FLOW_DEVIATION, 3u) == PUMP_OK);
    CHECK(alarm_most_important() == ALARM_FLOW_DEVIATION);
}

/**
 * @verifies SRS-018
 */
static void test_texts(void)
{
    char line[64];

    CHECK(strcmp(alarm_text(ALARM_OCCLUSION), "OCCLUSION") == 0);
    CHECK(alarm_text_advice(ALARM_DOOR_OPEN, line, sizeof(line)) == PUMP_OK);
    CHECK(strcmp(line, "DOOR OPEN: close the door") == 0);
    CHECK(alarm_text_advice(ALARM_DOOR_OPEN, line, 8u) == PUMP_ERR_FULL);
    CHECK(strcmp(alarm_text_status(ALARM_OCCLUSION, "Insulin"), "OCCLUSION - Insulin") == 0);
}

static const test_case_t cases[] = {
    TEST(test_priorities),
    TEST(test_high_priority_stays_latched),
    TEST(test_low_priority_goes_with_its_cause),
    TEST(test_silence_ends_after_two_minutes),
    TEST(test_a_new_high_priority_alarm_ends_the_silence),
    TEST(test_burst_patterns),
    TEST(test_an_unattended_alarm_escalates),
    TEST(test_a_broken_loudspeaker_brings_in_the_backup_buzzer),
    TEST(test_shows_the_most_important_alarm),
    TEST(test_texts),
};

int main(int argc, char **argv)
{
    return harness_main("test_alarms", argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
