// Names under which weak algorithms are used in C and C++: functions that start or perform them, and constants that select them.
import type { RuleContext, SyntaxNode } from "../../../engine/src/index.js";
import { bare, enclosingName, writtenCallee } from "../expressions.js";
import { hasPhrase, isConstantName, wordsOf } from "../names.js";

/** A use of an algorithm that a rule names. */
export interface AlgorithmUse {
  readonly algorithm: string;
  readonly at: SyntaxNode;
  /** The name in the user's code that brings it in. */
  readonly name: string;
  /** A stronger name that takes the same place, if there is one. */
  readonly replacement?: string;
}

interface Pattern {
  readonly algorithm: string;
  /** Matches the whole name of a function that starts or performs the algorithm; updates and releases are left out, so that one use is one finding. */
  readonly call?: RegExp;
  /** Matches the whole name of a constant that selects it. */
  readonly constant?: RegExp;
}

export const WEAK_HASHES: readonly Pattern[] = [
  {
    algorithm: "MD5",
    call: /^(MD5|MD5_?Init|EVP_md5(_sha1)?|mbedtls_md5(_starts)?(_ret)?|lwip_md5_starts|wc_InitMd5(_ex)?|wc_Md5Hash|CC_MD5(_Init)?|gnutls_hash_fast_md5|md5(_init|_start|_starts|_begin|_calc|_sum|_buffer|_digest)?|HAL_HASH_MD5_Start(_IT|_DMA)?|HAL_HASHEx_MD5_\w*Start\w*)$/,
    constant: /^(MBEDTLS_MD_MD5|PSA_ALG_MD5|GCRY_MD_MD5|WC_HASH_TYPE_MD5|GNUTLS_DIG_MD5|HASH_ALGOSELECTION_MD5|CALG_MD5)$/,
  },
  {
    algorithm: "SHA-1",
    call: /^(SHA1|SHA1_?Init|EVP_sha1|mbedtls_sha1(_starts)?(_ret)?|lwip_sha1_starts|wc_InitSha(_ex)?|wc_ShaHash|CC_SHA1(_Init)?|sha1(_init|_start|_starts|_begin|_calc|_buffer|_digest)?|HAL_HASH_SHA1_Start(_IT|_DMA)?)$/i,
    constant: /^(MBEDTLS_MD_SHA1|PSA_ALG_SHA_1|GCRY_MD_SHA1|WC_HASH_TYPE_SHA|GNUTLS_DIG_SHA1|HASH_ALGOSELECTION_SHA1|CALG_SHA1)$/,
  },
  {
    algorithm: "MD4",
    call: /^(MD4|MD4_?Init|EVP_md4|mbedtls_md4(_starts)?(_ret)?|lwip_md4_starts|wc_InitMd4)$/,
    constant: /^(MBEDTLS_MD_MD4|PSA_ALG_MD4)$/,
  },
  { algorithm: "MD2", call: /^(MD2|MD2_?Init|EVP_md2|mbedtls_md2(_starts)?(_ret)?)$/, constant: /^(MBEDTLS_MD_MD2|PSA_ALG_MD2)$/ },
];

