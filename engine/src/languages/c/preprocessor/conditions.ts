import type { MacroTable } from "./macro-table.js";

/** `undefined`: depends on something that is not known here. */
export type Truth = boolean | undefined;

/** Tokens read and macros replaced while one condition is evaluated; more is "not known". */
const MAX_STEPS = 4000;
const MAX_DEPTH = 64;

const TOKEN =
  /\s+|\/\*[^]*?\*\/|\/\/.*|((?:0[xX][\da-fA-F']+|\d[\d']*)[uUlLzZ]*)|([A-Za-z_$][\w$]*)|('(?:[^'\\]|\\.)+')|(<<|>>|<=|>=|==|!=|&&|\|\||[^])/gy;

const BINDING: Readonly<Record<string, number>> = {
  "||": 1, "&&": 2, "|": 3, "^": 4, "&": 5, "==": 6, "!=": 6, "<": 7, ">": 7, "<=": 7, ">=": 7, "<<": 8, ">>": 8, "+": 9, "-": 9, "*": 10, "/": 10, "%": 10,
}; // prettier-ignore

/**
 * Evaluates the condition of `#if`. With `hopeful`, what is not known counts as true and an uncertain definition as valid:
 * this is how one branch is chosen where only one can stay.
 */
export function evaluateCondition(condition: string, macros: MacroTable, hopeful: boolean): Truth {
  const steps = { left: MAX_STEPS };
  try {
    const value = new Evaluator(lex(condition), macros, hopeful, steps, 0, new Set()).whole();
    if (value === undefined) return hopeful ? true : undefined;
    return value !== 0n;
  } catch (error) {
    if (error instanceof NotAnExpression) return hopeful ? true : undefined;
    throw error;
  }
}

class NotAnExpression extends Error {}

interface ConditionToken {
  readonly kind: "number" | "name" | "char" | "operator";
  readonly text: string;
}

function lex(text: string): readonly ConditionToken[] {
  const found: ConditionToken[] = [];
  for (const [, number, name, char, operator] of text.replace(/\\\r?\n/g, "").matchAll(TOKEN)) {
    if (number !== undefined) found.push({ kind: "number", text: number });
    else if (name !== undefined) found.push({ kind: "name", text: name });
    else if (char !== undefined) found.push({ kind: "char", text: char });
    else if (operator !== undefined) found.push({ kind: "operator", text: operator });
  }
  return found;
}

class Evaluator {
  private at = 0;

  constructor(
    private readonly tokens: readonly ConditionToken[],
    private readonly macros: MacroTable,
    private readonly hopeful: boolean,
    private readonly steps: { left: number },
    private readonly depth: number,
    /** Macros that are being replaced: they are not replaced again inside. */
    private readonly active: ReadonlySet<string>,
  ) {}

  whole(): bigint | undefined {
    const value = this.conditional(0);
    if (this.at < this.tokens.length) throw new NotAnExpression();
    return value;
  }

  private next(): ConditionToken {
    const token = this.tokens[this.at++];
    if (token === undefined || this.steps.left-- <= 0) throw new NotAnExpression();
    return token;
  }

  private takes(text: string): boolean {
    if (this.tokens[this.at]?.text !== text) return false;
    this.at++;
    return true;
  }

  private expect(text: string): void {
    if (!this.takes(text)) throw new NotAnExpression();
  }

  private conditional(nesting: number): bigint | undefined {
    if (nesting > MAX_DEPTH) throw new NotAnExpression();
    const condition = this.binary(1, nesting);
    if (!this.takes("?")) return condition;
    const yes = this.conditional(nesting + 1);
    this.expect(":");
    const no = this.conditional(nesting + 1);
    const truth = this.truth(condition);
    return truth === undefined ? undefined : truth ? yes : no;
  }

  private binary(binding: number, nesting: number): bigint | undefined {
    let left = this.unary(nesting);
    for (;;) {
      const operator = this.tokens[this.at]?.text ?? "";
      const own = BINDING[operator];
      if (own === undefined || own < binding) return left;
      this.next();
      left = this.operate(operator, left, this.binary(own + 1, nesting + 1));
    }
  }

  private operate(operator: string, left: bigint | undefined, right: bigint | undefined): bigint | undefined {
    if (operator === "&&" || operator === "||") {
      const decides = operator === "||";
      const a = this.truth(left);
      const b = this.truth(right);
      if (a === decides || b === decides) return decides ? 1n : 0n;
      return a === undefined || b === undefined ? undefined : decides ? 0n : 1n;
    }
    return left === undefined || right === undefined ? undefined : calculate(operator, left, right);
  }

