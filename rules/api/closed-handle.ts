import { defineRule } from "../../engine/src/index.js";
import { resourceName, writtenRelease } from "../shared/allocators.js";

export default defineRule({
  id: "api/closed-handle",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "error",
  confidence: "high",
  fix: "none",
  standards: {
    cwe: [675, 1341, 672, 910],
    cert: ["FIO46-C"],
    misra: ["C:2012 22.6"],
    iec62304: ["memory management and overflow"],
    fda: ["code-data-execution-integrity"],
    iso27001: ["A.8.28"],
  },
  messages: {
    twice:
      "The {resource} behind '{handle}' is closed by '{callee}' though it has been closed before: its number or memory may belong to another {resource} by now, which is closed instead. Close it once, and mark the variable as closed.",
    used: "'{callee}' uses '{handle}' though its {resource} has been closed before: by now the handle may be nobody's, or another one's. Close it after its last use.",
  },
  docs: {
    title: "File or connection closed twice, or used after it was closed",
    what: "Follows what `fopen`, `popen`, `opendir`, `open`, `socket` and the like give through variables, structures, calls and files, and reports where it is closed a second time on some path, or used by a library function after it was closed.",
    why: "A closed handle is given out again. The second close then closes another task's log or connection, and a late write lands in the wrong file: dosing data in the event log. A stream that is closed twice corrupts memory as a double release does.",
    whatToDo:
      "Decide who owns the handle, and let only the owner close it. Set a pointer to null and a descriptor to -1 right after, and ask for that before closing.",
    whenToDeviate: "When the first close can't have happened on this path for a reason that the code does not show. Name the reason.",
    limits: [
      "Handles that are known under different names in tables, lists or containers are not told apart, and not reported.",
      "A condition on which both closings depend is followed only as far as the function's paths can be kept apart.",
      "A close that failed counts as closed: by the standards nobody may use the handle after it.",
    ],
    examples: [
      {
        language: "c",
        bad: '#include <stdio.h>\n\nint Log_Append(const char *line)\n{\n    FILE *log = fopen("events.log", "a");\n    if (log == NULL) {\n        return -1;\n    }\n    if (fputs(line, log) < 0) {\n        (void)fclose(log);\n    }\n    return fclose(log);\n}\n',
        good: '#include <stdio.h>\n\nint Log_Append(const char *line)\n{\n    FILE *log = fopen("events.log", "a");\n    if (log == NULL) {\n        return -1;\n    }\n    int written = fputs(line, log);\n    int closed = fclose(log);\n    return (written < 0) ? written : closed;\n}\n',
      },
    ],
  },
  on: {
    flow: {
      life: {
        visit(context, event) {
          if (event.certainty !== "must") return;
          const resource = resourceName(event.family);
          // What is released like this is memory.
          if (resource === undefined) return;
          const data = { resource, handle: event.pointer, callee: writtenRelease(event.callee) };
          if (event.problem === "double-free") context.report("twice", event.span, data, { steps: event.steps });
          // The program itself can only compare or copy a handle.
          if (event.problem !== "use-after-free" || event.callee === "") return;
          context.report("used", event.span, data, { steps: event.steps });
        },
      },
    },
  },
});
