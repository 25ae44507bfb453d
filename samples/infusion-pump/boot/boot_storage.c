#include "boot.h"

#include <stddef.h>
#include <string.h>

#include "hal/hal.h"

/**
 * @satisfies SRS-038
 */
pump_status_t boot_read_header(uint32_t slot_address, image_header_t *header)
{
    if ((header == NULL) || ((slot_address != IMAGE_SLOT_A) && (slot_address != IMAGE_SLOT_B))) {
        return PUMP_ERR_PARAM;
    }
    if (hal_flash_read(slot_address, (uint8_t *)header, sizeof(*header)) != HAL_OK) {
        return PUMP_ERR_STORAGE;
    }
    return (header->magic == IMAGE_MAGIC) ? PUMP_OK : PUMP_ERR_FORMAT;
}

/**
 * @satisfies SRS-037
 */
pump_status_t boot_read_pending(bool *pending)
{
    uint8_t raw[sizeof(uint64_t)];
    uint64_t flag;

    if (pending == NULL) {
        return PUMP_ERR_PARAM;
    }
    if (hal_flash_read(IMAGE_PENDING_FLAG, raw, sizeof(raw)) != HAL_OK) {
        return PUMP_ERR_STORAGE;
    }
    memcpy(&flag, raw, sizeof(flag));
    *pending = (flag == IMAGE_PENDING_VALUE);
    return PUMP_OK;
}

pump_status_t boot_clear_pending(void)
{
    if (HAL_FLASH_Unlock() != HAL_OK) {
        return PUMP_ERR_STORAGE;
    }
    if (hal_flash_erase_page(IMAGE_PENDING_FLAG) != HAL_OK) {
        return PUMP_ERR_STORAGE;
    }
    return (HAL_FLASH_Lock() == HAL_OK) ? PUMP_OK : PUMP_ERR_STORAGE;
}
