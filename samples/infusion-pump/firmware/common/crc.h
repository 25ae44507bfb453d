#ifndef COMMON_CRC_H
#define COMMON_CRC_H

#include <stddef.h>
#include <stdint.h>

/** CRC-16/CCITT-FALSE over @p length bytes (polynomial 0x1021, start 0xFFFF). */
uint16_t crc16_ccitt(const uint8_t *data, size_t length);

/** CRC-32 (IEEE 802.3, reflected) over @p length bytes. */
uint32_t crc32_ieee(const uint8_t *data, size_t length);

/** Continues a CRC-32: start with CRC32_START and finish with crc32_end(). */
uint32_t crc32_update(uint32_t crc, const uint8_t *data, size_t length);
uint32_t crc32_end(uint32_t crc);

#define CRC32_START 0xFFFFFFFFu

#endif
