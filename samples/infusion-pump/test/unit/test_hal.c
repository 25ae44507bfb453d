#include "harness.h"

#include "hal/hal.h"

rcc_regs_t rcc_regs;
adc_regs_t adc1_regs;
iwdg_regs_t iwdg_regs;
rng_regs_t rng_regs;

/**
 * @verifies SRS-033
 */
static void test_the_watchdog_is_started_and_fed(void)
{
    IWDG_HandleTypeDef watchdog = { IWDG, 1000u };

    iwdg_regs.SR = 0u;
    CHECK(HAL_IWDG_Init(&watchdog) == HAL_OK);
    CHECK(iwdg_regs.RLR == 1000u);
    iwdg_regs.KR = 0u;
    CHECK(HAL_IWDG_Refresh(&watchdog) == HAL_OK);
    CHECK(iwdg_regs.KR == IWDG_KR_REFRESH);
    iwdg_regs.RLR = 5u;
    CHECK(HAL_IWDG_Refresh(&watchdog) == HAL_ERROR);
}

/**
 * @verifies SRS-033
 */
static void test_a_watchdog_reset_is_recognised(void)
{
    rcc_regs.CSR = RCC_CSR_IWDGRSTF;
    CHECK(hal_reset_was_watchdog());
    CHECK((rcc_regs.CSR & RCC_CSR_RMVF) != 0u);
    rcc_regs.CSR = 0u;
    CHECK(!hal_reset_was_watchdog());
}

/**
 * @verifies SRS-006, SRS-009
 */
static void test_a_silent_converter_times_out(void)
{
    uint32_t millivolt = 0u;

    adc1_regs.SR = 0u;
    CHECK(hal_adc_read_mv(HAL_ADC_PRESSURE, &millivolt) == HAL_TIMEOUT);
    adc1_regs.SR = ADC_SR_EOC;
    adc1_regs.DR = 4095u;
    CHECK(hal_adc_read_mv(HAL_ADC_PRESSURE, &millivolt) == HAL_OK);
    CHECK(millivolt == 3300u);
}

/**
 * @verifies SRS-025
 */
static void test_random_numbers_come_from_the_hardware(void)
{
    RNG_HandleTypeDef generator = { RNG };
    uint32_t number = 0u;

    rng_regs.SR = RNG_SR_DRDY;
    rng_regs.DR = 0x12345678u;
    CHECK(HAL_RNG_GenerateRandomNumber(&generator, &number) == HAL_OK);
    CHECK(number == 0x12345678u);
    rng_regs.SR = RNG_SR_FAULTS;
    CHECK(HAL_RNG_GenerateRandomNumber(&generator, &number) == HAL_ERROR);
    rng_regs.SR = 0u;
    CHECK(HAL_RNG_GenerateRandomNumber(&generator, &number) == HAL_TIMEOUT);
}

static const test_case_t cases[] = {
    TEST(test_the_watchdog_is_started_and_fed),
    TEST(test_a_watchdog_reset_is_recognised),
    TEST(test_a_silent_converter_times_out),
    TEST(test_random_numbers_come_from_the_hardware),
};

int main(int argc, char **argv)
{
    return harness_main("test_hal", argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
