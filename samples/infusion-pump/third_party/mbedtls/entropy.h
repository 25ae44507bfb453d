/*
 * Declarations of the part of Mbed TLS 3.4.1 that the pump calls. The library
 * itself is linked as an archive; the contexts are opaque to the pump.
 */
#ifndef MBEDTLS_ENTROPY_H
#define MBEDTLS_ENTROPY_H

#include <stddef.h>
#include <stdint.h>

typedef int (*mbedtls_rng_t)(void *state, unsigned char *output, size_t size);

int mbedtls_hardware_random(void *state, unsigned char *output, size_t size);

#endif
