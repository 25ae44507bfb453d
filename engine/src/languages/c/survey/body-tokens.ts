/*
 * Tokens of a function's body, one at a time. Made for speed and for doubt: whatever is not plain C as nearly everybody writes it
 * (a backslash at a line's end, a directive, a literal with a prefix, a word of a compiler) is `Odd`, and who reads then gives up.
 */

export const enum Tok {
  Odd,
  /** Behind the text's end. */
  End,
  Name,
  Number,
  String,
  Char,
  /** `(`, `)`, `{` and so on: one kind each. */
  OpenParenthesis,
  CloseParenthesis,
  OpenBrace,
  CloseBrace,
  OpenBracket,
  CloseBracket,
  Semicolon,
  Comma,
  Colon,
  Question,
  /** `.` and `->`. */
  Access,
  /** `=`; an operator such as `+=` is `Compound`. */
  Equals,
  Compound,
  Star,
  /** `&`, `+`, `-`: one operand or two. */
  Either,
  /** `!`, `~`: one operand. */
  Prefix,
  /** Operators of two operands only. */
  Binary,
  /** `++`, `--`. */
  Step,
  /** A type that C or its library names: `int`, `uint8_t`. */
  Primitive,
  /** `unsigned`, `signed`, `long`, `short`. */
  Sized,
  /** `struct`, `union`, `enum`. */
  Tag,
  /** `const`, `volatile`. */
  Qualifier,
  /** `static`, `register`. */
  Storage,
  /** `true`, `NULL`: a value that is no name. */
  Constant,
  If,
  Else,
  While,
  Do,
  For,
  Switch,
  Case,
  Default,
  /** `break`, `continue`. */
  Leave,
  Return,
  Goto,
  SizeOf,
}

const WIDTHS = [8, 16, 32, 64];

/** Words that are no names to the parser. The ones that are not listed by what they are make a body odd. */
const WORDS: ReadonlyMap<string, Tok> = new Map<string, Tok>([
  ...of(Tok.Primitive, "bool char int float double void size_t ssize_t ptrdiff_t intptr_t uintptr_t charptr_t nullptr_t max_align_t"),
  ...WIDTHS.flatMap((width) => of(Tok.Primitive, `int${String(width)}_t uint${String(width)}_t char${String(width)}_t`)),
  ...of(Tok.Sized, "signed unsigned long short"),
  ...of(Tok.Tag, "struct union enum"),
  ...of(Tok.Qualifier, "const volatile"),
  ...of(Tok.Storage, "static register"),
  ...of(Tok.Constant, "true false TRUE FALSE NULL nullptr"),
  ...of(Tok.If, "if"),
  ...of(Tok.Else, "else"),
  ...of(Tok.While, "while"),
  ...of(Tok.Do, "do"),
  ...of(Tok.For, "for"),
  ...of(Tok.Switch, "switch"),
  ...of(Tok.Case, "case"),
  ...of(Tok.Default, "default"),
  ...of(Tok.Leave, "break continue"),
  ...of(Tok.Return, "return"),
  ...of(Tok.Goto, "goto"),
  ...of(Tok.SizeOf, "sizeof"),
  ...of(
    Tok.Odd,
    "typedef extern auto inline __inline __inline__ __forceinline thread_local __thread constexpr restrict __restrict__ __extension__ " +
      "_Atomic _Noreturn noreturn _Nonnull alignas _Alignas alignof _alignof _Alignof __alignof __alignof__ offsetof defined " +
      "__attribute__ __attribute __declspec __based __cdecl __clrcall __stdcall __fastcall __thiscall __vectorcall _unaligned __unaligned " +
      "__try __except __finally __leave _Generic asm __asm __asm__ __volatile__",
  ),
]);

function of(kind: Tok, words: string): [string, Tok][] {
  return words.split(" ").map((word) => [word, kind]);
}

/** True for a word that is read as a name where one is expected. */
export function isName(word: string): boolean {
  return !WORDS.has(word);
}

/** Reads the tokens of a text from any offset on. */
export class BodyTokens {
  /** The present token. */
  kind: Tok = Tok.Odd;
  start = 0;
  end = 0;
  /** Comments that were passed, as starts and ends in turn. */
  readonly comments: number[] = [];

  constructor(private readonly text: string) {}

  is(kind: Tok): boolean {
    return this.kind === kind;
  }

  /** Goes to the token at or behind an offset. */
  from(offset: number): void {
    this.end = offset;
    this.next();
  }

  next(): void {
    this.start = this.skipLayout(this.end);
    this.kind = this.read(this.start);
  }

  /** Kind of the token behind the present one, which stays. */
  peek(): Tok {
    const { kind, start, end, comments } = this;
    const passed = comments.length;
    this.next();
    const found = this.kind;
    this.kind = kind;
    this.start = start;
    this.end = end;
    comments.length = passed;
    return found;
  }

  private skipLayout(from: number): number {
    const { text } = this;
    let at = from;
    for (;;) {
      const c = text.charCodeAt(at);
      if (c === 32 || (c >= 9 && c <= 13)) {
        at++;
        continue;
      }
      if (c !== 47) return at;
      const behind = this.commentEnd(at);
      if (behind < 0) return at;
      this.comments.push(at, behind);
      at = behind;
    }
  }

