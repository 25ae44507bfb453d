import { defineRule, type RuleContext, type SyntaxNode } from "../../engine/src/index.js";

type MessageId = "counter";

export default defineRule<MessageId>({
  id: "numeric/float-loop-counter",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  confidence: "high",
  fix: "none",
  standards: {
    cwe: [1339],
    cert: ["FLP30-C"],
    misra: ["C:2012 14.1"],
    iec62304: ["boundary conditions"],
  },
  messages: {
    counter:
      "'{counter}' counts this loop in floating point: rounding errors add up, and the loop runs once too often or too rarely. Count with an integer, and calculate '{counter}' from it.",
  },
  docs: {
    title: "Loop counted in floating point",
    what: "Reports loops whose condition compares a floating-point variable with a bound, and that add a constant to it in each turn: in the last part of a `for`, or in the body of a `while` or `do`.",
    why: "Adding 0.1 ten times does not give 1. A ramp of a pump or a sweep of a measurement then has one step more or less than planned, on one compiler and not on the other.",
    whatToDo: "Count with an integer: `for (int i = 0; i < 10; i++) { float x = i * 0.1f; … }`.",
    whenToDeviate: "When all values that occur are multiples of a power of two and small enough to be exact.",
    limits: ["In the body of a `while` or `do` loop only the steps are seen that add or subtract a constant."],
    examples: [
      {
        language: "c",
        bad: "void Pump_Set(float rate);\n\nvoid Ramp(void)\n{\n    for (float rate = 0.0f; rate <= 1.0f; rate += 0.1f) {\n        Pump_Set(rate);\n    }\n}\n",
        good: "void Pump_Set(float rate);\n\nvoid Ramp(void)\n{\n    for (int step = 0; step <= 10; step++) {\n        Pump_Set((float)step * 0.1f);\n    }\n}\n",
      },
    ],
  },
  on: { nodes: { kinds: ["for", "while", "doWhile"], visit } },
});

function visit(context: RuleContext<MessageId>, loop: SyntaxNode): void {
  const condition = loop.child("condition");
  if (!condition) return;
  if (loop.kind !== "for") {
    visitBody(context, loop, condition);
    return;
  }
  const update = loop.child("update");
  if (!update) return;
  const counter = changed(update);
  if (counter === undefined || context.file.semantics.typeOf(counter).kind !== "float") return;
  const compared = [condition, ...condition.descendants()].some((node) => node.kind === "identifier" && node.text === counter.text);
  if (compared) context.report("counter", update, { counter: counter.text });
}

/** The variable that a loop's last part changes. */
function changed(update: SyntaxNode): SyntaxNode | undefined {
  const target = update.kind === "update" ? update.child("operand") : update.kind === "assignment" ? update.child("left") : undefined;
  return target?.kind === "identifier" ? target : undefined;
}

/**
 * A step by a constant in the body of a loop that compares what is stepped: a search that ends when it is near enough takes other steps.
 * A loop that does nothing but step (`while (angle >= 360.0f) angle -= 360.0f;`) brings a value into a range and counts nothing.
 */
function visitBody(context: RuleContext<MessageId>, loop: SyntaxNode, condition: SyntaxNode): void {
  const comparison = condition.unparenthesized;
  if (comparison.kind !== "binary" || !/^(<|<=|>|>=|!=)$/.test(comparison.operator)) return;
  const counter = comparison.child("left")?.unparenthesized;
  if (counter?.kind !== "identifier" || context.file.semantics.typeOf(counter).kind !== "float") return;
  if ((loop.child("body")?.children.length ?? 0) < 2) return;
  const steps = [...(loop.child("body")?.descendants() ?? [])].filter((each) => each.is("update", "assignment") && isConstantStep(each));
  const step = steps.find((each) => changed(each)?.text === counter.text);
  if (step) context.report("counter", step, { counter: counter.text });
}

function isConstantStep(node: SyntaxNode): boolean {
  if (node.kind === "update") return true;
  return (node.operator === "+=" || node.operator === "-=") && node.child("right")?.unparenthesized.kind === "number";
}
