#include "hal/hal.h"

#define FLASH_WAIT_LOOPS 400000u

static HAL_StatusTypeDef wait_until_ready(void)
{
    for (uint32_t loop = 0; loop < FLASH_WAIT_LOOPS; loop++) {
        if ((FLASH->SR & FLASH_SR_BSY) == 0u) {
            return ((FLASH->SR & FLASH_SR_ERRORS) == 0u) ? HAL_OK : HAL_ERROR;
        }
    }
    return HAL_TIMEOUT;
}

HAL_StatusTypeDef HAL_FLASH_Unlock(void)
{
    FLASH->KEYR = FLASH_KEY1;
    FLASH->KEYR = FLASH_KEY2;
    return ((FLASH->CR & FLASH_CR_LOCK) == 0u) ? HAL_OK : HAL_ERROR;
}

HAL_StatusTypeDef HAL_FLASH_Lock(void)
{
    FLASH->CR |= FLASH_CR_LOCK;
    return HAL_OK;
}

/**
 * Programs one double word and reads it back.
 *
 * @satisfies SRS-035 SRS-037
 */
HAL_StatusTypeDef HAL_FLASH_Program(uint32_t TypeProgram, uint32_t Address, uint64_t Data)
{
    HAL_StatusTypeDef status;
    volatile uint64_t *cell = (volatile uint64_t *)(uintptr_t)Address;

    if ((TypeProgram != FLASH_TYPEPROGRAM_DOUBLEWORD) || ((Address % 8u) != 0u)) {
        return HAL_ERROR;
    }
    status = wait_until_ready();
    if (status != HAL_OK) {
        return status;
    }
    FLASH->CR |= FLASH_CR_PG;
    *cell = Data;
    status = wait_until_ready();
    FLASH->CR &= ~FLASH_CR_PG;
    if (status != HAL_OK) {
        return status;
    }
    return (*cell == Data) ? HAL_OK : HAL_ERROR;
}

HAL_StatusTypeDef hal_flash_erase_page(uint32_t address)
{
    HAL_StatusTypeDef status = wait_until_ready();

    if (status != HAL_OK) {
        return status;
    }
    FLASH->CR |= FLASH_CR_PER;
    FLASH->AR = address;
    FLASH->CR |= FLASH_CR_START;
    status = wait_until_ready();
    FLASH->CR &= ~FLASH_CR_PER;
    return status;
}

HAL_StatusTypeDef hal_flash_read(uint32_t address, uint8_t *data, size_t length)
{
    const volatile uint8_t *source = (const volatile uint8_t *)(uintptr_t)address;

    if (data == NULL) {
        return HAL_ERROR;
    }
    for (size_t i = 0; i < length; i++) {
        data[i] = source[i];
    }
    return HAL_OK;
}
