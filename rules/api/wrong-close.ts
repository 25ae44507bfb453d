import { defineRule } from "../../engine/src/index.js";
import { releaseOf, resourceName, writtenRelease } from "../shared/allocators.js";

export default defineRule({
  id: "api/wrong-close",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "error",
  confidence: "high",
  fix: "none",
  standards: {
    cwe: [404, 762],
    cert: ["FIO42-C"],
    misra: ["C:2012 22.1"],
    iec62304: ["memory management and overflow"],
    fda: ["code-data-execution-integrity"],
    iso27001: ["A.8.28"],
  },
  messages: {
    mismatch:
      "'{callee}' gets '{handle}', which '{opener}' opened: it does not close such a {resource}, and may release memory that is still in use. Close it with '{right}'.",
  },
  docs: {
    title: "File, pipe or directory closed by a function that does not belong to it",
    what: "Follows what `fopen`, `popen`, `opendir`, `open` and the like give to where it is closed, and reports a function of another family: `fclose` for `popen`, `free` for `fopen`.",
    why: "Each family keeps its own records. `fclose` on a pipe leaves the started program behind as a zombie, `free` on a stream throws away what is still in its buffer and leaves the file open.",
    whatToDo: "Close with the counterpart: `fopen`/`fclose`, `popen`/`pclose`, `opendir`/`closedir`, `open`/`close`.",
    whenToDeviate: "When a platform's documentation says that both families are one.",
    limits: ["A handle whose opening is not seen is not reported."],
    examples: [
      {
        language: "c",
        bad: '#include <stdio.h>\n\nvoid Time_Show(void)\n{\n    FILE *pipe = popen("/bin/date", "r");\n    if (pipe == NULL) {\n        return;\n    }\n    (void)fclose(pipe);\n}\n',
        good: '#include <stdio.h>\n\nvoid Time_Show(void)\n{\n    FILE *pipe = popen("/bin/date", "r");\n    if (pipe == NULL) {\n        return;\n    }\n    (void)pclose(pipe);\n}\n',
      },
    ],
  },
  on: {
    flow: {
      life: {
        visit(context, event) {
          if (event.problem !== "mismatched-release" || event.certainty !== "must") return;
          const resource = resourceName(event.family);
          // Memory has a rule of its own; a stream that was opened anew is closed as it was first opened.
          if (resource === undefined || event.family === "reopened") return;
          const opener = writtenRelease(event.object.name).replace(/\(…\)$/, "");
          const data = { callee: writtenRelease(event.callee), handle: event.pointer, opener, resource, right: releaseOf(event.family) };
          context.report("mismatch", event.span, data, { steps: event.steps });
        },
      },
    },
  },
});
