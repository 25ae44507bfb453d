#include "harness.h"

#include "common/crc.h"
#include "fakes/fake_hal.h"
#include "hal/hal.h"
#include "selftest/selftest.h"

static uint8_t ram[64];
static const uint8_t firmware[] = { 1, 2, 3, 4, 5, 6, 7, 8 };

static selftest_setup_t good_setup(void)
{
    selftest_setup_t setup = { ram, sizeof(ram), firmware, sizeof(firmware), 0u };

    setup.firmware_crc = crc32_ieee(firmware, sizeof(firmware));
    fake_reset();
    return setup;
}

/**
 * @verifies SRS-031 RC-010
 */
static void test_a_sound_pump_passes(void)
{
    selftest_setup_t setup = good_setup();
    selftest_step_t failed = SELFTEST_RAM;

    ram[3] = 0x42u;
    CHECK(selftest_run(&setup, &failed) == PUMP_OK);
    CHECK(failed == SELFTEST_NONE);
    CHECK(ram[3] == 0x42u);
    CHECK(!fake.buzzer);
}

/**
 * @verifies SRS-031
 */
static void test_names_the_step_that_failed(void)
{
    selftest_setup_t setup = good_setup();
    selftest_step_t failed = SELFTEST_NONE;

    fake.reference_mv = 1300u;
    CHECK(selftest_run(&setup, &failed) == PUMP_ERR_RANGE);
    CHECK(failed == SELFTEST_REFERENCE);
    setup = good_setup();
    fake.adc_mv[HAL_ADC_SPEAKER] = 10u;
    CHECK(selftest_run(&setup, &failed) == PUMP_ERR_HW);
    CHECK(failed == SELFTEST_ALARM_SOUND);
    setup = good_setup();
    fake.adc_mv[HAL_ADC_AIR_REFERENCE] = 100u;
    CHECK(selftest_run(&setup, &failed) == PUMP_ERR_RANGE);
    CHECK(failed == SELFTEST_AIR_SENSOR);
}

/**
 * @verifies SRS-032
 */
static void test_finds_a_changed_firmware(void)
{
    selftest_setup_t setup = good_setup();
    selftest_step_t failed = SELFTEST_NONE;

    setup.firmware_crc ^= 0x10u;
    CHECK(selftest_run(&setup, &failed) == PUMP_ERR_CRC);
    CHECK(failed == SELFTEST_FIRMWARE);
}

/**
 * The check value of both CRCs from their published parameter sets.
 *
 * @verifies SRS-023, SRS-032
 */
static void test_crc_check_values(void)
{
    const uint8_t digits[] = { '1', '2', '3', '4', '5', '6', '7', '8', '9' };

    CHECK(crc16_ccitt(digits, sizeof(digits)) == 0x29B1u);
    CHECK(crc32_ieee(digits, sizeof(digits)) == 0xCBF43926u);
}

static const test_case_t cases[] = {
    TEST(test_a_sound_pump_passes),
    TEST(test_names_the_step_that_failed),
    TEST(test_finds_a_changed_firmware),
    TEST(test_crc_check_values),
};

int main(int argc, char **argv)
{
    return harness_main("test_selftest", argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
