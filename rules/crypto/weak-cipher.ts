import { defineRule, isCFamily, type RuleContext, type SyntaxNode } from "../../engine/src/index.js";
import { algorithmUses, isSoundConstruction, WEAK_CIPHERS, type AlgorithmUse } from "../shared/c/crypto.js";
import { replace } from "../shared/edits.js";
import { CIPHER_CALLS, weakCipher } from "../shared/es/crypto.js";
import { ALL_LANGUAGES } from "../shared/es/languages.js";
import { isTestPath } from "../shared/names.js";

export default defineRule({
  id: "crypto/weak-cipher",
  languages: ALL_LANGUAGES,
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  confidence: "high",
  fix: "suggestion",
  standards: {
    cwe: [327, 326],
    cert: ["MSC25-C"],
    fda: ["cryptography", "confidentiality"],
    iso27001: ["A.8.24"],
  },
  messages: {
    weak: "'{name}' encrypts with {algorithm}, which can be broken: what it protects can be read or changed. Use AES with an authenticated mode such as GCM or CCM.",
    ecb: "'{name}' encrypts each block by itself: equal data give equal cipher text, and blocks can be swapped unnoticed. Use an authenticated mode such as GCM or CCM.",
    block:
      "'{name}' encrypts one block without a mode: for more than one block, or for data that repeat, equal data give equal cipher text. Use an authenticated mode such as GCM or CCM.",
  },
  docs: {
    title: "Cipher or mode that can be broken",
    what: "Reports DES, Triple DES, RC2, RC4, Blowfish, and any cipher in ECB mode, by function or by constant.",
    why: "The keys of these ciphers are too short or their output leaks the content. In ECB mode a recorded 'bolus 5 mL' block can be put into another message, and the pump decrypts it to a valid command.",
    whatToDo: "Use AES-GCM, AES-CCM or ChaCha20-Poly1305 with a fresh nonce for each message, so that changes are noticed as well.",
    whenToDeviate: "When a peer that cannot be changed speaks nothing else, and the link is protected in another way. Name both.",
    limits: [
      "Inside the files of a cryptographic library nothing is reported: what counts is who uses it.",
      "In functions whose name says that they build a sound construction from single blocks (CMAC, CTR, key wrap …), nothing is reported.",
      "A single block through a function such as `mbedtls_aes_crypt_ecb` outside a loop is information only.",
    ],
    examples: [
      {
        language: "c",
        bad: "#include <openssl/evp.h>\n\nint Log_Seal(EVP_CIPHER_CTX *ctx, const unsigned char *key)\n{\n    return EVP_EncryptInit_ex(ctx, EVP_aes_128_ecb(), NULL, key, NULL);\n}\n",
        good: "#include <openssl/evp.h>\n\nint Log_Seal(EVP_CIPHER_CTX *ctx, const unsigned char *key, const unsigned char *nonce)\n{\n    return EVP_EncryptInit_ex(ctx, EVP_aes_128_gcm(), NULL, key, nonce);\n}\n",
      },
      {
        language: "typescript",
        bad: 'import { createCipheriv } from "node:crypto";\n\nexport function seal(record: Buffer, key: Buffer): Buffer {\n  return createCipheriv("aes-128-ecb", key, null).update(record);\n}\n',
        good: 'import { createCipheriv, randomBytes } from "node:crypto";\n\nexport function seal(record: Buffer, key: Buffer): Buffer {\n  const nonce = randomBytes(12);\n  const cipher = createCipheriv("aes-128-gcm", key, nonce);\n  return Buffer.concat([nonce, cipher.update(record), cipher.final(), cipher.getAuthTag()]);\n}\n',
      },
    ],
  },
  on: {
    call: {
      names: CIPHER_CALLS,
      visit(context, call) {
        if (isCFamily(context.file.language) || isTestPath(context.file.document.path)) return;
        const use = weakCipher(context, call);
        if (use) context.report(use.isEcb ? "ecb" : "weak", use.at, { name: use.name, algorithm: use.algorithm });
      },
    },
    nodes: {
      kinds: ["call"],
      visit(context, call) {
        if (!isCFamily(context.file.language)) return;
        for (const use of algorithmUses(context, call, WEAK_CIPHERS)) {
          // Sound constructions are made of single blocks; tests open nothing.
          if (!isSoundConstruction(context, use.at) && !isTestPath(context.file.document.path)) report(context, use);
        }
      },
    },
  },
});

/** Functions that take exactly one block. */
const SINGLE_BLOCK = /^(mbedtls_aes_crypt_ecb|esp_aes_crypt_ecb|AES_ECB_encrypt|nrf_crypto_aes_ecb_\w+)$/;

function report(context: RuleContext<"weak" | "ecb" | "block">, use: AlgorithmUse): void {
  const data = { name: use.name, algorithm: use.algorithm };
  if (use.algorithm === "AES in ECB mode") {
    const looped = use.at.ancestor("for", "while", "doWhile") !== undefined;
    if (SINGLE_BLOCK.test(use.name) && !looped) context.report("block", use.at, data, { severity: "information" });
    else context.report("ecb", use.at, data, { fixes: fixesOf(use) });
    return;
  }
  context.report("weak", use.at, data, { fixes: fixesOf(use) });
}

function fixesOf(use: AlgorithmUse): { title: string; kind: "suggestion"; edits: ReturnType<typeof replace>[] }[] {
  const target: SyntaxNode | undefined = use.at.kind === "call" ? use.at.child("callee") : use.at;
  if (use.replacement === undefined || !target) return [];
  return [
    {
      title: `Use '${use.replacement}' (key and nonce change their length)`,
      kind: "suggestion",
      edits: [replace(target, use.replacement)],
    },
  ];
}
