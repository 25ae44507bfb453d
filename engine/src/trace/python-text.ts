import type { CommentFact } from "../project/facts.js";
import type { Span } from "../text/span.js";

/** A function or class of a Python text, by indentation. */
export interface PythonDefinition {
  readonly kind: "class" | "function";
  readonly name: string;
  /** With the classes and functions around it: `Pump.set_rate`. */
  readonly qualifiedName: string;
  readonly span: Span;
  readonly nameSpan: Span;
}

/** What tags need to know of a Python text: where its comments and docstrings are, and what they belong to. */
export interface PythonOutline {
  readonly definitions: readonly PythonDefinition[];
  /** Attached to `function` with an index into `definitions`, for functions and classes both; else to the file. */
  readonly comments: readonly CommentFact[];
}

interface OpenDefinition {
  readonly index: number;
  readonly indent: number;
}

const DEFINITION = /(?:async[ \t]+def|def|class)[ \t]+([^\W\d]\w*)/uy;

/** Comments, docstrings and definitions of a Python text, in one pass over its characters. Broken text gives what can be told. */
export function outlineOfPython(text: string): PythonOutline {
  return new PythonText(text).read();
}

class PythonText {
  private readonly definitions: {
    kind: "class" | "function";
    name: string;
    qualifiedName: string;
    start: number;
    end: number;
    nameSpan: Span;
  }[] = [];
  private readonly comments: { span: Span; owner: number; pending: boolean }[] = [];
  private readonly open: OpenDefinition[] = [];
  private at = 0;
  private depth = 0;
  /** True where a string that begins a statement documents what is around it. */
  private expectsDocumentation = true;
  private codeEnd = 0;

  constructor(private readonly text: string) {}

  read(): PythonOutline {
    while (this.at < this.text.length) this.line();
    this.close(-1);
    return {
      definitions: this.definitions.map(({ start, end, ...rest }) => ({ ...rest, span: { start, end } })),
      comments: this.comments.map(({ span, owner }) => ({
        span,
        text: this.text.slice(span.start, span.end),
        attachment: owner < 0 ? { to: "file" } : { to: "function", index: owner, inside: true },
      })),
    };
  }

  /** One logical line: up to a line end outside of brackets and strings. */
  private line(): void {
    const start = this.at;
    while (this.at < this.text.length && (this.text[this.at] === " " || this.text[this.at] === "\t" || this.text[this.at] === "\f"))
      this.at++;
    const indent = this.at - start;
    const first = this.text[this.at];
    if (first === "\n" || first === "\r") {
      this.at++;
      return;
    }
    if (first === "#") {
      this.comment(true);
      return;
    }
    this.close(indent);
    const header = this.header(indent);
    const isDecorator = first === "@";
    if (!isDecorator) this.settlePending(header);
    const documents = this.expectsDocumentation && header === undefined;
    if (!isDecorator) this.expectsDocumentation = header !== undefined;
    this.statement(documents);
    this.codeEnd = this.at;
  }

  private header(indent: number): number | undefined {
    DEFINITION.lastIndex = this.at;
    const match = DEFINITION.exec(this.text);
    const name = match?.[1];
    if (!match || name === undefined) return undefined;
    const outer = this.open.at(-1);
    const around = outer === undefined ? undefined : this.definitions[outer.index]?.qualifiedName;
    const end = this.at + match[0].length;
    const index = this.definitions.length;
    this.definitions.push({
      kind: match[0].startsWith("class") ? "class" : "function",
      name,
      qualifiedName: around === undefined ? name : `${around}.${name}`,
      start: this.at,
      end,
      nameSpan: { start: end - name.length, end },
    });
    this.open.push({ index, indent });
    return index;
  }

  /** Definitions that a statement of this indentation is no longer part of. */
  private close(indent: number): void {
    for (let last = this.open.at(-1); last && last.indent >= indent; last = this.open.at(-1)) {
      const definition = this.definitions[last.index];
      if (definition) definition.end = Math.max(definition.end, this.codeEnd);
      this.open.pop();
    }
  }

  /** Comments that stand directly before a definition belong to it. */
  private settlePending(header: number | undefined): void {
    for (let i = this.comments.length - 1; i >= 0; i--) {
      const comment = this.comments[i];
      if (!comment?.pending) return;
      comment.pending = false;
      if (header !== undefined) comment.owner = header;
    }
  }

  /** A `#` comment; one that has a line of its own goes on with the comment on the line before. */
  private comment(ownLine: boolean): void {
    const newline = this.text.indexOf("\n", this.at);
    const end = newline < 0 ? this.text.length : newline;
    const before = this.comments.at(-1);
    if (ownLine && before?.pending && /^[^\S\n]*\n[^\S\n]*$/.test(this.text.slice(before.span.end, this.at))) {
      before.span = { start: before.span.start, end };
    } else {
      this.comments.push({ span: { start: this.at, end }, owner: this.open.at(-1)?.index ?? -1, pending: ownLine });
    }
    this.at = ownLine ? end + 1 : end;
  }

  private statement(documents: boolean): void {
    let isFirst = true;
    while (this.at < this.text.length) {
      const character = this.text[this.at] ?? "";
      if (character === "\n" && this.depth <= 0) {
        this.depth = 0;
        this.at++;
        return;
      }
      if (character === "#") this.comment(false);
      else if (character === '"' || character === "'") this.string(documents && isFirst);
      else {
        if (character === "\\") this.at++;
        else if ("([{".includes(character)) this.depth++;
        else if (")]}".includes(character)) this.depth--;
        // Letters before the first quote are the string's prefix.
        if (!/[rRuUbBfF]/.test(character)) isFirst = false;
        this.at++;
        continue;
      }
      isFirst = false;
    }
  }

  private string(documents: boolean): void {
    const quote = this.text[this.at] ?? "";
    const isTriple = this.text.startsWith(quote.repeat(3), this.at);
    const start = this.at + (isTriple ? 3 : 1);
    let end = start;
    for (; end < this.text.length; end++) {
      const character = this.text[end];
      if (character === "\\") end++;
      else if (isTriple ? this.text.startsWith(quote.repeat(3), end) : character === quote || character === "\n") break;
    }
    end = Math.min(end, this.text.length);
    if (documents) this.comments.push({ span: { start, end }, owner: this.open.at(-1)?.index ?? -1, pending: false });
    this.at = isTriple ? end + 3 : this.text[end] === "\n" ? end : end + 1;
  }
}
