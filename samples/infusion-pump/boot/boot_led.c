/*
 * What the bootloader shows while there is no display.
 */
#include "boot.h"
#include "hal/hal.h"

void boot_led_show(boot_led_t what)
{
    hal_led(PIN_LED_RED | PIN_LED_YELLOW | PIN_LED_GREEN, false);
    switch (what) {
    case BOOT_LED_CHECKING:
        hal_led(PIN_LED_GREEN, true);
        break;
    case BOOT_LED_INSTALLING:
        hal_led(PIN_LED_YELLOW, true);
        break;
    case BOOT_LED_FAILED:
        hal_led(PIN_LED_RED, true);
        break;
    case BOOT_LED_OFF:
    default:
        break;
    }
}
