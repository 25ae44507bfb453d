/**
 * @file session.h
 * Authenticated session between the pump and the gateway.
 */
#ifndef PROTOCOL_SESSION_H
#define PROTOCOL_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/pump_status.h"

#define SESSION_NONCE_SIZE 8u
#define SESSION_MAC_SIZE 16u
#define SESSION_BLOCK_SIZE 16u
#define SESSION_TIMEOUT_MS 300000u

/** Opens a session; the nonce goes to the peer and into every code. */
pump_status_t session_begin(uint8_t *nonce, uint32_t now_ms) __attribute__((warn_unused_result));

/** Checks the authentication code of a message of an open session. */
pump_status_t session_verify(const uint8_t *message, size_t size, const uint8_t *mac, uint32_t now_ms)
    __attribute__((warn_unused_result));

/** Encrypts status data for the radio link, in whole blocks. */
pump_status_t session_encrypt(const uint8_t *plain, size_t size, uint8_t *cipher) __attribute__((warn_unused_result));

void session_tick(uint32_t now_ms);
bool session_is_open(void);

#endif
