import { BodyTokens, Tok } from "./body-tokens.js";

/** Statements, brackets and operators inside each other: what is deeper is left to the parser. */
const MAX_DEPTH = 100;

/**
 * Tells bodies of functions that are plain C: those of which the parser is known to read every token, and in which nothing is declared
 * that anybody outside of the function could ask for. It accepts a part of the grammar only, and where it is in doubt it says no.
 */
export class PlainBodies {
  private readonly tokens: BodyTokens;
  private depth = 0;

  constructor(text: string) {
    this.tokens = new BodyTokens(text);
  }

  /** Comments of the body that was read last, as starts and ends in turn. */
  get comments(): readonly number[] {
    return this.tokens.comments;
  }

  /** Where the body that opens at an offset ends, behind its brace; -1 for one that is not plain. */
  endOf(open: number): number {
    const { tokens } = this;
    this.depth = 0;
    tokens.comments.length = 0;
    tokens.from(open);
    tokens.next();
    while (!tokens.is(Tok.CloseBrace)) if (!this.item()) return -1;
    return tokens.end;
  }

  /** Takes the present token where it is of a kind. */
  private take(kind: Tok): boolean {
    if (!this.tokens.is(kind)) return false;
    this.tokens.next();
    return true;
  }

  /** What may stand in a block: a statement or a declaration. */
  private item(): boolean {
    switch (this.tokens.kind) {
      case Tok.Primitive:
      case Tok.Sized:
      case Tok.Tag:
      case Tok.Qualifier:
      case Tok.Storage:
        return this.declaration();
      case Tok.Name:
        return this.beginsDeclaration() ? this.declaration() : this.statement();
      case Tok.Case:
        this.tokens.next();
        return this.expression() && this.take(Tok.Colon);
      case Tok.Default:
        this.tokens.next();
        return this.take(Tok.Colon);
      default:
        return this.statement();
    }
  }

  /** `type name` and `type *name`: the latter is also a product, which both read the same way up to here. */
  private beginsDeclaration(): boolean {
    const { tokens } = this;
    const behind = tokens.peek();
    if (behind === Tok.Name || behind === Tok.Qualifier) return true;
    if (behind !== Tok.Star) return false;
    const { start } = tokens;
    const passed = tokens.comments.length;
    tokens.next();
    while (tokens.is(Tok.Star) || tokens.is(Tok.Qualifier)) tokens.next();
    const isDeclaration = tokens.is(Tok.Name) && DECLARED.has(tokens.peek());
    tokens.comments.length = passed;
    tokens.from(start);
    return isDeclaration;
  }

  private statement(): boolean {
    if (++this.depth > MAX_DEPTH) return false;
    const isPlain = this.statementInside();
    this.depth--;
    return isPlain;
  }

  private statementInside(): boolean {
    const { tokens } = this;
    switch (tokens.kind) {
      case Tok.OpenBrace:
        return this.block();
      case Tok.Semicolon:
        tokens.next();
        return true;
      case Tok.If:
        tokens.next();
        return this.condition() && this.statement() && (!this.take(Tok.Else) || this.statement());
      case Tok.While:
        tokens.next();
        return this.condition() && this.statement();
      case Tok.Do:
        tokens.next();
        return this.statement() && this.take(Tok.While) && this.condition() && this.take(Tok.Semicolon);
      case Tok.For:
        tokens.next();
        return this.forHead() && this.statement();
      case Tok.Switch:
        tokens.next();
        return this.condition() && tokens.is(Tok.OpenBrace) && this.block();
      case Tok.Leave:
        tokens.next();
        return this.take(Tok.Semicolon);
      case Tok.Goto:
        tokens.next();
        return this.take(Tok.Name) && this.take(Tok.Semicolon);
      case Tok.Return:
        tokens.next();
        return this.take(Tok.Semicolon) || (this.expressions() && this.take(Tok.Semicolon));
      case Tok.Name:
        if (tokens.peek() === Tok.Colon) {
          tokens.next();
          tokens.next();
          // A label needs a statement behind it.
          return this.statement();
        }
        return this.expressions() && this.take(Tok.Semicolon);
      default:
        return this.expressions() && this.take(Tok.Semicolon);
    }
  }

  private block(): boolean {
    const { tokens } = this;
    tokens.next();
    while (!tokens.is(Tok.CloseBrace)) if (!this.item()) return false;
    tokens.next();
    return true;
  }

  private condition(): boolean {
    return this.take(Tok.OpenParenthesis) && this.expressions() && this.take(Tok.CloseParenthesis);
  }

