import { defineRule } from "../../engine/src/index.js";
import { boundsData, isSure, wayOf } from "../shared/c/bounds.js";

export default defineRule<"call" | "index" | "pointer">({
  id: "memory/buffer-underread",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "error",
  confidence: "high",
  fix: "none",
  standards: {
    cwe: [127, 125, 786],
    cert: ["ARR30-C", "ARR38-C"],
    misra: ["C:2012 18.1", "C:2012 21.17", "C:2012 D4.1"],
    iec62304: ["memory management and overflow", "boundary conditions"],
    fda: ["code-data-execution-integrity"],
    iso27001: ["A.8.28"],
  },
  messages: {
    call: "'{callee}' reads from byte {offset} of {object}, which is before its start: what lies there is taken for data. Correct the pointer.",
    index:
      "{amount} leads to byte {offset} of {object}, which is before its start: what lies there is taken for data. Check for values below zero.",
    pointer: "This reads byte {offset} of {object}, which is before its start: what lies there is taken for data. Correct the pointer.",
  },
  docs: {
    title: "Read before the start of memory",
    what: "Reports reads through pointers and indexes that lead before the first byte of an array, member or block.",
    why: "What lies before is taken for data: a wrong value is shown or used for therapy, secrets leave the device in a message, or the access faults and stops it.",
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
        bad: "static const int rates[4] = { 1, 5, 25, 125 };\n\nint Rate_Before(void)\n{\n    const int *rate = rates - 1;\n    return *rate;\n}\n",
        good: "static const int rates[4] = { 1, 5, 25, 125 };\n\nint Rate_Before(void)\n{\n    const int *rate = rates + 1;\n    return *rate;\n}\n",
      },
    ],
  },
  on: {
    flow: {
      access: {
        visit(context, event) {
          if (event.mode !== "read" || !isSure(event, "before")) return;
          context.report(wayOf(event), event.span, boundsData(event), { steps: event.steps });
        },
      },
    },
  },
});
