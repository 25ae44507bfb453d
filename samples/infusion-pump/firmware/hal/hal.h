/**
 * @file hal.h
 * Hardware abstraction: the only way from the modules to the peripherals.
 * Host tests replace these functions by fakes.
 */
#ifndef HAL_H
#define HAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hal/hal_regs.h"

typedef enum { HAL_OK = 0, HAL_ERROR, HAL_BUSY, HAL_TIMEOUT } HAL_StatusTypeDef;

typedef struct {
    uart_regs_t *Instance;
    uint32_t ErrorCode;
} UART_HandleTypeDef;

typedef struct {
    iwdg_regs_t *Instance;
    uint32_t Reload;
} IWDG_HandleTypeDef;

typedef struct {
    rng_regs_t *Instance;
} RNG_HandleTypeDef;

typedef enum {
    HAL_ADC_PRESSURE = 0,
    HAL_ADC_AIR_SENSOR,
    HAL_ADC_AIR_REFERENCE,
    HAL_ADC_SPEAKER,
    HAL_ADC_SUPPLY
} hal_adc_channel_t;

/* Time since start, from the system tick. */
uint32_t HAL_GetTick(void);
void hal_tick_increment(void);

/* Clocks: external crystal, needed for the accuracy of the step timer. */
void hal_clock_start(void);
bool hal_reset_was_watchdog(void);

/**
 * Runs the system clock from the PLL. The source file is generated.
 *
 * @satisfies SRS-002
 */
void clock_tree_apply(void);

HAL_StatusTypeDef HAL_UART_Receive(UART_HandleTypeDef *huart, uint8_t *pData, uint16_t Size, uint32_t Timeout)
    __attribute__((warn_unused_result));
HAL_StatusTypeDef HAL_UART_Transmit(UART_HandleTypeDef *huart, const uint8_t *pData, uint16_t Size, uint32_t Timeout)
    __attribute__((warn_unused_result));

#define FLASH_TYPEPROGRAM_DOUBLEWORD 3u
HAL_StatusTypeDef HAL_FLASH_Unlock(void) __attribute__((warn_unused_result));
HAL_StatusTypeDef HAL_FLASH_Lock(void) __attribute__((warn_unused_result));
HAL_StatusTypeDef HAL_FLASH_Program(uint32_t TypeProgram, uint32_t Address, uint64_t Data);
HAL_StatusTypeDef hal_flash_erase_page(uint32_t address) __attribute__((warn_unused_result));
HAL_StatusTypeDef hal_flash_read(uint32_t address, uint8_t *data, size_t length) __attribute__((warn_unused_result));

HAL_StatusTypeDef HAL_IWDG_Init(IWDG_HandleTypeDef *hiwdg) __attribute__((warn_unused_result));
HAL_StatusTypeDef HAL_IWDG_Refresh(IWDG_HandleTypeDef *hiwdg) __attribute__((warn_unused_result));

HAL_StatusTypeDef HAL_RNG_GenerateRandomNumber(RNG_HandleTypeDef *hrng, uint32_t *random32bit)
    __attribute__((warn_unused_result));

HAL_StatusTypeDef hal_adc_read_mv(hal_adc_channel_t channel, uint32_t *millivolt) __attribute__((warn_unused_result));
HAL_StatusTypeDef hal_adc_read_reference_mv(uint32_t *millivolt) __attribute__((warn_unused_result));

HAL_StatusTypeDef hal_motor_set_period_us(uint32_t period_us) __attribute__((warn_unused_result));
void hal_motor_stop(void);
void hal_motor_reverse_steps(uint32_t steps);
uint32_t hal_encoder_count(void);
bool hal_door_is_open(void);

void hal_buzzer(bool on);
void hal_backup_buzzer(bool on);
void hal_led(uint32_t pins, bool on);

/* Called by the interrupt handlers, implemented by the application. */
void app_on_motor_step(void);
void app_on_door_edge(bool open);

#endif
