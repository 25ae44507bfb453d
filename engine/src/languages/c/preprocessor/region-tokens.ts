import type { Span } from "../../../text/span.js";
import { commentEnd, directiveEnd, isWord, quoteEnd } from "./conditionals.js";

export interface RegionToken extends Span {
  readonly kind: "word" | "number" | "string" | "punctuation" | "directive";
  readonly text: string;
  /** Index of the bracket that belongs to this one; -1 for others. */
  match: number;
  /** Open parentheses and brackets around it. */
  readonly parentheses: number;
  /** Open braces around it. */
  readonly braces: number;
}

const CLOSING: Readonly<Record<string, string>> = { ")": "(", "]": "[", "}": "{" };

/** Tokens of a piece of a text, directives as one token each. Comments are dropped. */
export function regionTokens(text: string, { start, end }: Span): readonly RegionToken[] {
  const found: RegionToken[] = [];
  const open: number[] = [];
  let parentheses = 0;
  let braces = 0;
  const push = (kind: RegionToken["kind"], from: number, to: number): void => {
    found.push({ kind, text: text.slice(from, to), start: from, end: to, match: -1, parentheses, braces });
  };
  let lineBegins = true;
  for (let at = start; at < end;) {
    const c = text.charCodeAt(at);
    const next = text.charCodeAt(at + 1);
    if (c <= 32) {
      if (c === 10 || c === 13) lineBegins = true;
      at++;
      continue;
    }
    if (c === 47 && (next === 47 || next === 42)) {
      at = commentEnd(text, at);
      continue;
    }
    const from = at;
    if (c === 35 && lineBegins) {
      at = directiveEnd(text, at);
      push("directive", from, at);
      continue;
    }
    lineBegins = false;
    if (c === 34 || c === 39) {
      at = quoteEnd(text, at);
      push("string", from, at);
    } else if (isWord(c)) {
      const isNumber = c >= 48 && c <= 57;
      while (at < end && (isWord(text.charCodeAt(at)) || (isNumber && text.charCodeAt(at) === 46))) at++;
      push(isNumber ? "number" : "word", from, at);
    } else {
      at += (c === 58 && next === 58) || (c === 45 && next === 62) ? 2 : 1;
      const mark = text.slice(from, at);
      if (mark === "(" || mark === "[" || mark === "{") {
        open.push(found.length);
        push("punctuation", from, at);
        if (mark === "{") braces++;
        else parentheses++;
      } else {
        const wanted = CLOSING[mark];
        if (wanted !== undefined) {
          const opener = open.at(-1);
          const other = opener === undefined ? undefined : found[opener];
          if (other?.text === wanted && opener !== undefined) {
            open.pop();
            other.match = found.length;
            if (mark === "}") braces--;
            else parentheses--;
            push("punctuation", from, at);
            const own = found.at(-1);
            if (own) own.match = opener;
            continue;
          }
        }
        push("punctuation", from, at);
      }
    }
  }
  return found;
}
