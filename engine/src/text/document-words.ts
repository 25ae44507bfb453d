/** White space by a fixed list: it must not grow with the runtime's version of Unicode, because digests rest on it. */
const WHITE_SPACE = /[\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]+/;

/** Words of a document's text, version 1: Unicode's normal form C, split at white space. */
export function documentWords(text: string): string[] {
  return text
    .normalize("NFC")
    .split(WHITE_SPACE)
    .filter((word) => word !== "");
}