  private forHead(): boolean {
    const { tokens } = this;
    if (!this.take(Tok.OpenParenthesis)) return false;
    if (tokens.is(Tok.Semicolon)) tokens.next();
    else if (this.beginsType()) {
      if (!this.declaration()) return false;
    } else if (!this.expressions() || !this.take(Tok.Semicolon)) return false;
    if (!this.take(Tok.Semicolon) && !(this.expressions() && this.take(Tok.Semicolon))) return false;
    return this.take(Tok.CloseParenthesis) || (this.expressions() && this.take(Tok.CloseParenthesis));
  }

  private beginsType(): boolean {
    const { kind } = this.tokens;
    if (kind === Tok.Name) return this.beginsDeclaration();
    return TYPE_WORDS.has(kind) || kind === Tok.Storage;
  }

  /** Declares variables; functions, types and what has no name are not plain. */
  private declaration(): boolean {
    const { tokens } = this;
    while (tokens.is(Tok.Storage) || tokens.is(Tok.Qualifier)) tokens.next();
    if (!this.typeName()) return false;
    while (tokens.is(Tok.Qualifier)) tokens.next();
    do if (!this.declarator()) return false;
    while (this.take(Tok.Comma));
    return this.take(Tok.Semicolon);
  }

  /** A type's own name, without stars. */
  private typeName(): boolean {
    const { tokens } = this;
    if (tokens.is(Tok.Primitive) || tokens.is(Tok.Name)) {
      tokens.next();
      return true;
    }
    if (tokens.is(Tok.Tag)) {
      tokens.next();
      // What is declared behind it is a type of its own where a brace follows.
      return this.take(Tok.Name) && !tokens.is(Tok.OpenBrace);
    }
    if (!tokens.is(Tok.Sized)) return false;
    while (tokens.is(Tok.Sized)) tokens.next();
    if (tokens.is(Tok.Primitive)) tokens.next();
    return true;
  }

  private declarator(): boolean {
    const { tokens } = this;
    while (this.take(Tok.Star)) while (tokens.is(Tok.Qualifier)) tokens.next();
    if (!this.take(Tok.Name)) return false;
    while (tokens.is(Tok.OpenBracket)) {
      tokens.next();
      if (!tokens.is(Tok.CloseBracket) && !this.expression()) return false;
      if (!this.take(Tok.CloseBracket)) return false;
    }
    return !this.take(Tok.Equals) || this.initializer();
  }

  private initializer(): boolean {
    const { tokens } = this;
    if (!tokens.is(Tok.OpenBrace)) return this.expression();
    if (++this.depth > MAX_DEPTH) return false;
    tokens.next();
    do {
      // Behind the last comma.
      if (tokens.is(Tok.CloseBrace)) break;
      if (tokens.is(Tok.Access) && !this.designator()) return false;
      if (!this.initializer()) return false;
    } while (this.take(Tok.Comma));
    this.depth--;
    return this.take(Tok.CloseBrace);
  }

  /** `.member =` */
  private designator(): boolean {
    const { tokens } = this;
    if (tokens.end - tokens.start !== 1) return false;
    tokens.next();
    return this.take(Tok.Name) && this.take(Tok.Equals);
  }

  /** Expressions with commas between them. */
  private expressions(): boolean {
    do if (!this.expression()) return false;
    while (this.take(Tok.Comma));
    return true;
  }

  private expression(mayAssign = true): boolean {
    if (++this.depth > MAX_DEPTH) return false;
    const isPlain = this.expressionInside(mayAssign);
    this.depth--;
    return isPlain;
  }

  private expressionInside(mayAssign: boolean): boolean {
    const { tokens } = this;
    let isPlace = this.operand();
    if (isPlace === undefined) return false;
    for (;;) {
      switch (tokens.kind) {
        case Tok.Equals:
        case Tok.Compound:
          tokens.next();
          // The parser takes names, members, calls and the like on the left alone.
          return isPlace && mayAssign && this.expression();
        case Tok.Question:
          tokens.next();
          return this.expression(false) && this.take(Tok.Colon) && this.expression(false);
        case Tok.Binary:
        case Tok.Star:
        case Tok.Either:
          tokens.next();
          if (this.operand() === undefined) return false;
          isPlace = false;
          break;
        default:
          return true;
      }
    }
  }

