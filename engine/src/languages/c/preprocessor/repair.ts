import type { Span } from "../../../text/span.js";
import { blank, blankCode, type Replacement } from "./blank.js";
import { MACRO_LIKE } from "./macro-like.js";
import { repairDeclaration } from "./repair-declarations.js";
import { repairMember } from "./repair-members.js";
import { repairCall, repairLoneMacro, repairVendorSyntax } from "./repair-statements.js";
import { repairTypeMacros } from "./type-macros.js";
import { regionTokens, type RegionToken } from "./region-tokens.js";

/** Each is a parse of what changed; later ones are bolder. */
export const MAX_ROUNDS = 3;
/** A statement that is blanked as a last resort is not longer than this. */
const MAX_BLANKED_STATEMENT = 60;

export interface RegionToRepair {
  readonly text: string;
  /** Between two seams: whole declarations. */
  readonly region: Span;
  readonly errors: readonly Span[];
  /** Lines of conditionals that stayed. */
  readonly directives: readonly Span[];
  readonly round: number;
}

/** Collects changes of one region. */
export class Repair {
  readonly replacements: Replacement[] = [];
  blankedTokens = 0;
  private readonly done = new Set<number>();

  constructor(
    readonly text: string,
    readonly tokens: readonly RegionToken[],
  ) {}

  /** Blanks tokens from one index to another, both included. */
  blank(first: number, last: number): void {
    for (let i = first; i <= last; i++) {
      const token = this.tokens[i];
      if (token === undefined || this.done.has(i)) continue;
      this.done.add(i);
      this.blankedTokens++;
      this.replacements.push(blank(this.text, token));
    }
  }

  /** Puts a shorter text in the place of several tokens, without counting them as blanked; false where it does not fit. */
  rewrite(first: number, last: number, text: string): boolean {
    const start = this.tokens[first]?.start;
    const end = this.tokens[last]?.end;
    if (start === undefined || end === undefined || end - start < text.length || /[\r\n]/.test(this.text.slice(start, end))) return false;
    for (let i = first; i <= last; i++) this.done.add(i);
    this.replacements.push({ start, text: text.padEnd(end - start) });
    return true;
  }

  /** Puts a shorter text in the place of a token. */
  put(index: number, text: string): void {
    const token = this.tokens[index];
    if (token === undefined || this.done.has(index) || text.length > token.text.length) return;
    this.done.add(index);
    this.replacements.push({ start: token.start, text: text.padEnd(token.text.length) });
  }

  /** Puts one character into the layout behind a token; false when there is no room. */
  insertBehind(index: number, character: string): boolean {
    const token = this.tokens[index];
    const next = this.tokens[index + 1];
    if (token === undefined) return false;
    const end = next?.start ?? this.text.length;
    const between = this.text.slice(token.end, end);
    const at = /\/[/*]/.test(between) ? between.search(/[ \t](?=[^\n]*$)|^[ \t]/) : between.search(/[ \t]/);
    if (at < 0 || (at > 0 && /\/[/*]/.test(between) && /\*\/|\/\//.test(between.slice(at)))) return false;
    this.replacements.push({ start: token.end + at, text: character });
    return true;
  }

  isBlanked(index: number): boolean {
    return this.done.has(index);
  }
}

/** What to change in a region so that it may be read. Changes keep every offset. */
export function repairRegion({ text, region, errors, directives, round }: RegionToRepair): Repair {
  const tokens = regionTokens(text, region);
  const repair = new Repair(text, tokens);
  const near = (start: number, end: number): boolean =>
    round > 0 || errors.some((error) => error.start <= end + 2 && Math.max(error.end, error.start + 1) >= start);
  if (round > 0) blankDirectives(repair, directives, region);
  repairVendorSyntax(repair);
  repairTypeMacros(repair);
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i];
    if (token === undefined || token.kind === "directive" || repair.isBlanked(i)) continue;
    if (beginsStatement(tokens, i)) {
      repairLoneMacro(repair, i, near);
      repairMember(repair, i, near);
      repairDeclaration(repair, i, near);
    }
    if (token.kind === "word" && tokens[i + 1]?.text === "(") repairCall(repair, i, near, round);
  }
  if (round === MAX_ROUNDS - 1) for (const error of errors) blankStatement(repair, error);
  return repair;
}

function blankDirectives(repair: Repair, directives: readonly Span[], region: Span): void {
  const inBody = new Set(repair.tokens.flatMap((token) => (token.kind === "directive" && token.braces > 0 ? [token.start] : [])));
  for (const line of directives) {
    if (line.start < region.start || line.start >= region.end || !inBody.has(line.start)) continue;
    repair.replacements.push(blankCode(repair.text, line));
  }
}

function beginsStatement(tokens: readonly RegionToken[], index: number): boolean {
  const before = tokens[index - 1];
  if (tokens[index]?.parentheses !== 0) return false;
  return before === undefined || before.kind === "directive" || before.text === ";" || before.text === "{" || before.text === "}";
}

/** Blanks the statement in a body that still can't be read, when it uses a macro: nobody knows what that stands for. */
function blankStatement(repair: Repair, error: Span): void {
  const { tokens } = repair;
  let at = Math.min(firstEndingBehind(tokens, error.start), tokens.length - 1);
  const isEnd = (token: RegionToken | undefined): boolean =>
    token === undefined || token.kind === "directive" || token.text === ";" || token.text === "{" || token.text === "}";
  // A missing `;` is reported where the next statement begins.
  if (error.start === error.end && at > 0) at--;
  if (isEnd(tokens[at])) at--;
  let first = at;
  let last = at;
  if (at < 0) return;
  // In a broken text a statement may seem to go on to the end: one that is too long need not be read to its ends, once for each error.
  while (first > 0 && at - first < MAX_BLANKED_STATEMENT && !isEnd(tokens[first - 1])) first--;
  while (last + 1 < tokens.length && last - at < MAX_BLANKED_STATEMENT && !isEnd(tokens[last + 1])) last++;
  const statement = tokens.slice(first, last + 1);
  if (statement.length === 0 || statement.length > MAX_BLANKED_STATEMENT || (statement[0]?.braces ?? 0) === 0) return;
  if (statement[0]?.text === "else" || tokens[last + 1]?.text === "{") return;
  if (statement.some(({ kind, text }) => kind === "word" && MACRO_LIKE.test(text))) repair.blank(first, last);
}

/** Index of the first token that ends behind an offset; the number of tokens where none does. */
function firstEndingBehind(tokens: readonly RegionToken[], offset: number): number {
  let low = 0;
  let high = tokens.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((tokens[middle]?.end ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
