/**
 * @file boot.h
 * Bootloader: picks the firmware image to start and installs a pending one.
 */
#ifndef BOOT_H
#define BOOT_H

#include <stdbool.h>
#include <stdint.h>

#include "common/pump_status.h"
#include "update/image.h"

typedef enum { BOOT_LED_OFF = 0, BOOT_LED_CHECKING, BOOT_LED_INSTALLING, BOOT_LED_FAILED } boot_led_t;

/* Manufacturer's public signing key in DER form, programmed in production. */
extern const uint8_t boot_trust_anchor[];
extern const uint32_t boot_trust_anchor_size;

/** Decides which slot to start. */
pump_status_t boot_select(const image_header_t *slot_a, const uint8_t *image_a, const image_header_t *slot_b,
                          const uint8_t *image_b, bool update_pending, uint32_t *slot_address)
    __attribute__((warn_unused_result));

/** Reads the header at the start of a slot. */
pump_status_t boot_read_header(uint32_t slot_address, image_header_t *header) __attribute__((warn_unused_result));
pump_status_t boot_read_pending(bool *pending) __attribute__((warn_unused_result));
pump_status_t boot_clear_pending(void) __attribute__((warn_unused_result));

void boot_led_show(boot_led_t what);

#endif
