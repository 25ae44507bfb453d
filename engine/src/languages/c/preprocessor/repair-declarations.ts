import { GROUPED, QUALIFIERS, RECORDS, TYPES } from "./declaration-words.js";
import { MACRO_LIKE } from "./macro-like.js";
import { isInRecord } from "./repair-members.js";
import type { RegionToken } from "./region-tokens.js";
import type { Repair } from "./repair.js";
import { putType } from "./type-macros.js";

/** Words with which no declaration begins, or that the grammars read better than we do. */
const STOP: ReadonlySet<string> = new Set([
  "if", "else", "for", "while", "do", "switch", "case", "default", "return", "goto", "break", "continue", "sizeof", "using", "namespace", "template",
  "public", "private", "protected", "new", "delete", "throw", "try", "catch", "operator", "asm", "__asm__", "friend", "typename", "concept", "requires",
]); // prettier-ignore
/** Words between a parameter list and the body that belong there. */
const TRAILING: ReadonlySet<string> = new Set([
  "const",
  "volatile",
  "override",
  "final",
  "noexcept",
  "throw",
  "try",
  "requires",
  "asm",
  "__asm__",
  "__asm",
]);

/** What stands before a declaration's name; groups count as one. More is none, and would be gone through from each of its words. In tokens. */
const MAX_HEAD = 200;

/**
 * Blanks what unknown macros and vendor keywords add to a declaration: of the words before the declared name only one can be
 * its type (`STATIC_UNIT_TESTED float rate(`, `static FAST_CODE pump_t *next(`), and behind the parameters or the name there is none
 * (`void isr(void) interrupt 5`, `uint8_t log[64] SECTION(".noinit");`).
 */
