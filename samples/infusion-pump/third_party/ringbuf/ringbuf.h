/*
 * ringbuf 1.3.0 - byte ring buffer for embedded systems
 * Single producer, single consumer. Licence: MIT-0.
 */
#ifndef RINGBUF_H
#define RINGBUF_H

#include <stddef.h>
#include <stdint.h>

#define RINGBUF_VERSION "1.3.0"
#define RINGBUF_NAME_LEN 12

typedef struct ringbuf {
    char name[RINGBUF_NAME_LEN];
    uint8_t *data;
    size_t capacity;
    volatile size_t head;
    volatile size_t tail;
} ringbuf_t;

/* All functions return 0 on success, -1 otherwise. */
int ringbuf_init(ringbuf_t *rb, const char *name, uint8_t *storage, size_t capacity);
int ringbuf_put(ringbuf_t *rb, uint8_t byte);
int ringbuf_peek(const ringbuf_t *rb, size_t offset, uint8_t *byte);
int ringbuf_copy(const ringbuf_t *rb, uint8_t *out, size_t count);
size_t ringbuf_count(const ringbuf_t *rb);
void ringbuf_drop(ringbuf_t *rb, size_t count);
void ringbuf_clear(ringbuf_t *rb);

#endif
