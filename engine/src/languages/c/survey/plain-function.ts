import type { Span } from "../../../text/span.js";
import { BodyTokens, Tok } from "./body-tokens.js";
import type { PlainBodies } from "./plain-body.js";

/** A function definition of which every token is plain C. */
export interface PlainFunction {
  readonly span: Span;
  readonly nameSpan: Span;
  /** Where its body opens. */
  readonly body: number;
  readonly isStatic: boolean;
}

/**
 * Tells function definitions that are plain C from their first word to the closing brace: `static`, a type, a name, parameters that
 * are types with names, and a plain body. As with bodies, it says no where it is in doubt.
 */
export class PlainFunctions {
  private readonly tokens: BodyTokens;

  constructor(
    private readonly text: string,
    private readonly bodies: PlainBodies,
  ) {
    this.tokens = new BodyTokens(text);
  }

  /** Comments of the definition that was read last, as starts and ends in turn. */
  get comments(): readonly number[] {
    return [...this.tokens.comments, ...this.bodies.comments];
  }

  /** The definition that begins at an offset, where a declaration may begin; `undefined` for what is not plain. */
  at(start: number): PlainFunction | undefined {
    const { tokens } = this;
    tokens.comments.length = 0;
    tokens.from(start);
    let isStatic = false;
    while (this.isSpecifier()) {
      isStatic ||= this.text.startsWith("static", tokens.start);
      tokens.next();
    }
    if (!this.type()) return undefined;
    const nameSpan = { start: tokens.start, end: tokens.end };
    if (!this.take(Tok.Name) || !this.take(Tok.OpenParenthesis)) return undefined;
    if (!this.take(Tok.CloseParenthesis) && !this.parameters()) return undefined;
    if (!tokens.is(Tok.OpenBrace)) return undefined;
    const body = tokens.start;
    const end = this.bodies.endOf(body);
    return end < 0 ? undefined : { span: { start, end }, nameSpan, body, isStatic };
  }

  private isSpecifier(): boolean {
    const { tokens, text } = this;
    return tokens.is(Tok.Qualifier) || SPECIFIERS.has(text.slice(tokens.start, tokens.end));
  }

  private take(kind: Tok): boolean {
    if (!this.tokens.is(kind)) return false;
    this.tokens.next();
    return true;
  }

  /** A type with its stars, as it stands before a name. */
  private type(): boolean {
    const { tokens } = this;
    while (tokens.is(Tok.Qualifier)) tokens.next();
    if (tokens.is(Tok.Tag)) {
      tokens.next();
      if (!this.take(Tok.Name)) return false;
    } else if (tokens.is(Tok.Sized)) {
      while (tokens.is(Tok.Sized)) tokens.next();
      this.take(Tok.Primitive);
    } else if (!this.take(Tok.Primitive) && !this.take(Tok.Name)) return false;
    while (tokens.is(Tok.Qualifier) || tokens.is(Tok.Star)) tokens.next();
    return true;
  }

  /** Parameters up to behind their closing parenthesis. */
  private parameters(): boolean {
    const { tokens } = this;
    for (;;) {
      if (!this.type()) return false;
      this.take(Tok.Name);
      while (this.take(Tok.OpenBracket)) {
        if (tokens.is(Tok.Number) || tokens.is(Tok.Name)) tokens.next();
        if (!this.take(Tok.CloseBracket)) return false;
      }
      if (this.take(Tok.CloseParenthesis)) return true;
      if (!this.take(Tok.Comma)) return false;
    }
  }
}

const SPECIFIERS: ReadonlySet<string> = new Set(["static", "inline"]);
