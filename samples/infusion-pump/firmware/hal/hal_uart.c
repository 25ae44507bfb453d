#include "hal/hal.h"

/**
 * Receives exactly @p Size bytes, or gives up after @p Timeout milliseconds.
 *
 * @satisfies SRS-023
 */
HAL_StatusTypeDef HAL_UART_Receive(UART_HandleTypeDef *huart, uint8_t *pData, uint16_t Size, uint32_t Timeout)
{
    uint32_t start = HAL_GetTick();

    if ((huart == NULL) || (pData == NULL)) {
        return HAL_ERROR;
    }
    for (uint16_t i = 0; i < Size; i++) {
        while ((huart->Instance->SR & UART_SR_RXNE) == 0u) {
            if ((HAL_GetTick() - start) >= Timeout) {
                return HAL_TIMEOUT;
            }
        }
        if ((huart->Instance->SR & UART_SR_ORE) != 0u) {
            huart->ErrorCode |= UART_SR_ORE;
            return HAL_ERROR;
        }
        pData[i] = (uint8_t)(huart->Instance->RDR & 0xFFu);
    }
    return HAL_OK;
}

/**
 * Sends @p Size bytes, or gives up after @p Timeout milliseconds.
 *
 * @satisfies SRS-023
 */
HAL_StatusTypeDef HAL_UART_Transmit(UART_HandleTypeDef *huart, const uint8_t *pData, uint16_t Size, uint32_t Timeout)
{
    uint32_t start = HAL_GetTick();

    if ((huart == NULL) || (pData == NULL)) {
        return HAL_ERROR;
    }
    for (uint16_t i = 0; i < Size; i++) {
        while ((huart->Instance->SR & UART_SR_TXE) == 0u) {
            if ((HAL_GetTick() - start) >= Timeout) {
                return HAL_TIMEOUT;
            }
        }
        huart->Instance->TDR = pData[i];
    }
    return HAL_OK;
}
