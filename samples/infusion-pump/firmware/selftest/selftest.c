#include "selftest/selftest.h"

#include "alarms/alarm_audio.h"
#include "common/crc.h"
#include "hal/hal.h"

#define REFERENCE_NOMINAL_MV 1212u
#define REFERENCE_TOLERANCE_MV 36u
#define AIR_REFERENCE_MIN_MV 900u
#define AIR_REFERENCE_MAX_MV 2400u

/**
 * Writes and reads back two patterns in an unused part of the RAM, and
 * restores what was there.
 *
 * @satisfies SRS-031
 */
static pump_status_t test_ram(const selftest_setup_t *setup)
{
    static const uint8_t patterns[] = { 0x55u, 0xAAu };

    if ((setup->ram == NULL) || (setup->ram_size == 0u)) {
        return PUMP_ERR_PARAM;
    }
    for (size_t i = 0; i < setup->ram_size; i++) {
        volatile uint8_t *cell = &setup->ram[i];
        uint8_t saved = *cell;

        for (size_t p = 0; p < sizeof(patterns); p++) {
            *cell = patterns[p];
            if (*cell != patterns[p]) {
                return PUMP_ERR_HW;
            }
        }
        *cell = saved;
    }
    return PUMP_OK;
}

/**
 * @satisfies SRS-032
 */
static pump_status_t test_firmware(const selftest_setup_t *setup)
{
    if ((setup->firmware == NULL) || (setup->firmware_size == 0u)) {
        return PUMP_ERR_PARAM;
    }
    return (crc32_ieee(setup->firmware, setup->firmware_size) == setup->firmware_crc) ? PUMP_OK : PUMP_ERR_CRC;
}

/**
 * @satisfies SRS-031
 */
static pump_status_t test_reference(void)
{
    uint32_t millivolt = 0u;

    if (hal_adc_read_reference_mv(&millivolt) != HAL_OK) {
        return PUMP_ERR_HW;
    }
    if ((millivolt < (REFERENCE_NOMINAL_MV - REFERENCE_TOLERANCE_MV)) ||
        (millivolt > (REFERENCE_NOMINAL_MV + REFERENCE_TOLERANCE_MV))) {
        return PUMP_ERR_RANGE;
    }
    return PUMP_OK;
}

/**
 * @satisfies SRS-031 SRS-010
 * @mitigates RC-003
 */
static pump_status_t test_air_sensor(void)
{
    uint32_t millivolt = 0u;

    if (hal_adc_read_mv(HAL_ADC_AIR_REFERENCE, &millivolt) != HAL_OK) {
        return PUMP_ERR_HW;
    }
    return ((millivolt >= AIR_REFERENCE_MIN_MV) && (millivolt <= AIR_REFERENCE_MAX_MV)) ? PUMP_OK : PUMP_ERR_RANGE;
}

/**
 * Sounds the buzzer and looks at the current of the loudspeaker.
 *
 * @satisfies SRS-031
 * @mitigates RC-010
 */
static pump_status_t test_alarm_sound(void)
{
    uint32_t millivolt = 0u;
    HAL_StatusTypeDef status;

    hal_buzzer(true);
    status = hal_adc_read_mv(HAL_ADC_SPEAKER, &millivolt);
    hal_buzzer(false);
    if (status != HAL_OK) {
        return PUMP_ERR_HW;
    }
    alarm_audio_feedback(millivolt);
    return alarm_audio_is_faulty() ? PUMP_ERR_HW : PUMP_OK;
}

static pump_status_t run_step(selftest_step_t step, const selftest_setup_t *setup)
{
    switch (step) {
    case SELFTEST_RAM:
        return test_ram(setup);
    case SELFTEST_FIRMWARE:
        return test_firmware(setup);
    case SELFTEST_REFERENCE:
        return test_reference();
    case SELFTEST_AIR_SENSOR:
        return test_air_sensor();
    case SELFTEST_ALARM_SOUND:
        return test_alarm_sound();
    case SELFTEST_NONE:
    case SELFTEST_STEP_COUNT:
    default:
        return PUMP_ERR_PARAM;
    }
}

/**
 * @satisfies SRS-031
 */
pump_status_t selftest_run(const selftest_setup_t *setup, selftest_step_t *failed)
{
    if ((setup == NULL) || (failed == NULL)) {
        return PUMP_ERR_PARAM;
    }
    for (int step = (int)SELFTEST_RAM; step < (int)SELFTEST_STEP_COUNT; step++) {
        pump_status_t status = run_step((selftest_step_t)step, setup);

        if (status != PUMP_OK) {
            *failed = (selftest_step_t)step;
            return status;
        }
    }
    *failed = SELFTEST_NONE;
    return PUMP_OK;
}
