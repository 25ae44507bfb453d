import { defineRule, isCFamily, type RuleContext, type SyntaxNode } from "../../engine/src/index.js";
import { algorithmUses, isNonSecurityHash, isOptedInto, isSoundConstruction, WEAK_HASHES, type AlgorithmUse } from "../shared/c/crypto.js";
import { replace } from "../shared/edits.js";
import { HASH_CALLS, isHarmlessPurpose, weakHash } from "../shared/es/crypto.js";
import { ALL_LANGUAGES } from "../shared/es/languages.js";
import { isTestPath } from "../shared/names.js";

export default defineRule({
  id: "crypto/weak-hash",
  languages: ALL_LANGUAGES,
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  confidence: "high",
  fix: "suggestion",
  standards: {
    cwe: [327, 328],
    cert: ["MSC25-C"],
    fda: ["cryptography", "code-data-execution-integrity"],
    iso27001: ["A.8.24"],
  },
  messages: {
    weak: "'{name}' uses {algorithm}, for which colliding inputs can be made: a signature, password or integrity check that rests on it can be forged. Use SHA-256 or SHA-3.",
  },
  docs: {
    title: "Hash function that can be forged",
    what: "Reports MD2, MD4, MD5 and SHA-1, by function or by constant.",
    why: "Two firmware images or two dose libraries with the same MD5 can be made on an office computer. Where the hash decides whether an update is accepted, an attacker's image passes; where it stores a password, the password is guessed at billions of tries a second.",
    whatToDo:
      "Use SHA-256 or stronger; for messages use HMAC with it, for passwords a slow function such as Argon2 or PBKDF2. Against accidental change a CRC is enough, and says so.",
    whenToDeviate:
      "When a protocol that the device must speak prescribes it and nothing depends on its strength. Name the protocol, and what protects the data instead.",
    limits: [
      "Inside the files of a cryptographic library nothing is reported: what counts is who uses it.",
      "In functions whose name says that they build HMAC or derive keys, nothing is reported: those stay sound.",
      "Under a condition such as `options.allow_sha1` nothing is reported: somebody asked for it, and that place is the decision.",
      "An algorithm that is chosen by a name at run time is not seen.",
    ],
    examples: [
      {
        language: "c",
        bad: "#include <openssl/evp.h>\n\nint Update_Begin(EVP_MD_CTX *ctx)\n{\n    return EVP_DigestInit_ex(ctx, EVP_md5(), NULL);\n}\n",
        good: "#include <openssl/evp.h>\n\nint Update_Begin(EVP_MD_CTX *ctx)\n{\n    return EVP_DigestInit_ex(ctx, EVP_sha256(), NULL);\n}\n",
      },
      {
        language: "typescript",
        bad: 'import { createHash } from "node:crypto";\n\nexport function fingerprint(certificate: Buffer): string {\n  return createHash("md5").update(certificate).digest("hex");\n}\n',
        good: 'import { createHash } from "node:crypto";\n\nexport function fingerprint(certificate: Buffer): string {\n  return createHash("sha256").update(certificate).digest("hex");\n}\n',
      },
    ],
  },
  on: {
    call: {
      names: HASH_CALLS,
      visit(context, call) {
        if (isCFamily(context.file.language) || isTestPath(context.file.document.path)) return;
        const use = weakHash(context, call);
        if (!use || isHarmlessPurpose(context, call)) return;
        const { literal, name, algorithm } = use;
        const sha256 =
          literal?.kind === "string"
            ? literal.text.replace(/(?:md[245]|sha-?1)/i, (old) =>
                old.includes("-") ? "SHA-256" : old === old.toLowerCase() ? "sha256" : "SHA256",
              )
            : undefined;
        const fixes =
          literal && sha256 !== undefined
            ? [{ title: `Use ${sha256} (the digest gets longer)`, kind: "suggestion" as const, edits: [replace(literal, sha256)] }]
            : [];
        context.report("weak", use.at, { name, algorithm }, { fixes });
      },
    },
    nodes: {
      kinds: ["call"],
      visit(context, call) {
        if (!isCFamily(context.file.language)) return;
        for (const use of algorithmUses(context, call, WEAK_HASHES)) {
          if (!isHarmless(context, use.at) && !isOptedInto(use.at, use.algorithm)) report(context, use);
        }
      },
    },
  },
});

function isHarmless(context: RuleContext, node: SyntaxNode): boolean {
  // HMAC and key derivation do not need collision resistance; a check sum guards against accidents only; tests open nothing.
  return isSoundConstruction(context, node) || isNonSecurityHash(context, node) || isTestPath(context.file.document.path);
}

function report(context: RuleContext<"weak">, use: AlgorithmUse): void {
  const target = use.at.kind === "call" ? use.at.child("callee") : use.at;
  const fixes =
    use.replacement === undefined || !target
      ? []
      : [
          {
            title: `Use '${use.replacement}' (the digest gets longer)`,
            kind: "suggestion" as const,
            edits: [replace(target, use.replacement)],
          },
        ];
  context.report("weak", use.at, { name: use.name, algorithm: use.algorithm }, { fixes });
}
