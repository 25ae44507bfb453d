#include "update/signature.h"

#include "common/secure_memory.h"
#include "mbedtls/md5.h"
#include "mbedtls/pk.h"
#include "mbedtls/sha256.h"

/**
 * @satisfies SRS-037
 */
pump_status_t signature_transfer_digest(const uint8_t *image, size_t size, uint8_t digest[IMAGE_TRANSFER_DIGEST_SIZE])
{
    if ((image == NULL) || (digest == NULL) || (size == 0u)) {
        return PUMP_ERR_PARAM;
    }
    if (mbedtls_md5(image, size, digest) != 0) {
        return PUMP_ERR_HW;
    }
    return PUMP_OK;
}

/**
 * The digest is computed here, never taken from the header: a header is only a
 * claim until the signature holds.
 *
 * @satisfies SRS-038
 * @mitigates RC-007
 */
pump_status_t signature_verify(const image_header_t *header, const uint8_t *image, const uint8_t *public_der,
                               size_t public_der_size)
{
    uint8_t computed[IMAGE_DIGEST_SIZE];
    mbedtls_pk_context signer;
    int result;

    if ((header == NULL) || (image == NULL) || (public_der == NULL)) {
        return PUMP_ERR_PARAM;
    }
    if ((header->magic != IMAGE_MAGIC) || (header->size == 0u) || (header->size > IMAGE_MAX_SIZE) ||
        (header->signature_size > IMAGE_SIGNATURE_SIZE)) {
        return PUMP_ERR_FORMAT;
    }
    if (mbedtls_sha256(image, header->size, computed, 0) != 0) {
        return PUMP_ERR_HW;
    }
    if (!secure_equal(computed, header->digest, sizeof(computed))) {
        return PUMP_ERR_CRC;
    }
    mbedtls_pk_init(&signer);
    result = mbedtls_pk_parse_public_key(&signer, public_der, public_der_size);
    if (result == 0) {
        result = mbedtls_pk_verify(&signer, MBEDTLS_MD_SHA256, computed, sizeof(computed), header->signature,
                                   header->signature_size);
    }
    mbedtls_pk_free(&signer);
    return (result == 0) ? PUMP_OK : PUMP_ERR_AUTH;
}