export function repairDeclaration(repair: Repair, first: number, near: (start: number, end: number) => boolean): void {
  const { tokens } = repair;
  const names: { readonly at: number; readonly to: number; readonly behindStar: boolean; readonly isQualified?: true }[] = [];
  // `} PACKED reading_t;`: the record is the type.
  let hasType = tokens[first - 1]?.text === "}" && isInRecord(tokens, first - 1);
  let star = false;
  let at = first;
  let parameters = -1;
  let passed = 0;
  for (; at < tokens.length; at++) {
    const token = tokens[at];
    if (token === undefined || token.kind === "directive" || ++passed > MAX_HEAD) return;
    if (token.text === "*" || token.text === "&") {
      star = true;
      continue;
    }
    if (token.text === "::" || token.text === "<" || token.text === "~") return;
    if (token.kind !== "word") break;
    if (STOP.has(token.text)) return;
    if (RECORDS.has(token.text)) {
      hasType = true;
      at = behindRecordName(repair, at, near);
      continue;
    }
    const last = lastOfQualified(tokens, at);
    if (last === undefined) return;
    if (last > at) {
      names.push({ at, to: last, behindStar: star, isQualified: true });
      at = last;
      if (tokens[last + 1]?.text !== "(") continue;
      parameters = ++at;
      break;
    }
    if (TYPES.has(token.text)) hasType = true;
    else if (!QUALIFIERS.has(token.text) && repair.isBlanked(at)) {
      // Its type stands there now.
      hasType = true;
      if (tokens[at + 1]?.text === "(") at = tokens[at + 1]?.match ?? at;
    } else if (!QUALIFIERS.has(token.text)) {
      const group = tokens[at + 1]?.text === "(" ? (tokens[at + 1]?.match ?? -1) : -1;
      if (GROUPED.has(token.text)) {
        if (group < 0) return;
        at = group;
        continue;
      }
      const isAfterMacros = names.length === 0 || [...names.map((name) => tokens[name.at]), token].every(isMacroLike);
      const isFirst = !hasType && !star && isAfterMacros;
      const follows = tokens[group + 1];
      if (group >= 0 && !(isFirst && follows?.kind === "word" && !STOP.has(follows.text))) {
        names.push({ at, to: at, behindStar: star });
        parameters = at + 1;
        break;
      }
      names.push({ at, to: group < 0 ? at : group, behindStar: star });
      if (group >= 0) at = group;
    }
  }
  const stop = tokens[at];
  if (stop === undefined || names.length === 0) return;
  const opensRecord = stop.text === "{" && hasType;
  if (!opensRecord && !/^[(=;,[{:@]$/.test(stop.text) && parameters < 0) return;
  if (!near(tokens[first]?.start ?? 0, stop.end)) {
    const end = parameters < 0 ? stop : tokens[tokens[parameters]?.match ?? parameters];
    if (end === undefined || !near(tokens[first]?.start ?? 0, end.end + 40)) return;
  }
  const candidates = opensRecord ? names : names.slice(0, -1);
  let type = -1;
  if (!hasType) candidates.forEach((name, index) => (type = name.behindStar || name.to > name.at ? type : index));
  // No macro has a qualified name.
  const qualified = candidates.findIndex(({ isQualified }) => isQualified);
  if (qualified >= 0) type = qualified;
  // A macro that says where the function lies, with its type inside.
  if (!hasType && type < 0 && parameters >= 0)
    type = candidates.findIndex((name) => name.to > name.at && !name.behindStar && putType(repair, name.at, name.to));
  if (parameters >= 0) blankParameterMacros(repair, parameters);
  // `static SPINLOCK_DEF(lock, disable);`: the macro has a type of its own.
  const [only] = names;
  if (names.length === 1 && only && parameters >= 0 && !hasType && !star && isMacroLike(tokens[only.at])) {
    if (only.at > first && tokens[(tokens[parameters]?.match ?? -2) + 1]?.text === ";") repair.blank(first, only.at - 1);
    return;
  }
  // A macro that makes the type, `typedef buffer_t(64) rx_t;`: its name may stand for one.
  const maker = !hasType && type < 0 && parameters < 0 && candidates.length === 1 ? candidates[0] : undefined;
  if (maker && maker.to > maker.at && !star && !MACRO_LIKE.test(tokens[maker.at]?.text ?? "")) {
    repair.blank(maker.at + 1, maker.to);
    return;
  }
  let isAssembly = false;
  candidates.forEach((name, index) => {
    if (index === type || name.isQualified) return;
    isAssembly ||= /^__?asm$/.test(tokens[name.at]?.text ?? "");
    repair.blank(name.at, name.to);
  });
  const isFunction = parameters >= 0 && (hasType || type >= 0);
  const behind = isFunction ? (tokens[parameters]?.match ?? -1) + 1 : names.length > 1 || hasType ? (names.at(-1)?.to ?? at) + 1 : 0;
  if (behind > 0) blankTrailing(repair, behind, isFunction, isAssembly);
}

/** Index of the last word of `Pump::Valve::open`, of a single word its own; `undefined` for what is more than names. */
function lastOfQualified(tokens: readonly RegionToken[], first: number): number | undefined {
  let at = first;
  while (tokens[at + 1]?.text === "::") {
    const next = tokens[at + 2]?.text === "~" ? at + 3 : at + 2;
    if (tokens[next]?.kind !== "word" || STOP.has(tokens[next].text)) return undefined;
    at = next;
  }
  return at;
}

function isMacroLike(token: RegionToken | undefined): boolean {
  return token !== undefined && MACRO_LIKE.test(token.text);
}

/** Index of the last token of `struct name`, without what an unknown macro puts between: `struct ALIGNED(32) descriptor {`. */
function behindRecordName(repair: Repair, record: number, near: (start: number, end: number) => boolean): number {
  const { tokens } = repair;
  let at = record;
  while (tokens[at + 1]?.kind === "word") {
    const group = tokens[at + 2]?.text === "(" ? (tokens[at + 2]?.match ?? -1) : -1;
    if (group < 0) {
      at++;
      if (!isMacroLike(tokens[at]) || tokens[at + 1]?.kind !== "word" || tokens[at + 2]?.text !== "{") break;
      if (near(tokens[record]?.start ?? 0, tokens[at + 2]?.end ?? 0)) repair.blank(at, at);
      continue;
    }
    const word = tokens[at + 1];
    const end = tokens[group];
    if (word === undefined || end === undefined || GROUPED.has(word.text) || !/^(?:\{|[A-Za-z_]\w*)$/.test(tokens[group + 1]?.text ?? ""))
      return at;
    if (near(word.start, end.end + 2)) repair.blank(at + 1, group);
    at = group;
  }
  return at;
}

/** `(FAR struct device *d, __unused uint8_t port)`: what stands before a type is none. */
function blankParameterMacros(repair: Repair, open: number): void {
  const { tokens } = repair;
  const close = tokens[open]?.match ?? -1;
  for (let at = open; at < close; at++) {
    const [before, word, next, behind] = [tokens[at], tokens[at + 1], tokens[at + 2], tokens[at + 3]];
    if ((before?.text !== "(" && before?.text !== ",") || word?.kind !== "word" || next?.kind !== "word") continue;
    if (TYPES.has(word.text) || QUALIFIERS.has(word.text) || RECORDS.has(word.text) || GROUPED.has(word.text)) continue;
    const isBeforeType = RECORDS.has(next.text) || TYPES.has(next.text);
    const isBeforeMore = isMacroLike(word) && (QUALIFIERS.has(next.text) || behind?.kind === "word" || behind?.text === "*");
    if (isBeforeType || isBeforeMore) repair.blank(at + 1, at + 1);
  }
}

function blankTrailing(repair: Repair, from: number, isFunction: boolean, isAssembly: boolean): void {
  const { tokens } = repair;
  let at = from;
  while (!isFunction && tokens[at]?.text === "[" && (tokens[at]?.match ?? -1) > at) at = (tokens[at]?.match ?? at) + 1;
  const spans: [number, number][] = [];
  for (; at < tokens.length; at++) {
    const token = tokens[at];
    if (token === undefined || token.kind === "directive") return;
    const group = tokens[at + 1]?.text === "(" ? (tokens[at + 1]?.match ?? -1) : -1;
    if (token.kind === "word") {
      if (TYPES.has(token.text) || RECORDS.has(token.text) || QUALIFIERS.has(token.text) !== TRAILING.has(token.text)) return;
      const last = group >= 0 ? group : tokens[at + 1]?.kind === "number" ? at + 1 : at;
      if (!TRAILING.has(token.text)) spans.push([at, last]);
      at = last;
    } else break;
  }
  const end = tokens[at]?.text;
  if (end !== "{" && end !== ";" && end !== "=" && end !== ",") return;
  for (const [first, last] of spans) repair.blank(first, last);
  const close = tokens[at]?.match ?? -1;
  // The body of a function in assembly is no C.
  if (isAssembly && end === "{" && close > at) repair.blank(at + 1, close - 1);
}
