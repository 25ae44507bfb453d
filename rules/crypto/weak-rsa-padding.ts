import { defineRule, type RuleContext, type SyntaxNode } from "../../engine/src/index.js";
import { bare, writtenCallee } from "../shared/expressions.js";
import { isTestPath } from "../shared/names.js";

/** Position of the padding, by function that encrypts. */
const PADDINGS: Readonly<Record<string, number>> = {
  RSA_public_encrypt: 4, RSA_private_decrypt: 4, EVP_PKEY_CTX_set_rsa_padding: 1, mbedtls_rsa_set_padding: 1, mbedtls_rsa_init: 1,
  wc_RsaPublicEncrypt_ex: 6, psa_asymmetric_encrypt: 1, CryptEncrypt: 3,
}; // prettier-ignore
const WEAK: Readonly<Record<string, string>> = {
  RSA_NO_PADDING: "no padding",
  RSA_PKCS1_PADDING: "PKCS #1 v1.5 padding",
  RSA_SSLV23_PADDING: "SSLv23 padding",
  WC_RSA_PKCSV15_PAD: "PKCS #1 v1.5 padding",
  WC_RSA_NO_PAD: "no padding",
  PSA_ALG_RSA_PKCS1V15_CRYPT: "PKCS #1 v1.5 padding",
};

export default defineRule({
  id: "crypto/weak-rsa-padding",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  confidence: "high",
  fix: "none",
  standards: {
    cwe: [780, 327],
    iec62304: ["data and control flow"],
    fda: ["cryptography", "confidentiality"],
    iso27001: ["A.8.24"],
  },
  messages: {
    weak: "'{callee}' uses RSA with {padding}: who may send messages and watch for errors can decrypt, without padding even guess, what is inside. Use OAEP.",
  },
  docs: {
    title: "RSA encryption without OAEP",
    what: "Reports RSA encryption and decryption with PKCS #1 v1.5 padding or with none.",
    why: "With v1.5 padding a device that answers a wrong message otherwise than a right one decrypts for the attacker, a million questions at a time (Bleichenbacher). Session keys of telemetry are lost so.",
    whatToDo: "Use OAEP, or better agree on keys with ECDH.",
    whenToDeviate: "When an old counterpart can't do otherwise, and all errors look and last the same.",
    limits: ["Signatures are not looked at: v1.5 is sound there."],
    examples: [
      {
        language: "c",
        bad: "#include <openssl/rsa.h>\n\nint Key_Wrap(RSA *rsa, const unsigned char *key, unsigned char *out)\n{\n    return RSA_public_encrypt(32, key, out, rsa, RSA_PKCS1_PADDING);\n}\n",
        good: "#include <openssl/rsa.h>\n\nint Key_Wrap(RSA *rsa, const unsigned char *key, unsigned char *out)\n{\n    return RSA_public_encrypt(32, key, out, rsa, RSA_PKCS1_OAEP_PADDING);\n}\n",
      },
    ],
  },
  on: {
    call: {
      names: Object.keys(PADDINGS),
      visit(context, call) {
        const callee = context.file.semantics.calleeName(call);
        const argument = call.args[PADDINGS[callee] ?? -1];
        const padding =
          argument && (WEAK[bare(argument).text] ?? (callee === "CryptEncrypt" ? windowsPadding(context, call, argument) : undefined));
        if (!argument || padding === undefined || isTestPath(context.file.document.path)) return;
        // The same setter serves signatures.
        const owner = call.ancestor("function");
        if (callee === "EVP_PKEY_CTX_set_rsa_padding" && owner && !/EVP_PKEY_(en|de)crypt/.test(owner.text)) return;
        context.report("weak", argument, { callee: writtenCallee(call), padding });
      },
    },
  },
});

/** Windows takes the padding as a flag; without it v1.5 is meant, where the key is one of RSA. */
function windowsPadding(context: RuleContext, call: SyntaxNode, flags: SyntaxNode): string | undefined {
  if (context.file.semantics.integerValue(flags) !== 0) return undefined;
  const owner = call.ancestor("function")?.text ?? "";
  return /\b(AT_KEYEXCHANGE|CALG_RSA_KEYX|CryptImportPublicKeyInfo(Ex)?|CryptGetUserKey)\b/.test(owner)
    ? "PKCS #1 v1.5 padding"
    : undefined;
}
