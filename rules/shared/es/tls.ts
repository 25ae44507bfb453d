// Settings of Node.js and its libraries that decide whether a peer's certificate is verified.
import type { RuleContext, SyntaxNode } from "../../../engine/src/index.js";
import { bare, placeName } from "../expressions.js";
import { keyOf, propertyValue } from "./values.js";

/** A setting that switches verification off: the value, and what to put in its place. */
export interface VerificationSetting {
  readonly name: string;
  readonly value: SyntaxNode;
  readonly replacement: string | undefined;
}

const OFF_WHEN_FALSE: ReadonlySet<string> = new Set(["rejectUnauthorized", "strictSSL"]);

/** Does this `property` or `assignment` switch the verification of certificates off? */
export function verificationSetting(context: RuleContext, node: SyntaxNode): VerificationSetting | undefined {
  const value = node.child(node.kind === "property" ? "value" : "right");
  const name = node.kind === "property" ? keyOf(node) : placeName(node.child("left") ?? node);
  if (!value || isServers(context, node)) return undefined;
  if (OFF_WHEN_FALSE.has(name)) return isFalse(context, value) ? { name, value, replacement: "true" } : undefined;
  if (name === "NODE_TLS_REJECT_UNAUTHORIZED") return /^["'`]?0["'`]?$/.test(value.text) ? { name, value, replacement: "'1'" } : undefined;
  if (name === "checkServerIdentity") return acceptsAll(bare(value)) ? { name, value, replacement: undefined } : undefined;
  return undefined;
}

function isFalse(context: RuleContext, value: SyntaxNode): boolean {
  const inner = bare(value);
  return inner.text === "false" || inner.text === "!1" || (inner.kind === "identifier" && context.file.semantics.integerValue(inner) === 0);
}

/** A server that asks for certificates of its clients, and lets those without one in, gives nothing away. */
function isServers(context: RuleContext, node: SyntaxNode): boolean {
  const call = node.ancestor("call", "new");
  const callee = call ? context.file.semantics.calleeName(call) : "";
  return propertyValue(node.parent, "requestCert") !== undefined || /(^|\.)create(Secure)?Server$|(^|\.)Server$/.test(callee);
}

/** A function that finds nothing wrong with any name. */
function acceptsAll(value: SyntaxNode): boolean {
  if (!value.is("lambda", "function")) return false;
  const body = value.child("body");
  if (!body) return false;
  if (body.kind !== "block") return /^(undefined|null|void 0|true)$/.test(bare(body).text);
  return body.children.every(
    (statement) => statement.kind === "return" && /^return\s*(undefined|null|void 0|true)?\s*;?$/.test(statement.text),
  );
}
