#include "harness.h"

#include "alarms/alarm_manager.h"
#include "fakes/fake_hal.h"
#include "flow/flow_control.h"
#include "flow/occlusion.h"

static pump_status_t run_infusion(void)
{
    flow_program_t program = { 100000u, 50000u };
    pump_status_t status;

    fake_reset();
    alarm_init();
    flow_init();
    occlusion_init();
    status = flow_program(&program);
    return (status == PUMP_OK) ? flow_start() : status;
}

static pump_status_t feed(uint32_t pressure_mmhg, uint32_t samples)
{
    pump_status_t status = PUMP_OK;

    for (uint32_t i = 0; (i < samples) && (status == PUMP_OK); i++) {
        status = occlusion_sample(pressure_mmhg, 10u * i);
    }
    return status;
}

/**
 * @verifies SRS-006
 */
static void test_detects_an_occlusion_after_three_samples(void)
{
    CHECK(run_infusion() == PUMP_OK);
    CHECK(feed(OCCLUSION_THRESHOLD_MEDIUM_MMHG, OCCLUSION_SAMPLES - 1u) == PUMP_OK);
    CHECK(fake.motor_runs);
    CHECK(feed(OCCLUSION_THRESHOLD_MEDIUM_MMHG, 1u) == PUMP_OK);
    CHECK(occlusion_is_present());
    CHECK(!fake.motor_runs);
    CHECK(flow_report().state == FLOW_PAUSED);
    CHECK(alarm_state(ALARM_OCCLUSION) == ALARM_STATE_ACTIVE);
}

/**
 * @verifies SRS-006
 */
static void test_a_single_peak_is_no_occlusion(void)
{
    CHECK(run_infusion() == PUMP_OK);
    CHECK(feed(700u, OCCLUSION_SAMPLES - 1u) == PUMP_OK);
    CHECK(feed(100u, 1u) == PUMP_OK);
    CHECK(feed(700u, OCCLUSION_SAMPLES - 1u) == PUMP_OK);
    CHECK(!occlusion_is_present());
    CHECK(fake.motor_runs);
}

/**
 * @verifies SRS-006
 */
static void test_pressure_from_sensor_voltage(void)
{
    CHECK(occlusion_pressure_mmhg(200u) == 0u);
    CHECK(occlusion_pressure_mmhg(1200u) == 300u);
    CHECK(occlusion_pressure_mmhg(60000u) == 1200u);
}

/**
 * @verifies SRS-007
 */
static void test_sensitivity_levels(void)
{
    occlusion_init();
    CHECK(occlusion_set_level(OCCLUSION_HIGH) == PUMP_OK);
    CHECK(occlusion_threshold_mmhg() == OCCLUSION_THRESHOLD_HIGH_MMHG);
    CHECK(occlusion_set_level(OCCLUSION_MEDIUM) == PUMP_OK);
    CHECK(occlusion_threshold_mmhg() == OCCLUSION_THRESHOLD_MEDIUM_MMHG);
    CHECK(occlusion_set_level((occlusion_level_t)9) == PUMP_ERR_PARAM);
}

/**
 * @verifies SRS-007
 */
static void test_low_sensitivity_level_for_neonates(void)
{
    occlusion_init();
    CHECK(occlusion_set_level(OCCLUSION_LOW) == PUMP_OK);
    CHECK(occlusion_threshold_mmhg() == OCCLUSION_THRESHOLD_LOW_MMHG);
}

static const test_case_t cases[] = {
    TEST(test_detects_an_occlusion_after_three_samples),
    TEST(test_a_single_peak_is_no_occlusion),
    TEST(test_pressure_from_sensor_voltage),
    TEST(test_sensitivity_levels),
    TEST(test_low_sensitivity_level_for_neonates),
};

int main(int argc, char **argv)
{
    return harness_main("test_occlusion", argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
