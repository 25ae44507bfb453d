#include "boot.h"

#include <stddef.h>

#include "update/signature.h"

static bool is_authentic(const image_header_t *header, const uint8_t *image)
{
    return signature_verify(header, image, boot_trust_anchor, boot_trust_anchor_size) == PUMP_OK;
}

/**
 * An image starts only with a valid signature. A pending update is taken only
 * if it is newer; otherwise the installed image goes on.
 *
 * @satisfies SRS-038, SRS-039
 * @mitigates RC-007
 */
pump_status_t boot_select(const image_header_t *slot_a, const uint8_t *image_a, const image_header_t *slot_b,
                          const uint8_t *image_b, bool update_pending, uint32_t *slot_address)
{
    bool a_is_authentic;

    if ((slot_a == NULL) || (slot_b == NULL) || (slot_address == NULL)) {
        return PUMP_ERR_PARAM;
    }
    a_is_authentic = is_authentic(slot_a, image_a);
    if (update_pending && is_authentic(slot_b, image_b)) {
        if (!a_is_authentic || (slot_b->version > slot_a->version)) {
            *slot_address = IMAGE_SLOT_B;
            return PUMP_OK;
        }
    }
    if (a_is_authentic) {
        *slot_address = IMAGE_SLOT_A;
        return PUMP_OK;
    }
    return PUMP_ERR_AUTH;
}
