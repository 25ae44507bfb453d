// Names under which weak algorithms are used in TypeScript and JavaScript.
import type { RuleContext, SyntaxNode } from "../../../engine/src/index.js";
import { hasPhrase } from "../names.js";
import { purposeNames } from "./values.js";

/** A use of a weak algorithm: where it is named, and a stronger one for the same place. */
export interface WeakUse {
  readonly name: string;
  readonly algorithm: string;
  readonly at: SyntaxNode;
  readonly isEcb: boolean;
  /** The literal that names the algorithm, when there is one. */
  readonly literal?: SyntaxNode;
}

const HASH_BY_NAME: readonly string[] = [
  "crypto.createHash",
  "crypto.createSign",
  "crypto.createVerify",
  "crypto.hash",
  "crypto.subtle.digest",
  "crypto.webcrypto.subtle.digest",
];
const HASH_FUNCTIONS: Readonly<Record<string, string>> = {
  "crypto-js.MD5": "MD5", "crypto-js.SHA1": "SHA-1", "crypto-js/md5": "MD5", "crypto-js/sha1": "SHA-1", "CryptoJS.MD5": "MD5", "CryptoJS.SHA1": "SHA-1",
  md5: "MD5", sha1: "SHA-1", "js-sha1": "SHA-1", "js-md5": "MD5", "blueimp-md5": "MD5", "ts-md5.Md5.hashStr": "MD5",
}; // prettier-ignore
export const HASH_CALLS: readonly string[] = [...HASH_BY_NAME, ...Object.keys(HASH_FUNCTIONS)];

const CIPHER_BY_NAME: readonly string[] = ["crypto.createCipheriv", "crypto.createDecipheriv"];
const CIPHERS_OF_PASSWORD: readonly string[] = ["crypto.createCipher", "crypto.createDecipher"];
const CIPHER_FUNCTIONS = /^(?:crypto-js|CryptoJS)\.(DES|TripleDES|RC4|RC4Drop|Rabbit)\.(?:en|de)crypt$/;
export const CIPHER_CALLS: readonly string[] = [
  ...CIPHER_BY_NAME, ...CIPHERS_OF_PASSWORD,
  ...["crypto-js", "CryptoJS"].flatMap((library) => ["DES", "TripleDES", "RC4", "RC4Drop", "Rabbit", "AES"].flatMap((name) => [`${library}.${name}.encrypt`, `${library}.${name}.decrypt`])),
]; // prettier-ignore

export function weakHash(context: RuleContext, call: SyntaxNode): WeakUse | undefined {
  const name = context.file.semantics.calleeName(call);
  const known = HASH_FUNCTIONS[name];
  // A function of this file or a parameter may be called `md5` as well: only an import tells.
  if (known !== undefined)
    return /^(md5|sha1)$/.test(name) && !isImported(context, call) ? undefined : { name, algorithm: known, at: call, isEcb: false };
  const literal = call.args[0];
  const value = literal && context.file.semantics.stringValue(literal);
  const algorithm = /^(?:rsa-|ecdsa-with-|dsa-)?(md2|md4|md5|sha-?1)$/i.exec(value ?? "")?.[1]?.toUpperCase();
  return !literal || algorithm === undefined
    ? undefined
    : { name, algorithm: algorithm === "SHA1" ? "SHA-1" : algorithm, at: call, isEcb: false, literal };
}

function isImported(context: RuleContext, call: SyntaxNode): boolean {
  const callee = call.child("callee");
  const declaration = callee && context.file.semantics.declarationOf(callee);
  return declaration !== undefined && !declaration.is("function", "parameter");
}

export function weakCipher(context: RuleContext, call: SyntaxNode): WeakUse | undefined {
  const name = context.file.semantics.calleeName(call);
  if (CIPHERS_OF_PASSWORD.includes(name))
    return { name, algorithm: "a key from one round of MD5 and no initialisation vector", at: call, isEcb: false };
  const named = CIPHER_FUNCTIONS.exec(name)?.[1];
  if (named !== undefined) return { name, algorithm: named, at: call, isEcb: false };
  if (!CIPHER_BY_NAME.includes(name)) {
    return call.args.some((argument) => /\bmode\s*:\s*[\w.]*\bECB\b/.test(argument.text))
      ? { name, algorithm: "AES", at: call, isEcb: true }
      : undefined;
  }
  const literal = call.args[0];
  const value = (literal && textOf(context, literal))?.toLowerCase();
  if (!literal || value === undefined) return undefined;
  if (/^(des3|des-?ede3?|rc2|rc4|bf|blowfish|des|cast5?|idea|seed)(-|$)/.test(value))
    return { name, algorithm: value, at: call, isEcb: value.endsWith("-ecb"), literal };
  return value.endsWith("-ecb") ? { name, algorithm: value, at: call, isEcb: true, literal } : undefined;
}

/** A constant text, or the fixed end of a template: `aes-${bits}-ecb`. */
function textOf(context: RuleContext, node: SyntaxNode): string | undefined {
  const value = context.file.semantics.stringValue(node);
  if (value !== undefined || node.kind !== "template") return value;
  return node.children.map((part) => (part.kind === "string" ? part.text : "?")).join("");
}

/** What a weak hash may be used for: telling versions of a file apart, keys of a cache, numbers that only shall differ. */
export function isHarmlessPurpose(context: RuleContext, call: SyntaxNode): boolean {
  const names = purposeNames(context, call).join(" ");
  if (hasPhrase(names, HARMLESS) || /etag|dedup|checksum|gravatar|cachekey/i.test(names)) return true;
  // The handshake of WebSocket is written with SHA-1.
  return call.ancestor("expressionStatement", "declaration", "return")?.text.includes("258EAFA5-E914-47DA-95CA-C5AB0DC85B11") ?? false;
}

const HARMLESS: readonly string[] = ["etag", "e tag", "cache", "cache key", "checksum", "crc", "bucket", "shard", "dedupe", "changed", "change", "revision", "file hash", "content hash", "avatar", "color", "colour", "version", "snapshot", "module id", "chunk"]; // prettier-ignore
