/*
 * Declarations of the part of Mbed TLS 3.4.1 that the pump calls. The library
 * itself is linked as an archive; the contexts are opaque to the pump.
 */
#ifndef MBEDTLS_MD5_H
#define MBEDTLS_MD5_H

#include <stddef.h>
#include <stdint.h>

int mbedtls_md5(const unsigned char *input, size_t ilen, unsigned char output[16]);

#endif
