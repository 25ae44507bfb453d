import { defineRule, type AccessEvent, type FlowContext } from "../../engine/src/index.js";
import { arrayBytes } from "../shared/c/arrays.js";
import { boundsData, isSure, wayOf } from "../shared/c/bounds.js";
import { stringBound } from "../shared/c/strings.js";

export default defineRule<"call" | "index" | "pointer">({
  id: "memory/buffer-overflow",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "error",
  confidence: "high",
  fix: "none",
  standards: {
    cwe: [787, 121, 122, 788],
    cert: ["ARR30-C", "ARR38-C", "STR31-C", "MEM35-C"],
    misra: ["C:2012 18.1", "C:2012 21.17", "C:2012 D4.1"],
    iec62304: ["memory management and overflow", "boundary conditions"],
    fda: ["code-data-execution-integrity"],
    iso27001: ["A.8.28"],
  },
  messages: {
    call: "'{callee}' writes {length} to {object}, which has {size}, from byte {offset} on: it overwrites what lies behind. Limit the length to the room, or make the room larger.",
    index:
      "{amount} reaches byte {offset} of {object}, which has {size}: the write overwrites what lies behind. Correct the index or the size.",
    pointer:
      "This writes {length} to byte {offset} and on of {object}, which has {size}: it overwrites what lies behind. Correct the position or the size.",
  },
  docs: {
    title: "Write past the end of memory",
    what: "Follows sizes, lengths of strings and positions through variables, structures, calls and files, and reports writes that end behind the array, member or block they go to: copies that are too long, texts without room for their terminator, indexes past the last element.",
    why: "What lies behind is overwritten: another variable, the return address, the heap's own lists. The device computes a wrong dose or stops somewhere else, much later, and an attacker who can steer the content takes it over.",
    whatToDo:
      "Take the length from the destination: `memcpy(target, source, sizeof target)`, `snprintf` with the destination's size, `i < sizeof a / sizeof a[0]`; allocate one more than `strlen` for a text.",
    whenToDeviate:
      "When memory behind or before the object is meant and laid out by the linker, as with a table of vectors; say so in the reason.",
    limits: [
      "Only memory whose size is known in the project: arrays, structure members, allocated blocks of known size.",
      "Reported where the access goes outside on every run that comes by this way; where that depends on data from outside, `memory/untrusted-length` speaks.",
      "Loops are followed as long as their bounds can be told from constants and sizes.",
      "What goes outside of one object several times in one function is told at the first place.",
    ],
    examples: [
      {
        language: "c",
        bad: '#include <string.h>\n\nstatic char label[8];\n\nvoid Label_Set(void)\n{\n    char name[16] = "Infusion 12";\n    memcpy(label, name, sizeof name);\n}\n',
        good: '#include <string.h>\n\nstatic char label[16];\n\nvoid Label_Set(void)\n{\n    char name[16] = "Infusion 12";\n    memcpy(label, name, sizeof label);\n}\n',
      },
    ],
  },
  supersedes: ["memory/unbounded-copy", "memory/allocation-size"],
  on: {
    flow: {
      access: {
        visit(context, event) {
          if (event.mode !== "write" || !isSure(event, "past") || isTextOfKnownLength(context, event)) return;
          context.report(wayOf(event), event.span, boundsData(event), { steps: event.steps });
        },
      },
    },
  },
});

/** A text of known length that is copied into an array: `memory/unbounded-copy` says so, with a fix. */
function isTextOfKnownLength(context: FlowContext, event: AccessEvent): boolean {
  if (event.callee !== "strcpy" && event.callee !== "strcat") return false;
  const call = context.file.tree.node(event.node);
  const [target, source] = call.kind === "call" ? call.args : [];
  if (target === undefined || source === undefined) return false;
  const size = arrayBytes(context, target);
  const bound = stringBound(context, source);
  return size !== undefined && bound?.exact === true && bound.max >= size;
}
