#ifndef UPDATE_SIGNATURE_H
#define UPDATE_SIGNATURE_H

#include <stddef.h>
#include <stdint.h>

#include "common/pump_status.h"
#include "update/image.h"

/** Digest over a received image, as the update server states it. */
pump_status_t signature_transfer_digest(const uint8_t *image, size_t size, uint8_t digest[IMAGE_TRANSFER_DIGEST_SIZE])
    __attribute__((warn_unused_result));

/** Verifies the manufacturer's signature over an image. */
pump_status_t signature_verify(const image_header_t *header, const uint8_t *image, const uint8_t *public_der,
                               size_t public_der_size) __attribute__((warn_unused_result));

#endif
