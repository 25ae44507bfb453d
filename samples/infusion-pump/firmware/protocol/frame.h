/**
 * @file frame.h
 * Frames of the serial and BLE link:
 *
 *     0xA5 | type | sequence | length (2, little endian) | payload | CRC-16 (2, little endian)
 */
#ifndef PROTOCOL_FRAME_H
#define PROTOCOL_FRAME_H

#include <stddef.h>
#include <stdint.h>

#include "common/pump_status.h"
#include "hal/hal.h"

#define FRAME_START 0xA5u
#define FRAME_HEADER_SIZE 5u
#define FRAME_CRC_SIZE 2u
#define FRAME_MAX_PAYLOAD 240u
#define FRAME_MAX_SIZE (FRAME_HEADER_SIZE + FRAME_MAX_PAYLOAD + FRAME_CRC_SIZE)
#define FRAME_TIMEOUT_MS 200u

typedef struct {
    uint8_t type;
    uint8_t sequence;
    uint16_t length;
    uint8_t payload[FRAME_MAX_PAYLOAD];
} frame_t;

pump_status_t frame_decode(const uint8_t *raw, size_t size, frame_t *frame) __attribute__((warn_unused_result));
pump_status_t frame_encode(const frame_t *frame, uint8_t *raw, size_t capacity, size_t *size)
    __attribute__((warn_unused_result));
pump_status_t frame_receive(UART_HandleTypeDef *port, frame_t *frame) __attribute__((warn_unused_result));
pump_status_t frame_send(UART_HandleTypeDef *port, const frame_t *frame) __attribute__((warn_unused_result));

/** Takes one drug library record from the service port during a library transfer. */
pump_status_t frame_receive_library_record(UART_HandleTypeDef *port) __attribute__((warn_unused_result));

#endif
