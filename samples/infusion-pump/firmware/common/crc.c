/**
 * @file crc.c
 * Bitwise CRCs: no tables, so that the bootloader stays small.
 */
#include "common/crc.h"

#define CRC16_POLYNOMIAL 0x1021u
#define CRC32_POLYNOMIAL 0xEDB88320u

/**
 * Frame check sequence of the link protocol.
 *
 * @satisfies SRS-023
 */
uint16_t crc16_ccitt(const uint8_t *data, size_t length)
{
    uint16_t crc = 0xFFFFu;

    for (size_t i = 0; i < length; i++) {
        crc = (uint16_t)(crc ^ ((uint16_t)data[i] << 8));
        for (unsigned bit = 0; bit < 8u; bit++) {
            if ((crc & 0x8000u) != 0u) {
                crc = (uint16_t)((crc << 1) ^ CRC16_POLYNOMIAL);
            } else {
                crc = (uint16_t)(crc << 1);
            }
        }
    }
    return crc;
}

uint32_t crc32_update(uint32_t crc, const uint8_t *data, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        crc ^= data[i];
        for (unsigned bit = 0; bit < 8u; bit++) {
            if ((crc & 1u) != 0u) {
                crc = (crc >> 1) ^ CRC32_POLYNOMIAL;
            } else {
                crc >>= 1;
            }
        }
    }
    return crc;
}

uint32_t crc32_end(uint32_t crc)
{
    return crc ^ 0xFFFFFFFFu;
}

/**
 * Integrity check of stored data: drug library, event records, firmware image.
 *
 * @satisfies SRS-021 SRS-032
 */
uint32_t crc32_ieee(const uint8_t *data, size_t length)
{
    return crc32_end(crc32_update(CRC32_START, data, length));
}
