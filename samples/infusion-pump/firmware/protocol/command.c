#include "protocol/command.h"

#include <string.h>

#include "alarms/alarm_manager.h"
#include "drug_library/drug_library.h"
#include "eventlog/eventlog.h"
#include "flow/flow_control.h"
#include "protocol/ble_link.h"
#include "protocol/service_auth.h"
#include "protocol/session.h"
#include "update/update.h"

#define PROGRAM_SIZE 8u
#define INSTALLED_VERSION 40102u /* 4.1.2 */

static uint32_t read_u32(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] | ((uint32_t)bytes[1] << 8) | ((uint32_t)bytes[2] << 16) | ((uint32_t)bytes[3] << 24);
}

static void write_u32(uint8_t *bytes, uint32_t value)
{
    bytes[0] = (uint8_t)(value & 0xFFu);
    bytes[1] = (uint8_t)((value >> 8) & 0xFFu);
    bytes[2] = (uint8_t)((value >> 16) & 0xFFu);
    bytes[3] = (uint8_t)(value >> 24);
}

static pump_status_t set_program(const uint8_t *data, size_t size)
{
    flow_program_t program;

    if (size != PROGRAM_SIZE) {
        return PUMP_ERR_FORMAT;
    }
    program.rate_ul_h = read_u32(&data[0]);
    program.vtbi_ul = read_u32(&data[4]);
    return flow_program(&program);
}

/**
 * @satisfies SRS-037
 */
static pump_status_t execute_update(uint8_t type, const uint8_t *data, size_t size)
{
    image_header_t header;

    switch (type) {
    case COMMAND_UPDATE_BEGIN:
        if (size != sizeof(header)) {
            return PUMP_ERR_FORMAT;
        }
        memcpy(&header, data, sizeof(header));
        return update_begin(&header, INSTALLED_VERSION);
    case COMMAND_UPDATE_WRITE:
        return (size > 4u) ? update_write(read_u32(data), &data[4], size - 4u) : PUMP_ERR_FORMAT;
    case COMMAND_UPDATE_FINISH:
        return update_finish((const uint8_t *)(uintptr_t)IMAGE_SLOT_B);
    default:
        return PUMP_ERR_FORMAT;
    }
}

static void report_status(frame_t *answer)
{
    flow_report_t report = flow_report();
    alarm_id_t alarm = alarm_most_important();

    answer->payload[0] = (uint8_t)report.state;
    answer->payload[1] = (uint8_t)alarm;
    write_u32(&answer->payload[2], report.rate_ul_h);
    write_u32(&answer->payload[6], report.delivered_ul);
    write_u32(&answer->payload[10], report.remaining_ul);
    answer->length = 14u;
}

static pump_status_t read_event(const uint8_t *data, size_t size, frame_t *answer)
{
    eventlog_record_t record;
    pump_status_t status;

    if (size != 4u) {
        return PUMP_ERR_FORMAT;
    }
    status = eventlog_read(read_u32(data), &record);
    if (status != PUMP_OK) {
        return status;
    }
    memcpy(answer->payload, &record, sizeof(record));
    answer->length = (uint16_t)sizeof(record);
    return PUMP_OK;
}

/**
 * Requests that change the therapy end with a message authentication code; it
 * is checked, and cut off, before anything else is looked at.
 *
 * @satisfies SRS-026
 * @mitigates RC-006
 */
static pump_status_t execute_authenticated(const frame_t *request, uint32_t now_ms)
{
    size_t size;
    pump_status_t status;

    if ((request->length < SESSION_MAC_SIZE) || (request->length > FRAME_MAX_PAYLOAD)) {
        return PUMP_ERR_AUTH;
    }
    size = (size_t)request->length - SESSION_MAC_SIZE;
    status = session_verify(request->payload, size, &request->payload[size], now_ms);
    if (status != PUMP_OK) {
        return status;
    }
    switch (request->type) {
    case COMMAND_PROGRAM:
        return set_program(request->payload, size);
    case COMMAND_START:
        return flow_start();
    case COMMAND_PAUSE:
        return flow_pause();
    case COMMAND_SILENCE:
        return alarm_silence(now_ms);
    case COMMAND_SET_NAME:
        ble_set_name((const char *)request->payload);
        return PUMP_OK;
    case COMMAND_UPDATE_BEGIN:
    case COMMAND_UPDATE_WRITE:
    case COMMAND_UPDATE_FINISH:
        return execute_update(request->type, request->payload, size);
    case COMMAND_LIBRARY_BEGIN:
        drug_library_begin();
        return PUMP_OK;
    case COMMAND_LIBRARY_ACTIVATE:
        return (size == 4u) ? drug_library_activate(read_u32(request->payload)) : PUMP_ERR_FORMAT;
    default:
        return PUMP_ERR_FORMAT;
    }
}

/**
 * @satisfies SRS-025, SRS-026, SRS-028
 */
pump_status_t command_execute(const frame_t *request, frame_t *answer, uint32_t now_ms)
{
    pump_status_t status;

    if ((request == NULL) || (answer == NULL) || (request->length > FRAME_MAX_PAYLOAD)) {
        return PUMP_ERR_PARAM;
    }
    answer->type = request->type;
    answer->sequence = request->sequence;
    answer->length = 0u;
    switch (request->type) {
    case COMMAND_STATUS:
        report_status(answer);
        return PUMP_OK;
    case COMMAND_SESSION:
        status = session_begin(answer->payload, now_ms);
        answer->length = (status == PUMP_OK) ? SESSION_NONCE_SIZE : 0u;
        return status;
    case COMMAND_SERVICE_LOGIN:
        return service_login(request->payload, request->length, now_ms);
    case COMMAND_EVENT_READ:
        return read_event(request->payload, request->length, answer);
    default:
        status = execute_authenticated(request, now_ms);
        break;
    }
    if (eventlog_append(EVENT_COMMAND, request->type, now_ms) != PUMP_OK) {
        return PUMP_ERR_STORAGE;
    }
    return status;
}

/**
 * A record of the drug library, from the service port.
 *
 * @satisfies SRS-021
 */
pump_status_t command_library_record(uint8_t slot, const uint8_t *data, uint16_t length)
{
    if (!service_is_logged_in()) {
        return PUMP_ERR_AUTH;
    }
    return drug_library_store_record(slot, data, length);
}
