import { defineRule, type DecisionEvent, type FlowContext, type SyntaxNode, type Type } from "../../engine/src/index.js";
import { closesChain, isPutTogether, isWrittenByChoice } from "../shared/c/build-choices.js";
import { bare, shownText, valueType } from "../shared/expressions.js";
import { isConstantName } from "../shared/names.js";

type MessageId = "decided" | "range" | "equalTexts" | "before";

export default defineRule<MessageId>({
  id: "control-flow/constant-condition",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "strict",
  severity: "warning",
  confidence: "medium",
  fix: "none",
  standards: {
    cwe: [570, 571],
    cert: ["MSC12-C", "MSC07-C"],
    misra: ["C:2012 14.3"],
    iec62304: ["data and control flow"],
  },
  messages: {
    decided: "This is always {outcome}: {because}. One branch never runs. Correct the condition, or remove it.",
    range:
      "This is always {outcome}: '{value}' has the type '{type}', which holds {low} to {high}. The check does nothing. Correct the limit or the type.",
    before:
      "This is always {outcome}: what was asked or stored before leaves no other value. One branch never runs. Correct the condition, or remove it.",
    equalTexts: "This is always {outcome}: both texts are known and never change. Correct the condition, or remove it.",
  },
  docs: {
    title: "Condition that is always true or always false",
    what: "Reports conditions that constants, variables that never change, or the range of a type decide.",
    why: "A check that can't fail protects nothing, though a reviewer counts it: `if (length < 0)` on an unsigned length, `if (rate > 300)` on a byte.",
    whatToDo: "Compare with the limit that was meant, or give the variable the type that the check needs.",
    whenToDeviate: "For switches of the build. Macros and `constexpr` are not reported.",
    limits: [
      "In the condition of a loop (`while (1)`) only limits of types are looked at; conditions that name a macro are not reported.",
      "Conditions with directives between their lines, and variables that another build gives another value, are not reported.",
      "Only variables that are given one value in their life are followed.",
    ],
    examples: [
      {
        language: "c",
        bad: "void Alarm_Sound(void);\n\nvoid Level_Check(unsigned int level)\n{\n    if (level < 0) {\n        Alarm_Sound();\n    }\n}\n",
        good: "void Alarm_Sound(void);\n\nvoid Level_Check(int level)\n{\n    if (level < 0) {\n        Alarm_Sound();\n    }\n}\n",
      },
    ],
  },
  on: {
    flow: {
      decision: { visit: checkDecision },
      graph: {
        visit(context, graph) {
          if (graph.ir.partial) return;
          for (const block of graph.order) {
            const terminator = graph.ir.blocks[block]?.terminator;
            if (terminator?.op !== "branch" || terminator.role === "logical") continue;
            const part = context.file.tree.node(graph.nodeOf(terminator.node));
            // What a macro made of its arguments is nobody's condition.
            if (!isWritten(part)) continue;
            // A macro or a constant in capitals is a switch that somebody sets elsewhere.
            if (isConfigured(context, part) || checkRange(context, part) || terminator.role === "loop" || checkTexts(context, part))
              continue;
            const value = graph.constantOf(terminator.condition);
            if (value === undefined || isDecidedByBuild(context, part)) continue;
            context.report("decided", part, { outcome: value === 0 ? "false" : "true", because: reason(part) });
          }
        },
      },
    },
  },
});

/** A comparison that values decide which earlier branches left. */
function checkDecision(context: FlowContext<MessageId>, event: DecisionEvent): void {
  if (event.role === "loop") return;
  const part = context.file.tree.node(event.node);
  if (part.kind !== "binary" || !isWritten(part) || isConfigured(context, part)) return;
  // Two numbers that hang together by a conversion are compared to see what was lost; a name stands for a setting.
  if (![part.child("left"), part.child("right")].some((side) => side !== undefined && /^-?\d\w*$/.test(bare(side).text))) return;
  // Told by the type's range already.
  if (isDecidedByType(context, part) || isDecidedByBuild(context, part)) return;
  context.report("before", part, { outcome: event.outcome ? "true" : "false" });
}

/** The whole condition that a part of it stands in. */
function conditionAround(part: SyntaxNode): SyntaxNode {
  let whole = part;
  while (whole.field !== "condition" && whole.parent?.is("parenthesized", "binary", "unary") === true) whole = whole.parent;
  return whole;
}

