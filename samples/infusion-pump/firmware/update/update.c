#include "update/update.h"

#include <stdbool.h>

#include "common/secure_memory.h"
#include "flow/flow_control.h"
#include "hal/hal.h"
#include "update/signature.h"

static image_header_t incoming;
static bool in_progress;
static uint32_t received;

static pump_status_t erase_slot(uint32_t size)
{
    for (uint32_t offset = 0; offset < size; offset += UPDATE_PAGE_SIZE) {
        if (hal_flash_erase_page(IMAGE_SLOT_B + offset) != HAL_OK) {
            return PUMP_ERR_STORAGE;
        }
    }
    return PUMP_OK;
}

/**
 * @satisfies SRS-037, SRS-039
 * @mitigates RC-007
 */
pump_status_t update_begin(const image_header_t *header, uint32_t installed_version)
{
    flow_report_t flow = flow_report();
    pump_status_t status;

    if (header == NULL) {
        return PUMP_ERR_PARAM;
    }
    if ((flow.state == FLOW_RUNNING) || (flow.state == FLOW_KVO) || (flow.state == FLOW_PAUSED)) {
        return PUMP_ERR_STATE;
    }
    if ((header->magic != IMAGE_MAGIC) || (header->size == 0u) || (header->size > IMAGE_MAX_SIZE)) {
        return PUMP_ERR_FORMAT;
    }
    if (header->version <= installed_version) {
        return PUMP_ERR_RANGE;
    }
    in_progress = false;
    status = erase_slot(header->size);
    if (status != PUMP_OK) {
        return status;
    }
    incoming = *header;
    received = 0u;
    in_progress = true;
    return PUMP_OK;
}

static pump_status_t program_words(uint32_t address, const uint8_t *data, size_t size)
{
    for (size_t offset = 0; offset < size; offset += sizeof(uint64_t)) {
        uint64_t word = 0u;

        for (size_t i = 0; i < sizeof(word); i++) {
            uint64_t byte = ((offset + i) < size) ? data[offset + i] : 0xFFu;

            word |= byte << (8u * i);
        }
        if (HAL_FLASH_Program(FLASH_TYPEPROGRAM_DOUBLEWORD, address + (uint32_t)offset, word) != HAL_OK) {
            return PUMP_ERR_STORAGE;
        }
    }
    return PUMP_OK;
}

/**
 * Writes one part of the image. Parts are taken strictly in order and never
 * past the size that the header announced.
 *
 * @satisfies SRS-037
 */
pump_status_t update_write(uint32_t offset, const uint8_t *data, size_t size)
{
    pump_status_t status;

    if (!in_progress) {
        return PUMP_ERR_STATE;
    }
    if ((data == NULL) || (size == 0u) || (size > UPDATE_CHUNK_MAX) || ((offset % sizeof(uint64_t)) != 0u)) {
        return PUMP_ERR_PARAM;
    }
    if ((offset != received) || (size > (incoming.size - received))) {
        return PUMP_ERR_RANGE;
    }
    status = program_words(IMAGE_SLOT_B + offset, data, size);
    if (status != PUMP_OK) {
        in_progress = false;
        return status;
    }
    received += (uint32_t)size;
    return PUMP_OK;
}

static void mark_pending(void)
{
    HAL_FLASH_Program(FLASH_TYPEPROGRAM_DOUBLEWORD, IMAGE_PENDING_FLAG, IMAGE_PENDING_VALUE);
}

/**
 * A damaged transfer is found here; who made the image is found out by the
 * bootloader.
 *
 * @satisfies SRS-037
 */
pump_status_t update_finish(const uint8_t *image)
{
    uint8_t computed[IMAGE_TRANSFER_DIGEST_SIZE];
    pump_status_t status;

    if (!in_progress || (received != incoming.size)) {
        return PUMP_ERR_STATE;
    }
    in_progress = false;
    status = signature_transfer_digest(image, incoming.size, computed);
    if (status != PUMP_OK) {
        return status;
    }
    if (!secure_equal(computed, incoming.transfer_digest, sizeof(computed))) {
        return PUMP_ERR_CRC;
    }
    mark_pending();
    return PUMP_OK;
}

uint32_t update_received(void)
{
    return received;
}
