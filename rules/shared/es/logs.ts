// What a log call writes that nobody may read there.
import type { RuleContext, SyntaxNode } from "../../../engine/src/index.js";
import { hasPhrase, isConstantName, wordsOf } from "../names.js";
import { keyOf } from "./values.js";

export const LOG_METHODS: readonly string[] = [
  "log",
  "info",
  "warn",
  "error",
  "debug",
  "trace",
  "verbose",
  "fatal",
  "notice",
  "silly",
  "dir",
];

/** True for `console.log`, `this.parts.logger.warn`, `log.info`. */
export function isLogCall(context: RuleContext, call: SyntaxNode): boolean {
  const path = context.file.semantics.calleeName(call).split(".");
  const object = path.at(-2) ?? "";
  return /^(console|log|logger|logging|winston|pino|bunyan|log4js|loglevel|\w+Logger|\w+Log)$/i.test(object) && object !== "Math";
}

const PERSONAL: readonly string[] = ["patient name", "patients name", "birth date", "birthdate", "date of birth", "dob", "ssn", "social security", "social security number", "mrn", "medical record", "medical record number", "diagnosis", "diagnoses", "nhs number", "health record", "insurance number", "patient record", "patient data", "patient address", "patient phone", "patient email"]; // prettier-ignore
/** Of a patient these say who it is; of anything else they are just words. */
const OF_PATIENT: ReadonlySet<string> = new Set(["name", "firstName", "lastName", "givenName", "familyName", "fullName", "given", "family", "address", "phone", "email", "gender", "sex", "age", "weight"]); // prettier-ignore
const SECRET_WORDS: ReadonlySet<string> = new Set([
  "password",
  "passwd",
  "passphrase",
  "pwd",
  "secret",
  "authorization",
  "credential",
  "credentials",
]);
const SECRET_PHRASES: readonly string[] = ["api key", "apikey", "access token", "auth token", "refresh token", "id token", "bearer token", "session token", "private key", "secret key", "session id", "client secret", "credit card", "card number"]; // prettier-ignore
const ABOUT: readonly string[] = ["length", "len", "count", "size", "type", "kind", "expires", "expiry", "expired", "hash", "id", "ids", "path", "file", "url", "name", "valid", "present", "masked", "redacted", "hashed", "encrypted", "hint", "policy", "status", "error", "message", "strength", "has", "is", "no", "missing", "required", "reset", "changed", "field", "invalid", "ttl", "index", "limit", "usage"]; // prettier-ignore

/** What a name gives away when its value is written: a patient's data, a secret, or nothing. */
export function sensitivity(name: string, owner: string): "patient" | "secret" | undefined {
  if (isConstantName(name)) return undefined;
  const ownedByPatient = hasPhrase(owner, ["patient", "subject"]) && !hasPhrase(owner, ["id"]);
  if (hasPhrase(name, PERSONAL) || (ownedByPatient && OF_PATIENT.has(name)) || /^patient$/i.test(name)) return "patient";
  const words = wordsOf(name);
  if (hasPhrase(name, ["session id"]) || (hasPhrase(name, ["api key"]) && words.at(-1) === "key")) return "secret";
  if (words.some((word) => ABOUT.includes(word))) return undefined;
  if (words.some((word) => SECRET_WORDS.has(word)) || hasPhrase(name, SECRET_PHRASES)) return "secret";
  return /^(token|jwt|userToken|authToken)$/.test(name) ? "secret" : undefined;
}

/** Functions that give back what they are given in another form. */
const TRANSPARENT = /^(JSON\.stringify|String|util\.(inspect|format)|.*\.(toString|trim|toUpperCase|toLowerCase|concat|join|toISOString))$/;

/** Names in an expression whose values are written out. */
export function* writtenNames(
  context: RuleContext,
  node: SyntaxNode,
): Generator<{ readonly name: string; readonly kind: "patient" | "secret" }> {
  switch (node.kind) {
    case "identifier":
      yield* judged(node.text, "");
      return;
    case "member": {
      const object = node.child("object");
      yield* judged(node.child("property")?.text ?? "", object?.child("property")?.text ?? object?.text ?? "");
      return;
    }
    case "subscript":
      yield* judged((node.child("index")?.text ?? "").replace(/^["'`]|["'`]$/g, ""), node.child("object")?.text ?? "");
      return;
    case "call": {
      const callee = node.child("callee");
      const name = context.file.semantics.calleeName(node);
      // Anything else may mask, shorten or look something up.
      if (!TRANSPARENT.test(name)) return;
      const object = callee?.child("object");
      if (object && !/^(JSON|util)$/.test(object.text)) yield* writtenNames(context, object);
      for (const argument of node.args.slice(0, name === "JSON.stringify" ? 1 : undefined)) yield* writtenNames(context, argument);
      return;
    }
    case "property": {
      const value = node.child("value");
      if (value && !/masked|redacted|length/i.test(keyOf(node))) yield* writtenNames(context, value);
      return;
    }
    case "binary":
      // A comparison only tells yes or no.
      if (["+", "??", "||"].includes(node.operator)) for (const child of node.children) yield* writtenNames(context, child);
      else if (node.operator === "&&") yield* namesBelow(context, [node.child("right")]);
      return;
    case "conditional":
      yield* namesBelow(context, [node.child("consequence"), node.child("alternative")]);
      return;
    case "template":
    case "object":
    case "array":
    case "spread":
    case "parenthesized":
    case "await":
      for (const child of node.children) yield* writtenNames(context, child);
      return;
    case "cast":
      yield* namesBelow(context, [node.child("value")]);
      return;
    default:
      return;
  }
}

function* namesBelow(context: RuleContext, nodes: readonly (SyntaxNode | undefined)[]): ReturnType<typeof writtenNames> {
  for (const node of nodes) if (node) yield* writtenNames(context, node);
}

function* judged(name: string, owner: string): Generator<{ readonly name: string; readonly kind: "patient" | "secret" }> {
  const kind = sensitivity(name, owner);
  if (kind !== undefined) yield { name: owner === "" || owner.length > 30 ? name : `${owner}.${name}`, kind };
}
