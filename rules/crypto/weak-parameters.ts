import { defineRule, type RuleContext, type SyntaxNode } from "../../engine/src/index.js";
import { bare, enclosingName, shownText, writtenCallee } from "../shared/expressions.js";
import { isSelfTestName, isTestPath } from "../shared/names.js";

type MessageId = "key" | "protocol";

/** Position of the number of bits of an RSA or Diffie-Hellman key. */
const BITS: Readonly<Record<string, number>> = {
  RSA_generate_key: 0, RSA_generate_key_ex: 1, EVP_PKEY_CTX_set_rsa_keygen_bits: 1, EVP_PKEY_CTX_set_dh_paramgen_prime_len: 1,
  DH_generate_parameters_ex: 1, DSA_generate_parameters_ex: 1, mbedtls_rsa_gen_key: 3, wc_MakeRsaKey: 1,
}; // prettier-ignore
/** What is broken by a state today, and by anybody tomorrow. */
const LEAST_BITS = 2048;

/** Calls that choose an old protocol by their name. */
const OLD_METHODS = /^(wolf)?(SSLv2|SSLv3|TLSv1|TLSv1_1|DTLSv1)_(client_|server_)?method$/i;
/** Position of the oldest protocol version that is accepted. */
const VERSIONS: Readonly<Record<string, number>> = {
  SSL_CTX_set_min_proto_version: 1, SSL_set_min_proto_version: 1, mbedtls_ssl_conf_min_version: 2, wolfSSL_CTX_SetMinVersion: 1,
}; // prettier-ignore
const OLD_VERSIONS =
  /^(SSL2_VERSION|SSL3_VERSION|TLS1_VERSION|TLS1_1_VERSION|DTLS1_VERSION|MBEDTLS_SSL_MINOR_VERSION_[012]|WOLFSSL_(SSLV3|TLSV1|TLSV1_1))$/;

export default defineRule<MessageId>({
  id: "crypto/weak-parameters",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  confidence: "high",
  fix: "none",
  standards: {
    cwe: [326, 327],
    iec62304: ["data and control flow"],
    fda: ["cryptography", "confidentiality"],
    iso27001: ["A.8.24"],
  },
  messages: {
    key: "'{callee}' makes a key of {bits} bits: it will be broken within the life of a device that is in use for ten years. Take 3072 bits, or an elliptic curve.",
    protocol:
      "'{value}' lets the connection use a version of SSL or TLS that is broken or withdrawn: somebody on the way can force it and read along. Accept TLS 1.2 and newer only.",
  },
  docs: {
    title: "Key too short, or protocol too old",
    what: "Reports RSA, DSA and Diffie-Hellman keys of less than 2048 bits, and TLS connections that accept SSL 2, SSL 3, TLS 1.0 or 1.1: OpenSSL, mbed TLS, wolfSSL.",
    why: "A device stays in a hospital for ten years and more. What a university can break today, anybody can break then, and the update key is among it.",
    whatToDo: "Use 3072 bits for RSA, or P-256 and Curve25519; accept TLS 1.2 and 1.3 only.",
    whenToDeviate: "When an old counterpart can't do otherwise and the link is protected by another layer. Name it.",
    limits: ["A size that is not a constant, and settings outside the code, are not seen."],
    examples: [
      {
        language: "c",
        bad: "typedef struct rsa_st RSA;\ntypedef struct bignum_st BIGNUM;\nint RSA_generate_key_ex(RSA *rsa, int bits, BIGNUM *e, void *callback);\n\nint Device_Key_Make(RSA *rsa, BIGNUM *e)\n{\n    return RSA_generate_key_ex(rsa, 1024, e, 0);\n}\n",
        good: "typedef struct rsa_st RSA;\ntypedef struct bignum_st BIGNUM;\nint RSA_generate_key_ex(RSA *rsa, int bits, BIGNUM *e, void *callback);\n\nint Device_Key_Make(RSA *rsa, BIGNUM *e)\n{\n    return RSA_generate_key_ex(rsa, 3072, e, 0);\n}\n",
      },
    ],
  },
  on: {
    call: {
      names: "*",
      visit(context, call) {
        const callee = context.file.semantics.calleeName(call);
        // Cheap first: few calls are of these libraries.
        if (!/^(RSA|EVP|DH|DSA|mbedtls|wc_|SSL|TLS|DTLS|wolf)/.test(callee)) return;
        if (isTestPath(context.file.document.path) || isSelfTestName(enclosingName(context, call))) return;
        checkBits(context, call, callee);
        if (OLD_METHODS.test(callee)) context.report("protocol", call, { value: writtenCallee(call) });
        const version = call.args[VERSIONS[callee] ?? -1];
        if (version && OLD_VERSIONS.test(bare(version).text)) context.report("protocol", version, { value: shownText(version) });
      },
    },
  },
});

function checkBits(context: RuleContext<MessageId>, call: SyntaxNode, callee: string): void {
  const size = call.args[BITS[callee] ?? -1];
  const bits = size && context.file.semantics.integerValue(size);
  // Zero and below are errors of another kind.
  if (bits === undefined || bits <= 0 || bits >= LEAST_BITS) return;
  context.report("key", call, { callee: writtenCallee(call), bits });
}
