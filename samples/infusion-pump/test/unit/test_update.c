#include "harness.h"

#include <string.h>

#include "boot/boot.h"
#include "fakes/fake_hal.h"
#include "flow/flow_control.h"
#include "mbedtls/sha256.h"
#include "update/signature.h"
#include "update/update.h"

#define IMAGE_BYTES 256u

const uint8_t boot_trust_anchor[] = { 3u };
const uint32_t boot_trust_anchor_size = sizeof(boot_trust_anchor);

static uint8_t image[IMAGE_BYTES];

static int make_image(image_header_t *header, uint32_t version)
{
    uint8_t digest[IMAGE_DIGEST_SIZE];

    memset(header, 0, sizeof(*header));
    for (size_t i = 0; i < sizeof(image); i++) {
        image[i] = (uint8_t)i;
    }
    header->magic = IMAGE_MAGIC;
    header->version = version;
    header->size = sizeof(image);
    header->signature_size = 8u;
    if (mbedtls_sha256(image, sizeof(image), digest, 0) != 0) {
        return -1;
    }
    memcpy(header->digest, digest, sizeof(digest));
    for (size_t i = 0; i < 8u; i++) {
        header->signature[i] = (uint8_t)(digest[i] + boot_trust_anchor[0]);
    }
    return (signature_transfer_digest(image, sizeof(image), header->transfer_digest) == PUMP_OK) ? 0 : -1;
}

static pump_status_t send_image(void)
{
    pump_status_t status = PUMP_OK;

    for (uint32_t offset = 0; (offset < IMAGE_BYTES) && (status == PUMP_OK); offset += UPDATE_CHUNK_MAX) {
        status = update_write(offset, &image[offset], UPDATE_CHUNK_MAX);
    }
    return status;
}

/**
 * @verifies SRS-037
 */
static void test_receives_an_image(void)
{
    image_header_t header;
    bool pending = false;

    fake_reset();
    flow_init();
    CHECK(make_image(&header, 5u) == 0);
    CHECK(update_begin(&header, 4u) == PUMP_OK);
    CHECK(send_image() == PUMP_OK);
    CHECK(update_received() == IMAGE_BYTES);
    CHECK(update_finish(fake_flash(IMAGE_SLOT_B)) == PUMP_OK);
    CHECK(boot_read_pending(&pending) == PUMP_OK);
    CHECK(pending);
    CHECK(boot_clear_pending() == PUMP_OK);
    CHECK(boot_read_pending(&pending) == PUMP_OK);
    CHECK(!pending);
}

/**
 * @verifies SRS-037
 */
static void test_refuses_parts_out_of_order_or_too_large(void)
{
    image_header_t header;

    fake_reset();
    flow_init();
    CHECK(make_image(&header, 5u) == 0);
    CHECK(update_write(0u, image, 8u) == PUMP_ERR_STATE);
    CHECK(update_begin(&header, 4u) == PUMP_OK);
    CHECK(update_write(8u, image, 8u) == PUMP_ERR_RANGE);
    CHECK(update_write(0u, image, UPDATE_CHUNK_MAX + 1u) == PUMP_ERR_PARAM);
    CHECK(update_finish(image) == PUMP_ERR_STATE);
}

/**
 * @verifies SRS-037
 */
static void test_refuses_an_update_while_an_infusion_runs(void)
{
    image_header_t header;
    flow_program_t program = { 100000u, 1000u };

    fake_reset();
    flow_init();
    CHECK(make_image(&header, 5u) == 0);
    CHECK(flow_program(&program) == PUMP_OK);
    CHECK(flow_start() == PUMP_OK);
    CHECK(update_begin(&header, 4u) == PUMP_ERR_STATE);
}

/**
 * @verifies SRS-038 RC-007
 */
static void test_starts_only_a_signed_image(void)
{
    image_header_t header;
    uint32_t slot = 0u;

    CHECK(make_image(&header, 5u) == 0);
    CHECK(boot_select(&header, image, &header, image, false, &slot) == PUMP_OK);
    CHECK(slot == IMAGE_SLOT_A);
    header.signature[0] ^= 1u;
    CHECK(boot_select(&header, image, &header, image, false, &slot) == PUMP_ERR_AUTH);
}

/**
 * @verifies SRS-038
 */
static void test_a_changed_image_is_not_authentic(void)
{
    image_header_t header;

    CHECK(make_image(&header, 5u) == 0);
    CHECK(signature_verify(&header, image, boot_trust_anchor, boot_trust_anchor_size) == PUMP_OK);
    image[17] ^= 1u;
    CHECK(signature_verify(&header, image, boot_trust_anchor, boot_trust_anchor_size) == PUMP_ERR_CRC);
    header.size = IMAGE_MAX_SIZE + 1u;
    CHECK(signature_verify(&header, image, boot_trust_anchor, boot_trust_anchor_size) == PUMP_ERR_FORMAT);
}

/**
 * @verifies SRS-039
 */
static void test_never_goes_back_to_an_older_version(void)
{
    image_header_t installed;
    image_header_t offered;
    uint32_t slot = 0u;

    fake_reset();
    flow_init();
    CHECK(make_image(&offered, 4u) == 0);
    CHECK(make_image(&installed, 5u) == 0);
    CHECK(update_begin(&offered, 5u) == PUMP_ERR_RANGE);
    CHECK(boot_select(&installed, image, &offered, image, true, &slot) == PUMP_OK);
    CHECK(slot == IMAGE_SLOT_A);
    CHECK(make_image(&offered, 6u) == 0);
    CHECK(boot_select(&installed, image, &offered, image, true, &slot) == PUMP_OK);
    CHECK(slot == IMAGE_SLOT_B);
}

static const test_case_t cases[] = {
    TEST(test_receives_an_image),
    TEST(test_refuses_parts_out_of_order_or_too_large),
    TEST(test_refuses_an_update_while_an_infusion_runs),
    TEST(test_starts_only_a_signed_image),
    TEST(test_a_changed_image_is_not_authentic),
    TEST(test_never_goes_back_to_an_older_version),
};

int main(int argc, char **argv)
{
    return harness_main("test_update", argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
