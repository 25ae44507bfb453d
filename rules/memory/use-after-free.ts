import { defineRule, type LifeEvent } from "../../engine/src/index.js";
import { isMemory } from "../shared/allocators.js";

type MessageId = "used" | "passed";

export default defineRule<MessageId>({
  id: "memory/use-after-free",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "error",
  confidence: "high",
  fix: "none",
  standards: {
    cwe: [416, 825],
    cert: ["MEM30-C", "MEM50-CPP"],
    misra: ["C:2012 22.2", "C:2012 D4.13"],
    iec62304: ["memory management and overflow"],
    fda: ["code-data-execution-integrity"],
    iso27001: ["A.8.28"],
  },
  messages: {
    used: "Memory is {verb} through '{pointer}' after it has been released: by now it may belong to somebody else. Release it after its last use, and set the pointer to null.",
    passed:
      "'{pointer}' is passed on after what it points to has been released: whoever uses it reads or overwrites memory of others. Release it after its last use.",
  },
  docs: {
    title: "Memory used after it was released",
    what: "Follows allocated memory through variables, structures, calls and files, and reports where it is read, written or passed on after it was released on some path.",
    why: "Released memory soon belongs to another object. A reading that is taken from it is another object's content; a write to it changes that object: a rate, a limit, a function pointer. It works in the laboratory and fails in use, when memory is busy.",
    whatToDo:
      "Release memory after its last use, in the function that owns it. Set the pointer to null right after the release, so that a later use fails visibly.",
    whenToDeviate: "When the memory can't have been released on this path for a reason that the code does not show. Name the reason.",
    limits: [
      "Memory that is known under different names in tables, lists or containers is not told apart, and not reported.",
      "After a call of an unknown function, pointers that it could have set anew are not reported.",
      "Own allocators are known where a model describes them, or where they call a known one.",
    ],
    examples: [
      {
        language: "c",
        bad: "#include <stdlib.h>\n\nstruct sample { int value; struct sample *next; };\n\nint Samples_Pop(struct sample *first)\n{\n    free(first);\n    return first->value;\n}\n",
        good: "#include <stdlib.h>\n\nstruct sample { int value; struct sample *next; };\n\nint Samples_Pop(struct sample *first)\n{\n    int value = first->value;\n    free(first);\n    return value;\n}\n",
      },
    ],
  },
  on: {
    flow: {
      life: {
        visit(context, event) {
          if (event.problem !== "use-after-free" || event.certainty !== "must") return;
          // A file that is used after it was closed is a matter of resources.
          if (!isMemory(event.family)) return;
          const data = { pointer: event.pointer === "" ? "the pointer" : event.pointer, verb: event.use === "write" ? "written" : "read" };
          context.report(messageOf(event), event.span, data, { steps: event.steps });
        },
      },
    },
  },
});

function messageOf(event: LifeEvent): MessageId {
  return event.use === "passed" || event.viaCall ? "passed" : "used";
}
