import { defineRule } from "../../engine/src/index.js";
import { isMemory, writtenRelease } from "../shared/allocators.js";

export default defineRule({
  id: "memory/double-free",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "error",
  confidence: "high",
  fix: "none",
  standards: {
    cwe: [415, 1341],
    cert: ["MEM30-C", "MEM51-CPP"],
    misra: ["C:2012 22.2", "C:2012 21.3"],
    iec62304: ["memory management and overflow"],
    fda: ["code-data-execution-integrity"],
    iso27001: ["A.8.28"],
  },
  messages: {
    twice:
      "{object} is released by '{callee}' though it has been released before: the allocator's lists are corrupted, and the next allocation may give the same memory twice. Release it once, and set the pointer to null afterwards.",
  },
  docs: {
    title: "Memory released twice",
    what: "Follows allocated memory through variables, structures, calls and files, and reports where it is released a second time on some path.",
    why: "After a double release the allocator hands the same block to two owners: the alarm list overwrites the dosing table, or the device crashes long after the mistake, at a place that has nothing to do with it. Attackers use it to write where they like.",
    whatToDo:
      "Decide who owns the memory, and let only the owner release it. Set the pointer to null right after the release: releasing null does nothing.",
    whenToDeviate: "When the first release can't have happened on this path for a reason that the code does not show. Name the reason.",
    limits: [
      "Memory that is known under different names in tables, lists or containers is not told apart, and not reported.",
      "A condition on which both releases depend is followed only as far as the function's paths can be kept apart.",
      "Own allocators are known where a model describes them, or where they call a known one.",
    ],
    examples: [
      {
        language: "c",
        bad: "#include <stdlib.h>\n\nint Log_Store(int full)\n{\n    char *line = malloc(64);\n    if (line == NULL) {\n        return -1;\n    }\n    if (full) {\n        free(line);\n    }\n    free(line);\n    return 0;\n}\n",
        good: "#include <stdlib.h>\n\nint Log_Store(int full)\n{\n    char *line = malloc(64);\n    if (line == NULL) {\n        return -1;\n    }\n    if (full) {\n        free(line);\n        return 1;\n    }\n    free(line);\n    return 0;\n}\n",
      },
    ],
  },
  on: {
    flow: {
      life: {
        visit(context, event) {
          if (event.problem !== "double-free" || event.certainty !== "must") return;
          // A file that is closed twice is a matter of resources.
          if (!isMemory(event.family)) return;
          const data = { object: objectName(event.pointer), callee: writtenRelease(event.callee) };
          context.report("twice", event.span, data, { steps: event.steps });
        },
      },
    },
  },
});

function objectName(pointer: string): string {
  return pointer === "" ? "Memory" : `What '${pointer}' points to`;
}
