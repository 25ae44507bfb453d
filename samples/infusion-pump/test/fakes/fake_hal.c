#include "fake_hal.h"

#include <string.h>

#include "hal/hal.h"

fake_hal_t fake;
uart_regs_t uart1_regs;
uart_regs_t uart2_regs;
iwdg_regs_t iwdg_regs;
rng_regs_t rng_regs;

static uint8_t flash_cells[FAKE_FLASH_SIZE];

void fake_reset(void)
{
    memset(&fake, 0, sizeof(fake));
    memset(flash_cells, 0xFF, sizeof(flash_cells));
    fake.reference_mv = 1212u;
    fake.adc_mv[HAL_ADC_AIR_SENSOR] = 1500u;
    fake.adc_mv[HAL_ADC_AIR_REFERENCE] = 1500u;
    fake.adc_mv[HAL_ADC_SPEAKER] = 1200u;
    fake.adc_mv[HAL_ADC_SUPPLY] = 3200u;
}

uint8_t *fake_flash(uint32_t address)
{
    return &flash_cells[address - FAKE_FLASH_BASE];
}

static bool in_flash(uint32_t address, size_t length)
{
    return address >= FAKE_FLASH_BASE && length <= FAKE_FLASH_SIZE &&
           (address - FAKE_FLASH_BASE) <= (FAKE_FLASH_SIZE - length);
}

uint32_t HAL_GetTick(void)
{
    return fake.now_ms;
}

HAL_StatusTypeDef HAL_UART_Receive(UART_HandleTypeDef *huart, uint8_t *pData, uint16_t Size, uint32_t Timeout)
{
    (void)huart;
    (void)Timeout;
    if ((fake.uart_in_size - fake.uart_in_read) < Size) {
        return HAL_TIMEOUT;
    }
    for (uint16_t i = 0; i < Size; i++) {
        pData[i] = fake.uart_in[fake.uart_in_read];
        fake.uart_in_read++;
    }
    return HAL_OK;
}

HAL_StatusTypeDef HAL_UART_Transmit(UART_HandleTypeDef *huart, const uint8_t *pData, uint16_t Size, uint32_t Timeout)
{
    (void)huart;
    (void)Timeout;
    if (Size > sizeof(fake.uart_out)) {
        return HAL_ERROR;
    }
    for (uint16_t i = 0; i < Size; i++) {
        fake.uart_out[i] = pData[i];
    }
    fake.uart_out_size = Size;
    return HAL_OK;
}

HAL_StatusTypeDef HAL_FLASH_Unlock(void)
{
    return HAL_OK;
}

HAL_StatusTypeDef HAL_FLASH_Lock(void)
{
    return HAL_OK;
}

HAL_StatusTypeDef HAL_FLASH_Program(uint32_t TypeProgram, uint32_t Address, uint64_t Data)
{
    if (fake.flash_fails || TypeProgram != FLASH_TYPEPROGRAM_DOUBLEWORD || !in_flash(Address, sizeof(Data))) {
        return HAL_ERROR;
    }
    memcpy(fake_flash(Address), &Data, sizeof(Data));
    return HAL_OK;
}

HAL_StatusTypeDef hal_flash_erase_page(uint32_t address)
{
    if (fake.flash_fails || !in_flash(address, 2048u)) {
        return HAL_ERROR;
    }
    memset(fake_flash(address), 0xFF, 2048u);
    return HAL_OK;
}

HAL_StatusTypeDef hal_flash_read(uint32_t address, uint8_t *data, size_t length)
{
    if (fake.flash_fails || !in_flash(address, length)) {
        return HAL_ERROR;
    }
    for (size_t i = 0; i < length; i++) {
        data[i] = flash_cells[(address - FAKE_FLASH_BASE) + i];
    }
    return HAL_OK;
}

HAL_StatusTypeDef hal_adc_read_mv(hal_adc_channel_t channel, uint32_t *millivolt)
{
    if (fake.adc_fails) {
        return HAL_TIMEOUT;
    }
    *millivolt = fake.adc_mv[channel];
    return HAL_OK;
}

HAL_StatusTypeDef hal_adc_read_reference_mv(uint32_t *millivolt)
{
    *millivolt = fake.reference_mv;
    return fake.adc_fails ? HAL_TIMEOUT : HAL_OK;
}

HAL_StatusTypeDef hal_motor_set_period_us(uint32_t period_us)
{
    if (period_us == 0u) {
        return HAL_ERROR;
    }
    fake.motor_period_us = period_us;
    fake.motor_runs = true;
    return HAL_OK;
}

void hal_motor_stop(void)
{
    fake.motor_runs = false;
}

void hal_motor_reverse_steps(uint32_t steps)
{
    fake.reversed_steps = steps;
}

uint32_t hal_encoder_count(void)
{
    return fake.encoder;
}

bool hal_door_is_open(void)
{
    return fake.door_open;
}

void hal_buzzer(bool on)
{
    fake.buzzer = on;
}

void hal_backup_buzzer(bool on)
{
    fake.backup_buzzer = on;
}

void hal_led(uint32_t pins, bool on)
{
    if (on) {
        fake.leds |= pins;
    } else {
        fake.leds &= ~pins;
    }
}
