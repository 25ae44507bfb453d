import { defineRule, type AccessEvent, type FlowContext, type MessageData } from "../../engine/src/index.js";
import { cameFar } from "../shared/c/outside.js";
import { isLimitedBySubtraction } from "../shared/c/room.js";
import { SOURCES } from "../shared/c/sources.js";

type MessageId = "length" | "index" | "bound" | "negative";

export default defineRule<MessageId>({
  id: "memory/untrusted-length",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "error",
  confidence: "high",
  fix: "none",
  standards: {
    cwe: [120, 787, 125, 129],
    cert: ["ARR30-C", "ARR38-C", "INT04-C"],
    misra: ["C:2012 D4.14", "C:2012 21.17"],
    iec62304: ["memory management and overflow", "boundary conditions"],
    fda: ["code-data-execution-integrity"],
    iso27001: ["A.8.28"],
  },
  messages: {
    length:
      "'{amount}' comes from {source} and decides how many bytes {callee} {verb} {object}: up to {most}, without a check against that size. Whoever sends it can {harm}. Check '{amount}' first.",
    index:
      "'{amount}' comes from {source} and indexes {object} without a check against that size: it can be up to {most}. Whoever sends it can {harm}. Check '{amount}' first.",
    bound:
      "'{amount}' comes from {source}; it is checked, but may still be {most}, which goes past the end of {object}. Whoever sends it can {harm}. Correct the limit.",
    negative:
      "'{amount}' comes from {source} and may be negative here, which points before the start of {object}. Check for values below zero first.",
  },
  docs: {
    title: "Length or index from outside used without a check",
    what: "Follows numbers that come from the network, a serial link, Bluetooth, a file or the environment through variables, structures, calls and files, and reports where one decides how many bytes are copied or which element is accessed while it can exceed the size of the memory.",
    why: "A length field that nobody checks is the classic way into a device: a message with a large number overwrites what lies behind the buffer, up to code of the sender's choice. In an infusion pump or a monitor that is loss of therapy, or wrong therapy.",
    whatToDo:
      "Compare the number with the size of the destination before it is used, and reject the message when it is too large: `if (length > sizeof buffer) return ERROR;`.",
    whenToDeviate:
      "When a check exists that the analysis can't see, for instance by hardware or by the transport layer; name it in the reason.",
    limits: [
      "A number that two or more functions handed on, one to the other, is reported as information: somebody on the way may have checked it in a way that is not read.",
      "Only memory whose size is known in the project: arrays, structure members, allocated blocks.",
      "A comparison with a value that is not known counts as a check.",
      "A pointer that walks through the received data, and a copy of a fitting length to an unknown place of its destination, are not reported.",
      "Functions without source and without a model are taken to return harmless values.",
      "Calls through pointers are followed where the pointer's targets are known.",
    ],
    examples: [
      {
        language: "c",
        bad: "#include <stdint.h>\n#include <string.h>\n#include <sys/socket.h>\n\nstatic uint8_t program[32];\n\nint Program_Receive(int link)\n{\n    uint8_t frame[260];\n    if (recv(link, frame, sizeof frame, 0) < 2) {\n        return -1;\n    }\n    uint8_t length = frame[1];\n    memcpy(program, &frame[2], length);\n    return length;\n}\n",
        good: "#include <stdint.h>\n#include <string.h>\n#include <sys/socket.h>\n\nstatic uint8_t program[32];\n\nint Program_Receive(int link)\n{\n    uint8_t frame[260];\n    if (recv(link, frame, sizeof frame, 0) < 2) {\n        return -1;\n    }\n    uint8_t length = frame[1];\n    if (length > sizeof program) {\n        return -1;\n    }\n    memcpy(program, &frame[2], length);\n    return length;\n}\n",
      },
      {
        language: "c",
        bad: "#include <stdint.h>\n#include <stdio.h>\n\nstatic const int rates[4] = { 1, 5, 25, 125 };\n\nint Rate_Of(FILE *settings)\n{\n    uint8_t step = 0;\n    if (fread(&step, 1, 1, settings) != 1) {\n        return 0;\n    }\n    return rates[step];\n}\n",
        good: "#include <stdint.h>\n#include <stdio.h>\n\nstatic const int rates[4] = { 1, 5, 25, 125 };\n\nint Rate_Of(FILE *settings)\n{\n    uint8_t step = 0;\n    if (fread(&step, 1, 1, settings) != 1 || step >= 4) {\n        return 0;\n    }\n    return rates[step];\n}\n",
      },
    ],
  },
  on: { flow: { access: { visit } } },
});

function visit(context: FlowContext<MessageId>, event: AccessEvent): void {
  const { amount } = event;
  const source = amount?.taint[0];
  if (event.mode === "view") return;
  // Numbers of the program's own making are other rules' business.
  if (amount === undefined || source === undefined) return;
  // Compared with something that is not known: somebody thought of it.
  if (amount.compared && event.past !== "must") return;
  // A pointer that walks through received data is bounded by that data's own rules, such as a terminator.
  if (event.by === "pointer" && event.past !== "must") return;
  // The length fits; that the copy begins at an unknown place is not its doing.
  if (event.by === "call" && event.past === "may" && amount.range.high * event.unit <= event.object.size.low) return;
  if (event.past !== "must" && isLimitedBySubtraction(context, context.file.tree.node(event.node), amount.text.split("+"))) return;
  // The further it came, the likelier somebody on the way checked it in a way that is not read.
  const extras = { steps: event.steps, ...(event.past !== "must" && cameFar(event.steps) ? { severity: "information" as const } : {}) };
  if (event.past !== undefined) {
    const narrowed = amount.range.high < amount.typeRange.high && Number.isFinite(amount.range.high) && isChecked(event);
    const id = narrowed ? "bound" : event.by === "call" ? "length" : "index";
    context.report(id, event.span, data(event, amount.text, amount.range.high, source.kind), extras);
  } else if (event.before !== undefined && amount.range.low < 0) {
    context.report("negative", event.span, data(event, amount.text, amount.range.low, source.kind), extras);
  }
}

/** The upper bound is neither that of a type, nor one less for a loop that runs up to it. */
function isChecked(event: AccessEvent): boolean {
  const high = event.amount?.range.high ?? Infinity;
  return ![255, 65535, 4294967295].some((limit) => high === limit || high === limit - 1);
}

function data(event: AccessEvent, amount: string, most: number, kind: string): MessageData {
  const { object } = event;
  return {
    amount,
    source: SOURCES[kind] ?? "outside the program",
    callee: event.callee === "" ? "this" : `'${event.callee}'`,
    verb: event.mode === "write" ? "writes to" : "reads from",
    object: `${object.name === "" ? "the destination" : `'${object.name}'`}${shownSize(object.size)}`,
    most: Number.isFinite(most) && Math.abs(most) < 2 ** 53 ? most : "any number",
    harm: event.mode === "write" ? "overwrite memory" : "read memory that is not theirs, or stop the device",
  };
}

/** The size in parentheses; nothing where it has no limit that is known. */
function shownSize({ low, high }: AccessEvent["object"]["size"]): string {
  if (!Number.isFinite(high)) return "";
  return low === high ? ` (${low} bytes)` : ` (at most ${high} bytes)`;
}
