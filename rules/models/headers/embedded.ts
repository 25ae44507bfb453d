import type { HeaderModel } from "../../../engine/src/index.js";

/** Access to the core of Arm Cortex-M processors, as CMSIS names it. */
export const CMSIS_HEADERS: readonly HeaderModel[] = [
  {
    names: ["core_cm*.h", "cmsis_compiler.h", "cmsis_gcc.h", "cmsis_iccarm.h", "cmsis_armclang.h", "core_cmfunc.h", "core_cminstr.h"],
    text: `
#define __I volatile const
#define __O volatile
#define __IO volatile
#define __IM volatile const
#define __OM volatile
#define __IOM volatile
typedef struct { volatile const uint32_t CPUID; volatile uint32_t ICSR; volatile uint32_t VTOR; volatile uint32_t AIRCR; volatile uint32_t SCR; volatile uint32_t CCR; volatile uint8_t SHP[12]; volatile uint32_t SHCSR; volatile uint32_t CFSR; volatile uint32_t HFSR; } SCB_Type;
typedef struct { volatile uint32_t CTRL; volatile uint32_t LOAD; volatile uint32_t VAL; volatile const uint32_t CALIB; } SysTick_Type;
#define SCB ((SCB_Type *)0xE000ED00U)
#define SysTick ((SysTick_Type *)0xE000E010U)
void __disable_irq(void);
void __enable_irq(void);
uint32_t __get_PRIMASK(void);
void __set_PRIMASK(uint32_t mask);
uint32_t __get_BASEPRI(void);
void __set_BASEPRI(uint32_t priority);
uint32_t __get_MSP(void);
void __set_MSP(uint32_t top);
uint32_t __get_IPSR(void);
void __NOP(void);
void __WFI(void);
void __WFE(void);
void __DSB(void);
void __DMB(void);
void __ISB(void);
uint32_t __REV(uint32_t value);
uint32_t __CLZ(uint32_t value);
void NVIC_EnableIRQ(int number);
void NVIC_DisableIRQ(int number);
void NVIC_SetPriority(int number, uint32_t priority);
void NVIC_ClearPendingIRQ(int number);
void NVIC_SystemReset(void);
uint32_t SysTick_Config(uint32_t ticks);
`,
  },
];

const FREERTOS_BASE = `
typedef int32_t BaseType_t;
typedef uint32_t UBaseType_t;
typedef uint32_t TickType_t;
typedef uint32_t StackType_t;
typedef void (*TaskFunction_t)(void *);
#define pdFALSE 0
#define pdTRUE 1
#define pdFAIL 0
#define pdPASS 1
#define errQUEUE_EMPTY 0
#define errQUEUE_FULL 0
#define portMAX_DELAY 0xffffffffU
#define configTICK_RATE_HZ 1000
#define portTICK_PERIOD_MS 1
#define pdMS_TO_TICKS(ms) ((TickType_t)(ms))
void *pvPortMalloc(size_t size);
void vPortFree(void *memory);
size_t xPortGetFreeHeapSize(void);
void taskENTER_CRITICAL(void);
void taskEXIT_CRITICAL(void);
void taskDISABLE_INTERRUPTS(void);
void taskENABLE_INTERRUPTS(void);
void taskYIELD(void);
void portYIELD_FROM_ISR(BaseType_t woken);
`;

