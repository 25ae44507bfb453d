import { defineRule, type FlowContext, type NullEvent } from "../../engine/src/index.js";

export default defineRule({
  id: "memory/unchecked-allocation",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  confidence: "high",
  fix: "none",
  standards: {
    cwe: [252, 690, 476],
    cert: ["ERR33-C", "EXP34-C", "MEM52-CPP"],
    misra: ["C:2012 D4.7", "C:2012 17.7"],
    iec62304: ["fault handling", "memory management and overflow"],
    fda: ["resiliency-recovery"],
    iso27001: ["A.8.28"],
  },
  messages: {
    unchecked:
      "'{pointer}' comes from {origin}, which gives null when it fails, and is used without a check: the device then stops, or works on what lies at address 0. Compare it with null first, and decide what happens without it.",
  },
  docs: {
    title: "Result of an allocation or of opening a file used without a check",
    what: "Follows what `malloc`, `calloc`, `realloc`, `strdup`, `fopen`, `getenv` and functions built on them return, and reports the first use on a path on which nobody compared it with null.",
    why: "Memory runs out, files are missing. On a controller without memory protection the null pointer is an address like any other: the program goes on with wrong data. CWE-690 names this chain: an unchecked result, then an access through null.",
    whatToDo: "Compare the result with null right after the call, and bring the device into a defined state when there is nothing.",
    whenToDeviate: "When the allocator is configured never to return on failure; name the configuration.",
    limits: [
      "Functions with a known definition or a model only.",
      "A check anywhere on the path counts, whatever the program does about it.",
    ],
    examples: [
      {
        language: "c",
        bad: "#include <stdlib.h>\n\nint *Curve_New(int first)\n{\n    int *curve = malloc(64 * sizeof *curve);\n    curve[0] = first;\n    return curve;\n}\n",
        good: "#include <stdlib.h>\n\nint *Curve_New(int first)\n{\n    int *curve = malloc(64 * sizeof *curve);\n    if (curve == NULL) {\n        return NULL;\n    }\n    curve[0] = first;\n    return curve;\n}\n",
      },
    ],
  },
  on: {
    flow: {
      null: {
        visit(context, event) {
          if (event.problem !== "unchecked") return;
          // A part of the function was not understood: it may hold the check.
          if (event.partial) return;
          if (isToldBefore(context, event)) return;
          const call = /^[\w:.>-]+(?=\s*\()/.exec(event.origin.replace(/^\(.*?\)\s*/, ""))?.[0];
          const data = { pointer: event.pointer === "" ? "the result" : event.pointer, origin: call ? `'${call}'` : "a call" };
          context.report("unchecked", event.span, data, { steps: event.steps });
        },
      },
    },
  },
});

/** A called function leaves what it did not check in a variable: that is told where it is called first. */
function isToldBefore(context: FlowContext, event: NullEvent): boolean {
  const call = event.viaCall ? context.file.tree.node(event.node) : undefined;
  if (call?.kind !== "call") return false;
  const { calls } = context.file.facts;
  const own = calls.find(({ node }) => node === event.node);
  // What the call gives as its result is this caller's to check.
  if (own === undefined || !call.parent?.is("expressionStatement")) return false;
  return calls.some(({ node, callee }) => callee === own.callee && node < own.node);
}
