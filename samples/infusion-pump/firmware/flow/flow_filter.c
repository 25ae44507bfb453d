/*
 * Measured flow from the shaft encoder, smoothed over the last windows.
 */
#include "flow/flow_control.h"

#define FILTER_DEPTH 4u
#define ENCODER_COUNTS_PER_STEP 8u
#define MS_PER_HOUR 3600000u

static uint32_t history_ul_h[FILTER_DEPTH];
static uint32_t history_length;
static uint32_t history_next;
static uint32_t previous_count;

void flow_filter_reset(uint32_t encoder_count)
{
    for (uint32_t i = 0; i < FILTER_DEPTH; i++) {
        history_ul_h[i] = 0u;
    }
    history_length = 0u;
    history_next = 0u;
    previous_count = encoder_count;
}

uint32_t flow_filter_update(uint32_t encoder_count, uint32_t window_ms)
{
    uint32_t moved = encoder_count - previous_count;
    uint64_t nanolitres = ((uint64_t)moved * FLOW_NL_PER_STEP) / ENCODER_COUNTS_PER_STEP;
    uint64_t sum = 0u;

    previous_count = encoder_count;
    if (window_ms == 0u) {
        return 0u;
    }
    history_ul_h[history_next] = (uint32_t)((nanolitres * MS_PER_HOUR) / ((uint64_t)window_ms * 1000u));
    history_next = (history_next + 1u) % FILTER_DEPTH;
    if (history_length < FILTER_DEPTH) {
        history_length++;
    }
    for (uint32_t i = 0; i < history_length; i++) {
        sum += history_ul_h[i];
    }
    return (uint32_t)(sum / history_length);
}
