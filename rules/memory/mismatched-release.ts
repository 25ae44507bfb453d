import { defineRule } from "../../engine/src/index.js";
import { isMemory, releaseOf, writtenRelease } from "../shared/allocators.js";

export default defineRule({
  id: "memory/mismatched-release",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "error",
  confidence: "high",
  fix: "none",
  standards: {
    cwe: [762, 763],
    cert: ["MEM51-CPP"],
    misra: ["C++:2023 21.6.1"],
    iec62304: ["memory management and overflow"],
    fda: ["code-data-execution-integrity"],
    iso27001: ["A.8.28"],
  },
  messages: {
    mismatch:
      "'{callee}' releases '{pointer}', which {object} allocated: destructors do not run, and the allocator's lists can be corrupted. Release it with '{right}'.",
  },
  docs: {
    title: "Memory released by another family of functions than it was allocated by",
    what: "Follows allocated memory to its release, and reports where the two do not belong together: `new` and `free`, `new[]` and `delete`, `malloc` and `delete`.",
    why: "Each allocator keeps its own lists. A block that goes back to another one corrupts them, and with `free` or the wrong `delete` destructors do not run: locks stay taken, files stay open. It often works with one compiler and fails with the next.",
    whatToDo:
      "Release with the counterpart: `malloc`/`free`, `new`/`delete`, `new[]`/`delete[]`. Better, let a container or a smart pointer own the memory.",
    whenToDeviate: "When a project replaces both families by one allocator, and says so in its design.",
    limits: [
      "Memory whose allocation is not seen is not reported.",
      "Own allocators are known where a model describes them, or where they call a known one.",
    ],
    examples: [
      {
        language: "cpp",
        bad: "int Curve_Average(int count)\n{\n    int *points = new int[16];\n    int sum = points[0] + count;\n    delete points;\n    return sum;\n}\n",
        good: "int Curve_Average(int count)\n{\n    int *points = new int[16];\n    int sum = points[0] + count;\n    delete[] points;\n    return sum;\n}\n",
      },
    ],
  },
  on: {
    flow: {
      life: {
        visit(context, event) {
          if (event.problem !== "mismatched-release" || event.certainty !== "must") return;
          // A stream that is released like memory is a matter of resources.
          if (!isMemory(event.family)) return;
          const data = {
            callee: writtenRelease(event.callee),
            pointer: event.pointer,
            object: `'${writtenRelease(event.object.name)}'`,
            right: releaseOf(event.family),
          };
          context.report("mismatch", event.span, data, { steps: event.steps });
        },
      },
    },
  },
});
