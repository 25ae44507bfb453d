import { defineRule } from "../../engine/src/index.js";

export default defineRule({
  id: "memory/count-as-index",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  confidence: "high",
  fix: "none",
  standards: {
    cwe: [193, 787],
    cert: ["ARR30-C", "POS30-C", "STR31-C"],
    misra: ["C:2012 18.1", "C:2012 D4.1"],
    iec62304: ["boundary conditions", "memory management and overflow"],
    fda: ["code-data-execution-integrity"],
    iso27001: ["A.8.28"],
  },
  messages: {
    full: "'{callee}' may give {most}, all that it was allowed to: '{amount}' is then one behind the end of {object}, which has {size}. Ask '{callee}' for one less than the size.",
  },
  docs: {
    title: "Count of what was read used as an index into a full buffer",
    what: "Reports an element that is accessed by the number that `read`, `recv`, `fread`, `readlink` and others gave, most often to put a zero there, where the function was allowed to fill the whole buffer.",
    why: "With a message that fills the buffer exactly, the zero is written over the variable behind it. Tests with short messages never show it, and whoever sends messages chooses the length.",
    whatToDo: "Leave room: `read(link, line, sizeof line - 1)`, or refuse a full buffer before the zero is put there.",
    whenToDeviate: "When the other side can't send so much. Better, ask for one less all the same.",
    limits: [
      "The number has to come from a function whose limit stands in the call, in the same function.",
      "A comparison with a value that is not known counts as a check.",
    ],
    examples: [
      {
        language: "c",
        bad: "#include <unistd.h>\n\nvoid Command_Run(const char *line);\n\nvoid Command_Read(int link)\n{\n    char line[64];\n    ssize_t count = read(link, line, sizeof line);\n    if (count < 0) {\n        return;\n    }\n    line[count] = 0;\n    Command_Run(line);\n}\n",
        good: "#include <unistd.h>\n\nvoid Command_Run(const char *line);\n\nvoid Command_Read(int link)\n{\n    char line[64];\n    ssize_t count = read(link, line, sizeof line - 1);\n    if (count < 0) {\n        return;\n    }\n    line[count] = 0;\n    Command_Run(line);\n}\n",
      },
    ],
  },
  supersedes: ["memory/loose-limit"],
  on: {
    flow: {
      access: {
        visit(context, event) {
          const { amount, object, counted } = event;
          if (counted === undefined || event.past !== "may" || event.by !== "index" || amount === undefined || event.partial) return;
          // Only the one value behind the last element: more would be another mistake.
          if (amount.compared || object.size.low !== object.size.high || amount.range.high * event.unit !== object.size.high) return;
          const size = event.unit === 1 ? `${object.size.high} bytes` : `${object.size.high / event.unit} elements`;
          const name = object.name === "" ? "the buffer" : `'${object.name}'`;
          const data = { callee: counted, most: amount.range.high, amount: amount.text, object: name, size };
          context.report("full", event.span, data, { steps: event.steps });
        },
      },
    },
  },
});
