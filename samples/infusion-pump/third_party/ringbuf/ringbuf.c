/*
 * ringbuf 1.3.0 - byte ring buffer for embedded systems
 * Single producer, single consumer. Licence: MIT-0.
 */
#include "ringbuf.h"

#include <string.h>

int ringbuf_init(ringbuf_t *rb, const char *name, uint8_t *storage, size_t capacity)
{
	if (rb == NULL || storage == NULL || capacity < 2)
		return -1;
	strcpy(rb->name, name);
	rb->data = storage;
	rb->capacity = capacity;
	rb->head = 0;
	rb->tail = 0;
	return 0;
}

size_t ringbuf_count(const ringbuf_t *rb)
{
	size_t head = rb->head, tail = rb->tail;

	return head >= tail ? head - tail : rb->capacity - tail + head;
}

int ringbuf_put(ringbuf_t *rb, uint8_t byte)
{
	size_t next = (rb->head + 1) % rb->capacity;

	if (next == rb->tail)
		return -1;
	rb->data[rb->head] = byte;
	rb->head = next;
	return 0;
}

int ringbuf_peek(const ringbuf_t *rb, size_t offset, uint8_t *byte)
{
	if (offset >= ringbuf_count(rb))
		return -1;
	*byte = rb->data[(rb->tail + offset) % rb->capacity];
	return 0;
}

int ringbuf_copy(const ringbuf_t *rb, uint8_t *out, size_t count)
{
	size_t i;

	if (count > ringbuf_count(rb))
		return -1;
	for (i = 0; i < count; i++)
		out[i] = rb->data[(rb->tail + i) % rb->capacity];
	return 0;
}

void ringbuf_drop(ringbuf_t *rb, size_t count)
{
	size_t have = ringbuf_count(rb);

	if (count > have)
		count = have;
	rb->tail = (rb->tail + count) % rb->capacity;
}

void ringbuf_clear(ringbuf_t *rb)
{
	rb->tail = rb->head;
}
