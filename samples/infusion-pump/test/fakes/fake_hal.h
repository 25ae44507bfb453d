/**
 * @file fake_hal.h
 * The hardware as the tests see it.
 */
#ifndef FAKE_HAL_H
#define FAKE_HAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FAKE_FLASH_BASE 0x08000000u
#define FAKE_FLASH_SIZE 0x00080000u

typedef struct {
    uint32_t now_ms;
    uint32_t motor_period_us;
    bool motor_runs;
    uint32_t reversed_steps;
    uint32_t encoder;
    bool door_open;
    bool buzzer;
    bool backup_buzzer;
    uint32_t leds;
    uint32_t adc_mv[8];
    uint32_t reference_mv;
    bool adc_fails;
    bool flash_fails;
    uint32_t watchdog_refreshes;
    uint8_t uart_in[1024];
    size_t uart_in_size;
    size_t uart_in_read;
    uint8_t uart_out[1024];
    size_t uart_out_size;
} fake_hal_t;

extern fake_hal_t fake;

/** Everything back to a pump at rest, the flash erased. */
void fake_reset(void);
uint8_t *fake_flash(uint32_t address);

#endif
