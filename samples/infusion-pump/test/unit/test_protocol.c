#include "harness.h"

#include <string.h>

#include "alarms/alarm_manager.h"
#include "eventlog/eventlog.h"
#include "fakes/fake_hal.h"
#include "flow/flow_control.h"
#include "protocol/ble_link.h"
#include "protocol/command.h"
#include "protocol/frame.h"
#include "protocol/service_auth.h"
#include "protocol/session.h"

static frame_t sample_frame(void)
{
    frame_t frame;

    memset(&frame, 0, sizeof(frame));
    frame.type = COMMAND_STATUS;
    frame.sequence = 7u;
    frame.length = 3u;
    frame.payload[0] = 0x11u;
    frame.payload[1] = 0x22u;
    frame.payload[2] = 0x33u;
    return frame;
}

static size_t count_differences(const uint8_t *left, const uint8_t *right, size_t size)
{
    size_t differences = 0u;

    for (size_t i = 0; i < size; i++) {
        if (left[i] != right[i]) {
            differences++;
        }
    }
    return differences;
}

/**
 * @verifies SRS-023
 */
static void test_a_frame_comes_back_as_it_was_sent(void)
{
    frame_t sent = sample_frame();
    frame_t received;
    uint8_t raw[FRAME_MAX_SIZE];
    size_t size = 0u;

    CHECK(frame_encode(&sent, raw, sizeof(raw), &size) == PUMP_OK);
    CHECK(size == FRAME_HEADER_SIZE + 3u + FRAME_CRC_SIZE);
    CHECK(frame_decode(raw, size, &received) == PUMP_OK);
    CHECK(received.type == sent.type && received.sequence == 7u && received.length == 3u);
    CHECK(received.payload[2] == 0x33u);
    raw[6] ^= 1u;
    CHECK(frame_decode(raw, size, &received) == PUMP_ERR_CRC);
    CHECK(frame_encode(&sent, raw, 4u, &size) == PUMP_ERR_FULL);
}

/**
 * @verifies SRS-024
 */
static void test_a_length_beyond_the_payload_is_refused(void)
{
    frame_t sent = sample_frame();
    frame_t received;
    uint8_t raw[FRAME_MAX_SIZE];
    size_t size = 0u;

    CHECK(frame_encode(&sent, raw, sizeof(raw), &size) == PUMP_OK);
    raw[3] = 0xF1u;
    CHECK(frame_decode(raw, size, &received) == PUMP_ERR_FORMAT);
    raw[3] = 4u;
    CHECK(frame_decode(raw, size, &received) == PUMP_ERR_FORMAT);
    CHECK(frame_decode(raw, 3u, &received) == PUMP_ERR_PARAM);
}

/**
 * @verifies SRS-023, SRS-024
 */
static void test_receives_over_uart(void)
{
    UART_HandleTypeDef port = { UART2, 0u };
    frame_t sent = sample_frame();
    frame_t received;

    fake_reset();
    CHECK(frame_send(&port, &sent) == PUMP_OK);
    for (size_t i = 0; i < fake.uart_out_size; i++) {
        fake.uart_in[i] = fake.uart_out[i];
    }
    fake.uart_in_size = fake.uart_out_size;
    CHECK(frame_receive(&port, &received) == PUMP_OK);
    CHECK(received.length == 3u);
    CHECK(frame_receive(&port, &received) == PUMP_ERR_TIMEOUT);
}

/**
 * @verifies SRS-024
 */
static void test_ble_finds_the_start_of_a_frame(void)
{
    UART_HandleTypeDef port = { UART2, 0u };
    frame_t sent = sample_frame();
    frame_t received;

    fake_reset();
    CHECK(ble_init(1234u) == PUMP_OK);
    CHECK(frame_send(&port, &sent) == PUMP_OK);
    ble_on_byte(0x00u);
    ble_on_byte(0x17u);
    for (size_t i = 0; i < fake.uart_out_size; i++) {
        CHECK(ble_poll(&received) == PUMP_ERR_TIMEOUT);
        ble_on_byte(fake.uart_out[i]);
    }
    CHECK(ble_poll(&received) == PUMP_OK);
    CHECK(received.sequence == 7u);
}

/**
 * @verifies SRS-029
 */
