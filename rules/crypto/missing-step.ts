import { defineRule, type RuleContext, type SyntaxNode } from "../../engine/src/index.js";
import { bare, compactText, enclosingNode, writtenCallee } from "../shared/expressions.js";
import { isTestPath } from "../shared/names.js";

type MessageId = "unfinished" | "empty" | "unmade" | "tag" | "unused" | "key";

/** Calls that take data in pieces, and what has to end them: without it the last piece, the tag or the result is missing. */
const ENDS: ReadonlyMap<string, RegExp> = new Map([
  ["EVP_EncryptUpdate", /^EVP_(Encrypt|Cipher)Final(_ex)?$/],
  ["EVP_DecryptUpdate", /^EVP_(Decrypt|Cipher)Final(_ex)?$/],
  ["EVP_DigestUpdate", /^EVP_(DigestFinal(_ex|XOF)?|DigestSignFinal|DigestVerifyFinal|SignFinal|VerifyFinal)$/],
  ["EVP_DigestSignUpdate", /^EVP_DigestSignFinal$/],
  ["EVP_DigestVerifyUpdate", /^EVP_DigestVerifyFinal$/],
  ["HMAC_Update", /^HMAC_Final$/],
  ["SHA256_Update", /^SHA256_Final$/],
  ["SHA512_Update", /^SHA512_Final$/],
  ["mbedtls_sha256_update", /^mbedtls_sha256_finish$/],
  ["mbedtls_sha512_update", /^mbedtls_sha512_finish$/],
  ["mbedtls_md_update", /^mbedtls_md_finish$/],
  ["mbedtls_md_hmac_update", /^mbedtls_md_hmac_finish$/],
  ["mbedtls_gcm_update", /^mbedtls_gcm_finish$/],
  ["mbedtls_chachapoly_update", /^mbedtls_chachapoly_finish$/],
  ["mbedtls_cipher_update", /^mbedtls_cipher_finish$/],
  ["psa_hash_update", /^psa_hash_(finish|verify)$/],
  ["psa_mac_update", /^psa_mac_(sign|verify)_finish$/],
  ["psa_aead_update", /^psa_aead_(finish|verify)$/],
  ["psa_cipher_update", /^psa_cipher_finish$/],
  ["wc_Sha256Update", /^wc_Sha256(Final|GetHash)$/],
  ["wc_HmacUpdate", /^wc_HmacFinal$/],
]);

/** What begins, what gives the result, and what has to put data in between. */
const STARTS: readonly { readonly begins: RegExp; readonly ends: RegExp; readonly feeds: RegExp; readonly handle: number }[] = [
  { begins: /^CryptCreateHash$/, ends: /^(CryptGetHashParam|CryptDeriveKey|CryptSignHash[AW]?|CryptVerifySignature[AW]?)$/, feeds: /^Crypt(HashData|HashSessionKey|SetHashParam)$/, handle: 4 },
  { begins: /^EVP_DigestInit(_ex)?$/, ends: /^EVP_DigestFinal(_ex)?$/, feeds: /^EVP_DigestUpdate$/, handle: 0 },
  { begins: /^HMAC_Init(_ex)?$/, ends: /^HMAC_Final$/, feeds: /^HMAC_Update$/, handle: 0 },
  { begins: /^SHA(1|224|256|384|512)_Init$/, ends: /^SHA(1|224|256|384|512)_Final$/, feeds: /^SHA(1|224|256|384|512)_Update$/, handle: 0 },
  { begins: /^mbedtls_sha(1|256|512)_starts(_ret)?$/, ends: /^mbedtls_sha(1|256|512)_finish(_ret)?$/, feeds: /^mbedtls_sha(1|256|512)_update(_ret)?$/, handle: 0 },
  { begins: /^mbedtls_md(_hmac)?_starts$/, ends: /^mbedtls_md(_hmac)?_finish$/, feeds: /^mbedtls_md(_hmac)?_update$/, handle: 0 },
  { begins: /^psa_hash_setup$/, ends: /^psa_hash_(finish|verify)$/, feeds: /^psa_hash_update$/, handle: 0 },
  { begins: /^psa_mac_(sign|verify)_setup$/, ends: /^psa_mac_(sign|verify)_finish$/, feeds: /^psa_mac_update$/, handle: 0 },
  { begins: /^wc_InitSha256(_ex)?$/, ends: /^wc_Sha256Final$/, feeds: /^wc_Sha256Update$/, handle: 0 },
  { begins: /^wc_HmacSetKey$/, ends: /^wc_HmacFinal$/, feeds: /^wc_HmacUpdate$/, handle: 0 },
]; // prettier-ignore