/** The FreeRTOS kernel's interface. */
export const FREERTOS_HEADERS: readonly HeaderModel[] = [
  { names: ["freertos.h"], text: FREERTOS_BASE },
  {
    names: ["task.h"],
    text: `${FREERTOS_BASE}
typedef struct tskTaskControlBlock *TaskHandle_t;
BaseType_t xTaskCreate(TaskFunction_t code, const char *name, uint16_t depth, void *parameters, UBaseType_t priority, TaskHandle_t *created);
void vTaskDelete(TaskHandle_t task);
void vTaskDelay(TickType_t ticks);
void vTaskDelayUntil(TickType_t *previous, TickType_t ticks);
void vTaskSuspend(TaskHandle_t task);
void vTaskResume(TaskHandle_t task);
void vTaskSuspendAll(void);
BaseType_t xTaskResumeAll(void);
void vTaskStartScheduler(void);
TickType_t xTaskGetTickCount(void);
TickType_t xTaskGetTickCountFromISR(void);
TaskHandle_t xTaskGetCurrentTaskHandle(void);
BaseType_t xTaskNotify(TaskHandle_t task, uint32_t value, int action);
BaseType_t xTaskNotifyGive(TaskHandle_t task);
uint32_t ulTaskNotifyTake(BaseType_t clear, TickType_t ticks);
`,
  },
  {
    names: ["queue.h"],
    text: `
typedef struct QueueDefinition *QueueHandle_t;
QueueHandle_t xQueueCreate(UBaseType_t length, UBaseType_t size);
BaseType_t xQueueSend(QueueHandle_t queue, const void *item, TickType_t ticks);
BaseType_t xQueueSendToBack(QueueHandle_t queue, const void *item, TickType_t ticks);
BaseType_t xQueueSendFromISR(QueueHandle_t queue, const void *item, BaseType_t *woken);
BaseType_t xQueueReceive(QueueHandle_t queue, void *to, TickType_t ticks);
BaseType_t xQueueReceiveFromISR(QueueHandle_t queue, void *to, BaseType_t *woken);
BaseType_t xQueuePeek(QueueHandle_t queue, void *to, TickType_t ticks);
UBaseType_t uxQueueMessagesWaiting(QueueHandle_t queue);
void vQueueDelete(QueueHandle_t queue);
`,
  },
  {
    names: ["semphr.h"],
    text: `
typedef struct QueueDefinition *SemaphoreHandle_t;
SemaphoreHandle_t xSemaphoreCreateMutex(void);
SemaphoreHandle_t xSemaphoreCreateBinary(void);
SemaphoreHandle_t xSemaphoreCreateRecursiveMutex(void);
SemaphoreHandle_t xSemaphoreCreateCounting(UBaseType_t most, UBaseType_t initial);
BaseType_t xSemaphoreTake(SemaphoreHandle_t semaphore, TickType_t ticks);
BaseType_t xSemaphoreGive(SemaphoreHandle_t semaphore);
BaseType_t xSemaphoreTakeFromISR(SemaphoreHandle_t semaphore, BaseType_t *woken);
BaseType_t xSemaphoreGiveFromISR(SemaphoreHandle_t semaphore, BaseType_t *woken);
BaseType_t xSemaphoreTakeRecursive(SemaphoreHandle_t semaphore, TickType_t ticks);
BaseType_t xSemaphoreGiveRecursive(SemaphoreHandle_t semaphore);
void vSemaphoreDelete(SemaphoreHandle_t semaphore);
`,
  },
];

