/**
 * @file eventlog.h
 * Event log in flash: a ring of fixed records, each with its own CRC-32.
 */
#ifndef EVENTLOG_H
#define EVENTLOG_H

#include <stdint.h>

#include "common/pump_status.h"

#define EVENTLOG_TEXT_SIZE 32u
#define EVENTLOG_CAPACITY 64u
#define EVENTLOG_FLASH_BASE 0x0807C000u

typedef enum {
    EVENT_BOOT = 1,
    EVENT_WATCHDOG,
    EVENT_SELFTEST,
    EVENT_COMMAND,
    EVENT_THERAPY,
    EVENT_ALARM,
    EVENT_UPDATE,
    EVENT_TEXT,
    EVENT_REMOTE
} event_code_t;

typedef struct {
    uint32_t sequence;
    uint32_t time_ms;
    uint16_t code;
    uint16_t argument;
    char text[EVENTLOG_TEXT_SIZE];
    uint32_t crc;
} eventlog_record_t;

/* A message that came over the network, as it came. */
typedef struct {
    uint8_t kind;
    uint8_t length;
    uint8_t payload[64];
} remote_message_t;

pump_status_t eventlog_init(void) __attribute__((warn_unused_result));
pump_status_t eventlog_append(event_code_t code, uint16_t argument, uint32_t now_ms)
    __attribute__((warn_unused_result));
pump_status_t eventlog_append_text(const char *text, uint32_t now_ms) __attribute__((warn_unused_result));
pump_status_t eventlog_append_remote(const remote_message_t *message, uint32_t now_ms)
    __attribute__((warn_unused_result));

/** Reads back a record by its age: 0 is the newest. */
pump_status_t eventlog_read(uint32_t age, eventlog_record_t *record) __attribute__((warn_unused_result));
uint32_t eventlog_count(void);

#endif
