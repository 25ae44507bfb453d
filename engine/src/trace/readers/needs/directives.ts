import { LineIndex } from "../../../text/line-index.js";
import type { Span } from "../../../text/span.js";
import type { StatedAttribute } from "../item-builder.js";

/** A directive of reStructuredText or MyST with the place of each of its parts. */
export interface Directive {
  /** As written: `req`, `std:doc`. */
  readonly name: string;
  /** What follows on the directive's line and the lines that continue it: the title. */
  readonly argument: string;
  readonly argumentSpan: Span;
  readonly options: readonly StatedAttribute[];
  /** Lines below the options, without those of directives in it that were asked for. */
  readonly contentSpans: readonly Span[];
  readonly span: Span;
  /** The innermost directive around it that was asked for. */
  readonly parent: Directive | undefined;
}

interface OpenDirective {
  readonly name: string;
  readonly argument: string;
  readonly argumentSpan: Span;
  readonly options: StatedAttribute[];
  readonly contentSpans: Span[];
  readonly span: { readonly start: number; end: number };
  readonly parent: OpenDirective | undefined;
  readonly indent: number;
  readonly isWanted: boolean;
}

const DIRECTIVE = /^\.\.[ \t]+([A-Za-z][\w.+:-]{0,60}?)::(?:[ \t]+|$)/;
const OPTION = /^:([A-Za-z+-][\w .+-]{0,60}):(?:[ \t]+|$)/;
/** Directives whose content is shown as it is, and comments: what looks like a directive in them is none. */
const LITERAL = /^(?:code|code-block|sourcecode|literalinclude|parsed-literal|highlight|math|raw|uml|graphviz|mermaid|prompt|program-output|jinja|needuml|needarch|list-table|csv-table|toctree)$/; // prettier-ignore
const MAX_DEPTH = 100;

/** Directives of a reStructuredText in text order; `isWanted` tells those whose content is kept apart from that of the ones around them. */
export function directivesOfRst(text: string, isWanted: (name: string) => boolean): Directive[] {
  const lines = new LineIndex(text);
  return new RstScan(text, lines, isWanted).read(0, lines.lineCount);
}

class RstScan {
  private readonly found: OpenDirective[] = [];
  private readonly stack: OpenDirective[] = [];

  constructor(
    private readonly text: string,
    private readonly lines: LineIndex,
    private readonly isWanted: (name: string) => boolean,
  ) {}

