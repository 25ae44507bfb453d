/**
 * @file drug_library.h
 * The hospital's drug library: one text line a drug,
 *
 *     name;concentration;hard min;soft min;soft max;hard max
 *
 * concentration in ug/mL, limits in ug/h. A new library is received record by
 * record into a staging area and becomes active only as a whole.
 */
#ifndef DRUG_LIBRARY_H
#define DRUG_LIBRARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/pump_status.h"

#define DRUG_NAME_SIZE 24u
#define DRUG_LIBRARY_MAX 32u
#define DRUG_RECORD_SIZE 96u
#define DRUG_FIELDS 6u

typedef struct {
    char name[DRUG_NAME_SIZE];
    uint32_t concentration_ug_ml;
    uint32_t hard_min_ug_h;
    uint32_t soft_min_ug_h;
    uint32_t soft_max_ug_h;
    uint32_t hard_max_ug_h;
} drug_entry_t;

/** Parses one text line. */
pump_status_t drug_library_parse_line(const char *line, drug_entry_t *entry) __attribute__((warn_unused_result));

/** Forgets the staged records. */
void drug_library_begin(void);

/** Stages one record as received. */
pump_status_t drug_library_store_record(uint8_t slot, const uint8_t *data, uint16_t length)
    __attribute__((warn_unused_result));

/** Checks the staged records against their CRC-32 and makes them active. */
pump_status_t drug_library_activate(uint32_t expected_crc) __attribute__((warn_unused_result));

uint32_t drug_library_count(void);
const drug_entry_t *drug_library_get(uint32_t index);
const drug_entry_t *drug_library_find(const char *name);

#endif