/** The parts of ST's hardware abstraction layer through which data come in and go out. */
export const STM32_HEADERS: readonly HeaderModel[] = [
  {
    names: ["stm32*xx_hal.h", "stm32*xx.h", "stm32*xx_hal_def.h", "stm32*xx_hal_uart.h", "stm32*xx_hal_conf.h"],
    text: `
#include "core_cm4.h"
typedef enum { HAL_OK = 0, HAL_ERROR = 1, HAL_BUSY = 2, HAL_TIMEOUT = 3 } HAL_StatusTypeDef;
typedef enum { RESET = 0, SET = 1 } FlagStatus;
typedef enum { DISABLE = 0, ENABLE = 1 } FunctionalState;
typedef enum { GPIO_PIN_RESET = 0, GPIO_PIN_SET = 1 } GPIO_PinState;
typedef struct __UART_HandleTypeDef UART_HandleTypeDef;
typedef struct __SPI_HandleTypeDef SPI_HandleTypeDef;
typedef struct __I2C_HandleTypeDef I2C_HandleTypeDef;
typedef struct __ADC_HandleTypeDef ADC_HandleTypeDef;
typedef struct __TIM_HandleTypeDef TIM_HandleTypeDef;
typedef struct __CAN_HandleTypeDef CAN_HandleTypeDef;
typedef struct __IWDG_HandleTypeDef IWDG_HandleTypeDef;
typedef struct __RNG_HandleTypeDef RNG_HandleTypeDef;
typedef struct __GPIO_TypeDef GPIO_TypeDef;
typedef struct { uint32_t StdId; uint32_t ExtId; uint32_t IDE; uint32_t RTR; uint32_t DLC; uint32_t Timestamp; uint32_t FilterMatchIndex; } CAN_RxHeaderTypeDef;
#define HAL_MAX_DELAY 0xffffffffU
HAL_StatusTypeDef HAL_Init(void);
void HAL_Delay(uint32_t milliseconds);
uint32_t HAL_GetTick(void);
void HAL_IncTick(void);
HAL_StatusTypeDef HAL_UART_Transmit(UART_HandleTypeDef *uart, const uint8_t *from, uint16_t size, uint32_t timeout);
HAL_StatusTypeDef HAL_UART_Receive(UART_HandleTypeDef *uart, uint8_t *to, uint16_t size, uint32_t timeout);
HAL_StatusTypeDef HAL_UART_Receive_IT(UART_HandleTypeDef *uart, uint8_t *to, uint16_t size);
HAL_StatusTypeDef HAL_UART_Receive_DMA(UART_HandleTypeDef *uart, uint8_t *to, uint16_t size);
HAL_StatusTypeDef HAL_UART_Transmit_IT(UART_HandleTypeDef *uart, const uint8_t *from, uint16_t size);
HAL_StatusTypeDef HAL_SPI_Transmit(SPI_HandleTypeDef *spi, uint8_t *from, uint16_t size, uint32_t timeout);
HAL_StatusTypeDef HAL_SPI_Receive(SPI_HandleTypeDef *spi, uint8_t *to, uint16_t size, uint32_t timeout);
HAL_StatusTypeDef HAL_SPI_TransmitReceive(SPI_HandleTypeDef *spi, uint8_t *from, uint8_t *to, uint16_t size, uint32_t timeout);
HAL_StatusTypeDef HAL_I2C_Master_Transmit(I2C_HandleTypeDef *i2c, uint16_t address, uint8_t *from, uint16_t size, uint32_t timeout);
HAL_StatusTypeDef HAL_I2C_Master_Receive(I2C_HandleTypeDef *i2c, uint16_t address, uint8_t *to, uint16_t size, uint32_t timeout);
HAL_StatusTypeDef HAL_I2C_Mem_Read(I2C_HandleTypeDef *i2c, uint16_t address, uint16_t memory, uint16_t width, uint8_t *to, uint16_t size, uint32_t timeout);
HAL_StatusTypeDef HAL_I2C_Mem_Write(I2C_HandleTypeDef *i2c, uint16_t address, uint16_t memory, uint16_t width, uint8_t *from, uint16_t size, uint32_t timeout);
HAL_StatusTypeDef HAL_ADC_Start(ADC_HandleTypeDef *adc);
HAL_StatusTypeDef HAL_ADC_PollForConversion(ADC_HandleTypeDef *adc, uint32_t timeout);
uint32_t HAL_ADC_GetValue(ADC_HandleTypeDef *adc);
HAL_StatusTypeDef HAL_CAN_GetRxMessage(CAN_HandleTypeDef *can, uint32_t fifo, CAN_RxHeaderTypeDef *header, uint8_t to[]);
HAL_StatusTypeDef HAL_FLASH_Unlock(void);
HAL_StatusTypeDef HAL_FLASH_Lock(void);
HAL_StatusTypeDef HAL_FLASH_Program(uint32_t type, uint32_t address, uint64_t value);
HAL_StatusTypeDef HAL_RNG_GenerateRandomNumber(RNG_HandleTypeDef *rng, uint32_t *to);
HAL_StatusTypeDef HAL_IWDG_Refresh(IWDG_HandleTypeDef *watchdog);
void HAL_GPIO_WritePin(GPIO_TypeDef *port, uint16_t pin, GPIO_PinState state);
GPIO_PinState HAL_GPIO_ReadPin(GPIO_TypeDef *port, uint16_t pin);
void HAL_GPIO_TogglePin(GPIO_TypeDef *port, uint16_t pin);
void HAL_NVIC_EnableIRQ(int number);
void HAL_NVIC_DisableIRQ(int number);
void HAL_NVIC_SystemReset(void);
`,
  },
];
