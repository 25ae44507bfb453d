import type { Language } from "../../../text/document.js";
import type { Span } from "../../../text/span.js";
import { evaluateCondition, type Truth } from "./conditions.js";
import { MacroTable, type BuildEnvironment } from "./macro-table.js";

/** A conditional of which the build decides, and the build is not at hand. */
export interface UndecidedCondition {
  /** The directive with which the conditional begins. */
  readonly span: Span;
  readonly condition: string;
}

export interface ConditionalPlan {
  /** Code that is not part of the program, with its comments; in text order, and never overlapping {@link directives}. */
  readonly dead: readonly Span[];
  /** Code of branches that were not chosen, although a build could choose them: their comments stay. */
  readonly unchosen: readonly Span[];
  /** Directive lines that the parser should not see. */
  readonly directives: readonly Span[];
  /** All lines of conditionals that stay. */
  readonly kept: readonly Span[];
  readonly undecided: readonly UndecidedCondition[];
  /** Offsets between top-level declarations, ascending: a piece between two of them can be repaired alone. */
  readonly seams: readonly number[];
}

/** Names of what is declared, on the line of the brace that ends its type. */
const DECLARATORS = /[ \t]*(?:[A-Za-z_]\w*[ \t]+)*\*?[A-Za-z_]\w*[ \t]*[;,=[(]/y;

interface Layout {
  braces: number;
  parentheses: number;
  /** Last character of code; 0 when there is none, or a directive stands there. */
  last: number;
  /** How many initializer lists are open. */
  lists: number;
}

interface Branch {
  readonly directive: Span;
  /** Whether it is the program, given the branches before it. */
  readonly truth: Truth;
  readonly hopeful: boolean;
  readonly start: number;
  end: number;
  /** Layout at its end. */
  layout: Layout;
  code: number;
  readonly beginsWithElse: boolean;
  /** It closes more than it opens. */
  dips: boolean;
}

interface Group {
  readonly outer: Layout;
  readonly condition: string;
  readonly branches: Branch[];
  readonly uncertain: boolean;
  lowestBraces: number;
  lowestParentheses: number;
  code: number;
}

const DIRECTIVE = /[ \t\f\v]*#[ \t]*([a-z_]+)/y;
const DEFINITION = /^\s*([A-Za-z_$][\w$]*)(\(([^)]*)\))?/;

/**
 * Reads the conditionals of a text in one pass over its characters. What is known to be false is dead. A conditional that nobody
 * can decide stays as it is where each branch is whole in itself (the tree holds both, the flow analysis forks); where its
 * branches split a statement, a list or a declaration, only one is kept: the one that is reached when unknown macros are defined.
 */
export function planConditionals(text: string, language: Language, environment: BuildEnvironment): ConditionalPlan {
  return new Scan(text, new MacroTable(language, environment)).run();
}

class Scan {
  private readonly dead: Span[] = [];
  private readonly unchosen: Span[] = [];
  private readonly directives: Span[] = [];
  private readonly kept: Span[] = [];
  private readonly undecided: UndecidedCondition[] = [];
  private readonly seams: number[] = [];
  private readonly groups: Group[] = [];
  private layout: Layout = { braces: 0, parentheses: 0, last: 0, lists: 0 };
  /** Of each open brace: 0 a block, 1 an initializer list, 2 one that holds top-level declarations. */
  private readonly braceKinds: number[] = [];
  private at = 0;

  constructor(
    private readonly text: string,
    private readonly macros: MacroTable,
  ) {}

  run(): ConditionalPlan {
    const { text } = this;
    let lineBegins = true;
    while (this.at < text.length) {
      const c = text.charCodeAt(this.at);
      if (c === 10 || c === 13) {
        lineBegins = true;
        this.at++;
      } else if (c === 32 || c === 9) this.at++;
      else if (c === HASH && lineBegins) this.directive();
      else if (c === SLASH && (text.charCodeAt(this.at + 1) === SLASH || text.charCodeAt(this.at + 1) === STAR))
        this.at = commentEnd(text, this.at);
      else if (c === BACKSLASH) this.at++;
      else {
        lineBegins = false;
        this.code(c);
      }
    }
    // Never closed: what follows its last directive may all be typed just now.
    while (this.groups.length > 0) this.close({ start: text.length, end: text.length });
    const order = (spans: Span[]): readonly Span[] => spans.sort((a, b) => a.start - b.start || b.end - a.end);
    return {
      dead: order(this.dead),
      unchosen: order(this.unchosen),
      directives: order(this.directives),
      kept: order(this.kept),
      undecided: this.undecided,
      seams: this.seams,
    };
  }

  private code(c: number): void {
    const { layout, text } = this;
    const group = this.groups.at(-1);
    if (group) group.code++;
    switch (c) {
      case QUOTE:
      case APOSTROPHE:
        // C++ separates digits by an apostrophe; what stands before is a digit then.
        this.at =
          c === APOSTROPHE && isWord(text.charCodeAt(this.at - 1)) && /\d/.test(text.charAt(this.at - 1))
            ? this.at + 1
            : quoteEnd(text, this.at);
        layout.last = c;
        return;
      case OPEN_PARENTHESIS:
      case OPEN_BRACKET:
        layout.parentheses++;
        break;
      case CLOSE_PARENTHESIS:
      case CLOSE_BRACKET:
        layout.parentheses--;
        if (group && layout.parentheses < group.lowestParentheses) group.lowestParentheses = layout.parentheses;
        break;
      case OPEN_BRACE:
        this.openBrace();
        break;
      case CLOSE_BRACE: {
        const kind = this.braceKinds.pop() ?? 0;
        if (kind === 1) layout.lists--;
        if (kind !== 2) layout.braces--;
        if (layout.braces < 0) layout.braces = 0;
        if (group && layout.braces < group.lowestBraces) group.lowestBraces = layout.braces;
        // A brace closes what a parenthesis forgot: an unfinished call must not swallow the file.
        if (layout.braces === 0) layout.parentheses = 0;
        break;
      }
      default:
        if (isWord(c)) {
          while (isWord(text.charCodeAt(this.at))) this.at++;
          layout.last = c;
          return;
        }
    }
    layout.last = c === COLON && CASE_LABEL.test(text.slice(Math.max(0, text.lastIndexOf("\n", this.at)), this.at)) ? SEMICOLON : c;
    this.at++;
    const isOuter = (c === SEMICOLON || c === CLOSE_BRACE) && layout.braces === 0 && layout.parentheses === 0;
    if (isOuter && (c === SEMICOLON || !this.declaresMore())) this.seams.push(this.at);
  }

  /** True behind the members of a record whose names follow: `} PACKED reading_t;`. */
  private declaresMore(): boolean {
    DECLARATORS.lastIndex = this.at;
    return DECLARATORS.test(this.text);
  }

  private openBrace(): void {
    const { layout } = this;
    const inList = this.braceKinds.at(-1) === 1;
    const kind = inList || layout.last === EQUALS ? 1 : layout.braces === 0 && this.holdsDeclarations() ? 2 : 0;
    this.braceKinds.push(kind);
    if (kind === 1) layout.lists++;
    if (kind !== 2) layout.braces++;
  }

  /** `extern "C" {` and `namespace x {` open no body. */
  private holdsDeclarations(): boolean {
    const before = this.text.slice(Math.max(0, this.at - 80), this.at);
    return /(?:\bextern\s*"C(?:\+\+)?"|\bnamespace(?:\s+[\w:]+)?)\s*$/.test(before);
  }

  private directive(): void {
    const { text } = this;
    const start = this.at;
    DIRECTIVE.lastIndex = start;
    const word = DIRECTIVE.exec(text)?.[1] ?? "";
    const end = directiveEnd(text, start);
    const rest = text.slice(word === "" ? end : DIRECTIVE.lastIndex, end);
    this.at = end;
    const line = { start, end };
    switch (word) {
      case "if":
      case "ifdef":
      case "ifndef":
        this.open(line, conditionOf(word, rest));
        return;
      case "elif":
      case "elifdef":
      case "elifndef":
        if (this.groups.length > 0) this.branch(line, conditionOf(word.slice(2), rest));
        return;
      case "else":
        if (this.groups.length > 0) this.branch(line, "1");
        return;
      case "endif":
        if (this.groups.length > 0) this.close(line);
        return;
      case "define": {
        const found = DEFINITION.exec(rest);
        if (found?.[1] === undefined) break;
        const body = rest.slice(found[0].length).replace(/\\\r?\n/g, " ");
        const parameters = found[3] === undefined ? undefined : found[3].split(",").map((name) => name.trim());
        this.macros.define(found[1], parameters === undefined ? { body } : { parameters, body });
        break;
      }
      case "undef":
        this.macros.undefine(rest.trim().split(/\W/)[0] ?? "");
        break;
    }
    if (this.layout.parentheses === 0 && this.layout.braces === 0) this.seams.push(end);
    const group = this.groups.at(-1);
    if (group) group.code++;
    if (this.layout.braces === 0 && this.layout.parentheses === 0 && isWhole(this.layout)) this.layout.last = 0;
  }

  private open(line: Span, condition: string): void {
    const truth = evaluateCondition(condition, this.macros, false);
    const { layout } = this;
    const uncertain = truth === undefined;
    if (uncertain) this.macros.enterUncertain();
    const group: Group = {
      outer: { ...layout },
      condition,
      branches: [],
      uncertain,
      lowestBraces: layout.braces,
      lowestParentheses: layout.parentheses,
      code: 0,
    };
    this.groups.push(group);
    this.begin(group, line, truth, truth ?? evaluateCondition(condition, this.macros, true) === true);
  }

  private branch(line: Span, condition: string): void {
    const group = this.groups.at(-1);
    if (group === undefined) return;
    this.finish(group, line.start);
    this.restore(group);
    if (group.uncertain) this.macros.nextUncertain();
    // Only the first branch that is true counts; what follows a certain one is dead.
    const decided = group.branches.some(({ truth }) => truth === true);
    const truth = decided ? false : evaluateCondition(condition, this.macros, false);
    this.begin(group, line, truth, truth ?? evaluateCondition(condition, this.macros, true) === true);
  }

  private begin(group: Group, directive: Span, truth: Truth, hopeful: boolean): void {
    group.lowestBraces = this.layout.braces;
    group.lowestParentheses = this.layout.parentheses;
    group.code = 0;
    const start = directive.end;
    const beginsWithElse = /^else\b/.test(firstWord(this.text, start));
    group.branches.push({ directive, truth, hopeful, start, end: start, layout: { ...this.layout }, code: 0, beginsWithElse, dips: false });
    if (truth === false) this.at = deadEnd(this.text, start);
  }

  private finish(group: Group, end: number): void {
    const branch = group.branches.at(-1);
    if (branch === undefined) return;
    branch.end = end;
    branch.layout = { ...this.layout };
    branch.code = group.code;
    branch.dips = group.lowestBraces < group.outer.braces || group.lowestParentheses < group.outer.parentheses;
  }

  private restore(group: Group): void {
    // Braces that a branch opened are forgotten, ones that it closed are blocks again: what kind they were matters little then.
    const wanted = group.outer.braces;
    this.layout = { ...group.outer };
    let counted = this.braceKinds.filter((kind) => kind !== 2).length;
    while (counted > wanted && this.braceKinds.length > 0) if (this.braceKinds.pop() !== 2) counted--;
    while (counted++ < wanted) this.braceKinds.push(0);
  }

  private close(line: Span): void {
    const group = this.groups.at(-1);
    if (group === undefined) return;
    this.finish(group, line.start);
    this.groups.pop();
    if (group.uncertain) this.macros.leaveUncertain();
    const lines = [...group.branches.map(({ directive }) => directive), ...(line.start < line.end ? [line] : [])];
    const alive = group.branches.filter(({ truth }) => truth !== false);
    for (const branch of group.branches) if (branch.truth === false) this.dead.push({ start: branch.start, end: branch.end });
    const [first] = alive;
    const decided = first === undefined || first.truth === true;
    let chosen = first;
    if (decided) this.directives.push(...lines);
    else {
      this.undecided.push({ span: group.branches[0]?.directive ?? line, condition: group.condition.trim() });
      if (isSplit(group, alive)) {
        this.directives.push(...lines);
        chosen = choose(group, alive);
        for (const branch of alive) if (branch !== chosen) this.unchosen.push({ start: branch.start, end: branch.end });
      } else this.kept.push(...lines);
    }
    // What follows continues the branch that stays.
    if (chosen !== undefined && chosen !== group.branches.at(-1)) {
      const { layout } = chosen;
      this.restore(group);
      let counted = this.braceKinds.filter((kind) => kind !== 2).length;
      for (; counted < layout.braces; counted++) this.braceKinds.push(0);
      for (; counted > layout.braces; counted--) this.braceKinds.pop();
      this.layout = { ...layout };
    } else if (chosen === undefined) this.restore(group);
    const outer = this.groups.at(-1);
    if (outer) {
      outer.code += group.branches.reduce((sum, branch) => sum + branch.code, 0);
      outer.lowestBraces = Math.min(outer.lowestBraces, this.layout.braces);
      outer.lowestParentheses = Math.min(outer.lowestParentheses, this.layout.parentheses);
      // A branch that closes what was open before the conditional around it.
      if (group.branches.some(({ dips }) => dips) && this.layout.braces < outer.outer.braces) outer.lowestBraces = this.layout.braces;
    }
    if (this.layout.braces === 0 && this.layout.parentheses === 0 && isWhole(this.layout)) this.seams.push(this.at);
  }
}

/** True when the branches are no statements or declarations of their own. */
function isSplit(group: Group, alive: readonly Branch[]): boolean {
  const { outer } = group;
  // `#if X … else if (y) { … } #endif`
  if (alive.some((branch) => branch.beginsWithElse)) return true;
  if (outer.parentheses > 0 || outer.lists > 0 || !isWhole(outer)) return true;
  return alive.some(
    (branch) =>
      branch.dips ||
      branch.layout.braces !== outer.braces ||
      branch.layout.parentheses !== outer.parentheses ||
      (branch.code > 0 && !isWhole(branch.layout)),
  );
}

/** Labels before which no statement has to follow at once. */
const CASE_LABEL = /^\s*(?:case\b|default\s*$|public\s*$|private\s*$|protected\s*$)/;

/** Code that ends so is complete, or a list of enumerators that goes on. */
function isWhole({ last }: Layout): boolean {
  return last === 0 || last === SEMICOLON || last === OPEN_BRACE || last === CLOSE_BRACE || last === COMMA;
}

/** The branch that stays where only one can; `undefined` for none. */
function choose(group: Group, alive: readonly Branch[]): Branch | undefined {
  const [only] = alive;
  if (group.branches.length === 1) {
    // Without an alternative its code is worth keeping, unless it would unbalance what its counterpart balances.
    const balanced =
      only !== undefined && !only.dips && only.layout.braces === group.outer.braces && only.layout.parentheses === group.outer.parentheses;
    return balanced || only?.hopeful === true ? only : undefined;
  }
  const hoped = alive.find(({ hopeful }) => hopeful) ?? only;
  if (hoped !== undefined && hoped.code > 0) return hoped;
  return alive.find(({ code }) => code > 0) ?? hoped;
}

function conditionOf(word: string, rest: string): string {
  const text = rest.replace(/\\\r?\n/g, " ");
  if (word === "if") return text;
  const name = /[A-Za-z_$][\w$]*/.exec(text)?.[0] ?? "0";
  return word === "ifdef" ? `defined(${name})` : `!defined(${name})`;
}

/** Offset of the directive that ends a branch of dead code, without looking into its braces. */
function deadEnd(text: string, from: number): number {
  let depth = 0;
  let at = from;
  let lineBegins = true;
  while (at < text.length) {
    const c = text.charCodeAt(at);
    if (c === 10 || c === 13) {
      lineBegins = true;
      at++;
    } else if (c === 32 || c === 9) at++;
    else if (c === SLASH && (text.charCodeAt(at + 1) === SLASH || text.charCodeAt(at + 1) === STAR)) at = commentEnd(text, at);
    else if (c === HASH && lineBegins) {
      DIRECTIVE.lastIndex = at;
      const word = DIRECTIVE.exec(text)?.[1] ?? "";
      if (word.startsWith("if")) depth++;
      else if (word === "endif" && depth-- === 0) return at;
      else if (word.startsWith("el") && depth === 0) return at;
      at = directiveEnd(text, at);
    } else {
      lineBegins = false;
      at = c === QUOTE || c === APOSTROPHE ? quoteEnd(text, at) : at + 1;
    }
  }
  return at;
}

/** The first characters of code behind an offset. */
function firstWord(text: string, from: number): string {
  for (let at = from; at < text.length;) {
    const c = text.charCodeAt(at);
    if (c <= 32) at++;
    else if (c === SLASH && (text.charCodeAt(at + 1) === SLASH || text.charCodeAt(at + 1) === STAR)) at = commentEnd(text, at);
    else return text.slice(at, at + 5);
  }
  return "";
}

/** Offset of the line break that ends a directive: continuation lines and block comments belong to it, a line comment does not. */
export function directiveEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    const c = text.charCodeAt(at);
    if (c === 10 || c === 13) return at;
    if (c === BACKSLASH) at += text.startsWith("\r\n", at + 1) ? 3 : 2;
    else if (c === SLASH && text.charCodeAt(at + 1) === STAR) at = commentEnd(text, at);
    else if (c === SLASH && text.charCodeAt(at + 1) === SLASH) return at;
    else if (c === QUOTE || c === APOSTROPHE) at = quoteEnd(text, at);
    else at++;
  }
  return Math.min(at, text.length);
}

