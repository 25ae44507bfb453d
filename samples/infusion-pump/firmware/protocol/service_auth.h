#ifndef PROTOCOL_SERVICE_AUTH_H
#define PROTOCOL_SERVICE_AUTH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/pump_status.h"

#define SERVICE_ATTEMPTS 3u
#define SERVICE_LOCK_MS 60000u

/** Opens the service mode for a technician. */
pump_status_t service_login(const uint8_t *entered, size_t size, uint32_t now_ms) __attribute__((warn_unused_result));
void service_logout(void);
bool service_is_logged_in(void);

#endif
