import { defineRule, type LifeEvent } from "../../engine/src/index.js";
import { writtenRelease } from "../shared/allocators.js";

type MessageId = "foreign" | "inside" | "moved";

export default defineRule<MessageId>({
  id: "memory/free-not-heap",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "error",
  confidence: "high",
  fix: "none",
  standards: {
    cwe: [590, 761, 763],
    cert: ["MEM34-C", "MEM51-CPP"],
    misra: ["C:2012 22.2"],
    iec62304: ["memory management and overflow"],
    fda: ["code-data-execution-integrity"],
    iso27001: ["A.8.28"],
  },
  messages: {
    foreign: "'{callee}' releases {object}, which no allocator gave: the allocator's lists are corrupted. Release only what was allocated.",
    inside:
      "'{callee}' releases '{pointer}', which points behind the start of the block: the allocator takes what it finds there for its own data. Keep the pointer that the allocation gave, and release that.",
    moved:
      "'{callee}' releases '{pointer}', which may have been moved away from the start of the block: the allocator then takes what it finds there for its own data. Keep the pointer that the allocation gave, and release that.",
  },
  docs: {
    title: "Release of memory that is not the start of an allocated block",
    what: "Reports where `free`, `delete` or a like function is given a local or global variable, a literal, memory from `alloca`, or a pointer into the middle of an allocated block.",
    why: "Allocators keep their lists right before the block. What lies before a variable, or inside a block, is something else: the release writes over it, and the failure shows up later and elsewhere, as a crash or as wrong data.",
    whatToDo:
      "Release exactly the pointers that an allocating function gave. Walk through a block with a second pointer, or an index, and keep the first.",
    whenToDeviate: "When a project's own allocator hands out parts of a static pool, and is meant by the call.",
    limits: [
      "A pointer whose origin is not known is not reported.",
      "A pointer that may have been moved is reported where some path moved it, even if another did not.",
    ],
    examples: [
      {
        language: "c",
        bad: "#include <stdlib.h>\n\nvoid Frame_Send(int large)\n{\n    char small[16];\n    char *frame = small;\n    if (large) {\n        frame = malloc(256);\n    }\n    free(frame);\n}\n",
        good: "#include <stdlib.h>\n\nvoid Frame_Send(int large)\n{\n    char small[16];\n    char *frame = small;\n    if (large) {\n        frame = malloc(256);\n    }\n    if (frame != small) {\n        free(frame);\n    }\n}\n",
      },
      {
        language: "c",
        bad: "#include <stdlib.h>\n#include <string.h>\n\nvoid Name_Skip(const char *text)\n{\n    char *name = strdup(text);\n    if (name == NULL) {\n        return;\n    }\n    while (*name == ' ') {\n        name++;\n    }\n    free(name);\n}\n",
        good: "#include <stdlib.h>\n#include <string.h>\n\nvoid Name_Skip(const char *text)\n{\n    char *name = strdup(text);\n    if (name == NULL) {\n        return;\n    }\n    const char *first = name;\n    while (*first == ' ') {\n        first++;\n    }\n    free(name);\n}\n",
      },
    ],
  },
  on: {
    flow: {
      life: {
        visit(context, event) {
          const id = messageOf(event);
          if (id === undefined) return;
          const { name } = event.object;
          const object = name !== "" && event.object.kind !== "heap" ? `'${name}'` : `what '${event.pointer}' points to`;
          const data = { callee: writtenRelease(event.callee), object, pointer: event.pointer };
          context.report(id, event.span, data, { steps: event.steps });
        },
      },
    },
  },
});

function messageOf(event: LifeEvent): MessageId | undefined {
  if (event.problem === "free-of-non-heap") return "foreign";
  if (event.problem === "free-of-inside") return event.certainty === "must" ? "inside" : "moved";
  return undefined;
}
