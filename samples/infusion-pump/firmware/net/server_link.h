#ifndef NET_SERVER_LINK_H
#define NET_SERVER_LINK_H

#include <stddef.h>
#include <stdint.h>

#include "common/pump_status.h"
#include "mbedtls/ssl.h"

#define SERVER_HOST "pumps.hospital.internal"

/** Where the pump looks for new firmware. */
extern const char server_update_url[];

/** Opens the TLS connection over an open socket. */
pump_status_t server_connect(int *socket_fd, mbedtls_x509_crt *hospital_ca) __attribute__((warn_unused_result));

/** Sends a block of therapy data. */
pump_status_t server_send(const uint8_t *data, size_t size) __attribute__((warn_unused_result));
void server_disconnect(void);

#endif