/** True for a part of a condition that stands in the text as one. */
function isWritten(part: SyntaxNode): boolean {
  for (let inner = part, outer = part.parent; outer; inner = outer, outer = outer.parent) {
    if (outer.is("if", "while", "doWhile", "for", "conditional")) return inner.field === "condition";
    if (!outer.is("parenthesized", "binary", "unary")) return false;
  }
  return false;
}

/** True for a condition that other builds make another one. Reads the file's text: to be asked last. */
function isDecidedByBuild(context: FlowContext<MessageId>, part: SyntaxNode): boolean {
  const whole = conditionAround(part);
  if (isPutTogether(context, whole) || (whole.parent && closesChain(context, whole.parent))) return true;
  const owner = part.ancestor("function");
  return [part, ...part.descendants()].some((node) => node.is("identifier") && isWrittenByChoice(context, node.text, owner));
}

function isConfigured(context: FlowContext<MessageId>, part: SyntaxNode): boolean {
  for (const node of [part, ...part.descendants()]) {
    if (node.kind === "sizeof") return true;
    if (!node.is("identifier")) continue;
    const declaration = context.file.semantics.declarationOf(node);
    if (declaration?.kind === "macroDefinition") return !LIMITS.has(node.text);
    if (declaration?.kind === "enumerator") return true;
    if (!LIMITS.has(node.text) && context.file.semantics.macro(node.text) !== undefined) return true;
    if (declaration !== undefined || LIMITS.has(node.text)) continue;
    if (node.field === "callee") continue;
    // Declared nowhere that was read: it may be a macro. A constant of another file is a variable.
    if (isConstantName(node.text) || context.file.semantics.typeOf(node).kind === "unknown") return !isGlobalVariable(context, node.text);
  }
  return false;
}

/** A constant in capitals that is a variable of some file of the project. */
function isGlobalVariable(context: FlowContext<MessageId>, name: string): boolean {
  return (
    context.file.facts.variables.some((variable) => variable.name === name) ||
    new RegExp(`\\bextern\\s+const\\s+\\w+\\s+${name}\\b`).test(includedText(context))
  );
}

/** Text of the headers that the file includes directly, as far as they are in the project. */
function includedText({ file, project }: FlowContext<MessageId>): string {
  const { paths } = project;
  let known = headers.get(file.facts);
  // The list is a new one when a file comes or goes.
  if (known?.paths !== paths) {
    const names = file.facts.includes.map(({ target }) => target);
    known = { paths, included: paths.filter((path) => names.some((name) => path === name || path.endsWith(`/${name}`))) };
    headers.set(file.facts, known);
  }
  return known.included.map((path) => project.text(path) ?? "").join("\n");
}

const headers = new WeakMap<object, { readonly paths: readonly string[]; readonly included: readonly string[] }>();

const LIMITS: ReadonlySet<string> = new Set([
  "INT_MAX", "INT_MIN", "UINT_MAX", "LONG_MAX", "LONG_MIN", "ULONG_MAX", "CHAR_MAX", "UCHAR_MAX", "SHRT_MAX", "SHRT_MIN", "USHRT_MAX",
  "INT8_MAX", "INT8_MIN", "UINT8_MAX", "INT16_MAX", "INT16_MIN", "UINT16_MAX", "INT32_MAX", "INT32_MIN", "UINT32_MAX", "true", "false", "NULL",
]); // prettier-ignore
const LIMIT_VALUES: Readonly<Record<string, number>> = {
  INT_MAX: 2 ** 31 - 1, INT_MIN: -(2 ** 31), UINT_MAX: 2 ** 32 - 1, UCHAR_MAX: 255, SHRT_MAX: 32767, SHRT_MIN: -32768, USHRT_MAX: 65535,
  INT8_MAX: 127, INT8_MIN: -128, UINT8_MAX: 255, INT16_MAX: 32767, INT16_MIN: -32768, UINT16_MAX: 65535,
  INT32_MAX: 2 ** 31 - 1, INT32_MIN: -(2 ** 31), UINT32_MAX: 2 ** 32 - 1,
}; // prettier-ignore

function isDecidedByType(context: FlowContext<MessageId>, part: SyntaxNode): boolean {
  return checkRange({ ...context, report: () => undefined }, part);
}

/** A comparison with a constant that lies outside of, or at the edge of, what the type holds. */
function checkRange(context: FlowContext<MessageId>, part: SyntaxNode): boolean {
  if (part.kind !== "binary") return false;
  const left = part.child("left");
  const right = part.child("right");
  const flipped = FLIPPED[part.operator];
  if (!left || !right || flipped === undefined) return false;
  return compare(context, part, left, part.operator, right) || compare(context, part, right, flipped, left);
}