  private truth(value: bigint | undefined): Truth {
    if (value === undefined) return this.hopeful ? true : undefined;
    return value !== 0n;
  }

  private unary(nesting: number): bigint | undefined {
    if (nesting > MAX_DEPTH) throw new NotAnExpression();
    const token = this.next();
    if (token.kind === "number") return integer(token.text);
    if (token.kind === "char") return token.text.length === 3 ? BigInt(token.text.charCodeAt(1)) : undefined;
    if (token.kind === "name") return token.text === "defined" ? this.defined() : this.named(token.text);
    if (token.text === "(") {
      const value = this.conditional(nesting + 1);
      this.expect(")");
      return value;
    }
    const operand = this.unary(nesting + 1);
    switch (token.text) {
      case "!": {
        const truth = this.truth(operand);
        return truth === undefined ? undefined : truth ? 0n : 1n;
      }
      case "-":
        return operand === undefined ? undefined : -operand;
      case "+":
        return operand;
      case "~":
        return operand === undefined ? undefined : ~operand;
      default:
        throw new NotAnExpression();
    }
  }

  private defined(): bigint | undefined {
    const parenthesized = this.takes("(");
    const name = this.next();
    if (name.kind !== "name") throw new NotAnExpression();
    if (parenthesized) this.expect(")");
    const entry = this.macros.get(name.text);
    if (entry === undefined || !(entry.certain || this.hopeful)) return undefined;
    return entry.macro === undefined ? 0n : 1n;
  }

  private named(name: string): bigint | undefined {
    const args = this.tokens[this.at]?.text === "(" ? this.args() : undefined;
    if (name === "true" || name === "false") return name === "true" ? 1n : 0n;
    const entry = this.macros.get(name);
    if (entry === undefined || !(entry.certain || this.hopeful) || this.depth >= MAX_DEPTH) return undefined;
    if (entry.macro === undefined || this.active.has(name)) return args === undefined ? 0n : undefined;
    const { parameters, body } = entry.macro;
    if ((parameters === undefined) !== (args === undefined) || body.trim() === "" || body.includes("#")) return undefined;
    const replaced = lex(body).flatMap((token) => {
      const index = token.kind === "name" ? (parameters?.indexOf(token.text) ?? -1) : -1;
      return index < 0 ? [token] : (args?.[index] ?? []);
    });
    this.steps.left -= replaced.length;
    if (this.steps.left <= 0) throw new NotAnExpression();
    return new Evaluator(replaced, this.macros, this.hopeful, this.steps, this.depth + 1, new Set([...this.active, name])).whole();
  }

  /** Arguments of the call that begins here, as tokens. */
  private args(): readonly (readonly ConditionToken[])[] {
    this.expect("(");
    const found: ConditionToken[][] = [[]];
    for (let depth = 1; ;) {
      const token = this.next();
      if (token.text === "(") depth++;
      if (token.text === ")" && --depth === 0) return found;
      if (token.text === "," && depth === 1) found.push([]);
      else found.at(-1)?.push(token);
    }
  }
}

function integer(text: string): bigint | undefined {
  const digits = text.replace(/[uUlLzZ']/g, "");
  try {
    return /^0[0-7]+$/.test(digits) ? BigInt(`0o${digits.slice(1)}`) : BigInt(digits);
  } catch {
    return undefined;
  }
}

function calculate(operator: string, left: bigint, right: bigint): bigint | undefined {
  const flag = (value: boolean): bigint => (value ? 1n : 0n);
  switch (operator) {
    case "|":
      return left | right;
    case "^":
      return left ^ right;
    case "&":
      return left & right;
    case "==":
      return flag(left === right);
    case "!=":
      return flag(left !== right);
    case "<":
      return flag(left < right);
    case ">":
      return flag(left > right);
    case "<=":
      return flag(left <= right);
    case ">=":
      return flag(left >= right);
    case "<<":
      return right < 0n || right > 63n ? undefined : BigInt.asIntN(64, left << right);
    case ">>":
      return right < 0n || right > 63n ? undefined : left >> right;
    case "+":
      return BigInt.asIntN(64, left + right);
    case "-":
      return BigInt.asIntN(64, left - right);
    case "*":
      return BigInt.asIntN(64, left * right);
    case "/":
      return right === 0n ? undefined : left / right;
    case "%":
      return right === 0n ? undefined : left % right;
    default:
      return undefined;
  }
}