/** Handles of Windows that another call has to make first, by position. */
const HANDLES: Readonly<Record<string, readonly number[]>> = {
  CryptEncrypt: [0], CryptDecrypt: [0], CryptHashData: [0], CryptCreateHash: [0], CryptDeriveKey: [0, 2], CryptGenKey: [0], CryptGetHashParam: [0], CryptImportKey: [0], CryptGenRandom: [0], CryptSignHashA: [0],
}; // prettier-ignore
/** Calls that make a key, by the position of the handle that they fill. */
const KEY_MAKERS: Readonly<Record<string, number>> = { CryptDeriveKey: 4, CryptGenKey: 3, CryptImportKey: 5 };
/** Calls with a key whose length stands behind it. */
const KEYED: Readonly<Record<string, number>> = {
  HMAC: 2,
  HMAC_Init_ex: 2,
  mbedtls_md_hmac_starts: 2,
  mbedtls_md_hmac: 2,
  wc_HmacSetKey: 3,
};
const TAGGED = /EVP_aes_\d+_(gcm|ccm|ocb)|EVP_chacha20_poly1305/;

export default defineRule<MessageId>({
  id: "crypto/missing-step",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  confidence: "high",
  fix: "none",
  standards: {
    cwe: [325, 573],
    cert: ["MSC00-C"],
    iec62304: ["data and control flow"],
    fda: ["cryptography", "code-data-execution-integrity"],
    iso27001: ["A.8.24"],
  },
  messages: {
    unfinished:
      "'{callee}' takes data in pieces, and nothing in this file ends it ('{end}'): the last block or the tag is missing, and what was checked is not known.",
    empty:
      "'{callee}' gives the result, but no data were put in since '{start}': it is the same for every message. Put the data in first ('{feed}').",
    unmade: "'{callee}' gets '{name}', which no call here made: it works with no key or hash at all, or fails. Make it first.",
    tag: "What is decrypted here is used without its tag being checked: somebody on the way can change it, and it decrypts all the same. {advice}",
    unused:
      "'{callee}' makes the key '{name}', and nothing here is encrypted or decrypted with it: data that should be protected may not be. Use it, or remove it.",
    key: "'{callee}' gets a key of no length: everybody can compute the same code. Give it the secret key.",
  },
  docs: {
    title: "Step of a cryptographic operation left out",
    what: "Reports operations in pieces that are never ended, results that are taken before data were put in, handles that no call made, keys that are made and not used, codes with an empty key, and decryption with a tag that nobody checks: OpenSSL, mbed TLS, PSA, wolfSSL, Windows.",
    why: "A missing step gives no error: a decrypted command without the check of its tag looks like any other command. Whoever can change messages changes the dose.",
    whatToDo: "Do all steps in order: begin with the key, put all data in, end, check the tag or code before the data are used.",
    whenToDeviate: "When the missing step stands in another file. Name the function.",
    limits: [
      "The end of an operation is looked for in the same file, the steps between its beginning and its result in the same function.",
    ],
    examples: [
      {
        language: "c",
        bad: "#include <openssl/evp.h>\n\nint Record_Encrypt(EVP_CIPHER_CTX *context, unsigned char *out, const unsigned char *in, int size)\n{\n    int length = 0;\n    if (EVP_EncryptUpdate(context, out, &length, in, size) != 1) {\n        return -1;\n    }\n    return length;\n}\n",
        good: "#include <openssl/evp.h>\n\nint Record_Encrypt(EVP_CIPHER_CTX *context, unsigned char *out, const unsigned char *in, int size)\n{\n    int length = 0;\n    int rest = 0;\n    if (EVP_EncryptUpdate(context, out, &length, in, size) != 1) {\n        return -1;\n    }\n    if (EVP_EncryptFinal_ex(context, out + length, &rest) != 1) {\n        return -1;\n    }\n    return length + rest;\n}\n",
      },
    ],
  },
  on: {
    call: {
      names: "*",
      visit(context, call) {
        const callee = context.file.semantics.calleeName(call);
        // Cheap first: few calls are of these libraries.
        if (!/^(EVP_|HMAC|SHA|mbedtls_|psa_|wc_|Crypt)/.test(callee) || isTestPath(context.file.document.path)) return;
        if (isInsideLibrary(context, callee)) return;
        checkEnd(context, call, callee);
        checkResult(context, call, callee);
        checkHandles(context, call, callee);
        checkTag(context, call, callee);
        const length = call.args[KEYED[callee] ?? -1];
        if (length && context.file.semantics.integerValue(length) === 0 && !isReused(call))
          context.report("key", call, { callee: writtenCallee(call) });
      },
    },
  },
});

