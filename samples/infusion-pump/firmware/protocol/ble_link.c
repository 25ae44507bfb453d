#include "protocol/ble_link.h"

#include <stdio.h>
#include <string.h>

#include "ringbuf/ringbuf.h"

static char device_name[BLE_NAME_SIZE];
static uint8_t rx_storage[2u * FRAME_MAX_SIZE];
static ringbuf_t rx;

/**
 * @satisfies SRS-029
 */
pump_status_t ble_init(uint32_t serial_number)
{
    int written = snprintf(device_name, sizeof(device_name), "IP4-%08lu", (unsigned long)serial_number);

    if ((written < 0) || ((size_t)written >= sizeof(device_name))) {
        return PUMP_ERR_PARAM;
    }
    return (ringbuf_init(&rx, "ble-rx", rx_storage, sizeof(rx_storage)) == 0) ? PUMP_OK : PUMP_ERR_PARAM;
}

/**
 * @satisfies SRS-029
 */
void ble_set_name(const char *name)
{
    strcpy(device_name, name);
}

const char *ble_name(void)
{
    return device_name;
}

void ble_on_byte(uint8_t byte)
{
    if (ringbuf_put(&rx, byte) != 0) {
        ringbuf_clear(&rx); /* overrun: the frame is lost, the peer repeats it */
    }
}

/**
 * @satisfies SRS-023, SRS-024
 */
pump_status_t ble_poll(frame_t *frame)
{
    uint8_t raw[FRAME_MAX_SIZE];
    uint8_t byte = 0u;
    uint16_t length;
    size_t total;

    while ((ringbuf_peek(&rx, 0u, &byte) == 0) && (byte != FRAME_START)) {
        ringbuf_drop(&rx, 1u);
    }
    if (ringbuf_copy(&rx, raw, FRAME_HEADER_SIZE) != 0) {
        return PUMP_ERR_TIMEOUT;
    }
    length = (uint16_t)(raw[3] | (raw[4] << 8));
    if (length > FRAME_MAX_PAYLOAD) {
        ringbuf_drop(&rx, 1u);
        return PUMP_ERR_FORMAT;
    }
    total = FRAME_HEADER_SIZE + (size_t)length + FRAME_CRC_SIZE;
    if (ringbuf_copy(&rx, raw, total) != 0) {
        return PUMP_ERR_TIMEOUT;
    }
    ringbuf_drop(&rx, total);
    return frame_decode(raw, total, frame);
}
