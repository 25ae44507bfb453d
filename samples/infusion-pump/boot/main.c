/**
 * @file main.c
 * Entry of the bootloader. It runs before the application, from a write
 * protected part of the flash, and never jumps to an image it cannot verify.
 */
#include <stddef.h>

#include "boot.h"
#include "hal/hal.h"

typedef void (*entry_t)(void);

static IWDG_HandleTypeDef watchdog = { IWDG, 4000u };

/* The bootloader makes no steps and has no door handling: nothing to do. */
void app_on_motor_step(void)
{
}

void app_on_door_edge(bool open)
{
    (void)open;
}

static const uint8_t *image_of(uint32_t slot_address)
{
    return (const uint8_t *)(uintptr_t)(slot_address + (uint32_t)sizeof(image_header_t));
}

static void jump_to(uint32_t slot_address)
{
    const uint32_t *vectors = (const uint32_t *)(uintptr_t)image_of(slot_address);
    entry_t entry = (entry_t)(uintptr_t)vectors[1];

    entry();
}

static void halt(void)
{
    boot_led_show(BOOT_LED_FAILED);
    hal_buzzer(true);
    for (;;) {
    }
}

/**
 * @satisfies SRS-038
 * @mitigates RC-007
 */
static pump_status_t choose_image(uint32_t *slot_address)
{
    image_header_t slot_a = { 0 };
    image_header_t slot_b = { 0 };
    bool pending = false;
    pump_status_t read_a = boot_read_header(IMAGE_SLOT_A, &slot_a);
    pump_status_t read_b = boot_read_header(IMAGE_SLOT_B, &slot_b);
    pump_status_t status;

    if ((read_a != PUMP_OK) && (read_b != PUMP_OK)) {
        return PUMP_ERR_FORMAT;
    }
    status = boot_read_pending(&pending);
    if (status != PUMP_OK) {
        return status;
    }
    status = boot_select(&slot_a, image_of(IMAGE_SLOT_A), &slot_b, image_of(IMAGE_SLOT_B),
                         pending && (read_b == PUMP_OK), slot_address);
    if ((status == PUMP_OK) && pending) {
        boot_led_show(BOOT_LED_INSTALLING);
        status = boot_clear_pending();
    }
    return status;
}

int main(void)
{
    uint32_t slot_address = 0u;

    boot_led_show(BOOT_LED_CHECKING);
    if (HAL_IWDG_Init(&watchdog) != HAL_OK) {
        halt();
    }
    if (choose_image(&slot_address) != PUMP_OK) {
        halt();
    }
    boot_led_show(BOOT_LED_OFF);
    jump_to(slot_address);
    return 0;
}
