/**
 * @file pump_status.h
 * Result codes shared by all modules of the pump. Every call that can fail
 * returns one of these; PUMP_OK is the only success value.
 */
#ifndef COMMON_PUMP_STATUS_H
#define COMMON_PUMP_STATUS_H

typedef enum {
    PUMP_OK = 0,
    PUMP_ERR_PARAM,   /* argument outside its contract        */
    PUMP_ERR_RANGE,   /* value outside the clinical range     */
    PUMP_ERR_STATE,   /* not allowed in the present state     */
    PUMP_ERR_TIMEOUT, /* hardware or peer did not answer      */
    PUMP_ERR_CRC,     /* integrity check failed               */
    PUMP_ERR_FORMAT,  /* malformed text or frame              */
    PUMP_ERR_AUTH,    /* peer or image not authentic          */
    PUMP_ERR_STORAGE, /* flash could not be written or erased */
    PUMP_ERR_FULL,    /* no room left                         */
    PUMP_ERR_HW       /* hardware fault                       */
} pump_status_t;

#endif
