// When `Math.random` makes something that must not be guessed, and when a comparison tells how much of a secret is right.
import type { RuleContext, SyntaxNode } from "../../../engine/src/index.js";
import { bare, placeName } from "../expressions.js";
import { hasPhrase, hasWord, isConstantName } from "../names.js";
import { constantValue, purposeNames } from "./values.js";

const SECRETS: ReadonlySet<string> = new Set(["token", "tokens", "nonce", "salt", "session", "challenge", "secret", "password", "passwd", "passphrase", "passcode", "otp", "csrf", "credential", "pincode", "iv"]); // prettier-ignore
const SECRET_PHRASES: readonly string[] = ["api key", "secret key", "private key", "encryption key", "session key", "auth key", "access key", "signing key", "pairing code", "pairing key", "reset code", "verification code", "activation code", "pin code", "access code"]; // prettier-ignore

/** Name of the unguessable thing that a value becomes; `undefined` for jitter, colours and list keys. */
export function secretMadeOf(context: RuleContext, node: SyntaxNode): string | undefined {
  return purposeNames(context, node).find(
    (name) =>
      !isConstantName(name) &&
      (hasWord(name, SECRETS) || hasPhrase(name, SECRET_PHRASES)) &&
      !/delay|jitter|timeout|backoff|count|index|color|width|height|duration|interval|retr|expir|ttl/i.test(name),
  );
}

/** The side of an `===` that is a code or signature which must be compared in constant time. */
export function comparedSecret(context: RuleContext, binary: SyntaxNode): string | undefined {
  const sides = [binary.child("left"), binary.child("right")].flatMap((side) => (side ? [bare(side)] : []));
  const [left, right] = sides;
  // Against a literal, a presence check, a type: nothing is let in by a guess.
  if (
    !left ||
    !right ||
    sides.some((side) => side.is("string", "null", "number", "boolean", "unary", "template", "regex") || side.text === "undefined")
  )
    return undefined;
  for (const side of sides) if (isComputedCode(context, side)) return placeName(side) || "digest";
  const names = sides.map(placeName);
  if (
    names.some(
      (name) => name === "" || isConstantName(name) || /confirm|repeat|again|old|prev|last|new|current|length|type|count|size/i.test(name),
    )
  )
    return undefined;
  const secret = names.find((name) =>
    hasPhrase(name, [
      "hmac",
      "signature",
      "mac",
      "auth tag",
      "api key",
      "auth token",
      "access token",
      "csrf token",
      "reset token",
      "session token",
    ]),
  );
  const other = names.find((name) => name !== secret) ?? secret ?? "";
  if (secret === undefined) return undefined;
  return names.some((name) => /expected|computed|calculated|received|provided|given|supplied|stored|actual/i.test(name)) &&
    hasPhrase(other, ["hmac", "signature", "sig", "mac", "tag", "key", "token", "digest", "hash"])
    ? secret
    : undefined;
}

/** `createHmac(…).update(…).digest(…)`, or a constant that was set to it. */
function isComputedCode(context: RuleContext, node: SyntaxNode): boolean {
  const value = node.kind === "identifier" ? constantValue(context, node) : node;
  if (value?.kind !== "call" || !context.file.semantics.calleeName(value).endsWith(".digest")) return false;
  return [...value.descendants()].some(
    (inner) => inner.kind === "call" && context.file.semantics.calleeName(inner) === "crypto.createHmac",
  );
}
