// When a name with a value in the source is a credential: shared by all languages.
import { entropyOf, hasPhrase, isConstantName, wordsOf } from "./names.js";

/** What kind of credential a name speaks of; `undefined` when of none. */
export function credentialKind(name: string): "password" | "key" | "token" | undefined {
  const words = wordsOf(name);
  if (speaksAbout(words)) return undefined;
  const last = words.filter((word) => !/^\d+$/.test(word)).at(-1) ?? "";
  if (words.some((word) => PASSWORDS.has(word))) return "password";
  if (hasPhrase(name, ["pin code", "service pin", "user pin", "admin pin", "unlock code", "access code", "service code"]))
    return "password";
  if (hasPhrase(name, TOKEN_PHRASES) || /^(api|auth|access|secret|bearer)?_?(token|secret)$/i.test(name) || last === "secret")
    return hasPhrase(name, ["token"]) && words.length === 1 ? undefined : "token";
  if (hasPhrase(name, KEY_PHRASES) || /^(psk|ltk|irk|dek|kek)$/i.test(last)) return "key";
  return undefined;
}

const PASSWORDS: ReadonlySet<string> = new Set([
  "password",
  "passwd",
  "passphrase",
  "passcode",
  "pwd",
  "pswd",
  "passwort",
  "userpass",
  "wifipass",
]);

// prettier-ignore
const TOKEN_PHRASES: readonly string[] = ["api key", "apikey", "api secret", "api token", "auth token", "access token", "bearer token", "client secret", "app secret", "shared secret", "refresh token", "access key", "secret key", "secret access key", "sas token", "session token", "device token"];

// prettier-ignore
const KEY_PHRASES: readonly string[] = ["private key", "secret key", "aes key", "aes 128 key", "aes 256 key", "des key", "hmac key", "mac key", "encryption key", "encrypt key", "enc key", "decryption key", "cipher key", "crypto key", "master key", "session key", "signing key", "device key", "root key", "shared key", "pre shared key", "preshared key", "network key", "app key", "firmware key", "unlock key", "wifi key", "wpa key", "license key", "link key", "pairing key", "service key", "auth key", "data key"];

/** Words that make a name speak about a credential, instead of holding one. */
// prettier-ignore
const ABOUT: ReadonlySet<string> = new Set([
  "public", "pub", "pubkey", "len", "length", "size", "count", "index", "idx", "hint", "label", "prompt", "placeholder", "field", "param", "header", "regex", "pattern", "url",
  "uri", "path", "file", "filename", "dir", "topic", "column", "table", "attr", "attribute", "option", "opt", "flag", "type", "format", "fmt", "error", "err", "msg", "message",
  "text", "title", "caption", "tooltip", "example", "policy", "reset", "forgot", "status", "state", "event", "menu", "env", "var", "selector", "input", "element", "max", "min",
  "offset", "version", "algorithm", "alg", "description", "desc", "valid", "invalid", "required", "changed", "strength", "show", "hide", "toggle", "view", "form", "dialog",
  "screen", "page", "button", "icon", "class", "id", "ids", "name", "names", "kind", "mode", "def", "str", "string", "tag", "cmd", "command", "op", "attrs", "section", "node",
  "usage", "help", "nvs", "slot", "handle", "alias", "identity", "identifier", "prefix", "suffix", "separator", "manager", "store", "provider", "bits", "bytes", "lifetime",
  "expiry", "timeout", "ttl", "issuer", "endpoint", "claim", "schema", "test", "tests", "hash", "salt",
]);
const ABOUT_ENDING = /(len|length|size|count|label|hint|prompt|file|path|url|idx|msg|error|name|type|field)$/i;

function speaksAbout(words: readonly string[]): boolean {
  return words.some((word) => ABOUT.has(word)) || ABOUT_ENDING.test(words.at(-1) ?? "");
}

/** How sure one can be that a text is a credential, by its content: `undefined` when it is none. */
export function credentialStrength(name: string, value: string): "strong" | "weak" | undefined {
  const text = value.trim();
  // Nothing is given away by nothing, and a single character is a separator.
  if (text.length < 4) return undefined;
  // Labels, prompts and sentences have spaces; so do no passwords that people put into source.
  if (/\s/.test(text)) return undefined;
  // Formats and templates are filled in later.
  if (/%[-\d.]*[sdxuc]|\$\{|\{\{|\{\w*\}|<[^>]*>|^\[.*\]$/.test(text)) return undefined;
  // Paths, addresses and file names say where the credential is.
  if (/^(\.{0,2}\/|[a-z]+:\/\/|[A-Za-z]:\\)|\.(pem|key|crt|cer|json|txt|der|p12|env|html?|js|css|c|h)$/i.test(text)) return undefined;
  // What a person shall put in its place.
  if (
    /^(x+|\*+|\.+|-+|_+|#+|0+|\?+)$|change[-_ ]?me|your[-_ ]?|insert|replace|placeholder|example|dummy|sample|todo|tbd|fixme|redacted|none|null|undefined|unset|unknown|default_?value|<|>/i.test(
      text,
    )
  )
    return undefined;
  // The name of the credential again, or of a setting that holds it: a key of a look-up.
  const nameLetters = name.replace(/[^a-z\d]/gi, "").toLowerCase();
  const letters = text.replace(/[^a-z\d]/gi, "").toLowerCase();
  if (nameLetters.includes(letters) || letters.includes(nameLetters)) return undefined;
  if (
    /^[a-z]+([._-][a-z]+)+$/i.test(text) &&
    wordsOf(text).some((word) => /^(pass(word|wd|phrase)?|pwd|key|token|secret|auth|credentials?|pin)$/.test(word))
  )
    return undefined;
  if (
    /^(password|passwd|passphrase|pwd|token|secret|api_?key|psk|bearer|basic|plain|string|text|bool(ean)?|number)$/i.test(text) &&
    !/^pass/i.test(text)
  )
    return undefined;
  if (isConstantName(text) && text.includes("_")) return undefined;
  return text.length >= 16 && entropyOf(text) >= 3.2 ? "strong" : "weak";
}

/** Bytes of a key that stand in the source: `undefined` for all-equal or counting bytes that are clearly placeholders or cleared memory. */
export function keyBytesStrength(bytes: readonly number[]): "strong" | "weak" | undefined {
  if (bytes.length < 8) return undefined;
  if (bytes.every((byte) => byte === bytes[0])) return undefined;
  const step = (bytes[1] ?? 0) - (bytes[0] ?? 0);
  if (bytes.every((byte, index) => index === 0 || byte - (bytes[index - 1] ?? 0) === step)) return "weak";
  return "strong";
}
