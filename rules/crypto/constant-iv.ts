import { defineRule, type RuleContext, type SyntaxNode } from "../../engine/src/index.js";
import { bare, shownText, writtenCallee } from "../shared/expressions.js";
import { isSelfTestName, isTestPath } from "../shared/names.js";
import { enclosingName } from "../shared/expressions.js";

/** Position of the initialisation vector or nonce. */
const IVS: Readonly<Record<string, number>> = {
  mbedtls_aes_crypt_cbc: 3, mbedtls_aes_crypt_cfb128: 4, mbedtls_aes_crypt_ctr: 3, mbedtls_gcm_crypt_and_tag: 3, mbedtls_gcm_starts: 2,
  mbedtls_ccm_encrypt_and_tag: 2, mbedtls_chacha20_crypt: 1, mbedtls_chachapoly_encrypt_and_tag: 2, mbedtls_cipher_set_iv: 1,
  EVP_EncryptInit_ex: 4, EVP_CipherInit_ex: 4, AES_cbc_encrypt: 4, psa_cipher_set_iv: 1, psa_aead_encrypt: 2, psa_aead_set_nonce: 1,
  wc_AesSetKey: 3, wc_AesGcmEncrypt: 4, wc_ChaCha20Poly1305_Encrypt: 1, tc_ccm_config: 2, crypto_secretbox_easy: 3,
  crypto_aead_chacha20poly1305_ietf_encrypt: 6, AES_init_ctx_iv: 2,
}; // prettier-ignore

export default defineRule({
  id: "crypto/constant-iv",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  confidence: "high",
  fix: "none",
  standards: {
    cwe: [329, 323],
    cert: ["MSC61-J", "MSC32-C"],
    iec62304: ["data and control flow"],
    fda: ["cryptography", "confidentiality"],
    iso27001: ["A.8.24"],
  },
  messages: {
    constant:
      "'{callee}' encrypts with '{iv}', which is the same each time: equal messages give equal ciphertext, and with GCM, CCM or CTR two messages give away each other and the key for forging. Make a fresh one for each message.",
  },
  docs: {
    title: "Initialisation vector or nonce that is always the same",
    what: "Reports encryption calls whose initialisation vector or nonce is a constant array, a literal, or a local array that is only ever given constants.",
    why: "Who records two telemetry messages that were encrypted with the same nonce can subtract one from the other; with GCM he can forge the next command to the pump.",
    whatToDo:
      "Draw the vector from a random generator for secrets, or count it up and never reuse it with the same key, over restarts too.",
    whenToDeviate: "When each key is used for one message only.",
    limits: ["An array that another function fills is taken to be fresh."],
    examples: [
      {
        language: "c",
        bad: "#include <mbedtls/aes.h>\n#include <string.h>\n\nint Telemetry_Encrypt(mbedtls_aes_context *aes, const unsigned char *in, unsigned char *out)\n{\n    unsigned char iv[16] = { 0 };\n    return mbedtls_aes_crypt_cbc(aes, MBEDTLS_AES_ENCRYPT, 16, iv, in, out);\n}\n",
        good: "#include <mbedtls/aes.h>\n#include <stddef.h>\n\nint Random_Fill(unsigned char *place, size_t size);\n\nint Telemetry_Encrypt(mbedtls_aes_context *aes, const unsigned char *in, unsigned char *out)\n{\n    unsigned char iv[16];\n    if (Random_Fill(iv, sizeof iv) != 0) {\n        return -1;\n    }\n    return mbedtls_aes_crypt_cbc(aes, MBEDTLS_AES_ENCRYPT, 16, iv, in, out);\n}\n",
      },
    ],
  },
  on: {
    call: {
      names: Object.keys(IVS),
      visit(context, call) {
        const callee = context.file.semantics.calleeName(call);
        const iv = call.args[IVS[callee] ?? -1];
        if (!iv || call.text.includes("DECRYPT") || isTestPath(context.file.document.path) || isSelfTestName(enclosingName(context, call)))
          return;
        if (!isConstant(context, bare(iv), call)) return;
        context.report("constant", iv, { callee: writtenCallee(call), iv: shownText(iv) });
      },
    },
  },
});

function isConstant(context: RuleContext, iv: SyntaxNode, call: SyntaxNode): boolean {
  if (iv.kind === "string" || iv.kind === "compoundLiteral") return true;
  if (iv.kind !== "identifier") return false;
  const declaration = context.file.semantics.declarationOf(iv);
  if (declaration?.kind !== "declarator") return false;
  const value = declaration.child("value");
  if (!value?.is("initializerList", "string")) return false;
  if (value.kind === "initializerList" && value.children.some((each) => context.file.semantics.integerValue(each) === undefined))
    return false;
  const statement = declaration.ancestor("declaration");
  // A constant array never changes; another one may be filled somewhere.
  if (statement?.children.some((each) => each.kind === "typeQualifier" && each.text === "const")) return true;
  const owner = call.ancestor("function");
  if (!owner || declaration.ancestor("function")?.equals(owner) !== true) return false;
  // Named before the call for anything but clearing, somebody fills it.
  return ![...owner.descendants()].some((each) => {
    if (each.kind !== "identifier" || each.text !== iv.text || each.start >= call.start || each.start <= declaration.end) return false;
    const user = each.ancestor("call");
    return user === undefined || context.file.semantics.calleeName(user) !== "memset";
  });
}
