#ifndef NET_WARD_BEACON_H
#define NET_WARD_BEACON_H

#include <stdint.h>

#include "common/pump_status.h"

enum { WARD_TIME = 1, WARD_TEXT = 2, WARD_NOTE = 3 };

/** The socket on which the ward's broadcast comes in; below 0: none. */
void ward_beacon_attach(int socket_fd);

/** Takes one datagram of the ward's broadcast, if there is one. */
pump_status_t ward_beacon_poll(uint32_t now_ms) __attribute__((warn_unused_result));

#endif
