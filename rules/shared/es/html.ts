// When a text may be put into a page as HTML.
import type { RuleContext, SyntaxNode } from "../../../engine/src/index.js";
import { bare } from "../expressions.js";
import { constantValue, isFixed } from "./values.js";

const CLEANING =
  /sani[ts]i[sz]e|purify|escape|encode|xss|(^|\.)(toFixed|toISOString|Number|parseInt|parseFloat|String\.raw|createHTML|bypassSecurityTrustHtml)$/i;

/** Fixed text, numbers, and what a function cleaned. */
export function isSafeHtml(context: RuleContext, node: SyntaxNode, depth = 0): boolean {
  const inner = bare(node);
  if (isFixed(context, inner)) return true;
  if (depth > 5) return false;
  const all = (parts: readonly (SyntaxNode | undefined)[]): boolean =>
    parts.every((part) => part !== undefined && isSafeHtml(context, part, depth + 1));
  switch (inner.kind) {
    case "template":
      return inner.children.every((part) => part.kind === "string" || isSafeHtml(context, part, depth + 1));
    case "binary":
      return !["+", "||", "??", "&&"].includes(inner.operator) || all([inner.child("left"), inner.child("right")]);
    case "conditional":
      return all([inner.child("consequence"), inner.child("alternative")]);
    case "unary":
    case "update":
      return true;
    case "member":
      return /^(length|size|innerHTML|outerHTML|emptyHTML)$/.test(inner.child("property")?.text ?? "");
    case "identifier": {
      const type = context.file.semantics.typeOf(inner);
      if (type.kind === "float" || type.kind === "boolean" || type.kind === "enum") return true;
      const value = constantValue(context, inner);
      return value !== undefined && isSafeHtml(context, value, depth + 1);
    }
    case "call":
      return CLEANING.test(context.file.semantics.calleeName(inner)) || isJoinOfSafe(context, inner, depth);
    default:
      return false;
  }
}

/** `rows.map((row) => `<li>${escape(row)}</li>`).join("")`. */
function isJoinOfSafe(context: RuleContext, call: SyntaxNode, depth: number): boolean {
  const callee = call.child("callee");
  const method = callee?.child("property")?.text;
  const object = callee?.child("object");
  if (object && method !== undefined && /^(join|trim|toString|concat)$/.test(method)) return isSafeHtml(context, object, depth + 1);
  const mapper = call.args[0];
  if (method !== "map" || mapper?.kind !== "lambda") return false;
  const body = mapper.child("body");
  return body !== undefined && body.kind !== "block" && isSafeHtml(context, body, depth + 1);
}
