import type { Span } from "../../../text/span.js";
import { commentEnd, quoteEnd } from "../preprocessor/conditionals.js";
import { PlainBodies } from "./plain-body.js";
import { PlainFunctions, type PlainFunction } from "./plain-function.js";

/** What of a text the parser has to read, and what is known without it. */
export interface ShownText {
  /** Ranges that the parser has to read. */
  readonly ranges: readonly Span[];
  /** Where the bodies open that were left out of functions which the parser reads. */
  readonly opens: readonly number[];
  /** Functions that were left out, in text order. */
  readonly functions: readonly PlainFunction[];
  /** Comments that were left out. */
  readonly comments: readonly Span[];
  /** How much of the code was left out: from 0 to 1. */
  readonly share: number;
}

/**
 * Leaves out plain functions where a declaration may begin, the comments between them, and what stands in other plain bodies: in braces
 * behind a parenthesis, outside of any other body.
 */
export function shownText(text: string): ShownText {
  return new Showing(text).run();
}

class Showing {
  private readonly bodies: PlainBodies;
  private readonly plain: PlainFunctions;
  private readonly ranges: Span[] = [];
  private readonly opens: number[] = [];
  private readonly functions: PlainFunction[] = [];
  private readonly comments: Span[] = [];
  /** Where the range begins that is being shown; -1: nothing but layout since the last one. */
  private from = -1;
  private left = 0;
  private commented = 0;
  /** Brackets that are open; below 0 nobody knows. */
  private depth = 0;
  /** True where a declaration may begin. */
  private begins = true;
  /** True behind `=`: a parenthesis and braces are then no function. */
  private assigned = false;

  constructor(private readonly text: string) {
    this.bodies = new PlainBodies(text);
    this.plain = new PlainFunctions(text, this.bodies);
  }

  run(): ShownText {
    const { text, ranges, opens, functions, comments } = this;
    /** The last character that is neither layout nor comment. */
    let last = 0;
    for (let at = 0; at < text.length;) {
      const c = text.charCodeAt(at);
      if (c <= SPACE) {
        at++;
        continue;
      }
      const isComment = c === SLASH && (text.charCodeAt(at + 1) === SLASH || text.charCodeAt(at + 1) === STAR);
      at = isComment ? this.comment(at) : this.code(at, c, last);
      if (!isComment) last = c;
    }
    if (this.from >= 0) ranges.push({ start: this.from, end: text.length });
    const share = this.left === 0 ? 0 : this.left / (text.length - this.commented);
    return { ranges, opens, functions, comments, share };
  }

  /** Passes a comment; gives where it ends. */
  private comment(at: number): number {
    const end = commentEnd(this.text, at);
    this.commented += end - at;
    // What the text's end cuts off is an error, which the parser has to tell.
    const isWhole = this.text.charCodeAt(at + 1) === SLASH || (this.text.startsWith("*/", end - 2) && end - at >= 4);
    if (this.begins && this.depth === 0 && isWhole) {
      this.hide(at);
      this.comments.push({ start: at, end });
    } else this.show(at);
    return end;
  }

  /** Passes a function, a body, a directive, a text or a single character; gives what follows it. */
  private code(at: number, c: number, last: number): number {
    const { text } = this;
    if (this.begins && this.depth === 0 && c !== HASH) {
      const found = this.plain.at(at);
      if (found) {
        this.hide(at);
        this.functions.push(found);
        this.leaveOut(at, found.span.end, this.plain.comments);
        return found.span.end;
      }
    }
    this.show(at);
    if (c === HASH) {
      const end = directiveEnd(text, at);
      // Where a comment begins in its line and ends in another, what is code is the parser's to say.
      if (opensComment(text, at, end)) this.depth = -Infinity;
      return end;
    }
    if (c === BRACE && last === PARENTHESIS) {
      const end = this.bodies.endOf(at);
      if (end >= 0) this.leaveOutBody(at, end);
      this.begins = !this.assigned;
      return end >= 0 ? end : closingBrace(text, at);
    }
    this.begins = c === SEMICOLON && this.depth === 0;
    if (this.begins) this.assigned = false;
    else if (c === EQUALS) this.assigned = true;
    if (c === QUOTE || c === APOSTROPHE) return quoteEnd(text, at);
    if (c === BRACE || c === PARENTHESIS - 1 || c === BRACKET) this.depth++;
    else if ((c === CLOSING_BRACE || c === PARENTHESIS || c === CLOSING_BRACKET) && --this.depth < 0) this.depth = -Infinity;
    return at + 1;
  }

  private leaveOutBody(open: number, end: number): void {
    this.opens.push(open);
    this.hide(open + 1);
    this.leaveOut(open + 1, end - 1, this.bodies.comments);
    this.from = end - 1;
  }

  private leaveOut(from: number, to: number, comments: readonly number[]): void {
    this.left += to - from;
    for (let i = 0; i < comments.length; i += 2) {
      const [start = from, end = from] = [comments[i], comments[i + 1]];
      this.comments.push({ start, end });
      this.left -= end - start;
      this.commented += end - start;
    }
  }

  private show(at: number): void {
    if (this.from < 0) this.from = at;
  }

  private hide(at: number): void {
    if (this.from >= 0) this.ranges.push({ start: this.from, end: at });
    this.from = -1;
  }
}

/** Behind the brace that closes a body which the parser has to read. */
function closingBrace(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length;) {
    const c = text.charCodeAt(at);
    if (c === SLASH && (text.charCodeAt(at + 1) === SLASH || text.charCodeAt(at + 1) === STAR)) at = commentEnd(text, at);
    else if (c === QUOTE || c === APOSTROPHE) at = quoteEnd(text, at);
    else if (c === HASH) {
      const end = directiveEnd(text, at);
      if (opensComment(text, at, end)) return text.length;
      at = end;
    } else {
      at++;
      if (c === BRACE) depth++;
      else if (c === CLOSING_BRACE && --depth === 0) return at;
    }
  }
  return text.length;
}

function opensComment(text: string, start: number, end: number): boolean {
  const line = text.slice(start, end);
  const open = line.lastIndexOf("/*");
  return open >= 0 && !line.includes("*/", open + 2);
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

const SPACE = 32;
const QUOTE = 34;
const HASH = 35;
const APOSTROPHE = 39;
const PARENTHESIS = 41;
const STAR = 42;
const SLASH = 47;
const BACKSLASH = 92;
const SEMICOLON = 59;
const EQUALS = 61;
const BRACKET = 91;
const CLOSING_BRACKET = 93;
const BRACE = 123;
const CLOSING_BRACE = 125;
