import { defineRule } from "../../engine/src/index.js";

type MessageId = "used" | "passed";

export default defineRule<MessageId>({
  id: "memory/null-dereference",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "strict",
  severity: "error",
  confidence: "medium",
  fix: "none",
  standards: {
    cwe: [476],
    cert: ["EXP34-C", "ARR30-C"],
    misra: ["C:2012 D4.1", "C:2012 D4.14"],
    iec62304: ["memory management and overflow", "fault handling"],
    fda: ["code-data-execution-integrity"],
    iso27001: ["A.8.28"],
  },
  messages: {
    used: "'{pointer}' is null here on some path, and memory is accessed through it: the device stops, or, without memory protection, reads and overwrites what lies at address 0. Check it first, or give it something to point to.",
    passed:
      "'{pointer}' is null here on some path, and '{callee}' accesses memory through it: the device stops, or, without memory protection, reads and overwrites what lies at address 0. Check it first.",
  },
  docs: {
    title: "Access through a pointer that is null",
    what: "Follows null through variables, structures, calls and files, and reports where memory is accessed through it on some path.",
    why: "On a host the program ends. On a controller without memory protection address 0 often holds the vector table: the access reads nonsense, or changes what happens at the next interrupt.",
    whatToDo:
      "Check the pointer before it is used, and decide what the function does without it. Give pointers a target where they are declared.",
    whenToDeviate: "When address 0 is meant: a vector table or a boot loader. Name the hardware.",
    limits: [
      "Reported is null that the program sets or has found, not every pointer that could be null.",
      "After a call of an unknown function, pointers that it could have set are taken to be set.",
    ],
    examples: [
      {
        language: "c",
        bad: "struct pump { int rate; };\n\nint Pump_Rate(const struct pump *pump)\n{\n    if (pump == 0) {\n        return pump->rate;\n    }\n    return 0;\n}\n",
        good: "struct pump { int rate; };\n\nint Pump_Rate(const struct pump *pump)\n{\n    if (pump == 0) {\n        return 0;\n    }\n    return pump->rate;\n}\n",
      },
    ],
  },
  on: {
    flow: {
      null: {
        visit(context, event) {
          if (event.problem !== "null") return;
          const data = { pointer: event.pointer === "" ? "the pointer" : event.pointer, callee: event.callee };
          context.report(event.callee === "" ? "used" : "passed", event.span, data, { steps: event.steps });
        },
      },
    },
  },
});
