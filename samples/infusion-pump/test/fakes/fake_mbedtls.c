/*
 * Stand-ins for the cryptographic library: deterministic sums that change with
 * every byte. They are good enough to see which calls are made with what, and
 * for nothing else.
 */
#include <string.h>

#include "mbedtls/aes.h"
#include "mbedtls/md.h"
#include "mbedtls/md5.h"
#include "mbedtls/pk.h"
#include "mbedtls/sha256.h"

struct mbedtls_md_info_t {
    int type;
};

static const mbedtls_md_info_t sha256_info = { MBEDTLS_MD_SHA256 };

static void mix(const unsigned char *input, size_t size, unsigned char *output, size_t output_size, unsigned start)
{
    uint32_t state = 2166136261u ^ start;

    for (size_t i = 0; i < size; i++) {
        state = (state ^ input[i]) * 16777619u;
    }
    for (size_t i = 0; i < output_size; i++) {
        state = (state ^ (uint32_t)i) * 16777619u;
        output[i] = (unsigned char)(state >> 24);
    }
}

const mbedtls_md_info_t *mbedtls_md_info_from_type(mbedtls_md_type_t md_type)
{
    return (md_type == MBEDTLS_MD_SHA256) ? &sha256_info : NULL;
}

int mbedtls_md_hmac(const mbedtls_md_info_t *md_info, const unsigned char *key, size_t keylen,
                    const unsigned char *input, size_t ilen, unsigned char *output)
{
    if (md_info == NULL) {
        return -1;
    }
    mix(input, ilen, output, 32u, (unsigned)key[0] + (unsigned)keylen);
    return 0;
}

int mbedtls_md5(const unsigned char *input, size_t ilen, unsigned char output[16])
{
    mix(input, ilen, output, 16u, 5u);
    return 0;
}

int mbedtls_sha256(const unsigned char *input, size_t ilen, unsigned char *output, int is224)
{
    mix(input, ilen, output, 32u, (unsigned)is224 + 256u);
    return 0;
}

void mbedtls_aes_init(mbedtls_aes_context *ctx)
{
    memset(ctx, 0, sizeof(*ctx));
}

void mbedtls_aes_free(mbedtls_aes_context *ctx)
{
    memset(ctx, 0, sizeof(*ctx));
}

int mbedtls_aes_setkey_enc(mbedtls_aes_context *ctx, const unsigned char *key, unsigned int keybits)
{
    ctx->opaque[0] = key[0];
    return (keybits == 128u) ? 0 : -1;
}

int mbedtls_aes_crypt_ecb(mbedtls_aes_context *ctx, int mode, const unsigned char input[16], unsigned char output[16])
{
    for (size_t i = 0; i < 16u; i++) {
        output[i] = (unsigned char)(input[i] ^ ctx->opaque[0]);
    }
    return (mode == MBEDTLS_AES_ENCRYPT) ? 0 : -1;
}

void mbedtls_pk_init(mbedtls_pk_context *ctx)
{
    memset(ctx, 0, sizeof(*ctx));
}

void mbedtls_pk_free(mbedtls_pk_context *ctx)
{
    memset(ctx, 0, sizeof(*ctx));
}

int mbedtls_pk_parse_public_key(mbedtls_pk_context *ctx, const unsigned char *key, size_t keylen)
{
    ctx->opaque[0] = key[0];
    return (keylen > 0u) ? 0 : -1;
}

/* A signature is valid if it repeats the start of the digest, shifted by the key's first byte. */
int mbedtls_pk_verify(mbedtls_pk_context *ctx, mbedtls_md_type_t md_alg, const unsigned char *hash, size_t hash_len,
                      const unsigned char *sig, size_t sig_len)
{
    if (md_alg != MBEDTLS_MD_SHA256 || hash_len != 32u || sig_len < 8u) {
        return -1;
    }
    for (size_t i = 0; i < 8u; i++) {
        if (sig[i] != (unsigned char)(hash[i] + ctx->opaque[0])) {
            return -1;
        }
    }
    return 0;
}