  /** An operand with its prefixes and all that is attached to it: whether it can stand on the left of an assignment; `undefined`: not plain. */
  private operand(): boolean | undefined {
    const { tokens } = this;
    switch (tokens.kind) {
      case Tok.Star:
      case Tok.Either: {
        const isPointer = tokens.is(Tok.Star) || tokens.end - tokens.start === 1;
        const isDereference = tokens.is(Tok.Star);
        tokens.next();
        return isPointer && this.prefixed() ? isDereference : undefined;
      }
      case Tok.Prefix:
      case Tok.Step:
        tokens.next();
        return this.prefixed() ? false : undefined;
      case Tok.SizeOf:
        tokens.next();
        return this.sizeOf() ? false : undefined;
      case Tok.OpenParenthesis:
        return this.isType(true) ? this.cast() : this.parenthesized();
      case Tok.Name:
        tokens.next();
        return this.attached(true);
      case Tok.Constant:
      case Tok.Number:
      case Tok.Char:
        tokens.next();
        return this.attached(false);
      case Tok.String:
        // A name behind a text is a macro that is one: `"%" PRIu32`.
        while (tokens.is(Tok.String) || tokens.is(Tok.Name)) tokens.next();
        return this.attached(false);
      default:
        return undefined;
    }
  }

  /** What a prefix or a cast stands before. */
  private prefixed(): boolean {
    if (++this.depth > MAX_DEPTH) return false;
    const isPlain = this.operand() !== undefined;
    this.depth--;
    return isPlain;
  }

  /** Calls, indices, members and steps behind an operand. */
  private attached(isPlaceBefore: boolean): boolean | undefined {
    const { tokens } = this;
    let isPlace = isPlaceBefore;
    for (;;) {
      switch (tokens.kind) {
        case Tok.OpenParenthesis:
          tokens.next();
          if (!this.take(Tok.CloseParenthesis) && !(this.expressions() && this.take(Tok.CloseParenthesis))) return undefined;
          isPlace = true;
          break;
        case Tok.OpenBracket:
          tokens.next();
          if (!this.expression() || !this.take(Tok.CloseBracket)) return undefined;
          isPlace = true;
          break;
        case Tok.Access:
          tokens.next();
          if (!this.take(Tok.Name)) return undefined;
          isPlace = true;
          break;
        case Tok.Step:
          tokens.next();
          isPlace = false;
          break;
        default:
          return isPlace;
      }
    }
  }

  private parenthesized(): boolean | undefined {
    const { tokens } = this;
    tokens.next();
    if (!this.expressions() || !this.take(Tok.CloseParenthesis)) return undefined;
    return this.attached(true);
  }

  /** True at `(` before a type: one of the language, or a name with stars; with `orName` also a name, before what else could only be a syntax error. */
  private isType(orName: boolean): boolean {
    const { tokens } = this;
    const { start } = tokens;
    const passed = tokens.comments.length;
    tokens.next();
    let isType = TYPE_WORDS.has(tokens.kind);
    if (tokens.is(Tok.Name)) {
      tokens.next();
      const hasStars = tokens.is(Tok.Star);
      while (tokens.is(Tok.Star)) tokens.next();
      if (tokens.is(Tok.CloseParenthesis)) {
        tokens.next();
        isType = hasStars || (orName && OPERANDS.has(tokens.kind));
      }
    }
    tokens.comments.length = passed;
    tokens.from(start);
    return isType;
  }

  private cast(): boolean | undefined {
    this.tokens.next();
    return this.typeInParentheses() && this.prefixed() ? false : undefined;
  }

  private sizeOf(): boolean {
    const { tokens } = this;
    if (!tokens.is(Tok.OpenParenthesis)) return this.prefixed();
    const isType = this.isType(false);
    tokens.next();
    if (isType) return this.typeInParentheses() && !ATTACHED.has(tokens.kind);
    if (!this.expression() || !this.take(Tok.CloseParenthesis)) return false;
    // `sizeof(x)[1]` and the like are rare, and read in more than one way.
    return !ATTACHED.has(tokens.kind) && !OPERANDS.has(tokens.kind);
  }

  /** A type with its stars, behind its opening parenthesis. */
  private typeInParentheses(): boolean {
    const { tokens } = this;
    while (tokens.is(Tok.Qualifier)) tokens.next();
    if (!this.typeName()) return false;
    while (tokens.is(Tok.Star) || tokens.is(Tok.Qualifier)) tokens.next();
    return this.take(Tok.CloseParenthesis);
  }
}

const TYPE_WORDS: ReadonlySet<Tok> = new Set([Tok.Primitive, Tok.Sized, Tok.Tag, Tok.Qualifier]);
/** What follows a name that is being declared as a variable. */
const DECLARED: ReadonlySet<Tok> = new Set([Tok.Equals, Tok.Semicolon, Tok.Comma, Tok.OpenBracket]);
/** What can only begin an operand. */
const OPERANDS: ReadonlySet<Tok> = new Set([Tok.Name, Tok.Constant, Tok.Number, Tok.Char, Tok.String, Tok.SizeOf, Tok.Prefix]);
const ATTACHED: ReadonlySet<Tok> = new Set([Tok.OpenParenthesis, Tok.OpenBracket, Tok.OpenBrace, Tok.Access, Tok.Step]);
