#ifndef UPDATE_UPDATE_H
#define UPDATE_UPDATE_H

#include <stddef.h>
#include <stdint.h>

#include "common/pump_status.h"
#include "update/image.h"

#define UPDATE_CHUNK_MAX 128u
#define UPDATE_PAGE_SIZE 2048u

/** Starts an update: only while no infusion runs, and only to a newer version. */
pump_status_t update_begin(const image_header_t *header, uint32_t installed_version)
    __attribute__((warn_unused_result));

/** Takes the next part of the image; parts come in order. */
pump_status_t update_write(uint32_t offset, const uint8_t *data, size_t size) __attribute__((warn_unused_result));

/** Checks what was received and leaves it to the bootloader to install. */
pump_status_t update_finish(const uint8_t *image) __attribute__((warn_unused_result));
uint32_t update_received(void);

#endif
