import { GROUPED, QUALIFIERS, RECORDS, TYPES } from "./declaration-words.js";
import { MACRO_LIKE } from "./macro-like.js";
import type { RegionToken } from "./region-tokens.js";
import type { Repair } from "./repair.js";

const LABEL = /^(?:case|default|public|private|protected)$/;

/** True for a word that can be a type's, or a part of it. */
function isOfType(word: string): boolean {
  return TYPES.has(word) || QUALIFIERS.has(word) || /^(?:[us](?:8|16|32|64)|[A-Z_a-z]\w*_t)$/.test(word);
}

/** Members of records that the grammars don't know: a bit-field without a name (C11 6.7.2.1), and one that a macro makes. */
export function repairMember(repair: Repair, first: number, near: (start: number, end: number) => boolean): void {
  const { tokens } = repair;
  const start = tokens[first];
  if (start?.kind !== "word" || start.braces === 0) return;
  let at = first;
  while (tokens[at]?.kind === "word") at++;
  const mark = tokens[at];
  if (mark === undefined || !near(start.start, mark.end + 2)) return;
  if (mark.text === ":") nameBitField(repair, first, at);
  else if (mark.text === "(" && at === first + 1 && tokens[mark.match + 1]?.text === ";" && isInRecord(tokens, first))
    if (!holdsDeclaration(tokens, at + 1, mark.match)) declareMember(repair, first, mark.match);
}

/** One type and one name: `u8_t flags`, `struct x *next`, as arguments up to `behind`. */
export function holdsDeclaration(tokens: readonly RegionToken[], first: number, behind: number): boolean {
  let words = 0;
  for (let i = first; i < behind; i++) {
    const token = tokens[i];
    if (token?.kind === "word") words++;
    else if (token?.kind !== "number" && !/^[*[\]]$/.test(token?.text ?? "")) return false;
  }
  return words >= 2 && tokens[first]?.kind === "word";
}

/** `uint8_t : 6;` with a name that says nothing. */
function nameBitField(repair: Repair, first: number, mark: number): void {
  const { tokens, text } = repair;
  const words = tokens.slice(first, mark);
  if (!words.every((word) => isOfType(word.text)) || LABEL.test(words[0]?.text ?? "") || !isInRecord(tokens, first)) return;
  let last = mark + 1;
  while (tokens[last + 1] !== undefined && !/^[;,}]$/.test(tokens[last + 1]?.text ?? "")) last++;
  const [from, to] = [tokens[mark + 1], tokens[last]];
  if (from === undefined || to === undefined || tokens[last + 1]?.text !== ";") return;
  const type = words.map((word) => word.text).join(" ");
  const width = text.slice(from.start, to.end);
  for (const shorter of [type, type.replace(/ int$/, ""), ofSize(type)]) if (repair.rewrite(first, last, `${shorter} _:${width}`)) return;
  repair.blank(first, last + 1);
}

/** A word for a type as wide as another: the name needs room. */
function ofSize(type: string): string {
  return type.includes("8") ? "char" : type.includes("16") ? "short" : type.includes("64") ? "long" : "int";
}

/** `BUFFER(rx, 64);` as a member of a type that nobody knows. */
function declareMember(repair: Repair, macro: number, close: number): void {
  const { tokens } = repair;
  const args = tokens
    .slice(macro + 2, close)
    .filter(({ kind, parentheses }) => kind === "word" && parentheses === 1 + (tokens[macro]?.parentheses ?? 0));
  const name = args.find((word) => !word.text.endsWith("_t") && !MACRO_LIKE.test(word.text)) ?? args[0];
  const keep = name === undefined ? -1 : tokens.indexOf(name);
  if (keep < 0) return repair.blank(macro, close + 1);
  repair.blank(macro + 1, keep - 1);
  repair.blank(keep + 1, close);
}

/** Of the tokens of a region, found once for all of them: many are asked for in one of them. */
interface Braces {
  /** By token, the innermost brace that is open there; -1: none. */
  readonly innermost: Int32Array;
  /** Whether a brace is a record's, by its index. */
  readonly records: Map<number, boolean>;
}

const BRACES = new WeakMap<readonly RegionToken[], Braces>();

function bracesOf(tokens: readonly RegionToken[]): Braces {
  const known = BRACES.get(tokens);
  if (known) return known;
  const innermost = new Int32Array(tokens.length + 1).fill(-1);
  tokens.forEach(({ text, match }, index) => {
    const closes = (text === ")" || text === "]" || text === "}") && match >= 0;
    innermost[index + 1] = text === "{" ? index : (innermost[closes ? match : index] ?? -1);
  });
  const braces = { innermost, records: new Map<number, boolean>() };
  BRACES.set(tokens, braces);
  return braces;
}

/** True where the innermost brace around a token is a record's. */
export function isInRecord(tokens: readonly RegionToken[], index: number): boolean {
  const { innermost, records } = bracesOf(tokens);
  const open = innermost[index] ?? -1;
  let is = records.get(open);
  if (is === undefined) records.set(open, (is = isRecordBrace(tokens, open)));
  return is;
}

function isRecordBrace(tokens: readonly RegionToken[], open: number): boolean {
  for (let at = open - 1; at >= 0; at--) {
    const token = tokens[at];
    if (token === undefined) return false;
    if (token.kind === "word") {
      if (RECORDS.has(token.text)) return token.text !== "enum";
    } else if (token.text === ")" && token.match > 0) {
      const head = tokens[token.match - 1]?.text ?? "";
      if (!GROUPED.has(head) && !MACRO_LIKE.test(head)) return false;
      at = token.match;
    } else if (!/^(?:::|[:,<>])$/.test(token.text)) return false;
  }
  return false;
}
