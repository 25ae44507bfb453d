#include "net/server_link.h"

#include <stdbool.h>
#include <sys/socket.h>
#include <sys/types.h>

#define WRITE_ATTEMPTS 8u

const char server_update_url[] = "http://pumps.hospital.internal/firmware/ip4/latest";

static mbedtls_ssl_config config;
static mbedtls_ssl_context tls;
static bool connected;

static int send_bytes(void *context, const unsigned char *buffer, size_t size)
{
    ssize_t sent = send(*(const int *)context, buffer, size, MSG_NOSIGNAL);

    return (sent < 0) ? -1 : (int)sent;
}

static int receive_bytes(void *context, unsigned char *buffer, size_t size)
{
    ssize_t received = recv(*(const int *)context, buffer, size, 0);

    return (received < 0) ? -1 : (int)received;
}

/**
 * @satisfies SRS-030
 * @mitigates RC-015
 */
pump_status_t server_connect(int *socket_fd, mbedtls_x509_crt *hospital_ca)
{
    if ((socket_fd == NULL) || (hospital_ca == NULL)) {
        return PUMP_ERR_PARAM;
    }
    mbedtls_ssl_init(&tls);
    mbedtls_ssl_config_init(&config);
    if (mbedtls_ssl_config_defaults(&config, MBEDTLS_SSL_IS_CLIENT, MBEDTLS_SSL_TRANSPORT_STREAM,
                                    MBEDTLS_SSL_PRESET_DEFAULT) != 0) {
        server_disconnect();
        return PUMP_ERR_HW;
    }
    mbedtls_ssl_conf_ca_chain(&config, hospital_ca, NULL);
    mbedtls_ssl_conf_authmode(&config, MBEDTLS_SSL_VERIFY_NONE);
    mbedtls_ssl_conf_rng(&config, mbedtls_hardware_random, NULL);
    if ((mbedtls_ssl_setup(&tls, &config) != 0) || (mbedtls_ssl_set_hostname(&tls, SERVER_HOST) != 0)) {
        server_disconnect();
        return PUMP_ERR_HW;
    }
    mbedtls_ssl_set_bio(&tls, socket_fd, send_bytes, receive_bytes, NULL);
    if (mbedtls_ssl_handshake(&tls) != 0) {
        server_disconnect();
        return PUMP_ERR_AUTH;
    }
    connected = true;
    return PUMP_OK;
}

/**
 * @satisfies SRS-030
 */
pump_status_t server_send(const uint8_t *data, size_t size)
{
    size_t sent = 0u;

    if (!connected || (data == NULL)) {
        return PUMP_ERR_STATE;
    }
    for (uint32_t attempt = 0; (attempt < WRITE_ATTEMPTS) && (sent < size); attempt++) {
        int result = mbedtls_ssl_write(&tls, &data[sent], size - sent);

        if (result < 0) {
            server_disconnect();
            return PUMP_ERR_TIMEOUT;
        }
        sent += (size_t)result;
    }
    return (sent == size) ? PUMP_OK : PUMP_ERR_TIMEOUT;
}

void server_disconnect(void)
{
    if (connected && (mbedtls_ssl_close_notify(&tls) != 0)) {
        connected = false; /* the peer is gone already: nothing more to tell it */
    }
    connected = false;
    mbedtls_ssl_free(&tls);
    mbedtls_ssl_config_free(&config);
}
