import { defineRule, type FlowContext, type LifeEvent } from "../../engine/src/index.js";

type MessageId = "returned" | "stored" | "used";

export default defineRule<MessageId>({
  id: "memory/dangling-local",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "error",
  confidence: "high",
  fix: "none",
  standards: {
    cwe: [562, 825],
    cert: ["DCL30-C", "EXP54-CPP"],
    misra: ["C:2012 18.6"],
    iec62304: ["memory management and overflow"],
    fda: ["code-data-execution-integrity"],
    iso27001: ["A.8.28"],
  },
  messages: {
    returned:
      "This returns the address of '{local}', whose memory is given to others as soon as the function ends: the caller reads or overwrites what they keep there. Let the caller provide the memory, or make '{local}' static.",
    stored:
      "'{holder}' keeps the address of '{local}' after this function has ended, when that memory belongs to others: whoever follows it reads or overwrites what they keep there. Store the address of something that lives as long, or set it to null before the function ends.",
    used: "'{pointer}' points to '{local}', whose block has ended: its memory may hold something else by now. Declare '{local}' outside of that block.",
  },
  docs: {
    title: "Address of a local variable outlives it",
    what: "Follows the addresses of local variables, arrays and parameters, and reports where a function returns one, leaves one in memory that its callers can reach, or uses one behind the end of the block that declared the variable.",
    why: "The memory of a local is used again by the next call or interrupt. A buffer with a message or a setting that is returned like this is right in a small test and holds something else in the device; a write through the address changes another function's variables, or where it returns to.",
    whatToDo:
      "Let the caller pass the memory, return the value itself, or allocate it where somebody releases it. An address that has to be registered for the time of a call is taken back before the function ends.",
    whenToDeviate: "When the function never ends, such as a task's, in a way that the code does not show.",
    limits: [
      "An address that another function stores is not reported: it may be removed by a third one.",
      "Addresses that are kept as integers are not followed; neither are those inside of records that are returned by value.",
    ],
    examples: [
      {
        language: "c",
        bad: '#include <stdio.h>\n\nconst char *Rate_Text(int rate)\n{\n    char text[16];\n    snprintf(text, sizeof text, "%d ml/h", rate);\n    return text;\n}\n',
        good: '#include <stdio.h>\n\nvoid Rate_Text(int rate, char *text, size_t size)\n{\n    snprintf(text, size, "%d ml/h", rate);\n}\n',
      },
    ],
  },
  on: {
    flow: {
      life: {
        visit(context, event) {
          if (event.problem !== "outlived" || event.object.name === "") return;
          // A word in capitals before the type may make it static.
          if (isDeclaredByMacro(context, event)) return;
          const data = { local: event.object.name, holder: event.pointer, pointer: event.pointer };
          const id = event.use === "returned" || event.use === "stored" ? event.use : "used";
          // What the main function leaves behind is there as long as the program.
          if (id === "stored" && context.function.name === "main") return;
          context.report(id, event.span, data, { steps: event.steps });
        },
      },
    },
  },
});

function isDeclaredByMacro(context: FlowContext<MessageId>, event: LifeEvent): boolean {
  const declared = event.steps.find(({ role }) => role === "source")?.location;
  if (declared === undefined) return false;
  const { text } = context.file.document;
  const before = text.slice(text.lastIndexOf("\n", declared.span.start) + 1, declared.span.start);
  return /^\s*(?:[a-z]+\s+)*[A-Z][A-Z0-9_]{3,}\s+\w/.test(before);
}