export const WEAK_CIPHERS: readonly Pattern[] = [
  {
    algorithm: "DES",
    call: /^(DES_(set_key(_checked|_unchecked)?|ecb_encrypt|ncbc_encrypt|cbc_encrypt)|EVP_des_(?!ede)\w+|mbedtls_des_setkey_(enc|dec)|lwip_des_setkey_(enc|dec)|wc_Des_SetKey|wc_Des_CbcEncrypt|HAL_CRYP_DES\w*Encrypt\w*)$/,
    constant: /^(MBEDTLS_CIPHER_DES_\w+|PSA_KEY_TYPE_DES|GCRY_CIPHER_DES|CALG_DES)$/,
  },
  {
    algorithm: "Triple DES",
    call: /^(DES_ede[23]_\w+|DES_ecb3_encrypt|EVP_des_ede\w*|mbedtls_des3_set[23]key_(enc|dec)|wc_Des3_SetKey|HAL_CRYP_TDES\w*Encrypt\w*)$/,
    constant: /^(MBEDTLS_CIPHER_DES_EDE3?_\w+|GCRY_CIPHER_3DES|CALG_3DES)$/,
  },
  {
    algorithm: "RC4",
    call: /^(RC4_set_key|EVP_rc4(_40)?|mbedtls_arc4_setup|lwip_arc4_setup|wc_Arc4SetKey)$/,
    constant: /^(MBEDTLS_CIPHER_ARC4_128|PSA_ALG_ARC4|CALG_RC4)$/,
  },
  { algorithm: "RC2", call: /^(RC2_set_key|EVP_rc2_\w+|wc_Rc2SetKey)$/, constant: /^CALG_RC2$/ },
  { algorithm: "Blowfish", call: /^(BF_set_key|EVP_bf_\w+|mbedtls_blowfish_setkey)$/, constant: /^MBEDTLS_CIPHER_BLOWFISH_\w+$/ },
  {
    algorithm: "AES in ECB mode",
    call: /^(AES_ecb_encrypt|EVP_aes_(128|192|256)_ecb|mbedtls_aes_crypt_ecb|wc_AesEcb(Encrypt|Decrypt)|AES_ECB_(encrypt|decrypt)|HAL_CRYP_AESECB_(Encrypt|Decrypt)(_IT|_DMA)?|esp_aes_crypt_ecb|nrf_crypto_aes_ecb_\w+)$/,
    constant: /^(MBEDTLS_CIPHER_AES_(128|192|256)_ECB|PSA_ALG_ECB_NO_PADDING|CRYP_AES_ECB|GCRY_CIPHER_MODE_ECB)$/,
  },
];

// prettier-ignore
const STRONGER: Readonly<Record<string, string>> = {
  EVP_md5: "EVP_sha256", EVP_sha1: "EVP_sha256", EVP_md4: "EVP_sha256", MBEDTLS_MD_MD5: "MBEDTLS_MD_SHA256", MBEDTLS_MD_SHA1: "MBEDTLS_MD_SHA256",
  PSA_ALG_MD5: "PSA_ALG_SHA_256", PSA_ALG_SHA_1: "PSA_ALG_SHA_256", WC_HASH_TYPE_MD5: "WC_HASH_TYPE_SHA256", WC_HASH_TYPE_SHA: "WC_HASH_TYPE_SHA256",
  EVP_des_cbc: "EVP_aes_256_cbc", EVP_des_ede3_cbc: "EVP_aes_256_cbc",
};

/** What a call uses of the patterns, itself or by the constants that it is given; nothing inside the library that implements them. */
export function algorithmUses(context: RuleContext, call: SyntaxNode, patterns: readonly Pattern[]): readonly AlgorithmUse[] {
  const callee = context.file.semantics.calleeName(call);
  const own = MAYBE.test(callee) ? useOf(context, call, callee, writtenCallee(call), patterns) : undefined;
  const uses = own ? [own] : [];
  for (const argument of call.args) {
    // A constant counts where it is handed to a function; comparing it or listing it in a table uses nothing.
    if (argument.kind !== "identifier" || !MAYBE.test(argument.text) || !isConstantName(argument.text) || !isSelector(call)) continue;
    const use = useOf(context, argument, argument.text, argument.text, patterns);
    if (use) uses.push(use);
  }
  return uses;
}

/** Every pattern matches only names that this does: asked for every call and argument. */
const MAYBE = /md[245]|sha|des|rc[24]|ecb|bf_|blowfish|3DES/i;

function useOf(
  context: RuleContext,
  at: SyntaxNode,
  name: string,
  written: string,
  patterns: readonly Pattern[],
): AlgorithmUse | undefined {
  const isCall = at.kind === "call";
  const pattern = patterns.find(({ call, constant }) => (isCall ? call : constant)?.test(name));
  if (!pattern || isInsideLibrary(context, name, pattern) || (isCall && isRepeated(context, at, pattern))) return undefined;
  const replacement = STRONGER[name];
  return { algorithm: pattern.algorithm, at, name: written, ...(replacement === undefined ? {} : { replacement }) };
}

