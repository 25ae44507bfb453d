import { defineRule, type RuleContext, type SyntaxNode } from "../../engine/src/index.js";
import { bare, shownText, valueType } from "../shared/expressions.js";

type MessageId = "union" | "neighbour";

export default defineRule<MessageId>({
  id: "memory/layout-assumption",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "strict",
  severity: "warning",
  confidence: "medium",
  fix: "none",
  standards: {
    cwe: [188],
    cert: ["EXP11-C", "ARR37-C"],
    misra: ["C:2012 18.4", "C:2012 19.2"],
    iec62304: ["memory management and overflow"],
    fda: ["code-data-execution-integrity"],
    iso27001: ["A.8.28"],
  },
  messages: {
    union:
      "'{place}' changes a part of the number '{number}' that shares its memory: which part it is depends on the processor's byte order, on the size of the number and on padding. Set bits with shifts and masks.",
    neighbour:
      "'{place}' steps from the one variable '{name}' to what lies beside it: the compiler decides what that is, and may add padding. Name the member or variable that is meant.",
  },
  docs: {
    title: "Code that relies on where the compiler puts data",
    what: "Reports a byte or member of a `union` that is changed in place (`|=`, `^=`, `+=`, …) in order to change a larger number in the same union, and a step from the address of a single variable or member to its neighbour (`*(&rate + 1)`).",
    why: "Byte order, sizes and padding differ from one processor and compiler to the next. After a change of either the same source sets other bits, or writes into another variable; no compiler warns.",
    whatToDo: "Compute with shifts and masks on the number itself, and reach each member by its name.",
    whenToDeviate: "For registers of the one processor that the file is written for, with a check of the layout at compile time.",
    limits: [
      "Plain reading and writing of union members is not reported: it is how protocols and registers are commonly taken apart.",
      "Unions of bit fields, and unions that another file declares, are not reported.",
    ],
    examples: [
      {
        language: "c",
        bad: "union Word {\n    struct { unsigned char a, b, c, d; } bytes;\n    unsigned long number;\n};\n\nvoid Word_SetTop(union Word *word)\n{\n    word->bytes.d |= 0x80u;\n}\n",
        good: "void Word_SetTop(unsigned long *word)\n{\n    *word |= 0x80000000ul;\n}\n",
      },
    ],
  },
  on: {
    nodes: {
      kinds: ["assignment", "unary", "subscript"],
      visit(context, node) {
        if (node.kind === "assignment") checkUnion(context, node);
        else checkStep(context, node);
      },
    },
  },
});

/** `u.bytes.d |= 0x80`: a byte is changed for the sake of the number around it. */
function checkUnion(context: RuleContext<MessageId>, node: SyntaxNode): void {
  if (node.operator === "=") return;
  const left = node.child("left");
  const place = left && bare(left);
  if (place?.kind !== "member" && place?.kind !== "subscript") return;
  const { semantics } = context.file;
  const changed = valueType(semantics.typeOf(place));
  if (changed.kind !== "integer") return;
  // A buffer in a union is counted through by index; only a fixed place is an assumption.
  const index = place.kind === "subscript" ? place.child("index") : undefined;
  if (place.kind === "subscript" && (!index || semantics.integerValue(index) === undefined)) return;
  const view = place.child("object") ?? place.firstChild;
  const whole = view && bare(view);
  if (whole?.kind !== "member") return;
  const union = whole.child("object") ?? whole.firstChild;
  if (!union) return;
  const reached = valueType(semantics.typeOf(union));
  const type = reached.kind === "pointer" ? valueType(reached.to) : reached;
  if (type.kind !== "record" || type.tag !== "union") return;
  const number = siblingNumber(context, type.name, whole.child("property")?.text ?? "", changed.bits);
  if (number !== undefined) context.report("union", node, { place: shownText(place), number });
}

/** Name of a larger number in the same union, where that is declared in this file. */
function siblingNumber(context: RuleContext<MessageId>, name: string, view: string, bits: number): string | undefined {
  const fact = context.file.facts.types.find((type) => type.kind === "union" && type.name === name);
  return fact?.members.find(({ name: member, type }) => member !== view && type.kind === "integer" && type.bits > bits)?.name;
}

/** `*(&rate + 1)` and `(&rate)[1]`: what lies beside a single variable. */
function checkStep(context: RuleContext<MessageId>, node: SyntaxNode): void {
  if (node.kind === "unary" && node.operator !== "*") return;
  const { semantics } = context.file;
  const step = (node.kind === "unary" ? (node.child("operand") ?? node.firstChild) : node)?.unparenthesized;
  if (!step) return;
  const isIndex = step.kind === "subscript";
  if (!isIndex && (step.kind !== "binary" || (step.operator !== "+" && step.operator !== "-"))) return;
  const start = (step.child(isIndex ? "object" : "left") ?? step.firstChild)?.unparenthesized;
  const count = step.child(isIndex ? "index" : "right");
  const distance = count && semantics.integerValue(count);
  // A cast looks at the bytes of the variable itself; a step that is not known may stay inside.
  if (start?.kind !== "unary" || start.operator !== "&" || distance === undefined || distance === 0) return;
  const place = (start.child("operand") ?? start.firstChild)?.unparenthesized;
  if (place?.kind !== "identifier" && place?.kind !== "member") return;
  const { kind } = valueType(semantics.typeOf(place));
  // The address of a whole array, one step on, is its end.
  if (kind !== "integer" && kind !== "float" && kind !== "pointer" && kind !== "enum") return;
  context.report("neighbour", step, { place: shownText(step), name: shownText(place) });
}
