import { defineRule, type RuleContext, type SyntaxNode } from "../../engine/src/index.js";
import { isMemory, releaseOf, writtenRelease } from "../shared/allocators.js";
import { enclosingNode } from "../shared/expressions.js";

export default defineRule({
  id: "memory/leak",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  confidence: "high",
  fix: "none",
  standards: {
    cwe: [401, 771, 772],
    cert: ["MEM31-C", "MEM51-CPP"],
    misra: ["C:2012 22.1", "C:2012 21.3"],
    iec62304: ["memory management and overflow"],
    fda: ["resiliency-recovery"],
    iso27001: ["A.8.28"],
  },
  messages: {
    lost: "The memory that '{allocator}' gives is not released on some path: when the function ends there, nobody has its address any more. Release it with '{release}' on every path.",
  },
  docs: {
    title: "Allocated memory that nobody can release any more",
    what: "Follows allocated memory through variables, structures and calls, and reports where a function ends while the memory lives on and no pointer leads to it.",
    why: "A monitor runs for weeks. A block that is lost with each message, or on each error, adds up until an allocation fails: in the middle of a treatment, in code that has nothing to do with the leak.",
    whatToDo:
      "Release the memory on every path, error paths first: one exit with the clean-up, or an owner that does it by itself (`std::unique_ptr`, `std::vector`). Better, allocate at start-up only.",
    whenToDeviate: "When the memory is meant to live as long as the program. Better, keep its address in a static variable, which says so.",
    limits: [
      "Memory that is assigned at once to a variable of the file is left alone: who releases it, and when, is not decided in the function.",
      "Memory that was passed to an unknown function, or put into a table, list or container, counts as kept by it.",
      "A path that the analysis had to join with others is not reported.",
      "Memory that a loop loses with each turn is reported only when the function can end with it.",
    ],
    examples: [
      {
        language: "c",
        bad: "#include <stdlib.h>\n\nint Report_Write(int channel)\n{\n    char *text = malloc(128);\n    if (text == NULL) {\n        return -1;\n    }\n    if (channel < 0) {\n        return -2;\n    }\n    text[0] = (char)channel;\n    free(text);\n    return 0;\n}\n",
        good: "#include <stdlib.h>\n\nint Report_Write(int channel)\n{\n    if (channel < 0) {\n        return -2;\n    }\n    char *text = malloc(128);\n    if (text == NULL) {\n        return -1;\n    }\n    text[0] = (char)channel;\n    free(text);\n    return 0;\n}\n",
      },
    ],
  },
  on: {
    flow: {
      exit: {
        visit(context, event) {
          // A part of the function was not understood: it may release the memory.
          if (event.partial) return;
          // A file that is never closed is a matter of resources.
          if (!isMemory(event.family)) return;
          // Kept in a variable of the file: who releases it, and when, is not decided here.
          if (isKeptInFile(context, context.file.tree.node(event.allocated))) return;
          const allocator = writtenRelease(event.object.name).replace(/\(…\)$/, "");
          const span = context.file.tree.node(event.allocated).span;
          context.report("lost", span, { allocator, release: releaseOf(event.family) }, { steps: event.steps });
        },
      },
    },
  },
});

/** True for an allocation that is assigned to a variable which its function does not declare. */
function isKeptInFile({ file }: RuleContext, call: SyntaxNode): boolean {
  let value = call;
  for (let outer = value.parent; outer?.is("cast", "parenthesized"); outer = value.parent) value = outer;
  const target = value.parent?.kind === "assignment" ? value.parent.child("left") : undefined;
  if (target?.kind !== "identifier") return false;
  const declaration = file.semantics.declarationOf(target);
  const body = enclosingNode(file, call);
  return declaration === undefined || body === undefined || declaration.start < body.start || declaration.end > body.end;
}