/** The library itself offers the pieces; its users put them together. */
function isInsideLibrary(context: RuleContext, callee: string): boolean {
  const prefix = /^(mbedtls|psa|wc|EVP|HMAC|SHA\d*|Crypt)_?/.exec(callee)?.[0] ?? callee;
  return context.file.facts.functions.some(
    ({ name, body }) => body !== undefined && (name.startsWith(prefix) || /^(mbedtls|psa)_/.test(name)),
  );
}

function checkEnd(context: RuleContext<MessageId>, call: SyntaxNode, callee: string): void {
  const end = ENDS.get(callee);
  const { calls, functions } = context.file.facts;
  if (!end) return;
  const owner = enclosingNode(context.file, call);
  const text = owner?.text ?? "";
  const caller = context.file.semantics.enclosingFunction(call);
  // Begun in this function: here it has to end too, unless somebody else of the file gets the context.
  const isBegunHere = calls.some(
    (each) => each.caller === caller && /(Init(_ex2?)?|_starts|_setup|_setkey|^wc_Init\w+)$/.test(each.callee),
  );
  if (calls.some((each) => end.test(each.callee) && (!isBegunHere || each.caller === caller || !isAlone(context, caller)))) return;
  // A wrapper of one piece: its callers end it, by another wrapper perhaps.
  // Modes that encrypt each byte by itself have nothing left at the end; padding that is turned off neither.
  if (/Encrypt|Decrypt|cipher/.test(callee) && /_(ctr|cfb\d*|ofb|gcm)\b|set_padding\s*\([^,]*,\s*0\)|CTR|NO_PADDING/i.test(text)) return;
  const isWrapper =
    /update|feed|add|append|write|process/i.test(functions[context.file.semantics.enclosingFunction(call)]?.name ?? "") &&
    !text.includes("Init");
  // Additional data, without an output.
  if (isWrapper || /^(NULL|0|nullptr)$/.test(bare(call.args[1] ?? call).text)) return;
  const first = calls.find((each) => each.callee === callee && each.caller === caller);
  if (first !== undefined && first.node !== call.id) return;
  context.report("unfinished", call, { callee: writtenCallee(call), end: end.source.replace(/[\^$\\]/g, "") });
}

/** The function calls no other of its file that could end what it began. */
function isAlone(context: RuleContext, caller: number): boolean {
  const { calls, functions } = context.file.facts;
  return !calls.some((each) => each.caller === caller && functions.some(({ name, body }) => name === each.callee && body !== undefined));
}

function checkResult(context: RuleContext<MessageId>, call: SyntaxNode, callee: string): void {
  for (const { begins, ends, feeds, handle } of STARTS) {
    if (!ends.test(callee)) continue;
    const others = callsBefore(context, call);
    const start = others.find((each) => begins.test(context.file.semantics.calleeName(each)));
    const made = start && bareHandle(start.args[handle]);
    if (!start || made === undefined || !call.args.some((each) => bareHandle(each) === made)) continue;
    const between = others.filter((each) => each.start > start.start);
    // Whoever else gets the handle may put data in.
    const isFed = between.some(
      (each) => !ends.test(context.file.semantics.calleeName(each)) && each.args.some((argument) => bareHandle(argument) === made),
    );
    if (!isFed)
      context.report("empty", call, { callee: writtenCallee(call), start: writtenCallee(start), feed: feeds.source.replace(/[\^$]/g, "") });
    return;
  }
}