/** A function that starts an algorithm several times needs one remark, at the first. */
function isRepeated(context: RuleContext, call: SyntaxNode, pattern: Pattern): boolean {
  const caller = context.file.semantics.enclosingFunction(call);
  return (
    caller >= 0 &&
    context.file.facts.calls.some((other) => other.caller === caller && other.node < call.id && pattern.call?.test(other.callee) === true)
  );
}

/** Functions that only ask about a constant do not use what it selects. */
function isSelector(call: SyntaxNode): boolean {
  const callee = call.child("callee")?.text ?? "";
  return !/(^|_)(is|has|get_size|size|length|LENGTH|SIZE|IS|HAS|supported|name|to_string|oid|assert|ASSERT)(_|$)/.test(callee);
}

/**
 * True in the files of a cryptographic library itself: the file defines a function of the same library or algorithm, so it
 * offers the algorithm, and whether it is used is decided elsewhere.
 */
function isInsideLibrary(context: RuleContext, name: string, pattern: Pattern): boolean {
  const prefix = /^(mbedtls|psa|wc|wolfSSL|EVP|gcry|gnutls|lwip|esp|nrf_crypto|HAL)_/i.exec(name)?.[0].toLowerCase();
  const stem = wordsOf(pattern.algorithm.replace("-", ""));
  return context.file.facts.functions.some((fact) => {
    if (fact.body === undefined) return false;
    const defined = fact.name.toLowerCase();
    if (prefix !== undefined && (defined.startsWith(prefix) || (prefix === "psa_" && defined.startsWith("mbedtls_")))) return true;
    // `md5_update`, `sha1_transform`: the file implements it.
    const words = wordsOf(fact.name);
    return stem.every((word, index) => words[index] === word);
  });
}

/** Constructions that use a block cipher or hash as a part and are sound: the part alone says nothing. */
export function isSoundConstruction(context: RuleContext, node: SyntaxNode): boolean {
  return (
    hasPhrase(enclosingName(context, node), [
      "hmac",
      "cmac",
      "ctr",
      "gcm",
      "ccm",
      "prf",
      "kdf",
      "hkdf",
      "pbkdf",
      "xts",
      "drbg",
      "self test",
      "selftest",
      "keywrap",
      "kw",
      "random",
      "rng",
      "prng",
      "isn",
    ]) || stirsRandomPool(node)
  );
}

/** A function that stirs a pool of randomness (`rand_pool`, `randpool`, `entropy_pool`) with a hash needs no collision resistance of it. */
function stirsRandomPool(node: SyntaxNode): boolean {
  const body = node.ancestor("function")?.text ?? "";
  return /(rand(om(ness)?)?|entropy)_?pool/i.test(body);
}

/** True when a condition around a use names the algorithm: somebody asked for it, and that place is the decision. */
export function isOptedInto(node: SyntaxNode, algorithm: string): boolean {
  const stem = algorithm.replaceAll(/[\s-]/g, "").toLowerCase();
  for (let outer = node.parent, from = node; outer !== undefined && outer.kind !== "function"; from = outer, outer = outer.parent) {
    if (outer.kind !== "if" || from.field === "condition") continue;
    const condition =
      outer
        .child("condition")
        ?.text.replaceAll(/[\s_-]/g, "")
        .toLowerCase() ?? "";
    if (condition.includes(`allow${stem}`) || condition.includes(`enable${stem}`) || condition.includes(`use${stem}`)) return true;
  }
  return false;
}

/** Names around a hash that say it guards nothing: a check sum against accidents, a key of a table. */
export function isNonSecurityHash(context: RuleContext, node: SyntaxNode): boolean {
  const argumentNames = node.kind === "call" ? node.args.map((argument) => bare(argument).text).join(" ") : "";
  return /checksum|crc|etag|cache|bucket|dedup/i.test(`${enclosingName(context, node)} ${argumentNames}`);
}
