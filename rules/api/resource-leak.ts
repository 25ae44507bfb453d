import { defineRule } from "../../engine/src/index.js";
import { releaseOf, resourceName, writtenRelease } from "../shared/allocators.js";

export default defineRule({
  id: "api/resource-leak",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  confidence: "high",
  fix: "none",
  standards: {
    cwe: [775, 773, 772, 404],
    cert: ["FIO42-C", "FIO51-CPP"],
    misra: ["C:2012 22.1"],
    iec62304: ["memory management and overflow"],
    fda: ["resiliency-recovery"],
    iso27001: ["A.8.28"],
  },
  messages: {
    lost: "The {resource} that '{opener}' opens is not closed on some path: when the function ends there, nobody has its handle any more. Close it with '{release}' on every path, and before the variable gets another handle.",
  },
  docs: {
    title: "File, directory or connection that nobody can close any more",
    what: "Follows what `fopen`, `popen`, `opendir`, `open`, `socket` and the like give through variables, structures and calls, and reports where a function ends while it is still open and nothing holds its handle.",
    why: "A device has few handles. One that is lost with each record or each failed connection adds up over weeks, until the log, the drug library or the network can't be opened any more. What was written may also still wait in a buffer, and a file may stay locked.",
    whatToDo:
      "Close on every path, error paths first: one exit with the clean-up, or an owner that does it by itself (`std::fstream`, `std::unique_ptr` with a deleter). Close before the variable gets another handle.",
    whenToDeviate:
      "When it is meant to stay open as long as the program runs. Better, keep the handle in a static variable, which says so.",
    limits: [
      "A handle that was passed to an unknown function, or put into a table, list or container, counts as kept by it.",
      "A path that the analysis had to join with others is not reported.",
      "In `main` what is open when the program ends is reported too, though the system closes it.",
    ],
    examples: [
      {
        language: "c",
        bad: '#include <stdio.h>\n\nint Limits_Load(int *limit)\n{\n    FILE *file = fopen("limits.txt", "r");\n    if (file == NULL) {\n        return -1;\n    }\n    if (fscanf(file, "%d", limit) != 1) {\n        return -2;\n    }\n    (void)fclose(file);\n    return 0;\n}\n',
        good: '#include <stdio.h>\n\nint Limits_Load(int *limit)\n{\n    FILE *file = fopen("limits.txt", "r");\n    if (file == NULL) {\n        return -1;\n    }\n    int found = fscanf(file, "%d", limit);\n    (void)fclose(file);\n    return found == 1 ? 0 : -2;\n}\n',
      },
    ],
  },
  on: {
    flow: {
      exit: {
        visit(context, event) {
          // A part of the function was not understood: it may close it.
          if (event.partial) return;
          const resource = resourceName(event.family);
          // A stream that was opened anew is still reached by its old name.
          if (resource === undefined || event.family === "reopened") return;
          const opener = writtenRelease(event.object.name).replace(/\(…\)$/, "");
          const { span } = context.file.tree.node(event.allocated);
          context.report("lost", span, { resource, opener, release: releaseOf(event.family) }, { steps: event.steps });
        },
      },
    },
  },
});
