#include "protocol/frame.h"

#include <string.h>

#include "common/crc.h"
#include "protocol/command.h"

#define RECORD_HEADER_SIZE 4u

/**
 * Decodes a frame. The length field is held against both the buffer it came in
 * and the payload it goes to before anything is copied.
 *
 * @satisfies SRS-023, SRS-024
 * @mitigates RC-006
 */
pump_status_t frame_decode(const uint8_t *raw, size_t size, frame_t *frame)
{
    uint16_t length;
    uint16_t received_crc;

    if ((raw == NULL) || (frame == NULL) || (size < (FRAME_HEADER_SIZE + FRAME_CRC_SIZE))) {
        return PUMP_ERR_PARAM;
    }
    if (raw[0] != FRAME_START) {
        return PUMP_ERR_FORMAT;
    }
    length = (uint16_t)(raw[3] | (raw[4] << 8));
    if (length > FRAME_MAX_PAYLOAD) {
        return PUMP_ERR_FORMAT;
    }
    if (size < (FRAME_HEADER_SIZE + length + FRAME_CRC_SIZE)) {
        return PUMP_ERR_FORMAT;
    }
    received_crc = (uint16_t)(raw[FRAME_HEADER_SIZE + length] | (raw[FRAME_HEADER_SIZE + length + 1u] << 8));
    if (crc16_ccitt(raw, FRAME_HEADER_SIZE + length) != received_crc) {
        return PUMP_ERR_CRC;
    }
    frame->type = raw[1];
    frame->sequence = raw[2];
    frame->length = length;
    memcpy(frame->payload, &raw[FRAME_HEADER_SIZE], length);
    return PUMP_OK;
}

/**
 * @satisfies SRS-023
 */
pump_status_t frame_encode(const frame_t *frame, uint8_t *raw, size_t capacity, size_t *size)
{
    uint16_t crc;
    size_t body;

    if ((frame == NULL) || (raw == NULL) || (size == NULL)) {
        return PUMP_ERR_PARAM;
    }
    if (frame->length > FRAME_MAX_PAYLOAD) {
        return PUMP_ERR_PARAM;
    }
    body = FRAME_HEADER_SIZE + frame->length;
    if (capacity < (body + FRAME_CRC_SIZE)) {
        return PUMP_ERR_FULL;
    }
    raw[0] = FRAME_START;
    raw[1] = frame->type;
    raw[2] = frame->sequence;
    raw[3] = (uint8_t)(frame->length & 0xFFu);
    raw[4] = (uint8_t)(frame->length >> 8);
    memcpy(&raw[FRAME_HEADER_SIZE], frame->payload, frame->length);
    crc = crc16_ccitt(raw, body);
    raw[body] = (uint8_t)(crc & 0xFFu);
    raw[body + 1u] = (uint8_t)(crc >> 8);
    *size = body + FRAME_CRC_SIZE;
    return PUMP_OK;
}

/**
 * Receives one frame from a port.
 *
 * @satisfies SRS-023 SRS-024
 */
pump_status_t frame_receive(UART_HandleTypeDef *port, frame_t *frame)
{
    uint8_t raw[FRAME_MAX_SIZE];
    uint16_t length;

    if (HAL_UART_Receive(port, raw, FRAME_HEADER_SIZE, FRAME_TIMEOUT_MS) != HAL_OK) {
        return PUMP_ERR_TIMEOUT;
    }
    length = (uint16_t)(raw[3] | (raw[4] << 8));
    if (length > FRAME_MAX_PAYLOAD) {
        return PUMP_ERR_FORMAT;
    }
    if (HAL_UART_Receive(port, &raw[FRAME_HEADER_SIZE], (uint16_t)(length + FRAME_CRC_SIZE), FRAME_TIMEOUT_MS) !=
        HAL_OK) {
        return PUMP_ERR_TIMEOUT;
    }
    return frame_decode(raw, FRAME_HEADER_SIZE + (size_t)length + FRAME_CRC_SIZE, frame);
}

pump_status_t frame_send(UART_HandleTypeDef *port, const frame_t *frame)
{
    uint8_t raw[FRAME_MAX_SIZE];
    size_t size = 0u;
    pump_status_t status = frame_encode(frame, raw, sizeof(raw), &size);

    if (status != PUMP_OK) {
        return status;
    }
    return (HAL_UART_Transmit(port, raw, (uint16_t)size, FRAME_TIMEOUT_MS) == HAL_OK) ? PUMP_OK : PUMP_ERR_TIMEOUT;
}

/**
 * The service tool sends library records back to back, each with a short
 * header of its own: slot, flags, record length (2, little endian).
 *
 * @satisfies SRS-021
 */
pump_status_t frame_receive_library_record(UART_HandleTypeDef *port)
{
    uint8_t header[RECORD_HEADER_SIZE];
    uint8_t body[FRAME_MAX_PAYLOAD];
    uint16_t record_length;

    if (HAL_UART_Receive(port, header, sizeof(header), FRAME_TIMEOUT_MS) != HAL_OK) {
        return PUMP_ERR_TIMEOUT;
    }
    if (HAL_UART_Receive(port, body, sizeof(body), FRAME_TIMEOUT_MS) != HAL_OK) {
        return PUMP_ERR_TIMEOUT;
    }
    record_length = (uint16_t)(header[2] | (header[3] << 8));
    return command_library_record(header[0], body, record_length);
}