const FLIPPED: Readonly<Record<string, string>> = { "<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!=" };

function compare(context: FlowContext<MessageId>, part: SyntaxNode, value: SyntaxNode, operator: string, limit: SyntaxNode): boolean {
  const { semantics } = context.file;
  const bound = LIMIT_VALUES[bare(limit).text] ?? semantics.integerValue(limit);
  if (bound === undefined || semantics.integerValue(value) !== undefined || bare(value).kind === "binary") return false;
  const type = valueType(semantics.typeOf(value.unparenthesized));
  const range = rangeOf(type);
  // Where a signed type may be unsigned elsewhere (`char`, an `enum`), the check is for that.
  if (range === undefined || (type.kind === "integer" && /^char$/.test(type.name))) return false;
  // `-1` in a comparison of at least 32 bits without sign becomes the greatest value: that is a way to write it.
  if (bound < 0 && range.low === 0 && type.kind === "integer" && type.bits >= 32) return false;
  // How wide `long` is depends on the target: a limit of 32 bits is needed on others.
  if (type.kind === "integer" && /\blong\b/.test(type.name) && Math.abs(bound) > 2 ** 30) return false;
  const outcome = decided(range, operator, bound);
  if (outcome === undefined) return false;
  context.report("range", part, {
    outcome: outcome ? "true" : "false",
    value: shownText(value),
    type: type.kind === "integer" ? type.name : type.kind,
    low: range.low,
    high: range.high,
  });
  return true;
}

function rangeOf(type: Type): { readonly low: number; readonly high: number } | undefined {
  if (type.kind !== "integer" || type.bits > 53) return type.kind === "integer" && !type.signed ? { low: 0, high: Infinity } : undefined;
  return type.signed ? { low: -(2 ** (type.bits - 1)), high: 2 ** (type.bits - 1) - 1 } : { low: 0, high: 2 ** type.bits - 1 };
}

function decided(range: { readonly low: number; readonly high: number }, operator: string, bound: number): boolean | undefined {
  switch (operator) {
    case "<":
      return range.high < bound ? true : range.low >= bound ? false : undefined;
    case "<=":
      return range.high <= bound ? true : range.low > bound ? false : undefined;
    case ">":
      return range.low > bound ? true : range.high <= bound ? false : undefined;
    case ">=":
      return range.low >= bound ? true : range.high < bound ? false : undefined;
    default:
      return range.high < bound || range.low > bound ? operator === "!=" : undefined;
  }
}

/** `strcmp` of two texts that are known: literals, and local arrays that nobody else gets to write. */
function checkTexts(context: FlowContext<MessageId>, part: SyntaxNode): boolean {
  const call = part.kind === "binary" ? bare(part.child("left") ?? part) : part;
  if (call.kind !== "call" || !/^(std::)?strcmp$/.test(context.file.semantics.calleeName(call))) return false;
  const [first, second] = call.args.map((argument) => textOf(context, argument));
  if (first === undefined || second === undefined) return false;
  const zero = part.kind !== "binary" || context.file.semantics.integerValue(part.child("right") ?? part) === 0;
  if (!zero || (part.kind === "binary" && part.operator !== "==" && part.operator !== "!=")) return false;
  const outcome = part.kind === "binary" && part.operator === "==" ? first === second : first !== second;
  context.report("equalTexts", part, { outcome: outcome ? "true" : "false" });
  return true;
}

function textOf(context: FlowContext<MessageId>, argument: SyntaxNode): string | undefined {
  const inner = bare(argument);
  const literal = context.file.semantics.stringValue(inner);
  if (literal !== undefined || inner.kind !== "identifier") return literal;
  const declaration = context.file.semantics.declarationOf(inner);
  const owner = declaration?.ancestor("function");
  const value = declaration?.kind === "declarator" ? declaration.child("value") : undefined;
  if (!value || !owner || context.file.semantics.typeOf(inner).kind !== "array") return undefined;
  // Named anywhere else, somebody may write it.
  const names = [...owner.descendants()].filter((each) => each.kind === "identifier" && each.text === inner.text);
  return names.length === 2 ? context.file.semantics.stringValue(value) : undefined;
}

function reason(condition: SyntaxNode): string {
  const inner = bare(condition);
  if (inner.is("number", "boolean", "char")) return "it is a constant";
  if (inner.kind === "call") return `'${shownText(inner)}' gives the same each time`;
  return "nothing ever changes what it compares";
}
