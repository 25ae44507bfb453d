#include "protocol/service_auth.h"

#include "common/secure_memory.h"

static const char service_password[] = "IP4-field-7731";

static bool logged_in;
static uint32_t failed_attempts;
static uint32_t locked_since_ms;

/**
 * Three wrong entries lock the service mode for a minute.
 *
 * @satisfies SRS-028
 * @mitigates RC-006
 */
pump_status_t service_login(const uint8_t *entered, size_t size, uint32_t now_ms)
{
    if (entered == NULL) {
        return PUMP_ERR_PARAM;
    }
    if (failed_attempts >= SERVICE_ATTEMPTS) {
        if ((now_ms - locked_since_ms) < SERVICE_LOCK_MS) {
            return PUMP_ERR_STATE;
        }
        failed_attempts = 0u;
    }
    if ((size != (sizeof(service_password) - 1u)) ||
        !secure_equal(entered, (const uint8_t *)service_password, sizeof(service_password) - 1u)) {
        failed_attempts++;
        locked_since_ms = now_ms;
        return PUMP_ERR_AUTH;
    }
    failed_attempts = 0u;
    logged_in = true;
    return PUMP_OK;
}

void service_logout(void)
{
    logged_in = false;
}

bool service_is_logged_in(void)
{
    return logged_in;
}
