#include "harness.h"

#include "alarms/alarm_manager.h"
#include "fakes/fake_hal.h"
#include "flow/air_in_line.h"
#include "flow/flow_control.h"

#define FLUID_MV 1500u
#define AIR_MV 300u
#define REFERENCE_MV 1500u

static void start_sensor(void)
{
    fake_reset();
    alarm_init();
    flow_init();
    air_init();
}

/**
 * @verifies SRS-009
 */
static void test_stops_on_a_single_bubble(void)
{
    start_sensor();
    CHECK(air_sample(AIR_MV, REFERENCE_MV, AIR_SINGLE_BUBBLE_UL - 1u, 10u) == PUMP_OK);
    CHECK(flow_report().state != FLOW_FAULT);
    CHECK(air_sample(AIR_MV, REFERENCE_MV, 1u, 20u) == PUMP_OK);
    CHECK(flow_report().state == FLOW_FAULT);
    CHECK(alarm_state(ALARM_AIR_IN_LINE) == ALARM_STATE_ACTIVE);
}

/**
 * @verifies SRS-009
 */
static void test_adds_up_small_bubbles(void)
{
    start_sensor();
    for (uint32_t i = 0; i < 6u; i++) {
        CHECK(air_sample(AIR_MV, REFERENCE_MV, 40u, 20u * i) == PUMP_OK);
        CHECK(flow_report().state != FLOW_FAULT);
        CHECK(air_sample(FLUID_MV, REFERENCE_MV, 40u, (20u * i) + 10u) == PUMP_OK);
        CHECK(air_bubble_ul() == 0u);
    }
    CHECK(air_sample(AIR_MV, REFERENCE_MV, 40u, 200u) == PUMP_OK);
    CHECK(flow_report().state == FLOW_FAULT);
}

/**
 * @verifies SRS-010
 */
static void test_a_dead_sensor_counts_as_a_fault(void)
{
    start_sensor();
    CHECK(air_sample(FLUID_MV, 100u, 0u, 10u) == PUMP_OK);
    CHECK(!air_sensor_is_plausible());
    CHECK(flow_report().state == FLOW_FAULT);
    CHECK(alarm_state(ALARM_SENSOR_FAULT) == ALARM_STATE_ACTIVE);
}

static const test_case_t cases[] = {
    TEST(test_stops_on_a_single_bubble),
    TEST(test_adds_up_small_bubbles),
    TEST(test_a_dead_sensor_counts_as_a_fault),
};

int main(int argc, char **argv)
{
    return harness_main("test_air_in_line", argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
