import { defineRule, type RuleContext, type SyntaxNode } from "../../engine/src/index.js";
import { bare, compactText, enclosingNode, sameExpression, shownText, valueType } from "../shared/expressions.js";

export default defineRule({
  id: "numeric/narrow-loop-counter",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "strict",
  severity: "warning",
  confidence: "medium",
  fix: "none",
  standards: {
    cwe: [128, 835],
    cert: ["INT30-C", "MSC21-C"],
    misra: ["C:2012 14.2", "C:2012 D4.1"],
    iec62304: ["boundary conditions", "event sequence"],
    fda: ["resiliency-recovery"],
    iso27001: ["A.8.28"],
  },
  messages: {
    narrow:
      "'{counter}' holds at most {most}, and '{limit}' can be more: then '{counter}' starts again at {start}, and the loop never ends. Give the counter the type of its limit, or check the limit first.",
  },
  docs: {
    title: "Loop counter that is too small for its limit",
    what: "Reports loops that count up in a type of 8 or 16 bits to a limit that is no constant and whose type holds more, where nothing in the function compares the limit with anything else.",
    why: "Up to 255 entries all is well. With the 256th the counter wraps around to zero: the loop repeats for ever, the watchdog resets the device, and does so again after each start, because the entries are still there.",
    whatToDo: "Declare the counter with the type of the limit, or refuse limits that are too large in front of the loop.",
    whenToDeviate:
      "When something else keeps the limit small, such as the size of the array it counts. Better, say it with the type of the limit.",
    limits: [
      "What the limit can really be is not calculated: any other comparison with it in the function counts as a check.",
      "Limits that other functions of the project return are left to them.",
      "Limits that a mask, a remainder, or a narrower type they are cast to keeps small are left alone.",
    ],
    examples: [
      {
        language: "c",
        bad: "#include <stdint.h>\n\nvoid Log_Send(uint16_t entry);\n\nvoid Log_SendAll(uint16_t count)\n{\n    for (uint8_t i = 0; i < count; i++) {\n        Log_Send(i);\n    }\n}\n",
        good: "#include <stdint.h>\n\nvoid Log_Send(uint16_t entry);\n\nvoid Log_SendAll(uint16_t count)\n{\n    for (uint16_t i = 0; i < count; i++) {\n        Log_Send(i);\n    }\n}\n",
      },
    ],
  },
  on: {
    nodes: {
      kinds: ["for"],
      visit(context, loop) {
        const condition = loop.child("condition");
        const comparison = condition && bare(condition);
        // With `&&` something else can end the loop.
        if (comparison?.kind !== "binary" || !/^(<|<=|!=)$/.test(comparison.operator)) return;
        const counter = bare(comparison.child("left") ?? comparison);
        const limit = comparison.child("right");
        if (counter.kind !== "identifier" || !limit || !countsUp(loop, counter)) return;
        const { semantics } = context.file;
        const type = valueType(semantics.typeOf(counter));
        if (type.kind !== "integer" || type.bits > 16) return;
        const most = 2 ** (type.signed ? type.bits - 1 : type.bits) - 1;
        if (mostOf(context, limit) <= most || isCompared(context, loop, comparison, limit)) return;
        if (leavesInside(loop)) return;
        const start = type.signed ? -most - 1 : 0;
        context.report("narrow", comparison, { counter: counter.text, most, limit: shownText(limit), start });
      },
    },
  },
});

function countsUp(loop: SyntaxNode, counter: SyntaxNode): boolean {
  const update = loop.child("update");
  return (
    update !== undefined &&
    new RegExp(`^(\\+\\+\\(?${counter.text}\\)?|\\(?${counter.text}\\)?\\+\\+|${counter.text}\\+=1[uU]?)$`).test(compactText(update))
  );
}

/** The greatest number that an expression's form and type allow; 0 where it is not known. */
function mostOf(context: RuleContext, node: SyntaxNode): number {
  const { semantics } = context.file;
  const value = semantics.integerValue(node);
  if (value !== undefined) return 0;
  const whole = node.unparenthesized;
  if (whole.kind === "binary") {
    const right = whole.child("right");
    const constant = right && semantics.integerValue(right);
    if (whole.operator === "&" && constant !== undefined) return constant;
    if (whole.operator === "%" && constant !== undefined) return constant - 1;
    const left = mostOf(context, whole.child("left") ?? whole);
    if ((whole.operator === "/" || whole.operator === ">>") && constant !== undefined)
      return whole.operator === "/" ? left / Math.max(1, constant) : left / 2 ** constant;
    // A sum or product of small numbers is an 'int' that stays small.
    return left === 0 || !right ? 0 : Math.max(left, mostOf(context, right));
  }
  // What other functions count is theirs to keep small; a text is as long as somebody makes it.
  if (isCounted(context, whole)) return 0;
  const type = valueType(semantics.typeOf(whole));
  if (type.kind !== "integer") return 0;
  // A plain `int` says nothing about how far its values go.
  return type.signed && type.bits >= 32 ? 0 : 2 ** (type.signed ? type.bits - 1 : type.bits) - 1;
}

/** True for the result of a function of the project, and for a variable that is declared with one. */
function isCounted(context: RuleContext, node: SyntaxNode): boolean {
  const declaration = node.kind === "identifier" ? context.file.semantics.declarationOf(node) : undefined;
  const value = declaration && (declaration.child("value") ?? declaration.ancestor("declarator")?.child("value"));
  const call = value ? bare(value) : node;
  return call.kind === "call" && !/^(std::)?(str|wcs)n?len$/.test(context.file.semantics.calleeName(call));
}

/** True when something else in the function is compared with the limit, or sets it by a constant. */
function isCompared(context: RuleContext, loop: SyntaxNode, own: SyntaxNode, limit: SyntaxNode): boolean {
  const body = enclosingNode(context.file, loop);
  if (!body) return true;
  return [...body.descendants()].some((each) => {
    if (each.kind === "assignment" || each.kind === "declarator") {
      const target = each.child("left") ?? each.child("declarator");
      const value = each.child("right") ?? each.child("value");
      return target !== undefined && value !== undefined && compactText(target) === compactText(bare(limit)) && isSmall(context, value);
    }
    if (each.kind !== "binary" || each.id === own.id || !/^(<|<=|>|>=|==|!=)$/.test(each.operator)) return false;
    const left = each.child("left");
    const right = each.child("right");
    if (!left || !right) return false;
    // The head of another loop asks nothing.
    if (each.parent?.kind === "for" && sameExpression(right, limit)) return false;
    return sameExpression(left, limit) || sameExpression(right, limit);
  });
}

function isSmall(context: RuleContext, value: SyntaxNode): boolean {
  const most = mostOf(context, value);
  return most < 2 ** 16 - 1 || /\b(min|MIN|clamp|constrain)\w*\s*\(|sizeof/.test(value.text);
}

/** The loop can be left from its body. */
function leavesInside(loop: SyntaxNode): boolean {
  const body = loop.child("body");
  return body !== undefined && [...body.descendants(), body].some((each) => each.is("break", "return", "goto", "throw"));
}
