import {
  defineRule,
  isCFamily,
  type FlowContext,
  type RuleContext,
  type SinkEvent,
  type SyntaxNode,
  type Span,
} from "../../engine/src/index.js";
import { sinkArgument } from "../shared/c/outside.js";
import { comparedCredential, isCredentialFile, namedLiteral } from "../shared/es/credentials.js";
import { ALL_LANGUAGES } from "../shared/es/languages.js";
import { credentialKind, credentialStrength, keyBytesStrength } from "../shared/credentials.js";
import { bare, declaredName, enclosingName, placeName } from "../shared/expressions.js";
import { isSelfTestName, isTestPath } from "../shared/names.js";

type MessageId = "value" | "key" | "compared" | "passed" | "given";
type Context = RuleContext<MessageId>;

const COMPARISONS_C: readonly string[] = ["strcmp", "std::strcmp", "strncmp", "std::strncmp", "memcmp", "strcasecmp", "stricmp"];

export default defineRule<MessageId>({
  id: "auth/hard-coded-credential",
  languages: ALL_LANGUAGES,
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  confidence: "medium",
  fix: "none",
  standards: {
    cwe: [798, 259, 321],
    cert: ["MSC41-C"],
    fda: ["authentication", "cryptography"],
    iso27001: ["A.8.5", "A.8.24"],
  },
  messages: {
    value:
      "'{name}' holds a {kind} that stands in the source: everyone with the source or the firmware image has it, on every device, and it can't be changed. Read it from protected storage, set for each device.",
    key: "The key '{name}' stands in the source: one extracted firmware image opens what all devices protect with it. Provision a key for each device into protected storage.",
    compared:
      "'{name}' is compared with a {kind} that stands in the source: everyone who reads the firmware image gets in, on every device. Verify against a salted hash that is set for each device.",
    passed:
      "'{callee}' gets a password that stands in the source ({shown}): everyone with the source or the firmware image has it, on every device. Read it from protected storage, set for each device.",
    given:
      "'{callee}' gets a key that stands in the source: one extracted firmware image opens what all devices protect with it. Provision a key for each device into protected storage.",
  },
  docs: {
    title: "Password, key or token in the source",
    what: "Reports variables, record members, macros and comparisons whose name says password, private or secret key, token or PIN, with a literal text or byte array as value; and literal texts and constant arrays that reach functions that log somebody in or take a key, under whatever name.",
    why: "Service passwords in firmware are among the most frequent findings of medical-device advisories: one image from a discarded pump, one search for strings, and every device in every hospital opens. A credential in the source cannot be revoked without a recall.",
    whatToDo:
      "Provision credentials for each device at manufacture or commissioning, keep them in protected storage, store passwords only as salted hashes, and offer a way to change them.",
    whenToDeviate:
      "When the value is no secret: a documented factory default that has to be changed before first use, or a published test value. Say which.",
    limits: [
      "Decides by the name and the look of the value, or by the library function that it reaches; a credential under a neutral name that reaches none is not seen.",
      "Placeholders, labels, paths, formats, names of settings and code below test folders are left alone.",
      "Byte arrays are reported only where the name says what kind of key they are.",
    ],
    examples: [
      {
        language: "c",
        bad: '#include <string.h>\n#include <stdbool.h>\n\nstatic const char service_password[] = "Pump4Life!";\n\nbool Service_Unlock(const char *input)\n{\n    return strcmp(input, service_password) == 0;\n}\n',
        good: '#include <stdbool.h>\n\nbool Credentials_Verify(const char *user, const char *input);\n\nbool Service_Unlock(const char *input)\n{\n    return Credentials_Verify("service", input);\n}\n',
      },
      {
        language: "typescript",
        bad: 'const apiKey = "hgw_live_6f1d0c7be24a49d5";\n\nexport function headers(): Record<string, string> {\n  return { "x-api-key": apiKey };\n}\n',
        good: 'const apiKey = process.env["HOSPITAL_API_KEY"] ?? "";\n\nexport function headers(): Record<string, string> {\n  return { "x-api-key": apiKey };\n}\n',
      },
    ],
  },
  on: {
    nodes: {
      kinds: ["declarator", "assignment", "initializerPair", "property", "field", "binary", "call"],
      visit(context, node) {
        if (!isCFamily(context.file.language)) {
          if (!isExempt(context, node)) checkEs(context, node);
          return;
        }
        if (node.is("field", "binary", "call") || (node.kind === "assignment" && node.operator !== "=")) return;
        const value = node.child("value") ?? node.child("right");
        // Cheap first: few values are texts or lists of bytes, and few names speak of credentials.
        if (!value || !bare(value).is("string", "initializerList", "compoundLiteral")) return;
        const name = targetName(node);
        if (credentialKind(name) !== undefined && !isExempt(context, node)) check(context, name, value);
      },
    },
    call: {
      names: COMPARISONS_C,
      visit(context, call) {
        const [left, right] = call.args;
        if (!isCFamily(context.file.language) || !left || !right) return;
        for (const [place, literal] of [
          [left, right],
          [right, left],
        ] as const) {
          const name = placeName(place);
          const kind = credentialKind(name);
          if (kind === undefined || kind === "key" || bare(literal).kind !== "string") continue;
          const value = context.file.semantics.stringValue(bare(literal));
          if (value === undefined || credentialStrength(name, value) === undefined || /^[@#/-]/.test(value) || isExempt(context, call))
            continue;
          context.report("compared", call, { name, kind }, { severity: "error" });
          return;
        }
      },
    },
    flow: { sink: { kinds: ["password", "secret-key"], visit: visitSink } },
    file: {
      visit(context) {
        if (!isCFamily(context.file.language) || isTestPath(context.file.document.path)) return;
        for (const macro of context.file.facts.macros) {
          const literal = /^\(?\s*"((?:[^"\\]|\\.)*)"\s*\)?$/.exec(macro.body.trim())?.[1];
          if (literal !== undefined && macro.parameters === undefined) reportText(context, macro.name, literal, macro.span);
        }
      },
    },
  },
});

