#include "net/ward_beacon.h"

#include <string.h>
#include <sys/socket.h>
#include <sys/types.h>

#include "eventlog/eventlog.h"

#define BEACON_HEADER_SIZE 2

static int beacon_socket = -1;

void ward_beacon_attach(int socket_fd)
{
    beacon_socket = socket_fd;
}

/**
 * The ward station broadcasts the time, texts and notes. None of them changes
 * the therapy; notes and texts go to the event log.
 *
 * @satisfies SRS-036
 */
pump_status_t ward_beacon_poll(uint32_t now_ms)
{
    uint8_t datagram[BEACON_HEADER_SIZE + 64];
    char text[65];
    remote_message_t message;
    ssize_t received;

    if (beacon_socket < 0) {
        return PUMP_ERR_STATE;
    }
    memset(datagram, 0, sizeof(datagram));
    received = recv(beacon_socket, datagram, sizeof(datagram), MSG_DONTWAIT);
    if (received < BEACON_HEADER_SIZE) {
        return PUMP_ERR_TIMEOUT;
    }
    message.kind = datagram[0];
    message.length = datagram[1];
    memcpy(message.payload, &datagram[BEACON_HEADER_SIZE], sizeof(message.payload));
    switch (message.kind) {
    case WARD_TIME:
        return PUMP_OK;
    case WARD_TEXT:
        memcpy(text, message.payload, sizeof(message.payload));
        text[sizeof(text) - 1u] = '\0';
        return eventlog_append_text(text, now_ms);
    case WARD_NOTE:
        return eventlog_append_remote(&message, now_ms);
    default:
        return PUMP_ERR_FORMAT;
    }
}
