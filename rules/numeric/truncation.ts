import { defineRule, type ArithmeticEvent, type FlowContext } from "../../engine/src/index.js";
import { isVariable, nodeOf, shownNumber, shownRange, sourceName } from "../shared/c/numbers.js";

type MessageId = "narrow" | "fraction" | "sure";

export default defineRule<MessageId>({
  id: "numeric/truncation",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  confidence: "medium",
  fix: "none",
  standards: {
    cwe: [197, 681],
    cert: ["INT31-C", "FLP34-C"],
    misra: ["C:2012 10.3", "C:2012 D4.1"],
    iec62304: ["boundary conditions", "data and control flow"],
    fda: ["code-data-execution-integrity"],
    iso27001: ["A.8.28"],
  },
  messages: {
    sure: "'{value}' is {number} here, which {type} can't hold: the program goes on with another number. Use a wider type, or check that it fits first.",
    narrow:
      "'{value}' comes from {source} and can be {range} here, but is stored in {type}: the upper part is lost, and the program goes on with another number. Check that it fits first.",
    fraction:
      "'{value}' comes from {source} and is converted to {type} without a check: what is too large, or no number, gives an undefined result. Check that it fits first.",
  },
  docs: {
    title: "Number cut to a narrower type",
    what: "Reports numbers from outside that are stored in a type that can't hold them all, without a check on the way: `int` to `short` or `char`, and floating point to integers. Also variables whose value is known and surely does not fit.",
    why: "A setting of 65,546 that is stored in 16 bits becomes 10: the range check that follows sees a fine value. A floating-point number that does not fit an integer type has no defined result at all.",
    whatToDo: "Check the value in its wide type, then store it: `if (rate > UINT16_MAX) return ERROR;`.",
    whenToDeviate: "When the upper part is dropped on purpose: a mask (`value & 0xFF`) says so.",
    limits: [
      "Numbers of unknown origin are not reported.",
      "A number that is written where it is converted is not reported: the compiler tells.",
      "A cast to an unsigned type is taken for one that drops the upper part on purpose, as for the bytes of a message.",
      "A comparison with a value that is not known counts as a check.",
    ],
    examples: [
      {
        language: "c",
        bad: "#include <stdlib.h>\n#include <stdio.h>\n\nshort Read_Limit(FILE *settings)\n{\n    char line[32];\n    if (fgets(line, sizeof line, settings) == NULL) {\n        return 0;\n    }\n    int limit = atoi(line);\n    return (short)limit;\n}\n",
        good: "#include <stdlib.h>\n#include <stdio.h>\n\nshort Read_Limit(FILE *settings)\n{\n    char line[32];\n    if (fgets(line, sizeof line, settings) == NULL) {\n        return 0;\n    }\n    int limit = atoi(line);\n    if (limit < 0 || limit > 1200) {\n        return 0;\n    }\n    return (short)limit;\n}\n",
      },
    ],
  },
  on: { flow: { arithmetic: { visit } } },
});

function visit(context: FlowContext<MessageId>, event: ArithmeticEvent): void {
  if (event.problem !== "truncation" || event.operator !== "cast") return;
  const [source] = event.left.taint;
  const node = nodeOf(context, event);
  if (source === undefined) {
    visitKnown(context, event);
    return;
  }
  const data = { value: event.left.text, source: sourceName(source), range: shownRange(event.result), type: `'${event.typeName}'` };
  if (event.floating) {
    context.report("fraction", event.span, data, { steps: event.steps });
    return;
  }
  // The lower part of a number, for a message byte by byte. A plain `char` is for text, not for parts.
  if (event.explicit && !event.signed && event.typeName !== "char") return;
  if (!event.signed && event.left.text.includes(">>")) return;
  // A piece of a random number is as random; only one that was kept as a number first is cut unawares.
  if (source.kind === "random" && !event.signed && event.typeName !== "char") return;
  if (source.kind === "random" && event.explicit && node.child("value")?.unparenthesized.kind !== "identifier") return;
  // All values fit the type's bits, signed or not: a character, or a byte of a message.
  const width = event.typeRange.high - event.typeRange.low + 1;
  if (event.result.low >= -width / 2 && event.result.high < width) return;
  if (node.is("binary", "update") || (node.kind === "assignment" && node.operator !== "=")) return;
  context.report("narrow", event.span, data, { steps: event.steps });
}

/** A variable whose value is known, and does not fit on any run. */
function visitKnown(context: FlowContext<MessageId>, event: ArithmeticEvent): void {
  const { result, typeName } = event;
  // A cast between integers says that the lower part is wanted.
  if (event.certainty !== "must" || (event.explicit && !event.floating)) return;
  if (!isVariable(context, event)) return;
  // The bits of a character, with a sign or without.
  if (!event.floating && result.low >= 0 && result.low <= event.typeRange.high - event.typeRange.low) {
    if (/^(?:unsigned |signed )?char$/.test(typeName) && event.left.text.includes("'")) return;
  }
  context.report(
    "sure",
    event.span,
    { value: event.left.text, number: shownNumber(result.low), type: `'${typeName}'` },
    { steps: event.steps },
  );
}
