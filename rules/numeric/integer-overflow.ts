import { defineRule } from "../../engine/src/index.js";
import { overflowOf } from "../shared/c/overflow.js";

type MessageId = "outside" | "sure";

export default defineRule<MessageId>({
  id: "numeric/integer-overflow",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  confidence: "high",
  fix: "none",
  standards: {
    cwe: [190, 191, 680],
    cert: ["INT30-C", "INT32-C"],
    misra: ["C:2012 D4.1", "C:2012 12.4"],
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
    title: "Integer calculation that goes past its type",
    what: "Reports additions, subtractions, multiplications, increments and decrements in signed types, and products in unsigned ones, whose result does not fit: surely, by the values that reach the place, or for numbers from outside (network, files, user input, random numbers) that nothing was compared with on the way.",
    why: "A length that wraps around makes a buffer too small, and a dose or an interval that wraps around is a wrong dose. In signed types the language promises nothing at all about what follows.",
    whatToDo:
      "Check the operands before: `if (count > MAX_COUNT) return ERROR;`. Or calculate in a wider type, or with functions that saturate.",
    whenToDeviate: "For checksums, hashes and counters that are meant to wrap around: use an unsigned type, and say so.",
    limits: [
      "Numbers of unknown origin are not reported: only those from outside, and those that are known.",
      "A comparison with a value that is not known counts as a check.",
      "Sums and differences in unsigned types are the business of `numeric/unsigned-wraparound`.",
      "Shifts to the left are not followed.",
    ],
    examples: [
      {
        language: "c",
        bad: '#include <stdint.h>\n#include <stdio.h>\n\nint Total_Samples(FILE *settings)\n{\n    int channels = 0;\n    if (fscanf(settings, "%d", &channels) != 1) {\n        return 0;\n    }\n    return channels * 250;\n}\n',
        good: '#include <stdint.h>\n#include <stdio.h>\n\nint Total_Samples(FILE *settings)\n{\n    int channels = 0;\n    if (fscanf(settings, "%d", &channels) != 1) {\n        return 0;\n    }\n    if (channels < 0 || channels > 64) {\n        return 0;\n    }\n    return channels * 250;\n}\n',
      },
    ],
  },
  on: {
    flow: {
      arithmetic: {
        visit(context, event) {
          // Unsigned types wrap around by definition; where a product becomes a size, that is a weakness all the same.
          if (!event.signed && (event.operator !== "*" || event.certainty === "must")) return;
          const found = overflowOf(context, event);
          if (found) context.report(found.id, event.span, found.data, { steps: event.steps });
        },
      },
    },
  },
});
