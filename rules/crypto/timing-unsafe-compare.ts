import { defineRule, isCFamily, type RuleContext, type SyntaxNode } from "../../engine/src/index.js";
import { ALL_LANGUAGES } from "../shared/es/languages.js";
import { comparedSecret } from "../shared/es/secrets.js";
import { bare, compactText, enclosingName, placeName } from "../shared/expressions.js";
import { hasPhrase, hasWord, isConstantName, isSelfTestName, isTestPath, PASSWORD_WORDS } from "../shared/names.js";

const COMPARISONS: readonly string[] = ["memcmp", "std::memcmp", "bcmp", "strcmp", "std::strcmp", "strncmp", "std::strncmp", "strcasecmp"];

export default defineRule({
  id: "crypto/timing-unsafe-compare",
  languages: ALL_LANGUAGES,
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  confidence: "medium",
  fix: "none",
  standards: {
    cwe: [208],
    misra: ["C:2012 21.14"],
    fda: ["cryptography", "authentication"],
    iso27001: ["A.8.24", "A.8.5"],
  },
  messages: {
    operator:
      "'{operator}' stops at the first character that differs: from the time it takes, '{secret}' can be guessed piece by piece. Compare the bytes with crypto.timingSafeEqual.",
    secret:
      "'{callee}' stops at the first byte that differs: from the time it takes, '{secret}' can be guessed byte by byte. Compare in constant time (mbedtls_ct_memcmp, CRYPTO_memcmp, ConstantCompare).",
  },
  docs: {
    title: "Secret compared by a function whose time tells how much is right",
    what: "Reports `memcmp`, `strcmp` and their like on message authentication codes, authentication tags, passwords, PINs and tokens, by the name of what is compared.",
    why: "The comparison ends at the first wrong byte. Someone on the same link who can measure that needs 256 tries for each byte instead of 2^128 for all, and then sends commands with a valid code.",
    whatToDo:
      "Use the constant-time comparison of the cryptographic library, or a loop that joins all differences (`diff |= a[i] ^ b[i]`) and looks at the result once.",
    whenToDeviate:
      "When the value is public (a check sum of published firmware) or the time cannot be measured by anybody who does not know it.",
    limits: [
      "Decides by names: `mac` with a hardware address's length, parser tokens and file hashes are left alone, but a secret with a neutral name is not seen.",
    ],
    examples: [
      {
        language: "c",
        bad: "#include <string.h>\n#include <stdint.h>\n#include <stdbool.h>\n\nbool Command_IsAuthentic(const uint8_t *expected_hmac, const uint8_t *received_hmac)\n{\n    return memcmp(expected_hmac, received_hmac, 32) == 0;\n}\n",
        good: "#include <stdint.h>\n#include <stdbool.h>\n\nbool Command_IsAuthentic(const uint8_t *expected_hmac, const uint8_t *received_hmac)\n{\n    uint8_t difference = 0;\n    for (int i = 0; i < 32; i++) {\n        difference |= (uint8_t)(expected_hmac[i] ^ received_hmac[i]);\n    }\n    return difference == 0;\n}\n",
      },
      {
        language: "typescript",
        bad: 'import { createHmac } from "node:crypto";\n\nexport function isAuthentic(key: Buffer, message: Buffer, received: string): boolean {\n  return createHmac("sha256", key).update(message).digest("hex") === received;\n}\n',
        good: 'import { createHmac, timingSafeEqual } from "node:crypto";\n\nexport function isAuthentic(key: Buffer, message: Buffer, received: Buffer): boolean {\n  const expected = createHmac("sha256", key).update(message).digest();\n  return expected.length === received.length && timingSafeEqual(expected, received);\n}\n',
      },
    ],
  },
  on: {
    nodes: {
      kinds: ["binary"],
      visit(context, binary) {
        const { operator } = binary;
        if (isCFamily(context.file.language) || !/^[=!]==?$/.test(operator) || isTestPath(context.file.document.path)) return;
        const secret = comparedSecret(context, binary);
        if (secret !== undefined) context.report("operator", binary, { operator, secret });
      },
    },
    call: {
      names: COMPARISONS,
      visit(context, call) {
        if (!isCFamily(context.file.language)) return;
        const [left, right, size] = call.args;
        if (!left || !right) return;
        // Known-answer tests compare against published values.
        if (isSelfTestName(enclosingName(context, call)) || isTestPath(context.file.document.path)) return;
        const callee = context.file.semantics.calleeName(call);
        for (const [side, other] of [
          [left, right],
          [right, left],
        ] as const) {
          const secret = placeName(side);
          if (secret === "" || !isSecret(context, call, callee, secret, other, size)) continue;
          context.report("secret", call, { callee, secret });
          return;
        }
      },
    },
  },
});

