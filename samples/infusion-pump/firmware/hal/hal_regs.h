/**
 * @file hal_regs.h
 * Register blocks of the microcontroller. The linker script places each block
 * at the address of its peripheral; host tests define the blocks in RAM.
 */
#ifndef HAL_REGS_H
#define HAL_REGS_H

#include <stdint.h>

typedef struct {
    volatile uint32_t CR;
    volatile uint32_t CFGR;
    volatile uint32_t CSR;
} rcc_regs_t;

typedef struct {
    volatile uint32_t CR;
    volatile uint32_t SR;
    volatile uint32_t SQR;
    volatile uint32_t DR;
} adc_regs_t;

typedef struct {
    volatile uint32_t CR;
    volatile uint32_t SR;
    volatile uint32_t KEYR;
    volatile uint32_t AR;
} flash_regs_t;

typedef struct {
    volatile uint32_t CR;
    volatile uint32_t SR;
    volatile uint32_t TDR;
    volatile uint32_t RDR;
} uart_regs_t;

typedef struct {
    volatile uint32_t CR;
    volatile uint32_t SR;
    volatile uint32_t ARR;
    volatile uint32_t CNT;
} tim_regs_t;

typedef struct {
    volatile uint32_t CR;
    volatile uint32_t SR;
    volatile uint32_t DR;
} rng_regs_t;

typedef struct {
    volatile uint32_t KR;
    volatile uint32_t PR;
    volatile uint32_t RLR;
    volatile uint32_t SR;
} iwdg_regs_t;

typedef struct {
    volatile uint32_t IDR;
    volatile uint32_t ODR;
    volatile uint32_t BSRR;
} gpio_regs_t;

extern rcc_regs_t rcc_regs;
extern adc_regs_t adc1_regs;
extern flash_regs_t flash_regs;
extern uart_regs_t uart1_regs;
extern uart_regs_t uart2_regs;
extern tim_regs_t tim2_regs;
extern tim_regs_t tim3_regs;
extern rng_regs_t rng_regs;
extern iwdg_regs_t iwdg_regs;
extern gpio_regs_t gpioa_regs;

#define RCC (&rcc_regs)
#define ADC1 (&adc1_regs)
#define FLASH (&flash_regs)
#define UART1 (&uart1_regs)
#define UART2 (&uart2_regs)
#define TIM2 (&tim2_regs)
#define TIM3 (&tim3_regs)
#define RNG (&rng_regs)
#define IWDG (&iwdg_regs)
#define GPIOA (&gpioa_regs)

#define RCC_CR_HSEON (1u << 16)
#define RCC_CR_HSERDY (1u << 17)
#define RCC_CR_PLLON (1u << 24)
#define RCC_CR_PLLRDY (1u << 25)
#define RCC_CFGR_SW_PLL (2u << 0)
#define RCC_CSR_IWDGRSTF (1u << 29)
#define RCC_CSR_RMVF (1u << 24)

#define ADC_CR_ENABLE (1u << 0)
#define ADC_CR_START (1u << 2)
#define ADC_SR_EOC (1u << 1)
#define ADC_SR_OVR (1u << 4)

#define FLASH_CR_PG (1u << 0)
#define FLASH_CR_PER (1u << 1)
#define FLASH_CR_START (1u << 16)
#define FLASH_CR_LOCK (1u << 31)
#define FLASH_SR_BSY (1u << 16)
#define FLASH_SR_ERRORS 0x000000FAu
#define FLASH_KEY1 0x45670123u
#define FLASH_KEY2 0xCDEF89ABu

#define UART_SR_RXNE (1u << 5)
#define UART_SR_TXE (1u << 7)
#define UART_SR_ORE (1u << 3)

#define TIM_CR_ENABLE (1u << 0)
#define TIM_SR_UPDATE (1u << 0)

#define RNG_CR_ENABLE (1u << 2)
#define RNG_SR_DRDY (1u << 0)
#define RNG_SR_FAULTS 0x00000066u

#define IWDG_KR_START 0x0000CCCCu
#define IWDG_KR_UNLOCK 0x00005555u
#define IWDG_KR_REFRESH 0x0000AAAAu

#define PIN_DOOR (1u << 0)
#define PIN_BUZZER (1u << 4)
#define PIN_BACKUP_BUZZER (1u << 5)
#define PIN_MOTOR_ENABLE (1u << 6)
#define PIN_LED_RED (1u << 8)
#define PIN_LED_YELLOW (1u << 9)
#define PIN_LED_GREEN (1u << 10)

#endif
