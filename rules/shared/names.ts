// What a name tells: identifiers split into words, and the vocabularies that rules share.

/** Words of an identifier in lower case: `g_sessionKey2`, `SESSION_KEY_2` and `session-key2` all give `session`, `key`, `2`. */
export function wordsOf(name: string): readonly string[] {
  let words = known.get(name);
  if (words === undefined) {
    if (known.size >= MAX_KNOWN) known.clear();
    known.set(name, (words = split(name)));
  }
  return words;
}

/** The same names are asked for again and again, at each keystroke. */
const known = new Map<string, readonly string[]>();
const MAX_KNOWN = 20_000;

function split(name: string): readonly string[] {
  return name
    .replace(/([a-z\d])([A-Z])/g, "$1 $2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1 $2")
    .replace(/([A-Za-z])(\d)/g, "$1 $2")
    .split(/[^A-Za-z\d]+/)
    .filter((word) => word !== "")
    .map((word) => word.toLowerCase());
}

/** True when one of the words of `name` is in `vocabulary`. */
export function hasWord(name: string, vocabulary: ReadonlySet<string>): boolean {
  return wordsOf(name).some((word) => vocabulary.has(word));
}

/** True when the words of `name` hold one of the phrases as neighbours: `auth tag` in `expected_auth_tag`. */
export function hasPhrase(name: string, phrases: readonly string[]): boolean {
  const joined = ` ${wordsOf(name).join(" ")} `;
  return phrases.some((phrase) => joined.includes(` ${phrase} `));
}

/** `MAX_LENGTH` but not `x`, `Max` or `__init`: by firmware convention a macro or constant. */
export function isConstantName(name: string): boolean {
  return /^[A-Z][A-Z\d_]*$/.test(name) && name.length > 1;
}

/** What lets a person or device in: comparing or storing it carelessly gives access away. */
// prettier-ignore
export const PASSWORD_WORDS: ReadonlySet<string> = new Set([
  "password", "passwd", "passphrase", "passcode", "pwd", "pswd", "passwort", "pincode", "userpass", "wifipass",
]);

/** Values that must not be guessed: what a generator for secrets makes. */
// prettier-ignore
export const UNGUESSABLE_WORDS: ReadonlySet<string> = new Set([
  "key", "keys", "nonce", "iv", "salt", "token", "session", "challenge", "secret", "seed", "password", "passwd", "passphrase", "pin", "otp",
  "cookie", "csrf", "uuid", "guid", "entropy", "credential", "ltk", "psk", "passkey", "passcode",
]);

/** Quantities whose wrong value reaches the patient: therapy, alarm limits, measured signs of life. */
// prettier-ignore
export const THERAPY_WORDS: ReadonlySet<string> = new Set([
  "dose", "dosage", "bolus", "basal", "rate", "flow", "volume", "infusion", "pressure", "occlusion", "limit", "threshold", "energy", "joule",
  "joules", "pacing", "shock", "current", "amplitude", "concentration", "weight", "spo", "glucose", "insulin", "oxygen", "tidal", "peep",
]);

/** Paths of code that only tests or demonstrates: credentials and weak checks there open nothing. */
export function isTestPath(path: string): boolean {
  return (
    /(^|\/)(tests?|testing|unit_?tests?|mocks?|stubs?|fuzz(ing)?|fixtures?|__tests__|spec)(\/|$)/i.test(path) ||
    /(^|\/)(test_[^/]*|[^/]*[_.-](test|tests|spec|mock))\.\w+$/i.test(path)
  );
}

/** Functions that compare against published test vectors. */
export function isSelfTestName(name: string): boolean {
  return hasPhrase(name, ["self test", "selftest", "test vector", "test vectors", "known answer", "kat"]) || /selftest/i.test(name);
}

/** Shannon entropy of a text in bits a character. */
export function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  let total = 0;
  for (const character of text) {
    counts.set(character, (counts.get(character) ?? 0) + 1);
    total++;
  }
  let bits = 0;
  for (const count of counts.values()) bits -= (count / total) * Math.log2(count / total);
  return bits;
}