function isSecret(
  context: RuleContext,
  call: SyntaxNode,
  callee: string,
  name: string,
  other: SyntaxNode,
  size: SyntaxNode | undefined,
): boolean {
  const isText = callee.includes("str");
  const otherName = placeName(other);
  // A constant's name is a fixed marker; comparing with a literal is a menu or a parser (a literal password is auth/hard-coded-credential's).
  if (isConstantName(name) || bare(other).kind === "string" || isConstantName(otherName)) return false;
  if (hasWord(name, PASSWORD_WORDS) || hasPhrase(name, ["pin code", "api key", "session key", "otp"])) return !isAboutSecret(name);
  if (isText) return hasPhrase(name, ["token", "secret"]) && hasWord(`${otherName} ${enclosingName(context, call)}`, AUTHENTICATING);
  if (hasPhrase(name, ["hmac", "cmac", "auth tag", "auth code", "mic", "gmac", "icv", "digest auth"])) return true;
  if (hasPhrase(name, ["mac"])) return isMessageCode(context, call, name, otherName, size);
  if (hasPhrase(name, ["tag", "digest", "hash", "signature", "token", "secret"])) {
    // Only where something is let in by the comparison: elsewhere hashes and tags are public.
    return hasWord(enclosingName(context, call), AUTHENTICATING) && !hasWord(enclosingName(context, call), PUBLIC);
  }
  return false;
}

const AUTHENTICATING: ReadonlySet<string> = new Set([
  "auth",
  "authenticate",
  "authentic",
  "authorize",
  "authorise",
  "verify",
  "login",
  "unlock",
  "decrypt",
  "hmac",
  "mac",
  "gcm",
  "ccm",
  "session",
]);
const PUBLIC: ReadonlySet<string> = new Set(["file", "image", "firmware", "update", "checksum", "crc", "cert", "crt", "x", "ca", "issuer"]);

/** `password_length`, `pwd_hint`: something about the secret, not the secret. */
function isAboutSecret(name: string): boolean {
  return hasPhrase(name, [
    "len",
    "length",
    "size",
    "count",
    "hint",
    "state",
    "type",
    "mode",
    "file",
    "path",
    "prompt",
    "id",
    "option",
    "arg",
    "cmd",
    "flag",
  ]);
}

/** A message authentication code, as opposed to a network card's address. */
function isMessageCode(context: RuleContext, call: SyntaxNode, name: string, otherName: string, size: SyntaxNode | undefined): boolean {
  const around = `${name} ${otherName} ${size ? compactText(size) : ""} ${enclosingName(context, call)}`;
  if (size && context.file.semantics.integerValue(size) === 6) return false;
  if (/addr|eth|hw|alen|6$|bssid|wifi|wlan|ble|bt|dest|src|lladdr|arp|vlan|peer|station|sta\b/i.test(around)) return false;
  return hasPhrase(around, [
    "expected",
    "computed",
    "calculated",
    "calc",
    "received",
    "verify",
    "auth",
    "check",
    "tag",
    "hmac",
    "frame",
    "message",
    "msg",
    "packet",
  ]);
}
