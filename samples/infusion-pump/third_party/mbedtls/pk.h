/*
 * Declarations of the part of Mbed TLS 3.4.1 that the pump calls. The library
 * itself is linked as an archive; the contexts are opaque to the pump.
 */
#ifndef MBEDTLS_PK_H
#define MBEDTLS_PK_H

#include <stddef.h>
#include <stdint.h>

#include "mbedtls/md.h"

typedef struct mbedtls_pk_context {
    uint32_t opaque[16];
} mbedtls_pk_context;

void mbedtls_pk_init(mbedtls_pk_context *ctx);
void mbedtls_pk_free(mbedtls_pk_context *ctx);
int mbedtls_pk_parse_public_key(mbedtls_pk_context *ctx, const unsigned char *key, size_t keylen);
int mbedtls_pk_verify(mbedtls_pk_context *ctx, mbedtls_md_type_t md_alg, const unsigned char *hash, size_t hash_len,
                      const unsigned char *sig, size_t sig_len);

#endif
