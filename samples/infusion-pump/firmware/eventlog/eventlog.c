#include "eventlog/eventlog.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "common/crc.h"
#include "hal/hal.h"

static eventlog_record_t ring[EVENTLOG_CAPACITY];
static uint32_t next_sequence;
static uint32_t stored;

static uint32_t record_crc(const eventlog_record_t *record)
{
    return crc32_ieee((const uint8_t *)record, offsetof(eventlog_record_t, crc));
}

/**
 * Reads the ring back from flash after a restart. Records with a wrong CRC,
 * such as one torn by a loss of power, are left out.
 *
 * @satisfies SRS-035
 * @mitigates RC-018
 */
pump_status_t eventlog_init(void)
{
    next_sequence = 0u;
    stored = 0u;
    if (hal_flash_read(EVENTLOG_FLASH_BASE, (uint8_t *)ring, sizeof(ring)) != HAL_OK) {
        return PUMP_ERR_STORAGE;
    }
    for (size_t i = 0; i < EVENTLOG_CAPACITY; i++) {
        if (record_crc(&ring[i]) != ring[i].crc) {
            memset(&ring[i], 0, sizeof(ring[i]));
        } else {
            stored++;
            if (ring[i].sequence >= next_sequence) {
                next_sequence = ring[i].sequence + 1u;
            }
        }
    }
    return PUMP_OK;
}

static pump_status_t write_flash(uint32_t slot, const eventlog_record_t *record)
{
    uint32_t address = EVENTLOG_FLASH_BASE + (slot * (uint32_t)sizeof(*record));
    uint64_t words[sizeof(*record) / sizeof(uint64_t)];

    memcpy(words, record, sizeof(words));
    for (size_t i = 0; i < (sizeof(words) / sizeof(words[0])); i++) {
        if (HAL_FLASH_Program(FLASH_TYPEPROGRAM_DOUBLEWORD, address + (uint32_t)(i * sizeof(words[0])), words[i]) !=
            HAL_OK) {
            return PUMP_ERR_STORAGE;
        }
    }
    return PUMP_OK;
}

static pump_status_t commit(eventlog_record_t *record, uint32_t now_ms)
{
    uint32_t slot = next_sequence % EVENTLOG_CAPACITY;

    record->sequence = next_sequence;
    record->time_ms = now_ms;
    record->crc = record_crc(record);
    ring[slot] = *record;
    next_sequence++;
    if (stored < EVENTLOG_CAPACITY) {
        stored++;
    }
    return write_flash(slot, record);
}

/**
 * @satisfies SRS-034
 * @mitigates RC-018
 */
pump_status_t eventlog_append(event_code_t code, uint16_t argument, uint32_t now_ms)
{
    eventlog_record_t record;

    memset(&record, 0, sizeof(record));
    record.code = (uint16_t)code;
    record.argument = argument;
    return commit(&record, now_ms);
}

/**
 * Adds a line of text. Longer lines are cut.
 *
 * @satisfies SRS-034
 */
pump_status_t eventlog_append_text(const char *text, uint32_t now_ms)
{
    eventlog_record_t record;

    if (text == NULL) {
        return PUMP_ERR_PARAM;
    }
    memset(&record, 0, sizeof(record));
    record.code = (uint16_t)EVENT_TEXT;
    if (snprintf(record.text, sizeof(record.text), text) < 0) {
        return PUMP_ERR_FORMAT;
    }
    return commit(&record, now_ms);
}

/**
 * Keeps what a remote station sent, for the investigation of complaints.
 *
 * @satisfies SRS-036
 */
pump_status_t eventlog_append_remote(const remote_message_t *message, uint32_t now_ms)
{
    eventlog_record_t record;

    if (message == NULL) {
        return PUMP_ERR_PARAM;
    }
    memset(&record, 0, sizeof(record));
    record.code = (uint16_t)EVENT_REMOTE;
    record.argument = message->kind;
    memcpy(record.text, message->payload, message->length);
    return commit(&record, now_ms);
}

pump_status_t eventlog_read(uint32_t age, eventlog_record_t *record)
{
    if ((record == NULL) || (age >= stored)) {
        return PUMP_ERR_PARAM;
    }
    *record = ring[(next_sequence - 1u - age) % EVENTLOG_CAPACITY];
    return (record_crc(record) == record->crc) ? PUMP_OK : PUMP_ERR_CRC;
}

uint32_t eventlog_count(void)
{
    return stored;
}
