import { defineRule } from "../../engine/src/index.js";
import { overflowOf } from "../shared/c/overflow.js";

type MessageId = "outside" | "sure";

export default defineRule<MessageId>({
  id: "numeric/unsigned-wraparound",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "strict",
  severity: "warning",
  confidence: "medium",
  fix: "none",
  standards: {
    cwe: [190, 191],
    cert: ["INT30-C"],
    misra: ["C:2012 12.4", "C:2012 D4.1"],
    iec62304: ["memory management and overflow", "boundary conditions"],
    fda: ["code-data-execution-integrity"],
    iso27001: ["A.8.28"],
  },
  messages: {
    outside:
      "'{value}' comes from {source} and nothing limits it before this calculation: the result of '{operator}' can be {result} and does not fit {type}. The program goes on with a wrong number. Check '{value}' first.",
    sure: "The result of '{left} {operator} {right}' is {result} here, which does not fit {type}. The program goes on with a wrong number. Use a wider type, or check before.",
  },
  docs: {
    title: "Unsigned calculation that wraps around",
    what: "Reports additions, subtractions and decrements in unsigned types that wrap around: surely, by the values that reach the place, or for numbers from outside (network, files, user input, random numbers) that nothing was compared with on the way.",
    why: "The language defines what happens, but nobody thinks of it: a count of 0 minus 1 is four billion, and the loop or copy behind it runs through all memory.",
    whatToDo: "Check before: `if (count == 0) return ERROR;`, or `if (a < b)` before `a - b`.",
    whenToDeviate: "For sequence numbers, timers, checksums and other arithmetic that is meant to wrap around.",
    limits: [
      "Numbers of unknown origin are not reported: only those from outside, and those that are known.",
      "A comparison with a value that is not known counts as a check.",
      "`+=` and `-=`, what is masked afterwards, and conversions that are written down are taken for deliberate.",
      "Known values can be those of a path that is never taken, where that follows from the state of other variables.",
    ],
    examples: [
      {
        language: "c",
        bad: '#include <stdio.h>\n\nunsigned int Last_Record(FILE *log)\n{\n    unsigned int count = 0;\n    if (fscanf(log, "%u", &count) != 1) {\n        return 0;\n    }\n    return count - 1;\n}\n',
        good: '#include <stdio.h>\n\nunsigned int Last_Record(FILE *log)\n{\n    unsigned int count = 0;\n    if (fscanf(log, "%u", &count) != 1 || count == 0) {\n        return 0;\n    }\n    return count - 1;\n}\n',
      },
    ],
  },
  on: {
    flow: {
      arithmetic: {
        visit(context, event) {
          // Signed types, and products that may become a size, have a rule of their own.
          if (event.signed || (event.operator === "*" && event.certainty === "may")) return;
          const found = overflowOf(context, event);
          if (found) context.report(found.id, event.span, found.data, { steps: event.steps });
        },
      },
    },
  },
});
