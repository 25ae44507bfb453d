// Credentials that stand in TypeScript or JavaScript source.
import type { RuleContext, SyntaxNode } from "../../../engine/src/index.js";
import { credentialKind, credentialStrength } from "../credentials.js";
import { bare, placeName } from "../expressions.js";
import { keyOf } from "./values.js";

export interface HardCodedCredential {
  readonly name: string;
  readonly kind: string;
  readonly at: SyntaxNode;
  readonly strength: "strong" | "weak";
}

/** Texts for people, in their languages: `password: "Kennwort"` is a label. */
export function isCredentialFile(path: string): boolean {
  return /(^|\/)(locales?|i18n|lang|languages?|translations?|messages)(\/|\.|$)|\.(stories|story|e2e|cy)\.[jt]sx?$/i.test(path);
}

/** A literal that is given to a name of a credential, to an authorization header, or to a function as its key. */
export function namedLiteral(context: RuleContext, node: SyntaxNode): HardCodedCredential | undefined {
  if (node.kind === "call") return keyArgument(context, node);
  const name =
    node.kind === "property"
      ? keyOf(node)
      : node.kind === "assignment"
        ? placeName(node.child("left") ?? node)
        : (node.child("name")?.text ?? "");
  const value = node.child("value") ?? node.child("right");
  if (!value || name === "" || (node.kind === "assignment" && node.operator !== "=") || node.child("key")?.equals(value) === true)
    return undefined;
  const inner = bare(value);
  if (inner.kind !== "string") return undefined;
  const text = context.file.semantics.stringValue(inner) ?? "";
  if (/^(x-)?(authorization|api-?key|auth-token|access-token)$/i.test(name)) return header(name, text, inner);
  const kind = credentialKind(name);
  const strength = kind && credentialStrength(name, text);
  return kind === undefined || strength === undefined ? undefined : { name, kind, at: inner, strength };
}

/** `Authorization: "Bearer …"`: the scheme is no secret, what follows is. */
function header(name: string, text: string, at: SyntaxNode): HardCodedCredential | undefined {
  const token = text.replace(/^(bearer|basic|token|apikey)\s+/i, "");
  const strength = token.length >= 8 ? credentialStrength("value", token) : undefined;
  return strength && { name, kind: "token", at, strength };
}

const KEY_ARGUMENT: Readonly<Record<string, number>> = {
  "jsonwebtoken.sign": 1, "jsonwebtoken.verify": 1, "crypto.createHmac": 1, "crypto.createCipheriv": 1, "crypto.createDecipheriv": 1,
  "crypto.createCipher": 1, "crypto.createDecipher": 1,
}; // prettier-ignore

function keyArgument(context: RuleContext, call: SyntaxNode): HardCodedCredential | undefined {
  const name = context.file.semantics.calleeName(call);
  const position = KEY_ARGUMENT[name];
  const argument = position === undefined ? undefined : call.args[position];
  if (argument?.kind !== "string") return undefined;
  const strength = credentialStrength("value", context.file.semantics.stringValue(argument) ?? "");
  return strength && { name, kind: "key", at: argument, strength };
}

/** `password === "letmein"`. */
export function comparedCredential(context: RuleContext, binary: SyntaxNode): { readonly name: string; readonly kind: string } | undefined {
  if (!/^[=!]==?$/.test(binary.operator)) return undefined;
  const [left, right] = [binary.child("left"), binary.child("right")];
  if (!left || !right) return undefined;
  for (const [place, literal] of [
    [left, right],
    [right, left],
  ] as const) {
    const name = placeName(place);
    const kind = credentialKind(name);
    const value = bare(literal).kind === "string" ? context.file.semantics.stringValue(bare(literal)) : undefined;
    // Kinds of tokens in a parser, states of a form.
    if (kind !== "password" || value === undefined || credentialStrength(name, value) === undefined) continue;
    return { name, kind };
  }
  return undefined;
}
