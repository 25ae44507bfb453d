import { defineRule, type ArithmeticEvent, type FlowContext } from "../../engine/src/index.js";
import { isWritten, nodeOf, sourceName } from "../shared/c/numbers.js";

type MessageId = "outside" | "sure" | "floating" | "floatingSure";

export default defineRule<MessageId>({
  id: "numeric/division-by-zero",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "error",
  confidence: "high",
  fix: "none",
  standards: {
    cwe: [369],
    cert: ["INT33-C", "FLP03-C"],
    misra: ["C:2012 D4.1"],
    iec62304: ["fault handling", "boundary conditions"],
    fda: ["resiliency-recovery"],
    iso27001: ["A.8.28"],
  },
  messages: {
    outside:
      "'{divisor}' comes from {source} and can be zero here: the division stops the program, or gives an undefined result. Check for zero first.",
    sure: "'{divisor}' is zero here: the division stops the program, or gives an undefined result. Check for zero first.",
    floating:
      "'{divisor}' comes from {source} and can be zero here: the result is infinite or no number, and so is everything calculated from it. Check that it is far enough from zero first.",
    floatingSure:
      "'{divisor}' is zero here: the result is infinite or no number, and so is everything calculated from it. Check that it is far enough from zero first.",
  },
  docs: {
    title: "Division by zero",
    what: "Reports divisions and remainders whose divisor is zero on some path, or comes from outside (network, files, user input, random numbers) and was never compared with anything.",
    why: "On many processors a division by zero raises a fault, and the device restarts or stops in the middle of a therapy; on others it gives 0 and the program goes on with a wrong number. In floating point, infinity spreads through every later result.",
    whatToDo:
      "Check the divisor before: `if (interval == 0) return ERROR;`. For floating point compare with a small number instead of zero.",
    whenToDeviate: "When something outside the program guarantees that the value is not zero; name it in the reason.",
    limits: [
      "Divisors of unknown origin are not reported: only those from outside, and those that are known to be zero on some path.",
      "A comparison with a value that is not known counts as a check.",
    ],
    examples: [
      {
        language: "c",
        bad: '#include <stdio.h>\n\nint Drops_Per_Minute(FILE *settings, int rate)\n{\n    int drops_per_ml = 0;\n    if (fscanf(settings, "%d", &drops_per_ml) != 1) {\n        return 0;\n    }\n    return rate / drops_per_ml;\n}\n',
        good: '#include <stdio.h>\n\nint Drops_Per_Minute(FILE *settings, int rate)\n{\n    int drops_per_ml = 0;\n    if (fscanf(settings, "%d", &drops_per_ml) != 1 || drops_per_ml <= 0) {\n        return 0;\n    }\n    return rate / drops_per_ml;\n}\n',
      },
    ],
  },
  on: { flow: { arithmetic: { visit } } },
});

function visit(context: FlowContext<MessageId>, event: ArithmeticEvent): void {
  if (event.problem !== "division-by-zero" || !isWritten(nodeOf(context, event), event.operator)) return;
  const { right, floating } = event;
  const [source] = right.taint;
  const data = { divisor: right.text, source: sourceName(source) };
  const sure = event.certainty === "must" || source === undefined;
  // A configuration that makes no sense is the compiler's business.
  if (sure && /^[A-Z\d_()\s+\-*…]+$/.test(right.text) && /[A-Z]/.test(right.text)) return;
  // A zero that is written there is an infinity that somebody wants.
  if (floating && sure && /^[\d.fFlL()-]*\d[\d.fFlL()-]*$/.test(right.text)) return;
  context.report(floating ? (sure ? "floatingSure" : "floating") : sure ? "sure" : "outside", event.span, data, { steps: event.steps });
}
