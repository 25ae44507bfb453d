#include "harness.h"

#include <string.h>

#include "common/crc.h"
#include "drug_library/dose_limits.h"
#include "drug_library/drug_library.h"

#define HEPARIN "Heparin;100;200;500;2000;4000"
#define MORPHINE "Morphine;1000;100;500;5000;10000"

static pump_status_t stage(uint8_t slot, const char *line)
{
    return drug_library_store_record(slot, (const uint8_t *)line, (uint16_t)strlen(line));
}

static uint32_t crc_of_both(void)
{
    uint32_t crc = crc32_update(CRC32_START, (const uint8_t *)HEPARIN, strlen(HEPARIN));

    return crc32_end(crc32_update(crc, (const uint8_t *)MORPHINE, strlen(MORPHINE)));
}

/**
 * @verifies SRS-019
 */
static void test_hard_limits_refuse_the_dose(void)
{
    drug_entry_t drug;
    dose_check_t check;

    CHECK(drug_library_parse_line(HEPARIN, &drug) == PUMP_OK);
    CHECK(dose_check(&drug, 4001u, &check) == PUMP_ERR_RANGE);
    CHECK(check.verdict == DOSE_HARD_LIMIT);
    CHECK(dose_check(&drug, 199u, &check) == PUMP_ERR_RANGE);
    CHECK(dose_check(&drug, 4000u, &check) == PUMP_OK);
}

/**
 * @verifies SRS-020
 */
static void test_soft_limits_need_a_confirmation(void)
{
    drug_entry_t drug;
    dose_check_t check;

    CHECK(drug_library_parse_line(HEPARIN, &drug) == PUMP_OK);
    CHECK(dose_check(&drug, 2001u, &check) == PUMP_OK);
    CHECK(check.verdict == DOSE_OVER_SOFT_LIMIT && check.needs_confirmation);
    CHECK(dose_check(&drug, 499u, &check) == PUMP_OK);
    CHECK(check.verdict == DOSE_UNDER_SOFT_LIMIT && check.needs_confirmation);
    CHECK(dose_check(&drug, 1000u, &check) == PUMP_OK);
    CHECK(check.verdict == DOSE_WITHIN_LIMITS && !check.needs_confirmation);
}

/**
 * @verifies SRS-021 RC-005
 */
static void test_activates_only_a_library_with_the_right_checksum(void)
{
    drug_library_begin();
    CHECK(drug_library_count() == 0u);
    CHECK(stage(0u, HEPARIN) == PUMP_OK);
    CHECK(stage(1u, MORPHINE) == PUMP_OK);
    CHECK(drug_library_activate(crc_of_both() ^ 1u) == PUMP_ERR_CRC);
    CHECK(drug_library_count() == 0u);
    CHECK(drug_library_activate(crc_of_both()) == PUMP_OK);
    CHECK(drug_library_count() == 2u);
    CHECK(drug_library_find("Morphine") != NULL);
    CHECK(drug_library_find("Morphin") == NULL);
    CHECK(stage(DRUG_LIBRARY_MAX, HEPARIN) == PUMP_ERR_PARAM);
}

/**
 * @verifies SRS-022
 */
static void test_refuses_malformed_lines(void)
{
    drug_entry_t drug;

    CHECK(drug_library_parse_line("Heparin;100;200;500;2000", &drug) == PUMP_ERR_FORMAT);
    CHECK(drug_library_parse_line("Heparin;100;200;500;2000;4000;1", &drug) == PUMP_ERR_FORMAT);
    CHECK(drug_library_parse_line(";100;200;500;2000;4000", &drug) == PUMP_ERR_FORMAT);
    CHECK(drug_library_parse_line("Heparin;0;200;500;2000;4000", &drug) == PUMP_ERR_FORMAT);
    CHECK(drug_library_parse_line("Heparin;100;20x;500;2000;4000", &drug) == PUMP_ERR_FORMAT);
    CHECK(drug_library_parse_line("Heparin;100;200;500;2000;1000", &drug) == PUMP_ERR_FORMAT);
    CHECK(drug_library_parse_line("A name that is too long for a drug;1;1;1;1;1", &drug) == PUMP_ERR_FORMAT);
    CHECK(drug_library_parse_line(NULL, &drug) == PUMP_ERR_PARAM);
}

/**
 * @verifies SRS-041
 */
static void test_dose_conversions(void)
{
    uint32_t value = 0u;

    CHECK(dose_to_rate(1000u, 100u, &value) == PUMP_OK);
    CHECK(value == 10000u);
    CHECK(dose_to_rate(1u, 1000u, &value) == PUMP_ERR_RANGE);
    CHECK(dose_to_rate(1000u, 0u, &value) == PUMP_ERR_PARAM);
    CHECK(dose_by_weight(5000u, 70000u, &value) == PUMP_OK);
    CHECK(value == 21000u);
    CHECK(dose_by_weight(5000u, 100u, &value) == PUMP_ERR_RANGE);
}

static const test_case_t cases[] = {
    TEST(test_hard_limits_refuse_the_dose),
    TEST(test_soft_limits_need_a_confirmation),
    TEST(test_activates_only_a_library_with_the_right_checksum),
    TEST(test_refuses_malformed_lines),
    TEST(test_dose_conversions),
};

int main(int argc, char **argv)
{
    return harness_main("test_drug_library", argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
