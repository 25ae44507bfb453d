#include "harness.h"

#include <string.h>

#include "eventlog/eventlog.h"
#include "fakes/fake_hal.h"

/**
 * @verifies SRS-034
 */
static void test_records_come_back_newest_first(void)
{
    eventlog_record_t record;

    fake_reset();
    CHECK(eventlog_init() == PUMP_OK);
    CHECK(eventlog_count() == 0u);
    CHECK(eventlog_append(EVENT_BOOT, 0u, 5u) == PUMP_OK);
    CHECK(eventlog_append(EVENT_ALARM, 3u, 9u) == PUMP_OK);
    CHECK(eventlog_read(0u, &record) == PUMP_OK);
    CHECK(record.code == EVENT_ALARM && record.argument == 3u && record.time_ms == 9u);
    CHECK(eventlog_read(1u, &record) == PUMP_OK);
    CHECK(record.code == EVENT_BOOT);
    CHECK(eventlog_read(2u, &record) == PUMP_ERR_PARAM);
}

/**
 * @verifies SRS-034
 */
static void test_texts_are_cut_to_size(void)
{
    eventlog_record_t record;

    fake_reset();
    CHECK(eventlog_init() == PUMP_OK);
    CHECK(eventlog_append_text("a line that is longer than thirty-one characters", 1u) == PUMP_OK);
    CHECK(eventlog_read(0u, &record) == PUMP_OK);
    CHECK(strlen(record.text) == EVENTLOG_TEXT_SIZE - 1u);
}

/**
 * @verifies SRS-035 RC-018
 */
static void test_survives_a_restart(void)
{
    eventlog_record_t record;

    fake_reset();
    CHECK(eventlog_init() == PUMP_OK);
    for (uint32_t i = 0; i < EVENTLOG_CAPACITY + 5u; i++) {
        CHECK(eventlog_append(EVENT_COMMAND, (uint16_t)i, i) == PUMP_OK);
    }
    CHECK(eventlog_init() == PUMP_OK);
    CHECK(eventlog_count() == EVENTLOG_CAPACITY);
    CHECK(eventlog_read(0u, &record) == PUMP_OK);
    CHECK(record.argument == EVENTLOG_CAPACITY + 4u);
}

/**
 * @verifies SRS-035
 */
static void test_leaves_out_a_torn_record(void)
{
    fake_reset();
    CHECK(eventlog_init() == PUMP_OK);
    CHECK(eventlog_append(EVENT_BOOT, 0u, 1u) == PUMP_OK);
    CHECK(eventlog_append(EVENT_ALARM, 0u, 2u) == PUMP_OK);
    *fake_flash(EVENTLOG_FLASH_BASE + (uint32_t)sizeof(eventlog_record_t)) ^= 0x40u;
    CHECK(eventlog_init() == PUMP_OK);
    CHECK(eventlog_count() == 1u);
}

/**
 * @verifies SRS-035
 */
static void test_reports_a_flash_fault(void)
{
    fake_reset();
    CHECK(eventlog_init() == PUMP_OK);
    fake.flash_fails = true;
    CHECK(eventlog_append(EVENT_BOOT, 0u, 1u) == PUMP_ERR_STORAGE);
}

/**
 * @verifies SRS-036
 */
static void test_keeps_a_remote_note(void)
{
    remote_message_t message = { 3u, 5u, { 'h', 'e', 'l', 'l', 'o' } };
    eventlog_record_t record;

    fake_reset();
    CHECK(eventlog_init() == PUMP_OK);
    CHECK(eventlog_append_remote(&message, 7u) == PUMP_OK);
    CHECK(eventlog_read(0u, &record) == PUMP_OK);
    CHECK(record.code == EVENT_REMOTE && strcmp(record.text, "hello") == 0);
}

static const test_case_t cases[] = {
    TEST(test_records_come_back_newest_first),
    TEST(test_texts_are_cut_to_size),
    TEST(test_survives_a_restart),
    TEST(test_leaves_out_a_torn_record),
    TEST(test_reports_a_flash_fault),
    TEST(test_keeps_a_remote_note),
};

int main(int argc, char **argv)
{
    return harness_main("test_eventlog", argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
