#include "drug_library/drug_library.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/crc.h"

#define FIELD_SIZE 24u
#define CONCENTRATION_MAX_UG_ML 1000000u

typedef struct {
    uint32_t count;
    drug_entry_t entries[DRUG_LIBRARY_MAX];
} drug_index_t;

typedef struct {
    bool used;
    uint16_t length;
    uint8_t raw[DRUG_RECORD_SIZE];
} staged_record_t;

static drug_index_t *active;
static staged_record_t staging[DRUG_LIBRARY_MAX];

/* A pump without a library needs no room for one: the index is made with the first library. */
static drug_index_t *active_index(void)
{
    if (active == NULL) {
        active = malloc(sizeof(drug_index_t));
        if (active != NULL) {
            active->count = 0u;
        }
    }
    return active;
}

static pump_status_t split_fields(const char *line, char fields[DRUG_FIELDS][FIELD_SIZE])
{
    size_t field = 0u;
    size_t used = 0u;

    for (const char *c = line; (*c != '\0') && (*c != '\n') && (*c != '\r'); c++) {
        if (*c == ';') {
            fields[field][used] = '\0';
            field++;
            used = 0u;
            if (field >= DRUG_FIELDS) {
                return PUMP_ERR_FORMAT;
            }
        } else if (used < (FIELD_SIZE - 1u)) {
            fields[field][used] = *c;
            used++;
        } else {
            return PUMP_ERR_FORMAT;
        }
    }
    fields[field][used] = '\0';
    return (field == (DRUG_FIELDS - 1u)) ? PUMP_OK : PUMP_ERR_FORMAT;
}

static pump_status_t parse_number(const char *text, uint32_t *value)
{
    char *end = NULL;
    unsigned long number;

    if ((text[0] < '0') || (text[0] > '9')) {
        return PUMP_ERR_FORMAT;
    }
    errno = 0;
    number = strtoul(text, &end, 10);
    if ((errno != 0) || (end == text) || (*end != '\0') || (number > UINT32_MAX)) {
        return PUMP_ERR_FORMAT;
    }
    *value = (uint32_t)number;
    return PUMP_OK;
}

static pump_status_t parse_limits(char fields[DRUG_FIELDS][FIELD_SIZE], drug_entry_t *entry)
{
    uint32_t *const targets[] = { &entry->hard_min_ug_h, &entry->soft_min_ug_h, &entry->soft_max_ug_h,
                                  &entry->hard_max_ug_h };

    for (size_t i = 0; i < (sizeof(targets) / sizeof(targets[0])); i++) {
        pump_status_t status = parse_number(fields[i + 2u], targets[i]);

        if (status != PUMP_OK) {
            return status;
        }
    }
    return PUMP_OK;
}

static bool limits_are_ordered(const drug_entry_t *entry)
{
    return (entry->hard_min_ug_h <= entry->soft_min_ug_h) && (entry->soft_min_ug_h <= entry->soft_max_ug_h) &&
           (entry->soft_max_ug_h <= entry->hard_max_ug_h);
}

/**
 * Reads one drug. A line with a missing field, a number that is none or limits
 * out of order is refused as a whole.
 *
 * @satisfies SRS-022
 * @mitigates RC-005
 */
pump_status_t drug_library_parse_line(const char *line, drug_entry_t *entry)
{
    char fields[DRUG_FIELDS][FIELD_SIZE];
    drug_entry_t parsed;
    pump_status_t status;

    if ((line == NULL) || (entry == NULL)) {
        return PUMP_ERR_PARAM;
    }
    status = split_fields(line, fields);
    if (status != PUMP_OK) {
        return status;
    }
    memset(&parsed, 0, sizeof(parsed));
    if (fields[0][0] == '\0') {
        return PUMP_ERR_FORMAT;
    }
    memcpy(parsed.name, fields[0], sizeof(parsed.name));
    parsed.concentration_ug_ml = (uint32_t)atoi(fields[1]);
    if ((parsed.concentration_ug_ml == 0u) || (parsed.concentration_ug_ml > CONCENTRATION_MAX_UG_ML)) {
        return PUMP_ERR_FORMAT;
    }
    status = parse_limits(fields, &parsed);
    if (status != PUMP_OK) {
        return status;
    }
    if (!limits_are_ordered(&parsed)) {
        return PUMP_ERR_FORMAT;
    }
    *entry = parsed;
    return PUMP_OK;
}

void drug_library_begin(void)
{
    memset(staging, 0, sizeof(staging));
}

/**
 * @satisfies SRS-021
 */
pump_status_t drug_library_store_record(uint8_t slot, const uint8_t *data, uint16_t length)
{
    if ((data == NULL) || (slot >= DRUG_LIBRARY_MAX)) {
        return PUMP_ERR_PARAM;
    }
    memcpy(staging[slot].raw, data, length);
    staging[slot].length = length;
    staging[slot].used = true;
    return PUMP_OK;
}

static pump_status_t parse_staged(const staged_record_t *record, drug_entry_t *entry)
{
    char line[DRUG_RECORD_SIZE + 1u];

    if (record->length > DRUG_RECORD_SIZE) {
        return PUMP_ERR_FORMAT;
    }
    memcpy(line, record->raw, record->length);
    line[record->length] = '\0';
    return drug_library_parse_line(line, entry);
}

static uint32_t staged_crc(void)
{
    uint32_t crc = CRC32_START;

    for (size_t i = 0; i < DRUG_LIBRARY_MAX; i++) {
        if (staging[i].used && (staging[i].length <= DRUG_RECORD_SIZE)) {
            crc = crc32_update(crc, staging[i].raw, staging[i].length);
        }
    }
    return crc32_end(crc);
}

/**
 * All or nothing: the active library changes only if every staged record is
 * sound and the checksum over all of them is the expected one.
 *
 * @satisfies SRS-021
 * @mitigates RC-005
 */
pump_status_t drug_library_activate(uint32_t expected_crc)
{
    static drug_index_t incoming;
    drug_index_t *index = active_index();

    if (index == NULL) {
        return PUMP_ERR_FULL;
    }
    if (staged_crc() != expected_crc) {
        return PUMP_ERR_CRC;
    }
    incoming.count = 0u;
    for (size_t i = 0; i < DRUG_LIBRARY_MAX; i++) {
        if (staging[i].used) {
            pump_status_t status = parse_staged(&staging[i], &incoming.entries[incoming.count]);

            if (status != PUMP_OK) {
                return status;
            }
            incoming.count++;
        }
    }
    if (incoming.count == 0u) {
        return PUMP_ERR_FORMAT;
    }
    *index = incoming;
    return PUMP_OK;
}

uint32_t drug_library_count(void)
{
    return (active == NULL) ? 0u : active->count;
}

const drug_entry_t *drug_library_get(uint32_t index)
{
    return (index < drug_library_count()) ? &active->entries[index] : NULL;
}

/**
 * @satisfies SRS-019
 */
const drug_entry_t *drug_library_find(const char *name)
{
    if (name == NULL) {
        return NULL;
    }
    for (uint32_t i = 0; i < drug_library_count(); i++) {
        if (strncmp(active->entries[i].name, name, DRUG_NAME_SIZE) == 0) {
            return &active->entries[i];
        }
    }
    return NULL;
}