static void test_ble_name_carries_the_serial_number(void)
{
    CHECK(ble_init(1234u) == PUMP_OK);
    CHECK(strcmp(ble_name(), "IP4-00001234") == 0);
    ble_set_name("ICU bed 4");
    CHECK(strcmp(ble_name(), "ICU bed 4") == 0);
}

/**
 * @verifies SRS-025
 */
static void test_a_session_needs_to_be_opened(void)
{
    uint8_t nonce[SESSION_NONCE_SIZE];
    uint8_t other[SESSION_NONCE_SIZE];
    uint8_t code[SESSION_MAC_SIZE] = { 0 };

    CHECK(session_verify((const uint8_t *)"x", 1u, code, 0u) == PUMP_ERR_AUTH);
    CHECK(session_begin(nonce, 0u) == PUMP_OK);
    CHECK(session_is_open());
    CHECK(session_begin(other, 0u) == PUMP_OK);
    CHECK(count_differences(nonce, other, sizeof(nonce)) > 0u);
}

/**
 * @verifies SRS-026 RC-006
 */
static void test_a_command_without_its_code_changes_nothing(void)
{
    frame_t request;
    frame_t answer;

    fake_reset();
    alarm_init();
    flow_init();
    CHECK(eventlog_init() == PUMP_OK);
    memset(&request, 0, sizeof(request));
    request.type = COMMAND_START;
    request.length = SESSION_MAC_SIZE - 1u;
    CHECK(command_execute(&request, &answer, 0u) == PUMP_ERR_AUTH);
    request.length = SESSION_MAC_SIZE;
    CHECK(command_execute(&request, &answer, 0u) == PUMP_ERR_AUTH);
    CHECK(!fake.motor_runs);
}

/**
 * @verifies SRS-027
 */
static void test_an_idle_session_closes(void)
{
    uint8_t nonce[SESSION_NONCE_SIZE];

    CHECK(session_begin(nonce, 1000u) == PUMP_OK);
    session_tick(1000u + SESSION_TIMEOUT_MS - 1u);
    CHECK(session_is_open());
    session_tick(1000u + SESSION_TIMEOUT_MS);
    CHECK(!session_is_open());
}

/**
 * @verifies SRS-028
 */
static void test_three_wrong_entries_lock_the_service_mode(void)
{
    const uint8_t wrong[] = { '1', '2', '3', '4' };

    for (uint32_t i = 0; i < SERVICE_ATTEMPTS; i++) {
        CHECK(service_login(wrong, sizeof(wrong), 1000u) == PUMP_ERR_AUTH);
    }
    CHECK(service_login(wrong, sizeof(wrong), 1001u) == PUMP_ERR_STATE);
    CHECK(service_login(wrong, sizeof(wrong), 1000u + SERVICE_LOCK_MS) == PUMP_ERR_AUTH);
    CHECK(!service_is_logged_in());
}

/**
 * @verifies SRS-021
 */
static void test_library_records_need_the_service_mode(void)
{
    const uint8_t record[] = { 'x' };

    service_logout();
    CHECK(command_library_record(0u, record, sizeof(record)) == PUMP_ERR_AUTH);
}

/**
 * @verifies SRS-042
 */
static void test_status_data_is_encrypted_in_whole_blocks(void)
{
    uint8_t plain[32] = { 0 };
    uint8_t cipher[32] = { 0 };

    CHECK(session_encrypt(plain, 31u, cipher) == PUMP_ERR_PARAM);
    CHECK(session_encrypt(plain, sizeof(plain), cipher) == PUMP_OK);
    CHECK(count_differences(plain, cipher, sizeof(plain)) > 0u);
}

static const test_case_t cases[] = {
    TEST(test_a_frame_comes_back_as_it_was_sent),
    TEST(test_a_length_beyond_the_payload_is_refused),
    TEST(test_receives_over_uart),
    TEST(test_ble_finds_the_start_of_a_frame),
    TEST(test_ble_name_carries_the_serial_number),
    TEST(test_a_session_needs_to_be_opened),
    TEST(test_a_command_without_its_code_changes_nothing),
    TEST(test_an_idle_session_closes),
    TEST(test_three_wrong_entries_lock_the_service_mode),
    TEST(test_library_records_need_the_service_mode),
    TEST(test_status_data_is_encrypted_in_whole_blocks),
};

int main(int argc, char **argv)
{
    return harness_main("test_protocol", argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