  read(first: number, end: number): Directive[] {
    // Lines that are indented deeper than this belong to a literal block or a comment.
    let literal: number | undefined;
    for (let line = first; line < end; line++) {
      const start = this.lines.lineStart(line);
      const stop = this.lines.lineEnd(line);
      const indent = indentOf(this.text, start, stop);
      if (start + indent >= stop) {
        this.append(start, stop);
        continue;
      }
      if (literal !== undefined && indent > literal) {
        this.append(start, stop);
        continue;
      }
      literal = undefined;
      this.close(indent);
      const rest = this.text.slice(start + indent, stop);
      const match = DIRECTIVE.exec(rest);
      if (match?.[1]) {
        line = this.open(match[1], line, indent, match[0].length, end) - 1;
        if (LITERAL.test(match[1])) literal = indent;
      } else {
        this.append(start, stop);
        if (/^\.\.(?:[ \t]|$)/.test(rest) && !/^\.\.[ \t]+[_|[]/.test(rest)) literal = indent;
        else if (rest.endsWith("::")) literal = indent;
      }
    }
    this.close(-1);
    return this.found;
  }

  /** Reads a directive's head; the line behind it. */
  private open(name: string, line: number, indent: number, headLength: number, end: number): number {
    const start = this.lines.lineStart(line);
    const argumentStart = start + indent + headLength;
    const argument = [this.text.slice(argumentStart, this.lines.lineEnd(line)).trim()];
    let argumentEnd = this.lines.lineEnd(line);
    let next = line + 1;
    for (; next < end; next++) {
      const from = this.lines.lineStart(next);
      const to = this.lines.lineEnd(next);
      const inner = indentOf(this.text, from, to);
      const rest = this.text.slice(from + inner, to);
      if (rest.trim() === "" || inner <= indent || OPTION.test(rest)) break;
      argument.push(rest.trim());
      argumentEnd = to;
    }
    const { options, next: behind } = optionsFrom(this.text, this.lines, next, end, indent + 1);
    const parent = [...this.stack].reverse().find((each) => each.isWanted);
    const directive: OpenDirective = {
      name,
      argument: argument.filter((part) => part !== "").join(" "),
      argumentSpan: trimmed(this.text, argumentStart, argumentEnd),
      options,
      contentSpans: [],
      span: { start: start + indent, end: Math.max(argumentEnd, this.lines.lineEnd(behind - 1)) },
      parent,
      indent,
      isWanted: this.isWanted(name) && this.stack.length < MAX_DEPTH,
    };
    this.found.push(directive);
    this.stack.push(directive);
    return behind;
  }

  private close(indent: number): void {
    for (let top = this.stack.at(-1); top && top.indent >= indent; top = this.stack.at(-1)) {
      this.stack.pop();
      const around = this.stack.at(-1);
      if (around) around.span.end = Math.max(around.span.end, top.span.end);
    }
  }

  /** Gives a line to the innermost directive whose content is kept apart. */
  private append(start: number, end: number): void {
    for (let i = this.stack.length - 1; i >= 0; i--) {
      const directive = this.stack[i];
      if (!directive) continue;
      const isBlank = this.text.slice(start, end).trim() === "";
      if (!isBlank) directive.span.end = end;
      if (!directive.isWanted) continue;
      directive.contentSpans.push({ start, end });
      return;
    }
  }
}

/** `:name: value` lines, each with the deeper lines that continue it. */
function optionsFrom(
  text: string,
  lines: LineIndex,
  first: number,
  end: number,
  atLeast: number,
): { readonly options: StatedAttribute[]; readonly next: number } {
  const options: StatedAttribute[] = [];
  let line = first;
  while (line < end) {
    const start = lines.lineStart(line);
    const stop = lines.lineEnd(line);
    const indent = indentOf(text, start, stop);
    const match = indent < atLeast ? null : OPTION.exec(text.slice(start + indent, stop));
    if (!match?.[1]) break;
    let last = stop;
    let next = line + 1;
    for (; next < end; next++) {
      const from = lines.lineStart(next);
      const to = lines.lineEnd(next);
      const inner = indentOf(text, from, to);
      if (from + inner >= to || inner <= indent) break;
      last = to;
    }
    const nameStart = start + indent + 1;
    const valueSpan = trimmed(text, start + indent + match[0].length, last);
    options.push({
      name: match[1].trim(),
      value: text.slice(valueSpan.start, valueSpan.end).replace(/\s+/g, " "),
      nameSpan: { start: nameStart, end: nameStart + match[1].length },
      valueSpan,
    });
    line = next;
  }
  return { options, next: line };
}

const FENCE = /^[ \t]*(`{3,}|~{3,}|:{3,})(?:\{([\w.+:-]{1,60})\}[ \t]*)?/;

interface Fence {
  readonly mark: string;
  readonly directive: OpenDirective | undefined;
  /** What is inside is shown, not read. */
  readonly isLiteral: boolean;
  /** First line of a block that holds reStructuredText. */
  readonly rst: number | undefined;
}

/** Directives of a MyST Markdown: fences of backticks, tildes or colons with a name in braces; `{eval-rst}` holds reStructuredText. */
export function directivesOfMyst(text: string, isWanted: (name: string) => boolean): Directive[] {
  const lines = new LineIndex(text);
  const found: Directive[] = [];
  const stack: Fence[] = [];
  for (let line = 0; line < lines.lineCount; line++) {
    const start = lines.lineStart(line);
    const stop = lines.lineEnd(line);
    const match = FENCE.exec(text.slice(start, stop));
    const mark = match?.[1] ?? "";
    const top = stack.at(-1);
    const closes = top !== undefined && mark.startsWith(top.mark) && text.slice(start, stop).trim() === mark;
    if (closes) {
      stack.pop();
      if (top.directive) top.directive.span.end = stop;
      if (top.rst !== undefined) for (const each of new RstScan(text, lines, isWanted).read(top.rst, line)) found.push(each);
      continue;
    }
    if (mark === "" || top?.isLiteral === true || stack.length >= MAX_DEPTH) {
      const inner = innermost(stack);
      if (inner) {
        inner.contentSpans.push({ start, end: stop });
        inner.span.end = stop;
      }
      continue;
    }
    const name = match?.[2];
    if (name === undefined) {
      stack.push({ mark, directive: undefined, isLiteral: true, rst: undefined });
      continue;
    }
    if (name === "eval-rst") {
      stack.push({ mark, directive: undefined, isLiteral: true, rst: line + 1 });
      continue;
    }
    const { options, next } = mystOptions(text, lines, line + 1);
    const argumentStart = start + (match?.[0].length ?? 0);
    const argumentSpan = trimmed(text, argumentStart, stop);
    const directive: OpenDirective = {
      name,
      argument: text.slice(argumentSpan.start, argumentSpan.end),
      argumentSpan,
      options,
      contentSpans: [],
      span: { start, end: lines.lineEnd(next - 1) },
      parent: innermost(stack),
      indent: 0,
      isWanted: isWanted(name),
    };
    found.push(directive);
    stack.push({ mark, directive, isLiteral: LITERAL.test(name), rst: undefined });
    line = next - 1;
  }
  return found;
}

function innermost(stack: readonly Fence[]): OpenDirective | undefined {
  for (let i = stack.length - 1; i >= 0; i--) if (stack[i]?.directive?.isWanted === true) return stack[i]?.directive;
  return undefined;
}

/** Options as `:name: value` lines, or as `name: value` lines between two lines `---`. */
function mystOptions(text: string, lines: LineIndex, first: number): { readonly options: StatedAttribute[]; readonly next: number } {
  if (first >= lines.lineCount || lines.lineText(first).trim() !== "---") return optionsFrom(text, lines, first, lines.lineCount, 0);
  const options: StatedAttribute[] = [];
  for (let line = first + 1; line < lines.lineCount; line++) {
    const start = lines.lineStart(line);
    const written = lines.lineText(line);
    if (written.trim() === "---") return { options, next: line + 1 };
    const match = /^([A-Za-z][\w-]{0,60}):[ \t]*/.exec(written);
    if (!match?.[1]) continue;
    const valueSpan = trimmed(text, start + match[0].length, lines.lineEnd(line));
    const value = text.slice(valueSpan.start, valueSpan.end);
    options.push({ name: match[1], value, nameSpan: { start, end: start + match[1].length }, valueSpan });
  }
  // Never closed: it was no block of options.
  return { options: [], next: first };
}

/** A directive's own text, without the indentation that all its lines have. */
export function contentOf(text: string, directive: Directive): string {
  const written = directive.contentSpans.map(({ start, end }) => text.slice(start, end).trimEnd());
  const indents = written.filter((line) => line !== "").map((line) => indentOf(line, 0, line.length));
  const common = indents.reduce((least, indent) => Math.min(least, indent), Number.MAX_SAFE_INTEGER);
  return written
    .map((line) => line.slice(common))
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .replace(/^\n+|\n+$/g, "");
}

function indentOf(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && (text[at] === " " || text[at] === "\t")) at++;
  return at - start;
}

function trimmed(text: string, start: number, end: number): Span {
  while (start < end && /\s/.test(text.charAt(start))) start++;
  while (end > start && /\s/.test(text.charAt(end - 1))) end--;
  return { start, end };
}
