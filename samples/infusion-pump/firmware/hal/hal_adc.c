#include "hal/hal.h"

#define ADC_WAIT_LOOPS 20000u
#define ADC_FULL_SCALE_MV 3300u
#define ADC_FULL_SCALE 4095u
#define ADC_REFERENCE_CHANNEL 17u

/**
 * Converts one sensor channel.
 *
 * @param channel     sensor to convert
 * @param millivolt   receives the voltage at the pin
 * @return HAL_OK, HAL_ERROR on a null pointer, HAL_TIMEOUT if no conversion ended
 *
 * @satisfies SRS-006 SRS-009
 */
HAL_StatusTypeDef hal_adc_read_mv(hal_adc_channel_t channel, uint32_t *millivolt)
{
    uint32_t guard = ADC_WAIT_LOOPS;

    if (millivolt == NULL) {
        return HAL_ERROR;
    }
    ADC1->SQR = (uint32_t)channel;
    ADC1->CR |= ADC_CR_START;
    while (((ADC1->SR & ADC_SR_EOC) == 0u) && (guard > 0u)) {
        guard--;
    }
    if (guard == 0u) {
        return HAL_TIMEOUT;
    }
    *millivolt = ((ADC1->DR & ADC_FULL_SCALE) * ADC_FULL_SCALE_MV) / ADC_FULL_SCALE;
    return HAL_OK;
}

/**
 * Converts the internal voltage reference, used by the self-test.
 *
 * @satisfies SRS-031
 */
HAL_StatusTypeDef hal_adc_read_reference_mv(uint32_t *millivolt)
{
    if (millivolt == NULL) {
        return HAL_ERROR;
    }
    ADC1->SQR = ADC_REFERENCE_CHANNEL;
    ADC1->CR |= ADC_CR_START;
    while (!(ADC1->SR & ADC_SR_EOC)) {
    }
    *millivolt = ((ADC1->DR & ADC_FULL_SCALE) * ADC_FULL_SCALE_MV) / ADC_FULL_SCALE;
    return HAL_OK;
}
