#include "hal/hal.h"

#define MOTOR_MIN_PERIOD_US 800u
#define MOTOR_MAX_PERIOD_US 10000000u

static volatile uint32_t reverse_steps;

/**
 * Sets the time between two motor steps and starts the step timer.
 *
 * @satisfies SRS-002
 */
HAL_StatusTypeDef hal_motor_set_period_us(uint32_t period_us)
{
    if ((period_us < MOTOR_MIN_PERIOD_US) || (period_us > MOTOR_MAX_PERIOD_US)) {
        return HAL_ERROR;
    }
    TIM2->ARR = period_us;
    TIM2->CR |= TIM_CR_ENABLE;
    GPIOA->BSRR = PIN_MOTOR_ENABLE;
    return HAL_OK;
}

/**
 * Takes the torque off the motor. Safe to call from an interrupt.
 *
 * @satisfies SRS-011
 */
void hal_motor_stop(void)
{
    TIM2->CR &= ~TIM_CR_ENABLE;
    GPIOA->BSRR = PIN_MOTOR_ENABLE << 16;
}

void hal_motor_reverse_steps(uint32_t steps)
{
    reverse_steps = steps;
    TIM2->CR |= TIM_CR_ENABLE;
}

uint32_t hal_encoder_count(void)
{
    return TIM3->CNT;
}

bool hal_door_is_open(void)
{
    return (GPIOA->IDR & PIN_DOOR) != 0u;
}

static void write_pins(uint32_t pins, bool on)
{
    GPIOA->BSRR = on ? pins : (pins << 16);
}

void hal_buzzer(bool on)
{
    write_pins(PIN_BUZZER, on);
}

void hal_backup_buzzer(bool on)
{
    write_pins(PIN_BACKUP_BUZZER, on);
}

void hal_led(uint32_t pins, bool on)
{
    write_pins(pins, on);
}

/**
 * Step timer interrupt: one motor step a period, forward or back.
 *
 * @satisfies SRS-002 SRS-003
 */
void TIM2_IRQHandler(void)
{
    TIM2->SR &= ~TIM_SR_UPDATE;
    if (reverse_steps > 0u) {
        reverse_steps--;
        if (reverse_steps == 0u) {
            hal_motor_stop();
        }
    } else {
        app_on_motor_step();
    }
}

/**
 * Door switch interrupt.
 *
 * @satisfies SRS-011
 */
void EXTI0_IRQHandler(void)
{
    bool open = hal_door_is_open();

    if (open) {
        hal_motor_stop();
    }
    app_on_door_edge(open);
}

void SysTick_Handler(void)
{
    hal_tick_increment();
}