/** A literal that reaches a function that logs somebody in or takes a key. */
function visitSink(context: FlowContext<MessageId>, event: SinkEvent): void {
  if (event.origin === "outside") return;
  const { call, argument } = sinkArgument(context, event);
  if (isExempt(context, call)) return;
  if (event.sink === "secret-key" && isKeyArray(context, argument)) {
    context.report("given", argument, { callee: event.callee });
    return;
  }
  const text = event.texts.find((each) => each.length >= MIN_SECRET && credentialStrength("given", each) !== undefined);
  // Part of it may be a label; the rest comes from somewhere else.
  if (text === undefined || event.origin === "caller" || event.origin === "unknown") return;
  // What is hashed is a key only where a key is made of the hash.
  if (event.callee === "CryptHashData" && !/\bCryptDeriveKey\b/.test(call.ancestor("function")?.text ?? "")) return;
  const at = argument === call ? event.span : argument;
  if (event.sink === "secret-key") context.report("given", at, { callee: event.callee }, { steps: event.steps });
  else context.report("passed", at, { callee: event.callee, shown: `${text.length} characters` }, { steps: event.steps });
}

const MIN_SECRET = 4;

/** An array of constant bytes that its name does not give away: those are reported where they stand. */
function isKeyArray(context: Context, argument: SyntaxNode): boolean {
  const name = bare(argument);
  if (name.kind !== "identifier" || credentialKind(name.text) === "key" || /zero|null|dummy|test/i.test(name.text)) return false;
  const declaration = context.file.semantics.declarationOf(name);
  const value = declaration?.kind === "declarator" ? declaration.child("value") : undefined;
  const statement = declaration?.ancestor("declaration");
  if (value?.kind !== "initializerList" || !statement || !/\bconst\b/.test(statement.text.slice(0, 60))) return false;
  const bytes = value.children.map((each) => context.file.semantics.integerValue(each));
  return bytes.every((byte) => byte !== undefined) && keyBytesStrength(bytes) !== undefined;
}

function checkEs(context: Context, node: SyntaxNode): void {
  if (isCredentialFile(context.file.document.path)) return;
  if (node.kind === "binary") {
    const compared = comparedCredential(context, node);
    if (compared) context.report("compared", node, compared, { severity: "error" });
    return;
  }
  const found = namedLiteral(context, node);
  if (found)
    context.report(
      "value",
      found.at,
      { name: found.name, kind: found.kind },
      { severity: found.strength === "strong" ? "error" : "warning" },
    );
}

function targetName(node: SyntaxNode): string {
  if (node.kind === "declarator") return declaredName(node)?.text ?? "";
  if (node.kind === "initializerPair") return (node.child("key") ?? node.firstChild)?.text.replace(/^\./, "") ?? "";
  return placeName(node.child("left") ?? node);
}

/** Known-answer tests hold published keys; test code opens nothing. */
function isExempt(context: Context, node: SyntaxNode): boolean {
  return isTestPath(context.file.document.path) || isSelfTestName(enclosingName(context, node));
}

function check(context: Context, name: string, value: SyntaxNode): void {
  const inner = bare(value);
  if (inner.kind === "string") {
    const text = context.file.semantics.stringValue(inner);
    if (text !== undefined) reportText(context, name, text, value);
    return;
  }
  if (inner.kind !== "initializerList" && inner.kind !== "compoundLiteral") return;
  if (credentialKind(name) !== "key" || /test|vector|expected|example|kat|curve|prime|generator|oid/i.test(name)) return;
  const list = inner.kind === "compoundLiteral" ? (inner.child("value") ?? inner.children.at(-1) ?? inner) : inner;
  const bytes = list.children.map((element) => context.file.semantics.integerValue(element));
  if (!bytes.every((byte) => byte !== undefined && byte >= -128 && byte <= 255)) return;
  const strength = keyBytesStrength(bytes.map((byte) => byte ?? 0));
  // Cleared memory that is filled in later.
  if (strength === undefined) return;
  context.report("key", value, { name }, { severity: strength === "strong" ? "error" : "warning" });
}

function reportText(context: Context, name: string, text: string, at: SyntaxNode | Span): void {
  const kind = credentialKind(name);
  const strength = kind && credentialStrength(name, text);
  if (kind === undefined || strength === undefined) return;
  context.report("value", at, { name, kind }, { severity: strength === "strong" ? "error" : "warning" });
}
