#include "hal/hal.h"

#define RNG_WAIT_LOOPS 10000u
#define IWDG_WAIT_LOOPS 50000u

/**
 * Starts the independent watchdog.
 *
 * @satisfies SRS-033
 * @mitigates RC-013
 */
HAL_StatusTypeDef HAL_IWDG_Init(IWDG_HandleTypeDef *hiwdg)
{
    if (hiwdg == NULL) {
        return HAL_ERROR;
    }
    hiwdg->Instance->KR = IWDG_KR_START;
    hiwdg->Instance->KR = IWDG_KR_UNLOCK;
    hiwdg->Instance->PR = 4u;
    hiwdg->Instance->RLR = hiwdg->Reload;
    for (uint32_t loop = 0; loop < IWDG_WAIT_LOOPS; loop++) {
        if (hiwdg->Instance->SR == 0u) {
            hiwdg->Instance->KR = IWDG_KR_REFRESH;
            return HAL_OK;
        }
    }
    return HAL_TIMEOUT;
}

HAL_StatusTypeDef HAL_IWDG_Refresh(IWDG_HandleTypeDef *hiwdg)
{
    if ((hiwdg == NULL) || (hiwdg->Instance->RLR != hiwdg->Reload)) {
        return HAL_ERROR;
    }
    hiwdg->Instance->KR = IWDG_KR_REFRESH;
    return HAL_OK;
}

/**
 * One word from the hardware random number generator.
 *
 * @satisfies SRS-025
 */
HAL_StatusTypeDef HAL_RNG_GenerateRandomNumber(RNG_HandleTypeDef *hrng, uint32_t *random32bit)
{
    if ((hrng == NULL) || (random32bit == NULL)) {
        return HAL_ERROR;
    }
    hrng->Instance->CR |= RNG_CR_ENABLE;
    for (uint32_t loop = 0; loop < RNG_WAIT_LOOPS; loop++) {
        uint32_t status = hrng->Instance->SR;

        if ((status & RNG_SR_FAULTS) != 0u) {
            return HAL_ERROR;
        }
        if ((status & RNG_SR_DRDY) != 0u) {
            *random32bit = hrng->Instance->DR;
            return HAL_OK;
        }
    }
    return HAL_TIMEOUT;
}
