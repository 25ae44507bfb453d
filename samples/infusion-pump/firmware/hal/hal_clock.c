#include "hal/hal.h"

static volatile uint32_t tick_ms;

uint32_t HAL_GetTick(void)
{
    return tick_ms;
}

/** Called from the system tick interrupt once a millisecond. */
void hal_tick_increment(void)
{
    tick_ms++;
}

/**
 * Starts the external crystal and switches the system clock to it, through the PLL. The step timer derives the
 * infusion rate from this clock; the internal oscillator is too inaccurate.
 *
 * @satisfies SRS-002
 */
void hal_clock_start(void)
{
    RCC->CR |= RCC_CR_HSEON;
    /* vitalint-deviation(safety/polling-without-timeout): the watchdog runs from its own oscillator since before this
       point and resets the pump within 2 s if the crystal does not start; without a crystal there is nothing to run. */
    while (!(RCC->CR & RCC_CR_HSERDY)) {
    }
    clock_tree_apply();
}

/**
 * Tells whether the last reset came from the watchdog, and clears the flag.
 *
 * @satisfies SRS-033
 */
bool hal_reset_was_watchdog(void)
{
    bool watchdog = (RCC->CSR & RCC_CSR_IWDGRSTF) != 0u;

    RCC->CSR |= RCC_CSR_RMVF;
    return watchdog;
}
