import { defineRule, type AccessEvent, type FlowContext } from "../../engine/src/index.js";

type MessageId = "index" | "length";

export default defineRule<MessageId>({
  id: "memory/loose-limit",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "strict",
  severity: "warning",
  confidence: "medium",
  fix: "none",
  standards: {
    cwe: [193, 129, 787, 125],
    cert: ["ARR30-C", "ARR38-C"],
    misra: ["C:2012 18.1", "C:2012 D4.1"],
    iec62304: ["boundary conditions", "memory management and overflow"],
    fda: ["code-data-execution-integrity"],
    iso27001: ["A.8.28"],
  },
  messages: {
    index:
      "'{amount}' is limited before, but may still be {most} here, and {object} has {size}: the last values that the limit lets through {harm} what lies behind. Take the limit from the size of {object}.",
    length:
      "'{amount}' is limited before, but may still be {most}, and '{callee}' then {harm} past the end of {object}, which has {size}. Take the limit from the size of {object}.",
  },
  docs: {
    title: "Limit that lets through more than there is room for",
    what: "Reports an index or a length that is compared with a constant, masked or reduced before it is used, where the largest value that gets through still goes past the end of the memory: `<=` in place of `<`, a limit that belongs to another array, a mask that is wider than the table. The count that a read into the whole buffer gives is followed by `memory/count-as-index` too, which says so in clearer words where it can.",
    why: "The limit is the author's word on how far the number can go. It looks like the check that a reviewer searches for, and nobody searches again; the one value at the border overwrites the neighbour once in a thousand hours.",
    whatToDo:
      "Derive the limit from the object: `if (index < sizeof table / sizeof table[0])`, and use one constant for the size and for the check.",
    whenToDeviate: "When another check, which the analysis does not see, excludes the values at the border. Name it in the reason.",
    limits: [
      "Only limits that are constants, on the way to the access, in the same function.",
      "Only memory whose size is known: arrays, structure members, allocated blocks.",
      "Counters of loops that surely come to their last turn are followed by `memory/buffer-overflow` and `memory/buffer-overread`; numbers from outside by `memory/untrusted-length`.",
    ],
    examples: [
      {
        language: "c",
        bad: "static const int rates[4] = { 1, 5, 25, 125 };\n\nint Rate_Of(unsigned int step)\n{\n    if (step > 4) {\n        return 0;\n    }\n    return rates[step];\n}\n",
        good: "static const int rates[4] = { 1, 5, 25, 125 };\n\nint Rate_Of(unsigned int step)\n{\n    if (step >= 4) {\n        return 0;\n    }\n    return rates[step];\n}\n",
      },
    ],
  },
  on: { flow: { access: { visit } } },
});

/** What a check leaves of numbers that wrap around. */
const HUGE = 2 ** 16;

function visit(context: FlowContext<MessageId>, event: AccessEvent): void {
  const { amount, object } = event;
  if (event.limited !== true || event.past !== "may" || event.mode === "view" || amount === undefined) return;
  // Numbers from outside, and what could not be read, are other rules' business.
  if (amount.taint.length > 0 || event.partial) return;
  // `data[1]` at the end of a record stands for as many elements as were allocated.
  if (object.size.low !== object.size.high || object.size.high <= event.unit) return;
  // A table from one of its rows on, or one member after the other in one go.
  const isArrayMember = event.by === "index" && object.isMember && object.isArray;
  if (!isArrayMember && object.room.high > object.size.high && event.offset.high + event.length.high <= object.room.high) return;
  // Where it begins and how long it is may hang together.
  if (amount.range.high >= HUGE || (event.by === "call" && event.offset.low !== event.offset.high)) return;
  const data = {
    amount: amount.text,
    most: amount.range.high,
    object: object.name === "" ? "the memory" : `'${object.name}'`,
    size: event.by === "call" || event.unit === 1 ? `${object.size.high} bytes` : `${Math.floor(object.size.high / event.unit)} elements`,
    callee: event.callee,
    harm: event.by === "call" ? `${event.mode}s` : event.mode === "write" ? "overwrite" : "read",
  };
  context.report(event.by === "call" ? "length" : "index", event.span, data, { steps: event.steps });
}
