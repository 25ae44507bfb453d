import { defineRule, type ArithmeticEvent, type FlowContext } from "../../engine/src/index.js";
import { isWritten, nodeOf, shownNumber, shownRange, sourceName } from "../shared/c/numbers.js";

type MessageId = "outside" | "sure" | "limited";

export default defineRule<MessageId>({
  id: "numeric/shift-range",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  confidence: "high",
  fix: "none",
  standards: {
    cwe: [1335, 682],
    cert: ["INT34-C"],
    misra: ["C:2012 12.2"],
    iec62304: ["boundary conditions"],
    fda: ["code-data-execution-integrity"],
    iso27001: ["A.8.28"],
  },
  messages: {
    outside:
      "'{count}' comes from {source} and can be {range} here: a shift by a negative number, or by as many bits as the type has ({bits}) or more, gives an undefined result. Check it first.",
    limited:
      "'{count}' is limited before, but may still be {most} here, and a shift by {bits} bits or more of a type with {bits} gives an undefined result. Correct the limit.",
    sure: "A shift by '{count}', which is {number} here, gives an undefined result: the type has {bits} bits. Correct the count, or convert the left side to a wider type first.",
  },
  docs: {
    title: "Shift by more bits than the type has",
    what: "Reports shifts whose count is negative or not less than the number of bits of the (promoted) left operand: surely, or for numbers from outside that nothing was compared with.",
    why: "The result is not zero, as one might think: processors differ, and compilers assume that it never happens. A mask made that way enables the wrong interrupt or alarm.",
    whatToDo: "Check the count, or mask it (`1u << (bit & 31)`); for more than 32 bits convert the left side first: `(uint64_t)1 << bit`.",
    whenToDeviate: "Never for constants; for others when the hardware guarantees the range.",
    limits: ["Counts of unknown origin are not reported.", "A comparison with a value that is not known counts as a check."],
    examples: [
      {
        language: "c",
        bad: "#include <stdint.h>\n\nuint64_t Channel_Mask(void)\n{\n    int channel = 40;\n    return 1u << channel;\n}\n",
        good: "#include <stdint.h>\n\nuint64_t Channel_Mask(void)\n{\n    int channel = 40;\n    return (uint64_t)1 << channel;\n}\n",
      },
    ],
  },
  on: { flow: { arithmetic: { visit } } },
});

function visit(context: FlowContext<MessageId>, event: ArithmeticEvent): void {
  if (event.problem !== "shift-too-far" || !isWritten(nodeOf(context, event), event.operator)) return;
  const { right } = event;
  const [source] = right.taint;
  const bits = Math.round(Math.log2(event.typeRange.high - event.typeRange.low + 1));
  const data = {
    count: right.text,
    source: sourceName(source),
    range: shownRange(event.result),
    number: shownNumber(event.result.low),
    most: shownNumber(event.result.high),
    bits,
  };
  if (event.certainty === "may" && source === undefined && !event.viaCall) {
    context.report("limited", event.span, data, { steps: event.steps });
    return;
  }
  context.report(event.certainty === "must" || source === undefined ? "sure" : "outside", event.span, data, { steps: event.steps });
}
