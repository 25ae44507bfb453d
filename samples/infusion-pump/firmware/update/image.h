/**
 * @file image.h
 * Layout of a firmware image in flash, shared by application and bootloader.
 */
#ifndef UPDATE_IMAGE_H
#define UPDATE_IMAGE_H

#include <stdint.h>

#define IMAGE_MAGIC 0x34504921u
#define IMAGE_DIGEST_SIZE 32u
#define IMAGE_SIGNATURE_SIZE 72u
#define IMAGE_TRANSFER_DIGEST_SIZE 16u
#define IMAGE_MAX_SIZE 0x00038000u

#define IMAGE_SLOT_A 0x08008000u
#define IMAGE_SLOT_B 0x08040000u
#define IMAGE_PENDING_FLAG 0x0807B800u
#define IMAGE_PENDING_VALUE 0x50454E44494E4721ull

typedef struct {
    uint32_t magic;
    uint32_t version;
    uint32_t size;
    uint32_t signature_size;
    uint8_t digest[IMAGE_DIGEST_SIZE];
    uint8_t signature[IMAGE_SIGNATURE_SIZE];
    uint8_t transfer_digest[IMAGE_TRANSFER_DIGEST_SIZE]; /* stated by the update server, not signed */
} image_header_t;

#endif
