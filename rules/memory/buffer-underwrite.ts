import { defineRule } from "../../engine/src/index.js";
import { boundsData, isSure, wayOf } from "../shared/c/bounds.js";

export default defineRule<"call" | "index" | "pointer">({
  id: "memory/buffer-underwrite",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "error",
  confidence: "high",
  fix: "none",
  standards: {
    cwe: [124, 787, 786],
    cert: ["ARR30-C", "ARR38-C"],
    misra: ["C:2012 18.1", "C:2012 21.17", "C:2012 D4.1"],
    iec62304: ["memory management and overflow", "boundary conditions"],
    fda: ["code-data-execution-integrity"],
    iso27001: ["A.8.28"],
  },
  messages: {
    call: "'{callee}' writes to byte {offset} of {object}, which is before its start: it overwrites what lies there. Correct the pointer.",
    index:
      "{amount} leads to byte {offset} of {object}, which is before its start: the write overwrites what lies there. Check for values below zero.",
    pointer: "This write goes to byte {offset} of {object}, which is before its start: it overwrites what lies there. Correct the pointer.",
  },
  docs: {
    title: "Write before the start of memory",
    what: "Reports writes through pointers and indexes that lead before the first byte of an array, member or block.",
    why: "What lies before is overwritten: another variable, or the header with which the heap manages its blocks. The damage shows somewhere else, much later.",
    whatToDo: "Stop walking back at the start, and check that an index is not negative before it is used.",
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
        bad: "static char line[32];\n\nvoid Line_Mark(void)\n{\n    char *cursor = line;\n    cursor--;\n    *cursor = 0;\n}\n",
        good: "static char line[32];\n\nvoid Line_Mark(void)\n{\n    char *cursor = line + 1;\n    cursor--;\n    *cursor = 0;\n}\n",
      },
    ],
  },
  on: {
    flow: {
      access: {
        visit(context, event) {
          if (event.mode !== "write" || !isSure(event, "before")) return;
          context.report(wayOf(event), event.span, boundsData(event), { steps: event.steps });
        },
      },
    },
  },
});
