import { defineRule, type RuleContext, type SyntaxNode } from "../../engine/src/index.js";
import { destinationOf, enclosingName, placeName, shownText } from "../shared/expressions.js";
import { hasWord, THERAPY_WORDS } from "../shared/names.js";

/** The functions that cannot say that a text is no number, and those that can. */
// prettier-ignore
const BETTER: Readonly<Record<string, string>> = {
  atoi: "strtol", atol: "strtol", atoll: "strtoll", atof: "strtod", "std::atoi": "std::strtol", "std::atol": "std::strtol", "std::atoll": "std::strtoll", "std::atof": "std::strtod",
};

export default defineRule({
  id: "numeric/unchecked-number-parse",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "hint",
  severityByClass: { B: "information", C: "warning" },
  confidence: "high",
  fix: "none",
  standards: {
    cwe: [20, 252],
    cert: ["ERR34-C"],
    misra: ["C:2012 21.7", "C:2012 D4.11"],
    iec62304: ["boundary conditions", "fault handling"],
    fda: ["code-data-execution-integrity"],
    iso27001: ["A.8.28"],
  },
  messages: {
    parse:
      "'{callee}' gives 0 for a text that is no number and something undefined for one that is too large: '{text}' is taken for a number without anybody knowing. Use '{better}', and check its end pointer and range.",
    therapy:
      "'{target}' gets its value from '{callee}', which gives 0 for a text that is no number and something undefined for one that is too large: a garbled '{text}' becomes a setting. Use '{better}', and check its end pointer and range.",
  },
  docs: {
    title: "Number read from text without a way to see that it failed",
    what: "Reports `atoi`, `atol`, `atoll` and `atof`. A hint in general, a warning in software of class C and where the name of the destination speaks of therapy: dose, rate, limit, pressure, energy and the like.",
    why: "A dose line that was cut off in transmission reads as 0 or as a tenth of the dose, and nothing tells the two from a real setting.",
    whatToDo:
      "Use `strtol`, `strtod` or `std::from_chars`; check that the whole text was read, that it was in range, and that the value is one the device allows.",
    whenToDeviate: "When the text was checked digit by digit before.",
    limits: ["Whether the text or the result is checked elsewhere is not known."],
    examples: [
      {
        language: "c",
        bad: "#include <stdlib.h>\n\nvoid Pump_SetRate(long ml_per_hour);\n\nvoid Command_Rate(const char *text)\n{\n    long rate = atol(text);\n    Pump_SetRate(rate);\n}\n",
        good: "#include <errno.h>\n#include <stdlib.h>\n\nvoid Pump_SetRate(long ml_per_hour);\n\nint Command_Rate(const char *text)\n{\n    char *end;\n    errno = 0;\n    long rate = strtol(text, &end, 10);\n    if (errno != 0 || end == text || *end != '\\0' || rate < 0 || rate > 1200) {\n        return -1;\n    }\n    Pump_SetRate(rate);\n    return 0;\n}\n",
      },
    ],
  },
  on: {
    call: {
      names: Object.keys(BETTER),
      visit(context, call) {
        const callee = context.file.semantics.calleeName(call);
        const [text] = call.args;
        // The project's own parser of that name may well check.
        if (!text || context.project.resolveFunction(callee, context.file.document.path)) return;
        const data = { callee, text: shownText(text), better: BETTER[callee] ?? "strtol" };
        const target = therapyTarget(context, call);
        if (target === undefined) context.report("parse", call, data);
        else context.report("therapy", call, { ...data, target }, { severity: "warning" });
      },
    },
  },
});

/** The therapy quantity that receives the number, by its name or, for an argument, by the function's. */
function therapyTarget(context: RuleContext, call: SyntaxNode): string | undefined {
  const destination = destinationOf(call);
  const direct = destination ? placeName(destination) : "";
  const setter = call.parent?.kind === "arguments" ? context.file.semantics.calleeName(call.parent.parent ?? call) : "";
  for (const name of [direct, setter]) if (name !== "" && isTherapy(name)) return name;
  return direct === "" && call.parent?.kind === "return" && isTherapy(enclosingName(context, call))
    ? enclosingName(context, call)
    : undefined;
}

/** Two words of therapy, or one with a unit or a verb of setting: `rate` alone is also a baud rate. */
function isTherapy(name: string): boolean {
  return hasWord(name, THERAPY_WORDS) && !/baud|frame|sample|refresh|bit_?rate|poll|log|tcp|socket|buffer|retry|timeout|tx|rx/i.test(name);
}
