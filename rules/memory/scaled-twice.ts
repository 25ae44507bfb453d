import { defineRule, type RuleContext, type SyntaxNode, type Type } from "../../engine/src/index.js";
import { bare, shownText, valueType } from "../shared/expressions.js";

export default defineRule({
  id: "memory/scaled-twice",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "error",
  confidence: "high",
  fix: "none",
  standards: {
    cwe: [468, 188],
    cert: ["ARR39-C"],
    misra: ["C:2012 18.4", "C:2012 18.1"],
    iec62304: ["memory management and overflow"],
    fda: ["code-data-execution-integrity"],
    iso27001: ["A.8.28"],
  },
  messages: {
    scaled:
      "'{pointer}' points to elements of {bytes} bytes, and this moves it by '{amount}' of them: the compiler multiplies with the size once more. Count in elements, or convert the pointer to `char *` first.",
  },
  docs: {
    title: "Size multiplied twice in pointer arithmetic",
    what: "Reports pointers and indexes that are moved by a number of bytes (`p + n * sizeof(*p)`) though the language counts in elements.",
    why: "The access goes two, four or eight times as far as it should, mostly past the end, and overwrites what lies there.",
    whatToDo: "Leave the `sizeof` away, or convert the pointer to `char *` or `uint8_t *` where bytes are meant.",
    whenToDeviate: "When elements really lie so far from each other; give the distance a name.",
    limits: ["Only a `sizeof` that is written in the sum or index itself.", "Pointers whose type is not known are not reported."],
    examples: [
      {
        language: "c",
        bad: "#include <stdint.h>\n\nuint32_t Sample_At(const uint32_t *samples, int index)\n{\n    return *(samples + index * sizeof(uint32_t));\n}\n",
        good: "#include <stdint.h>\n\nuint32_t Sample_At(const uint32_t *samples, int index)\n{\n    return *(samples + index);\n}\n",
      },
    ],
  },
  on: {
    nodes: {
      kinds: ["binary", "assignment", "subscript"],
      visit(context, node) {
        if (node.kind === "subscript") {
          check(context, node, node.child("object") ?? node.firstChild, node.child("index"));
          return;
        }
        if (!/^[-+]=?$/.test(node.operator)) return;
        const left = node.child("left");
        const right = node.child("right");
        check(context, node, left, right);
        if (node.operator === "+") check(context, node, right, left);
      },
    },
  },
});

function check(context: RuleContext<"scaled">, node: SyntaxNode, pointer: SyntaxNode | undefined, amount: SyntaxNode | undefined): void {
  if (pointer === undefined || amount === undefined) return;
  const size = measuredIn(bare(amount));
  if (size === undefined) return;
  const { semantics } = context.file;
  const type = valueType(semantics.typeOf(pointer.unparenthesized));
  const element = type.kind === "pointer" ? type.to : type.kind === "array" ? type.of : undefined;
  const bytes = element === undefined ? undefined : bytesOf(context, element);
  if (bytes === undefined || bytes <= 1) return;
  context.report("scaled", node, { pointer: shownText(pointer), amount: shownText(amount), bytes });
}

/** The `sizeof` by which a number is multiplied; a quotient of sizes counts elements. */
function measuredIn(amount: SyntaxNode): SyntaxNode | undefined {
  if (amount.kind === "sizeof") return amount;
  if (amount.kind !== "binary" || amount.operator !== "*") return undefined;
  return [amount.child("left"), amount.child("right")]
    .map((side) => (side === undefined ? undefined : measuredIn(bare(side))))
    .find((found) => found !== undefined);
}

function bytesOf({ file }: RuleContext<"scaled">, element: Type): number | undefined {
  switch (element.kind) {
    case "integer":
    case "float":
      return element.bits / 8;
    case "pointer":
    case "record":
    case "array":
      return file.semantics.sizeOf(element);
    default:
      return undefined;
  }
}