function checkHandles(context: RuleContext<MessageId>, call: SyntaxNode, callee: string): void {
  const owner = enclosingNode(context.file, call);
  if (!owner) return;
  for (const position of HANDLES[callee] ?? []) {
    const name = bare(call.args[position] ?? call);
    if (name.kind !== "identifier" || !isOwnLocal(context, name, owner)) continue;
    const isMade = [...owner.descendants()].some(
      (each) =>
        (each.kind === "unary" && each.operator === "&" && bare(each.child("operand") ?? each).text === name.text) ||
        (each.kind === "assignment" && each.child("left")?.text === name.text && !isNothing(each.child("right"))),
    );
    if (!isMade) context.report("unmade", call, { callee: writtenCallee(call), name: name.text });
  }
  const key = bareHandle(call.args[KEY_MAKERS[callee] ?? -1]);
  if (key === undefined || !/^\w+$/.test(key)) return;
  const local = [...owner.descendants()].find((each) => each.kind === "identifier" && each.text === key);
  if (!local || !isOwnLocal(context, local, owner)) return;
  const users = [...owner.descendants()].filter(
    (each) => each.kind === "identifier" && each.text === key && each.start > call.end && each.parent?.kind === "arguments",
  );
  const isUsed = users.some((each) => context.file.semantics.calleeName(each.ancestor("call") ?? each) !== "CryptDestroyKey");
  const isKept = [...owner.descendants()].some(
    (each) => each.is("assignment", "return") && new RegExp(String.raw`(=|return)\s*${key}\b`).test(each.text),
  );
  if (!isUsed && !isKept) context.report("unused", call, { callee: writtenCallee(call), name: key });
}

function checkTag(context: RuleContext<MessageId>, call: SyntaxNode, callee: string): void {
  const owner = enclosingNode(context.file, call);
  if (!owner) return;
  if (/^EVP_(DecryptUpdate|DecryptFinal_ex)$/.test(callee)) {
    const { text } = owner;
    if (!text.includes("EVP_DecryptInit") || !TAGGED.test(text) || /SET_TAG|set_tag/.test(context.file.tree.text)) return;
    if (callee === "EVP_DecryptUpdate" && text.includes("EVP_DecryptFinal")) return;
    context.report("tag", call, { advice: "Give the expected tag with 'EVP_CTRL_AEAD_SET_TAG' before the end, and check the result." });
    return;
  }
  if (callee !== "mbedtls_gcm_crypt_and_tag" || !(call.args[1]?.text ?? "").includes("DECRYPT")) return;
  const tag = bare(call.args.at(-1) ?? call).text.replace(/^&|\[0\]$/g, "");
  const isCompared = [...owner.descendants()].some(
    (each) => each.start > call.end && each.is("call", "binary") && new RegExp(String.raw`\b${tag}\b`).test(each.text),
  );
  if (!isCompared) context.report("tag", call, { advice: "Use 'mbedtls_gcm_auth_decrypt'." });
}

function callsBefore(context: RuleContext, call: SyntaxNode): readonly SyntaxNode[] {
  const owner = enclosingNode(context.file, call);
  return owner ? [...owner.descendants()].filter((each) => each.kind === "call" && each.start < call.start) : [];
}

/** The object that an argument names: `h` of `h`, `&h`, `(HASH)h`. */
function bareHandle(argument: SyntaxNode | undefined): string | undefined {
  if (!argument) return undefined;
  const text = compactText(bare(argument)).replace(/^&/, "");
  return /^[\w.>[\]-]+$/.test(text) ? text : undefined;
}

/** A local of the function that is declared without a value, or with none worth the name. */
function isOwnLocal(context: RuleContext, name: SyntaxNode, owner: SyntaxNode): boolean {
  const declaration = context.file.semantics.declarationOf(name);
  if (declaration?.kind !== "declarator" || declaration.ancestor("function")?.equals(owner) !== true) return false;
  if (declaration.ancestor("parameter")) return false;
  const value = declaration.child("value");
  return value === undefined || isNothing(value);
}

function isNothing(value: SyntaxNode | undefined): boolean {
  return value !== undefined && /^(0|NULL|nullptr|\(\w+\)\s*(0|NULL))$/.test(value.text);
}

/** `HMAC_Init_ex(context, NULL, 0, NULL, NULL)` begins anew with the key that is there. */
function isReused(call: SyntaxNode): boolean {
  return (
    call.args.slice(1, 4).some((each) => /^(NULL|nullptr|0)$/.test(bare(each).text) && each !== call.args[2]) &&
    call.child("callee")?.text === "HMAC_Init_ex"
  );
}
