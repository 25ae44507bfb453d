#ifndef PROTOCOL_COMMAND_H
#define PROTOCOL_COMMAND_H

#include <stdint.h>

#include "common/pump_status.h"
#include "protocol/frame.h"

enum {
    COMMAND_STATUS = 0x01,
    COMMAND_SESSION = 0x02,
    COMMAND_PROGRAM = 0x10,
    COMMAND_START = 0x11,
    COMMAND_PAUSE = 0x12,
    COMMAND_SILENCE = 0x13,
    COMMAND_LIBRARY_BEGIN = 0x20,
    COMMAND_LIBRARY_ACTIVATE = 0x21,
    COMMAND_SERVICE_LOGIN = 0x30,
    COMMAND_SET_NAME = 0x31,
    COMMAND_EVENT_READ = 0x40,
    COMMAND_UPDATE_BEGIN = 0x50,
    COMMAND_UPDATE_WRITE = 0x51,
    COMMAND_UPDATE_FINISH = 0x52
};

/**
 * Executes a request and makes the answer.
 *
 * @param now_ms  time of reception, for the session time-out
 */
pump_status_t command_execute(const frame_t *request, frame_t *answer, uint32_t now_ms)
    __attribute__((warn_unused_result));

pump_status_t command_library_record(uint8_t slot, const uint8_t *data, uint16_t length)
    __attribute__((warn_unused_result));

#endif