/** Offset behind a comment; an unterminated one reaches to the end. */
export function commentEnd(text: string, from: number): number {
  if (text.charCodeAt(from + 1) === STAR) {
    const end = text.indexOf("*/", from + 2);
    return end < 0 ? text.length : end + 2;
  }
  for (let at = from; ;) {
    const end = text.indexOf("\n", at);
    if (end < 0) return text.length;
    // A backslash continues the comment on the next line.
    const before = text.charCodeAt(end - 1) === 13 ? end - 2 : end - 1;
    if (text.charCodeAt(before) !== BACKSLASH) return end;
    at = end + 1;
  }
}

/** Offset behind a string or character; an unterminated one ends with its line. */
export function quoteEnd(text: string, from: number): number {
  const quote = text.charCodeAt(from);
  for (let at = from + 1; at < text.length; at++) {
    const c = text.charCodeAt(at);
    if (c === quote) return at + 1;
    if (c === BACKSLASH) {
      if (text.charCodeAt(at + 1) === 13 && text.charCodeAt(at + 2) === 10) at++;
      at++;
    } else if (c === 10 || c === 13) return at;
  }
  return text.length;
}

export function isWord(c: number): boolean {
  return (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || (c >= 48 && c <= 57) || c === 95 || c === 36 || c > 127;
}

const HASH = 35;
const SLASH = 47;
const STAR = 42;
const BACKSLASH = 92;
const QUOTE = 34;
const APOSTROPHE = 39;
const OPEN_PARENTHESIS = 40;
const CLOSE_PARENTHESIS = 41;
const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;
const SEMICOLON = 59;
const COLON = 58;
const COMMA = 44;
const EQUALS = 61;
