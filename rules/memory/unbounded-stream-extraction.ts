import { defineRule, type RuleContext, type SyntaxNode } from "../../engine/src/index.js";
import { arrayBytes } from "../shared/c/arrays.js";
import { insertAt } from "../shared/edits.js";
import { bare, compactText, shownText, valueType } from "../shared/expressions.js";

export default defineRule({
  id: "memory/unbounded-stream-extraction",
  languages: ["cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  confidence: "high",
  fix: "suggestion",
  standards: {
    cwe: [120, 787],
    cert: ["STR50-CPP", "STR31-C"],
    iec62304: ["memory management and overflow", "boundary conditions"],
    fda: ["code-data-execution-integrity"],
  },
  messages: {
    unbounded:
      "'>>' reads a word of any length from '{stream}' into '{target}': a longer one overwrites what lies behind. Set 'width' on the stream before, or read into a 'std::string'.",
  },
  docs: {
    title: "Word of any length read from a stream into an array",
    what: "Reports `stream >> array` for arrays of characters when no `width` is set on the stream before it in the same function.",
    why: "The operator knows nothing of the array's size, unless the compiler is one for C++20: the sender decides how far it writes.",
    whatToDo: "Read into a `std::string` and check its length, or set `stream.width(sizeof array)` directly before.",
    whenToDeviate: "In C++20, whose operator for arrays takes the size from the type; a pointer stays unbounded there too.",
    limits: ["A width that is set in another function is not seen."],
    examples: [
      {
        language: "cpp",
        bad: "#include <iostream>\n\nvoid read_name()\n{\n    char name[16];\n    std::cin >> name;\n}\n",
        good: "#include <iostream>\n\nvoid read_name()\n{\n    char name[16];\n    std::cin.width(sizeof name);\n    std::cin >> name;\n}\n",
      },
    ],
  },
  on: {
    nodes: {
      kinds: ["binary"],
      visit(context, node) {
        if (node.operator !== ">>") return;
        const target = node.child("right");
        if (!target || !isCharacters(context, target)) return;
        const stream = streamOf(node);
        // A shift of numbers never has an array on its right.
        if (!stream || isBounded(context, node, stream)) return;
        const statement = node.ancestor("expressionStatement");
        const size = arrayBytes(context, target);
        // The width holds for one word only: in a chain it would be set for the first.
        const fixes =
          size !== undefined &&
          statement &&
          bare(statement.firstChild ?? node).equals(node) &&
          stream.equals(bare(node.child("left") ?? node))
            ? [
                {
                  title: "Set the width",
                  kind: "suggestion" as const,
                  edits: [insertAt(statement.start, `${stream.text}.width(sizeof ${target.text}); `)],
                },
              ]
            : [];
        context.report("unbounded", node, { stream: shownText(stream), target: shownText(target) }, { fixes });
      },
    },
  },
});

function isCharacters(context: RuleContext, target: SyntaxNode): boolean {
  const type = valueType(context.file.semantics.typeOf(target));
  const element = type.kind === "array" ? type.of : type.kind === "pointer" ? type.to : undefined;
  return element?.kind === "integer" && (element.name.includes("char") || element.bits === 8);
}

/** The leftmost operand of a chain of extractions. */
function streamOf(node: SyntaxNode): SyntaxNode | undefined {
  let left = node.child("left");
  while (left && bare(left).kind === "binary" && bare(left).operator === ">>") left = bare(left).child("left");
  return left && bare(left);
}

/** True when the same function sets a width before, or passes one in the chain (`>> std::setw(8) >>`). */
function isBounded(context: RuleContext, node: SyntaxNode, stream: SyntaxNode): boolean {
  if (/\bsetw\s*\(/.test(node.child("left")?.text ?? "")) return true;
  const owner = context.file.semantics.enclosingFunction(node);
  const name = compactText(stream);
  return context.file.facts.calls.some(
    (call) =>
      call.caller === owner &&
      call.callee.endsWith(".width") &&
      call.node < node.id &&
      compactText(context.file.tree.node(call.node)).startsWith(`${name}.width(`),
  );
}
