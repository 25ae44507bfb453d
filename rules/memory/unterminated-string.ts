import { defineRule, type FlowContext, type UndeterminedEvent } from "../../engine/src/index.js";

export default defineRule({
  id: "memory/unterminated-string",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "error",
  confidence: "high",
  fix: "none",
  standards: {
    cwe: [170, 665, 908, 125],
    cert: ["STR32-C", "EXP33-C"],
    misra: ["C:2012 9.1", "C:2012 21.17"],
    iec62304: ["initialisation of variables", "memory management and overflow"],
    fda: ["code-data-execution-integrity"],
  },
  messages: {
    nothing:
      "'{callee}' looks for the end of a string in {object}, to which nothing was written: it reads on until it happens to meet a zero, and may read or write past the end. Make it an empty string first: `{text}[0] = '\\0'`.",
  },
  docs: {
    title: "String function on memory that holds no string",
    what: "Reports where a string function such as `strcat`, `strlen` or `strcpy` is given a character array or an allocated block to which nothing was written, so that no zero ends a string there.",
    why: "The function runs on until it meets a zero somewhere in memory. `strcat` then writes behind the end of the array, which corrupts other data or opens the device to attack.",
    whatToDo:
      'Initialise the array (`char line[80] = "";`), store a zero in its first element, or begin with `strcpy` instead of `strcat`.',
    whenToDeviate: "When something that the analysis can't see writes the string, such as a DMA transfer; name it in the reason.",
    limits: ["Only memory to which nothing at all was written on the way.", "A function without source is taken to write a string."],
    examples: [
      {
        language: "c",
        bad: "#include <string.h>\n\nvoid Show(const char *drug, void (*print)(const char *))\n{\n    char line[80];\n    strcat(line, drug);\n    print(line);\n}\n",
        good: '#include <string.h>\n\nvoid Show(const char *drug, void (*print)(const char *))\n{\n    char line[80] = "";\n    strncat(line, drug, sizeof line - 1);\n    print(line);\n}\n',
      },
    ],
  },
  on: { flow: { undetermined: { visit } } },
});

function visit(context: FlowContext<"nothing">, event: UndeterminedEvent): void {
  if (event.use !== "string" || event.partial) return;
  const object = event.object.name === "" ? "memory" : `'${event.object.name}'`;
  context.report("nothing", event.span, { callee: event.callee, object, text: event.text }, { steps: event.steps });
}
