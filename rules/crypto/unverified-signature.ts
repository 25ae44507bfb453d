import { defineRule, type FlowContext, type FunctionGraph } from "../../engine/src/index.js";
import { conditionCall } from "../shared/c/condition-call.js";
import { writtenCallee } from "../shared/expressions.js";
import { isTestPath } from "../shared/names.js";

type MessageId = "error" | "inverted" | "ignored" | "unread";

/** Zero says that it is genuine. */
const ZERO = new Set(
  "mbedtls_pk_verify mbedtls_pk_verify_ext mbedtls_rsa_pkcs1_verify mbedtls_rsa_rsassa_pss_verify mbedtls_ecdsa_verify mbedtls_ecdsa_read_signature mbedtls_x509_crt_verify mbedtls_x509_crt_verify_with_profile mbedtls_pkcs7_signed_data_verify mbedtls_gcm_auth_decrypt mbedtls_ccm_auth_decrypt mbedtls_chachapoly_auth_decrypt mbedtls_lms_verify psa_verify_hash psa_verify_message psa_mac_verify psa_mac_verify_finish psa_hash_compare psa_hash_verify psa_aead_decrypt psa_aead_verify wc_SignatureVerify wc_AesGcmDecrypt wc_AesCcmDecrypt wc_ChaCha20Poly1305_Decrypt crypto_sign_verify_detached crypto_sign_open crypto_auth_verify crypto_secretbox_open_easy crypto_aead_chacha20poly1305_ietf_decrypt bootutil_img_validate esp_secure_boot_verify_signature".split(
    " ",
  ),
);
/** One says that it is genuine. */
const ONE = new Set(
  "RSA_verify PKCS7_verify CMS_verify uECC_verify uecc_verify tc_uecc_verify EVP_DecryptFinal_ex EVP_DecryptFinal SSL_CTX_check_private_key".split(
    " ",
  ),
);
/** One says that it is genuine, and below zero that something went wrong, which is true as a condition too. */
const ONE_OR_ERROR = new Set(
  "EVP_VerifyFinal EVP_DigestVerifyFinal EVP_DigestVerify EVP_PKEY_verify ECDSA_verify ECDSA_do_verify DSA_verify DSA_do_verify X509_verify X509_REQ_verify X509_CRL_verify X509_verify_cert CMS_verify_receipt".split(
    " ",
  ),
);

export default defineRule<MessageId>({
  id: "crypto/unverified-signature",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "error",
  confidence: "high",
  fix: "none",
  standards: {
    cwe: [347, 253, 354],
    cert: ["ERR33-C"],
    iec62304: ["data and control flow", "fault handling"],
    fda: ["code-data-execution-integrity", "cryptography", "authentication"],
    iso27001: ["A.8.24"],
  },
  messages: {
    error:
      "'{callee}' returns a number below zero when the check itself fails, and that counts as success here: a broken signature passes. Compare with 1.",
    inverted:
      "'{callee}' returns {genuine} for what is genuine; here that is the way of failure, and what is forged goes on as success. Turn the condition round.",
    ignored:
      "Whatever '{callee}' says, the same code goes on: what is forged is only remarked upon, and used all the same. Leave on failure.",
    unread: "What '{callee}' says is stored in '{name}' and decides nothing: what is forged passes as genuine. Leave on failure.",
  },
  docs: {
    title: "Signature, certificate or tag checked without effect",
    what: "Reports checks of signatures, certificates, message codes and authenticated decryption whose result is stored and never decides, decides only about a message, is taken the wrong way round, or takes an error for success: mbed TLS, PSA, OpenSSL, wolfSSL, libsodium, micro-ecc.",
    why: "An update that is checked and then installed in any case was not checked. It passes every test with genuine images, and accepts every forged one.",
    whatToDo: "Compare the result with the one value that means success, and leave on every other one before anything of the data is used.",
    whenToDeviate: "When the result is kept for somebody who decides later. Say who.",
    limits: ["A result that is handed to a function or stored in a structure is taken to decide somewhere."],
    examples: [
      {
        language: "c",
        bad: "#include <openssl/evp.h>\n\nint Image_Check(EVP_MD_CTX *context, const unsigned char *signature, unsigned size, EVP_PKEY *key)\n{\n    if (!EVP_VerifyFinal(context, signature, size, key)) {\n        return -1;\n    }\n    return 0;\n}\n",
        good: "#include <openssl/evp.h>\n\nint Image_Check(EVP_MD_CTX *context, const unsigned char *signature, unsigned size, EVP_PKEY *key)\n{\n    if (EVP_VerifyFinal(context, signature, size, key) != 1) {\n        return -1;\n    }\n    return 0;\n}\n",
      },
    ],
  },
  on: { flow: { graph: { visit } } },
});

function isCheck(name: string): boolean {
  return ZERO.has(name) || ONE.has(name) || ONE_OR_ERROR.has(name);
}

