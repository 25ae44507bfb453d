import { commentEnd, quoteEnd } from "../preprocessor/conditionals.js";
import { PlainBodies } from "./plain-body.js";

/** A text in which the insides of bodies are spaces, as long as before; comments stay. */
export interface TextWithoutBodies {
  readonly text: string;
  /** Where the bodies open that were left out. */
  readonly opens: readonly number[];
  /** How much of the code was left out: from 0 to 1. */
  readonly share: number;
}

/** Leaves out what stands in plain bodies: in braces behind a parenthesis, outside of any other body. */
export function withoutPlainBodies(text: string): TextWithoutBodies {
  const bodies = new PlainBodies(text);
  const parts: string[] = [];
  const opens: number[] = [];
  let kept = 0;
  let commented = 0;
  let left = 0;
  const leaveOut = (open: number, end: number): void => {
    opens.push(open);
    let from = open + 1;
    parts.push(text.slice(kept, from));
    const { comments } = bodies;
    for (let i = 0; i < comments.length; i += 2) {
      const start = comments[i] ?? from;
      const close = comments[i + 1] ?? from;
      // The line break ends a line comment.
      const behind = text.charCodeAt(close) === FEED ? close + 1 : close;
      parts.push(" ".repeat(start - from), text.slice(start, behind));
      left += start - from;
      commented += behind - start;
      from = behind;
    }
    parts.push(" ".repeat(end - 1 - from));
    left += end - 1 - from;
    kept = end - 1;
  };
  /** The last character that is neither layout nor comment. */
  let last = 0;
  for (let at = 0; at < text.length;) {
    const c = text.charCodeAt(at);
    if (c === SLASH && (text.charCodeAt(at + 1) === SLASH || text.charCodeAt(at + 1) === STAR)) {
      const behind = commentEnd(text, at);
      commented += behind - at;
      at = behind;
      continue;
    }
    if (c === QUOTE || c === APOSTROPHE) at = quoteEnd(text, at);
    else if (c === HASH) at = directiveEnd(text, at);
    else if (c === BRACE && last === PARENTHESIS) {
      const end = bodies.endOf(at);
      if (end >= 0) leaveOut(at, end);
      at = end >= 0 ? end : closingBrace(text, at);
    } else at++;
    if (c > SPACE) last = c;
  }
  if (opens.length === 0) return { text, opens, share: 0 };
  parts.push(text.slice(kept));
  return { text: parts.join(""), opens, share: left / (text.length - commented) };
}

/** Behind the brace that closes a body which the parser has to read. */
function closingBrace(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length;) {
    const c = text.charCodeAt(at);
    if (c === SLASH && (text.charCodeAt(at + 1) === SLASH || text.charCodeAt(at + 1) === STAR)) at = commentEnd(text, at);
    else if (c === QUOTE || c === APOSTROPHE) at = quoteEnd(text, at);
    else if (c === HASH) at = directiveEnd(text, at);
    else {
      at++;
      if (c === BRACE) depth++;
      else if (c === CLOSING_BRACE && --depth === 0) return at;
    }
  }
  return text.length;
}

/** The end of a directive's line, or of the last one that continues it. */
function directiveEnd(text: string, hash: number): number {
  for (let at = hash; ;) {
    const feed = text.indexOf("\n", at);
    if (feed < 0) return text.length;
    const before = text.charCodeAt(feed - 1) === 13 ? feed - 2 : feed - 1;
    if (text.charCodeAt(before) !== BACKSLASH) return feed;
    at = feed + 1;
  }
}

const FEED = 10;
const SPACE = 32;
const QUOTE = 34;
const HASH = 35;
const APOSTROPHE = 39;
const PARENTHESIS = 41;
const STAR = 42;
const SLASH = 47;
const BACKSLASH = 92;
const BRACE = 123;
const CLOSING_BRACE = 125;
