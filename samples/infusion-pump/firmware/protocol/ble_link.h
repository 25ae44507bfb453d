#ifndef PROTOCOL_BLE_LINK_H
#define PROTOCOL_BLE_LINK_H

#include <stdint.h>

#include "common/pump_status.h"
#include "protocol/frame.h"

#define BLE_NAME_SIZE 20u

pump_status_t ble_init(uint32_t serial_number) __attribute__((warn_unused_result));

/** Name in the advertisement, as set by the service tool. */
void ble_set_name(const char *name);
const char *ble_name(void);

/** From the radio's receive interrupt. */
void ble_on_byte(uint8_t byte);

/** A whole frame, if one has come in. PUMP_ERR_TIMEOUT: not yet. */
pump_status_t ble_poll(frame_t *frame) __attribute__((warn_unused_result));

#endif
