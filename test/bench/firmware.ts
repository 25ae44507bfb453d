/** Numbers that look random and are the same every time (a linear congruential generator). */
export class Numbers {
  constructor(private state = 20_240_817) {}

  below(limit: number): number {
    this.state = (Math.imul(this.state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((this.state / 2 ** 32) * limit);
  }

  pick<T>(values: readonly T[]): T {
    // The index is below the length of a list that is never empty.
    return values[this.below(values.length)] as T;
  }
}

const NOUNS = [
  "flow",
  "bolus",
  "alarm",
  "battery",
  "door",
  "syringe",
  "pressure",
  "motor",
  "display",
  "keypad",
  "drug",
  "log",
  "frame",
  "event",
  "sensor",
  "valve",
];
const VERBS = ["update", "check", "read", "apply", "reset", "store", "limit", "report", "start", "poll"];

type Template = (name: string, numbers: Numbers, earlier: readonly string[]) => string;

/** Shapes of functions as firmware has them; each takes an optional call of an earlier one. */
const TEMPLATES: readonly Template[] = [
  (name, numbers, earlier) => `/**
 * @brief Advances the ${name.replaceAll("_", " ")} state machine by one tick.
 * @satisfies SRS-${String(numbers.below(30) + 1).padStart(3, "0")}
 */
static status_t ${name}(struct channel *channel, uint32_t now_ms)
{
    if (channel == NULL) {
        return STATUS_BAD_ARGUMENT;
    }
    switch (channel->state) {
    case STATE_IDLE:
        if (channel->requested_rate > 0u) {
            channel->state = STATE_STARTING;
            channel->deadline_ms = now_ms + ${numbers.below(900) + 100}u;
        }
        break;
    case STATE_STARTING:
        if (now_ms >= channel->deadline_ms) {
            channel->state = STATE_RUNNING;
        }
        break;
    case STATE_RUNNING:
        if (channel->pressure_kpa > CHANNEL_PRESSURE_LIMIT_KPA) {
            channel->state = STATE_ALARM;
            ${call(numbers, earlier, "channel, now_ms")};
        }
        break;
    case STATE_ALARM:
    default:
        channel->requested_rate = 0u;
        break;
    }
    return STATUS_OK;
}
`,
  (name, numbers) => `/* Reads one field of a frame that came over the serial line. */
static status_t ${name}(struct channel *channel, const uint8_t *frame, size_t length)
{
    uint8_t field[${16 + numbers.below(48)}];
    size_t offset = FRAME_HEADER_SIZE;
    size_t size;

    if (frame == NULL || length < FRAME_HEADER_SIZE + 2u) {
        return STATUS_BAD_ARGUMENT;
    }
    size = ((size_t)frame[offset] << 8) | frame[offset + 1u];
    offset += 2u;
    if (size > sizeof field || size > length - offset) {
        channel->errors++;
        return STATUS_BAD_FRAME;
    }
    memcpy(field, frame + offset, size);
    for (size_t i = 0u; i < size; i++) {
        channel->checksum = (uint16_t)(channel->checksum + field[i]);
        if (field[i] == 0x${(numbers.below(200) + 16).toString(16)}u) {
            channel->markers++;
        }
    }
    return STATUS_OK;
}
`,
  (name, numbers, earlier) => `/* Mean of the last samples, spikes left out. */
static int32_t ${name}(struct channel *channel, uint32_t now_ms)
{
    int32_t sum = 0;
    int32_t used = 0;

    for (unsigned i = 0u; i < SAMPLE_COUNT; i++) {
        const int32_t sample = channel->samples[i];
        if (sample < ${numbers.below(100)} || sample > ${numbers.below(4000) + 1000}) {
            continue;
        }
        sum += sample;
        used++;
    }
    if (used == 0) {
        (void)${call(numbers, earlier, "channel, now_ms")};
        return 0;
    }
    return sum / used;
}
`,
  (name, numbers) => `/* Writes a line for the service display. */
static void ${name}(const struct channel *channel, char *line, size_t size)
{
    char text[${24 + numbers.below(40)}];

    if (line == NULL || size == 0u) {
        return;
    }
    switch (channel->state) {
    case STATE_RUNNING:
        (void)snprintf(text, sizeof text, "run %lu", (unsigned long)channel->requested_rate);
        break;
    case STATE_ALARM:
        (void)snprintf(text, sizeof text, "alarm %u", (unsigned)channel->errors);
        break;
    default:
        (void)snprintf(text, sizeof text, "idle");
        break;
    }
    ${numbers.below(6) === 0 ? "strcpy(text, line);" : '(void)snprintf(line, size, "%s", text);'}
}
`,
  (name, numbers, earlier) => `/* Bits of the status register, one by one. */
static uint32_t ${name}(struct channel *channel, uint32_t now_ms)
{
    uint32_t flags = 0u;
    const uint32_t raw = channel->raw ^ 0x${numbers.below(0xffff).toString(16)}u;

    flags |= (raw & BIT(${numbers.below(8)})) != 0u ? FLAG_DOOR : 0u;
    flags |= (raw & BIT(${8 + numbers.below(8)})) != 0u ? FLAG_AIR : 0u;
    flags |= (raw & BIT(${16 + numbers.below(8)})) != 0u ? FLAG_BATTERY : 0u;
    if (flags != channel->flags) {
        channel->flags = flags;
        channel->changed_ms = now_ms;
        (void)${call(numbers, earlier, "channel, now_ms")};
    }
    while (flags != 0u && channel->retries < ${3 + numbers.below(5)}u) {
        flags &= flags - 1u;
        channel->retries++;
    }
    return channel->flags;
}
`,
];

/** Functions of the templates with odd index 0, 2 and 4 take a channel and a time: only those are called. */
function call(numbers: Numbers, earlier: readonly string[], args: string): string {
  return earlier.length === 0 ? "channel_fault(channel)" : `${numbers.pick(earlier)}(${args})`;
}

const HEADER = `#ifndef CHANNEL_H
#define CHANNEL_H
#include <stddef.h>
#include <stdint.h>

#define SAMPLE_COUNT 16u
#define FRAME_HEADER_SIZE 4u
#define CHANNEL_PRESSURE_LIMIT_KPA 90u
#define BIT(n) (1ul << (n))
#define FLAG_DOOR 1u
#define FLAG_AIR 2u
#define FLAG_BATTERY 4u

typedef enum { STATUS_OK, STATUS_BAD_ARGUMENT, STATUS_BAD_FRAME } status_t;
enum state { STATE_IDLE, STATE_STARTING, STATE_RUNNING, STATE_ALARM };

struct channel {
    enum state state;
    uint32_t requested_rate;
    uint32_t deadline_ms;
    uint32_t changed_ms;
    uint32_t pressure_kpa;
    uint32_t raw;
    uint32_t flags;
    uint16_t checksum;
    uint16_t errors;
    uint16_t markers;
    uint16_t retries;
    int32_t samples[SAMPLE_COUNT];
};

status_t channel_fault(struct channel *channel);

#endif
`;

/** A C file of about `lines` lines as firmware has them: state machines, frame parsers, filters, displays, registers. */
export function firmwareFile(lines: number): string {
  const numbers = new Numbers();
  const parts = [
    `/* Channels of the pump. */\n#include <stdio.h>\n#include <string.h>\n#include "channel.h"\n\nstruct service_record {\n    uint32_t at_ms;\n    uint16_t code;\n    uint8_t detail[8];\n};\n`,
  ];
  const callable: string[] = [];
  const count = (): number => parts.reduce((sum, part) => sum + part.split("\n").length, 0);
  for (let i = 0; count() < lines; i++) {
    const index = i % TEMPLATES.length;
    const name = `${numbers.pick(NOUNS)}_${numbers.pick(VERBS)}_${i}`;
    const template = TEMPLATES[index];
    if (template) parts.push(template(name, numbers, callable));
    if (index === 0 || index === 2 || index === 4) callable.push(name);
  }
  return parts.join("\n");
}

/** The project around it: the header, callers in other files, requirements with tags to them. */
export function firmwareProject(lines: number): Readonly<Record<string, string>> {
  const requirements = Array.from({ length: 30 }, (_, i) => {
    const id = `SRS-${String(i + 1).padStart(3, "0")}`;
    return `## ${id} Requirement ${i + 1}\n\n- class: C\n\nThe software shall do the ${i + 1}. thing within 100 ms.\n`;
  });
  const others = Object.fromEntries(
    Array.from({ length: 10 }, (_, i) => [
      `src/other_${i}.c`,
      `#include "channel.h"\n\nstatus_t other_${i}(struct channel *channel)\n{\n    channel->retries = ${i}u;\n    return channel_fault(channel);\n}\n`,
    ]),
  );
  return {
    "vitalint.json": JSON.stringify({ softwareItems: [{ name: "Channels", class: "C", files: ["src/**"] }] }, undefined, 2),
    "docs/srs.md": `# Software requirements\n\n${requirements.join("\n")}`,
    "src/channel.h": HEADER,
    "src/channel.c": firmwareFile(lines),
    "src/fault.c": `#include "channel.h"\n\nstatus_t channel_fault(struct channel *channel)\n{\n    channel->errors++;\n    return STATUS_OK;\n}\n`,
    ...others,
  };
}
