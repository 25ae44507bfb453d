/**
 * @file main.c
 * Start-up and main loop of the pump application. No operating system: the
 * interrupts make steps and collect bytes, everything else happens here.
 */
#include <stdbool.h>
#include <stddef.h>

#include "alarms/alarm_manager.h"
#include "app/therapy.h"
#include "drug_library/drug_library.h"
#include "eventlog/eventlog.h"
#include "flow/air_in_line.h"
#include "flow/flow_control.h"
#include "flow/occlusion.h"
#include "hal/hal.h"
#include "net/server_link.h"
#include "net/ward_beacon.h"
#include "protocol/ble_link.h"
#include "protocol/command.h"
#include "protocol/service_auth.h"
#include "protocol/session.h"
#include "selftest/selftest.h"

#define SUPERVISION_MS 10u
#define SELFTEST_RAM_SIZE 512u
#define BATTERY_LOW_MV 2900u
#define REPORT_MS 60000u

extern const uint8_t firmware_image[];
extern const uint32_t firmware_image_size;
extern const uint32_t firmware_image_crc;
extern const uint32_t device_serial_number;
extern mbedtls_x509_crt hospital_ca;

void app_on_wifi_up(int server_fd, int beacon_fd);

static IWDG_HandleTypeDef watchdog = { IWDG, 1000u };
static UART_HandleTypeDef ble_port = { UART2, 0u };
static UART_HandleTypeDef service_port = { UART1, 0u };
static volatile bool door_event;
static int server_socket = -1;
static uint32_t last_report_ms;
static uint8_t selftest_ram[SELFTEST_RAM_SIZE];

/**
 * @satisfies SRS-003
 */
void app_on_motor_step(void)
{
    flow_count_step();
}

/**
 * @satisfies SRS-011
 */
void app_on_door_edge(bool open)
{
    if (open) {
        door_event = true;
    }
}

/**
 * The self-test of the pump at power-on; a failure ends in the safe state.
 *
 * @satisfies SRS-031, SRS-032
 * @mitigates RC-010
 */
static pump_status_t power_on_selftest(void)
{
    selftest_setup_t setup = { selftest_ram, sizeof(selftest_ram), firmware_image, firmware_image_size,
                               firmware_image_crc };
    selftest_step_t failed = SELFTEST_NONE;
    pump_status_t status = selftest_run(&setup, &failed);

    if (eventlog_append(EVENT_SELFTEST, (uint16_t)failed, HAL_GetTick()) != PUMP_OK) {
        return PUMP_ERR_STORAGE;
    }
    if (status != PUMP_OK) {
        if (alarm_raise(ALARM_SELFTEST_FAILED, HAL_GetTick()) != PUMP_OK) {
            therapy_enter_safe_state();
        }
    }
    return status;
}

static pump_status_t start_up(void)
{
    pump_status_t status;
    event_code_t reason = hal_reset_was_watchdog() ? EVENT_WATCHDOG : EVENT_BOOT;

    if (HAL_IWDG_Init(&watchdog) != HAL_OK) {
        return PUMP_ERR_HW;
    }
    hal_clock_start();
    alarm_init();
    flow_init();
    occlusion_init();
    air_init();
    status = eventlog_init();
    if (status == PUMP_OK) {
        status = eventlog_append(reason, 0u, HAL_GetTick());
    }
    if (status == PUMP_OK) {
        status = power_on_selftest();
    }
    drug_library_begin();
    if (status == PUMP_OK) {
        status = ble_init(device_serial_number);
    }
    return status;
}

static pump_status_t handle_door(uint32_t now_ms)
{
    pump_status_t status;

    if (!door_event) {
        return PUMP_OK;
    }
    door_event = false;
    status = flow_pause();
    if ((status != PUMP_OK) && (status != PUMP_ERR_STATE)) {
        return status;
    }
    return alarm_raise(ALARM_DOOR_OPEN, now_ms);
}

static pump_status_t handle_battery(uint32_t now_ms)
{
    uint32_t millivolt = 0u;

    if (hal_adc_read_mv(HAL_ADC_SUPPLY, &millivolt) != HAL_OK) {
        return PUMP_ERR_HW;
    }
    if (millivolt < BATTERY_LOW_MV) {
        return alarm_raise(ALARM_BATTERY_LOW, now_ms);
    }
    return alarm_clear(ALARM_BATTERY_LOW);
}

static pump_status_t handle_link(uint32_t now_ms)
{
    static frame_t request;
    static frame_t answer;
    pump_status_t status = ble_poll(&request);

    session_tick(now_ms);
    if (status != PUMP_OK) {
        return PUMP_OK; /* nothing complete yet, or a damaged frame: the peer repeats it */
    }
    status = command_execute(&request, &answer, now_ms);
    if (status != PUMP_OK) {
        answer.payload[0] = (uint8_t)status;
        answer.length = 1u;
    }
    return frame_send(&ble_port, &answer);
}

static pump_status_t handle_service(void)
{
    if (!service_is_logged_in()) {
        return PUMP_OK;
    }
    return frame_receive_library_record(&service_port);
}

/**
 * The driver of the radio calls this when the pump has joined the network.
 *
 * @satisfies SRS-030
 */
void app_on_wifi_up(int server_fd, int beacon_fd)
{
    ward_beacon_attach(beacon_fd);
    server_socket = server_fd;
    if (server_connect(&server_socket, &hospital_ca) != PUMP_OK) {
        server_socket = -1;
    }
}

static pump_status_t handle_network(uint32_t now_ms)
{
    flow_report_t report = flow_report();
    pump_status_t status = ward_beacon_poll(now_ms);

    if ((status == PUMP_ERR_STORAGE) || (server_socket < 0) || ((now_ms - last_report_ms) < REPORT_MS)) {
        return status;
    }
    last_report_ms = now_ms;
    status = server_send((const uint8_t *)&report, sizeof(report));
    if (status != PUMP_OK) {
        server_socket = -1;
        return alarm_raise(ALARM_LINK_LOST, now_ms);
    }
    return alarm_clear(ALARM_LINK_LOST);
}

/**
 * One round of the main loop.
 *
 * @satisfies SRS-033
 * @mitigates RC-013
 */
static pump_status_t run_once(uint32_t now_ms)
{
    pump_status_t status = therapy_supervise(now_ms);

    if (status == PUMP_OK) {
        status = handle_door(now_ms);
    }
    if (status == PUMP_OK) {
        status = handle_battery(now_ms);
    }
    alarm_tick(now_ms);
    return status;
}

int main(void)
{
    uint32_t last_ms = 0u;
    pump_status_t status = start_up();

    if (status != PUMP_OK) {
        therapy_enter_safe_state();
    }
    for (;;) {
        uint32_t now_ms = HAL_GetTick();

        if ((now_ms - last_ms) >= SUPERVISION_MS) {
            last_ms = now_ms;
            if (run_once(now_ms) != PUMP_OK) {
                therapy_enter_safe_state();
            }
            HAL_IWDG_Refresh(&watchdog);
        }
        if (handle_link(now_ms) == PUMP_ERR_HW) {
            ble_port.ErrorCode = 0u;
        }
        if (handle_service() == PUMP_ERR_FORMAT) {
            service_logout();
        }
        if (handle_network(now_ms) == PUMP_ERR_STORAGE) {
            therapy_enter_safe_state();
        }
    }
}