  /** Where the comment at an offset ends; -1 where there is none, or one that is odd. */
  private commentEnd(at: number): number {
    const { text } = this;
    const second = text.charCodeAt(at + 1);
    if (second === 42) {
      const close = text.indexOf("*/", at + 2);
      return close < 0 ? -1 : close + 2;
    }
    if (second !== 47) return -1;
    const feed = text.indexOf("\n", at);
    const end = feed < 0 ? text.length : feed;
    return text.slice(at, end).includes("\\") ? -1 : end;
  }

  private read(start: number): Tok {
    const c = this.text.charCodeAt(start);
    if (isLetter(c)) return this.word(start);
    if (c >= 48 && c <= 57) return this.number(start);
    const second = this.text.charCodeAt(start + 1);
    this.end = start + 1;
    switch (c) {
      case 40:
        return Tok.OpenParenthesis;
      case 41:
        return Tok.CloseParenthesis;
      case 123:
        return Tok.OpenBrace;
      case 125:
        return Tok.CloseBrace;
      case 91:
        return Tok.OpenBracket;
      case 93:
        return Tok.CloseBracket;
      case 59:
        return Tok.Semicolon;
      case 44:
        return Tok.Comma;
      case 58:
        return Tok.Colon;
      case 63:
        return Tok.Question;
      case 126:
        return Tok.Prefix;
      case 46:
        return isLetter(second) ? Tok.Access : Tok.Odd;
      case 34:
        return this.quoted(start, 34, Tok.String);
      case 39:
        return this.quoted(start, 39, Tok.Char);
      case 61:
        return second === 61 ? this.long(2, Tok.Binary) : Tok.Equals;
      case 33:
        return second === 61 ? this.long(2, Tok.Binary) : Tok.Prefix;
      case 42:
        return second === 61 ? this.long(2, Tok.Compound) : Tok.Star;
      case 43:
        return second === 43 ? this.long(2, Tok.Step) : second === 61 ? this.long(2, Tok.Compound) : Tok.Either;
      case 45:
        if (second === 62) return this.long(2, Tok.Access);
        return second === 45 ? this.long(2, Tok.Step) : second === 61 ? this.long(2, Tok.Compound) : Tok.Either;
      case 38:
        return second === 38 ? this.long(2, Tok.Binary) : second === 61 ? this.long(2, Tok.Compound) : Tok.Either;
      case 124:
        return second === 124 ? this.long(2, Tok.Binary) : second === 61 ? this.long(2, Tok.Compound) : Tok.Binary;
      case 47:
        // A comment that is odd stands here as well.
        if (second === 47 || second === 42) return Tok.Odd;
        return second === 61 ? this.long(2, Tok.Compound) : Tok.Binary;
      case 37:
        // `%>` and `%:` are other spellings of a brace and a hash.
        if (second === 62 || second === 58) return Tok.Odd;
        return second === 61 ? this.long(2, Tok.Compound) : Tok.Binary;
      case 94:
        return second === 61 ? this.long(2, Tok.Compound) : Tok.Binary;
      case 60:
      case 62:
        if (c === 60 && (second === 58 || second === 37)) return Tok.Odd;
        if (second === c) return this.text.charCodeAt(start + 2) === 61 ? this.long(3, Tok.Compound) : this.long(2, Tok.Binary);
        return second === 61 ? this.long(2, Tok.Binary) : Tok.Binary;
      default:
        return start >= this.text.length ? Tok.End : Tok.Odd;
    }
  }

  private long(length: number, kind: Tok): Tok {
    this.end = this.start + length;
    return kind;
  }

  private word(start: number): Tok {
    const { text } = this;
    let at = start + 1;
    let c = text.charCodeAt(at);
    while (isLetter(c) || (c >= 48 && c <= 57)) c = text.charCodeAt(++at);
    this.end = at;
    // A literal with a prefix, or a letter beyond ASCII.
    if (c === 34 || c === 39 || c > 126 || c === 36) return Tok.Odd;
    return WORDS.get(text.slice(start, at)) ?? Tok.Name;
  }

  private number(start: number): Tok {
    const { text } = this;
    NUMBER.lastIndex = start;
    if (!NUMBER.test(text)) return Tok.Odd;
    this.end = NUMBER.lastIndex;
    const c = text.charCodeAt(this.end);
    return isLetter(c) || (c >= 48 && c <= 57) || c === 46 || c === 39 || c > 126 ? Tok.Odd : Tok.Number;
  }

  private quoted(start: number, quote: number, kind: Tok): Tok {
    const { text } = this;
    for (let at = start + 1; ;) {
      const c = text.charCodeAt(at);
      if (c === quote) {
        this.end = at + 1;
        // An empty character is none.
        return kind === Tok.Char && at === start + 1 ? Tok.Odd : kind;
      }
      // Where the text ends there is no number.
      if (c === 10 || c === 13 || !(c >= 0)) return Tok.Odd;
      if (c !== 92) {
        at++;
        continue;
      }
      const escaped = text.charCodeAt(at + 1);
      if (!PLAIN_ESCAPES.includes(escaped) && !(escaped === 120 && isHex(text.charCodeAt(at + 2)))) return Tok.Odd;
      at += 2;
    }
  }
}

const NUMBER = /0[xX][0-9a-fA-F]+[uUlL]*|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?[fF]?[uUlL]*/y;

/** What may follow a backslash: `0abfnrtv\'"?` */
const PLAIN_ESCAPES = [48, 97, 98, 102, 110, 114, 116, 118, 92, 39, 34, 63];

function isLetter(c: number): boolean {
  return (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || c === 95;
}

function isHex(c: number): boolean {
  return (c >= 48 && c <= 57) || (c >= 97 && c <= 102) || (c >= 65 && c <= 70);
}
