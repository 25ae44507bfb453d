import { defineRule, type AccessEvent, type FlowContext } from "../../engine/src/index.js";

type MessageId = "record" | "value";

export default defineRule<MessageId>({
  id: "memory/struct-from-other-object",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "error",
  confidence: "high",
  fix: "none",
  standards: {
    cwe: [588, 843],
    cert: ["EXP36-C", "EXP39-C"],
    misra: ["C:2012 11.3", "C:2012 11.5"],
    iec62304: ["memory management and overflow", "boundary conditions"],
    fda: ["code-data-execution-integrity"],
    iso27001: ["A.8.28"],
  },
  messages: {
    record:
      "The pointer to {object}, which has {size}, is taken here for one to a structure of {length}: the members behind lie in other variables. Pass a pointer to such a structure.",
    value:
      "The pointer to {object}, which has {size}, is used here as if {length} were there: the rest belongs to other variables. Use the type that the variable was declared with.",
  },
  docs: {
    title: "Object taken for a larger one of another type",
    what: "Reports where the address of a variable, mostly by way of a `void *`, becomes a pointer to a structure that is larger than the variable, or where a called function reads or writes more through it than the variable has.",
    why: "The compiler believes the cast. Members of the structure are then read from, and written to, whatever the linker put behind the variable: wrong values, and variables that change without being named.",
    whatToDo:
      "Pass what the receiver expects. Where one `void *` stands for several kinds of data, pass along which one it is, and look at it before the cast.",
    whenToDeviate: "When the memory behind the variable is reserved for the structure by other means, such as a linker script.",
    limits: [
      "Arrays and members of structures are not reported: buffers of bytes are taken for structures all the time, and a member leads to its structure.",
      "The size must be too small on every way that leads to the cast.",
    ],
    examples: [
      {
        language: "c",
        bad: "typedef struct {\n    int rate;\n    int volume;\n} Order;\n\nstatic int Order_Volume(void *context)\n{\n    return ((Order *)context)->volume;\n}\n\nint Volume(void)\n{\n    int rate = 5;\n    return Order_Volume(&rate);\n}\n",
        good: "typedef struct {\n    int rate;\n    int volume;\n} Order;\n\nstatic int Order_Volume(void *context)\n{\n    return ((Order *)context)->volume;\n}\n\nint Volume(void)\n{\n    Order order = { 5, 10 };\n    return Order_Volume(&order);\n}\n",
      },
    ],
  },
  on: { flow: { access: { visit } } },
});

function visit(context: FlowContext<MessageId>, event: AccessEvent): void {
  const { object, offset, length } = event;
  // Where some way leads to an object that is large enough, another condition may decide which it is.
  if (event.past !== "must" || event.by !== "pointer") return;
  // What the program itself reads in the same function is an access outside of the variable, and told as such.
  if (event.mode !== "view" && !event.viaCall) return;
  if (object.kind !== "local" && object.kind !== "static" && object.kind !== "global") return;
  // A buffer is made to hold anything, and from a member one comes to the structure around it.
  if (object.isArray || object.isMember || object.room.high > object.size.high) return;
  if (offset.low !== 0 || offset.high !== 0 || object.size.low !== object.size.high) return;
  // A size of nothing belongs to a type that a configuration decides.
  if (object.size.high === 0 || length.low <= object.size.high) return;
  // The same quantity in 32 and in 64 bits: which it is, a configuration decides for both sides.
  if (event.mode !== "view" && object.size.high >= 4) return;
  context.report(
    event.mode === "view" ? "record" : "value",
    event.span,
    {
      object: object.name === "" ? "a variable" : `'${object.name}'`,
      size: bytes(object.size.high),
      length: bytes(length.low),
    },
    { steps: event.steps },
  );
}

function bytes(count: number): string {
  return count === 1 ? "1 byte" : `${String(count)} bytes`;
}