function visit(context: FlowContext<MessageId>, graph: FunctionGraph): void {
  if (!graph.ir.references.some(isCheck) || isTestPath(context.file.document.path)) return;
  const asked = new Set<number>();
  for (const block of graph.order) {
    const terminator = graph.ir.blocks[block]?.terminator;
    if (terminator?.op !== "branch") continue;
    const found = conditionCall(graph, context.file, block, terminator.condition);
    if (!found || !isCheck(found.call.callee)) continue;
    asked.add(found.call.node);
    const call = context.file.tree.node(graph.nodeOf(found.call.node));
    const callee = call.kind === "call" ? writtenCallee(call) : found.call.callee;
    if (ONE_OR_ERROR.has(found.call.callee) && (found.against === "truth" || found.against === "zero")) {
      context.report("error", call, { callee });
      continue;
    }
    const [whenTrue, whenFalse] = [terminator.whenTrue, terminator.whenFalse];
    // Where the condition holds, the result was other than zero, unless it is turned round.
    const onNonzero = found.isInverted ? whenFalse : whenTrue;
    const onZero = found.isInverted ? whenTrue : whenFalse;
    if (found.against === "other") continue;
    const [genuine, forged] = ZERO.has(found.call.callee) ? [onZero, onNonzero] : [onNonzero, onZero];
    const result = { genuine: returned(graph, genuine), forged: returned(graph, forged) };
    if (isInverted(result.genuine, result.forged, graph))
      context.report("inverted", call, { callee, genuine: ZERO.has(found.call.callee) ? 0 : 1 });
    else if (onlySpeaks(graph, forged, genuine) && !isAskedAgain(graph, terminator.condition, [block, forged]))
      context.report("ignored", call, { callee });
  }
  checkUnread(context, graph, asked);
}

/** The constant that a block returns at once. */
function returned(graph: FunctionGraph, block: number): number | undefined {
  const found = graph.ir.blocks[block];
  if (found?.terminator.op !== "return" || found.instructions.some(({ op }) => op === "store")) return undefined;
  return graph.constantOf(found.terminator.value);
}

function isInverted(genuine: number | undefined, forged: number | undefined, graph: FunctionGraph): boolean {
  if (genuine === undefined || forged === undefined) return false;
  // By convention zero is success and below zero failure; of truth values, one is.
  return graph.ir.returns.kind === "boolean" ? genuine === 0 && forged === 1 : genuine < 0 && forged >= 0;
}

/** The way of failure only prints, and comes back to the other one. */
function onlySpeaks(graph: FunctionGraph, forged: number, genuine: number): boolean {
  const block = graph.ir.blocks[forged];
  if (block?.terminator.op !== "jump" || block.terminator.target !== genuine || forged === genuine) return false;
  return block.instructions.every(
    (each) =>
      each.op !== "store" && each.op !== "copy" && (each.op !== "call" || /print|log|puts|trace|debug|warn|write/i.test(each.callee)),
  );
}

/** The result is looked at elsewhere too: returned, or asked again. */
function isAskedAgain(graph: FunctionGraph, condition: number, known: readonly number[]): boolean {
  const variables = new Set<number>();
  for (const registers = [condition]; registers.length > 0;) {
    const made = graph.definition(registers.pop() ?? -1);
    if (made?.op === "load" && made.place.kind === "variable") variables.add(made.place.variable);
    else if (made && made.op !== "call") registers.push(...operandsOf(made));
  }
  return graph.ir.blocks.some(
    ({ instructions }, block) =>
      !known.includes(block) &&
      instructions.some((each) => each.op === "load" && each.place.kind === "variable" && variables.has(each.place.variable)),
  );
}

/** A result that is stored in a local and never looked at. */
function checkUnread(context: FlowContext<MessageId>, graph: FunctionGraph, asked: ReadonlySet<number>): void {
  for (const block of graph.order)
    for (const instruction of graph.ir.blocks[block]?.instructions ?? []) {
      if (instruction.op !== "store" || instruction.place.kind !== "variable") continue;
      const call = conditionCall(graph, context.file, block, instruction.value)?.call;
      const index = instruction.place.variable;
      const variable = graph.ir.variables[index];
      if (!call || !isCheck(call.callee) || asked.has(call.node) || variable?.storage !== "local" || graph.escapes(index)) continue;
      if (isRead(graph, index)) continue;
      const node = context.file.tree.node(graph.nodeOf(call.node));
      context.report("unread", node, { callee: node.kind === "call" ? writtenCallee(node) : call.callee, name: variable.name });
    }
}

/** Anything is done with the value: `(void)result;` is not. */
function isRead(graph: FunctionGraph, variable: number): boolean {
  const loads = new Set<number>();
  for (const { instructions, terminator } of graph.ir.blocks) {
    for (const each of instructions) {
      if (each.op === "load" && each.place.kind === "variable" && each.place.variable === variable) {
        loads.add(each.dst);
        continue;
      }
      const operands = operandsOf(each);
      if (!operands.some((register) => loads.has(register))) continue;
      if (each.op === "cast" && each.type.kind === "void") continue;
      return true;
    }
    if (terminator.op === "branch" && loads.has(terminator.condition)) return true;
    if ((terminator.op === "return" || terminator.op === "switch") && loads.has(terminator.value)) return true;
  }
  return false;
}

function operandsOf(each: FunctionGraph["ir"]["blocks"][number]["instructions"][number]): readonly number[] {
  switch (each.op) {
    case "store":
      return [each.value];
    case "unary":
    case "cast":
      return [each.operand];
    case "binary":
    case "distance":
      return [each.left, each.right];
    case "offset":
      return [each.pointer, each.index];
    case "call":
      return each.args;
    case "unknown":
      return each.operands;
    default:
      return [];
  }
}
