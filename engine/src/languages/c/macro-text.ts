/** An argument as written, and where it stands in the text of the use; `start` is -1 where it can't be told. */
export interface MacroArgument {
  readonly text: string;
  readonly start: number;
}

/** A piece of an expansion that was copied from an argument. */
export interface Copied {
  readonly start: number;
  readonly end: number;
  /** Offset in the text of the use. */
  readonly from: number;
}

interface Value extends MacroArgument {
  /** The arguments that a `...` stands for, joined by a comma and a space. */
  readonly parts?: readonly MacroArgument[];
}

export interface MacroText {
  readonly text: string;
  readonly copied: readonly Copied[];
}

const TOKEN = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[A-Za-z_$][\w$]*|\.?\d[\w.]*|##|\s+|[^]/g;
const NAME = /^[A-Za-z_$]/;
/** Longer expansions are data, not code. */
const MAX_TEXT = 8000;

/**
 * Replaces the parameters of a macro's body by arguments, with `#` and `##` as the standard has them. `undefined`: the arguments do
 * not fit, or the result is too long.
 */
export function substitute(parameters: readonly string[], body: string, args: readonly MacroArgument[]): MacroText | undefined {
  const values = matched(parameters, args);
  if (values === undefined) return undefined;
  const tokens = body.match(TOKEN) ?? [];
  const copied: Copied[] = [];
  let text = "";
  let pastes = false;
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] ?? "";
    if (/^\s/.test(token)) {
      if (!pastes) text += " ";
      continue;
    }
    if (token === "##") {
      text = text.trimEnd();
      pastes = true;
      continue;
    }
    const next = nextToken(tokens, i);
    if (token === "#" && values.has(next.token)) {
      text += `"${values.get(next.token)?.text.trim().replace(/\s+/g, " ").replace(/["\\]/g, "\\$&") ?? ""}"`;
      i = next.index;
      pastes = false;
      continue;
    }
    const value = NAME.test(token) ? values.get(token) : undefined;
    if (value === undefined) text += token;
    else {
      // GNU: `, ## __VA_ARGS__` drops the comma when nothing follows it.
      if (pastes && value.text.trim() === "" && text.endsWith(",")) text = text.slice(0, -1);
      let start = text.length;
      for (const part of value.parts ?? [value]) {
        if (part.start >= 0) copied.push({ start, end: start + part.text.length, from: part.start });
        start += part.text.length + 2;
      }
      text += value.text;
    }
    pastes = false;
    if (text.length > MAX_TEXT) return undefined;
  }
  return { text, copied };
}

function nextToken(tokens: readonly string[], from: number): { readonly token: string; readonly index: number } {
  let index = from + 1;
  while (/^\s/.test(tokens[index] ?? "")) index++;
  return { token: tokens[index] ?? "", index };
}

function matched(parameters: readonly string[], args: readonly MacroArgument[]): ReadonlyMap<string, Value> | undefined {
  const last = parameters.at(-1) ?? "";
  const isVariadic = last.endsWith("...");
  const fixed = isVariadic ? parameters.slice(0, -1) : parameters;
  if (isVariadic ? args.length < fixed.length : args.length !== fixed.length) return undefined;
  const values = new Map<string, Value>();
  fixed.forEach((name, index) => values.set(name, args[index] ?? { text: "", start: -1 }));
  if (isVariadic) {
    const rest = args.slice(fixed.length);
    const start = rest[0]?.start ?? -1;
    const name = last === "..." ? "__VA_ARGS__" : last.slice(0, -3).trim();
    // What is copied in one piece is so only where it was written without layout between.
    const isOne = rest.length === 1;
    values.set(name, { text: rest.map(({ text }) => text).join(", "), start: isOne ? start : -1, ...(isOne ? {} : { parts: rest }) });
  }
  return values;
}

/** Arguments of a call's text `(a, f(b, c))`, which begins at an offset. */
export function splitArguments(list: string, offset: number): readonly MacroArgument[] {
  const args: MacroArgument[] = [];
  let depth = 0;
  let start = 1;
  let at = 0;
  const take = (end: number): void => {
    const text = list.slice(start, end);
    const trimmed = text.trimStart();
    args.push({ text: trimmed.trimEnd(), start: offset + start + text.length - trimmed.length });
  };
  for (const token of list.match(ARGUMENT_TOKEN) ?? []) {
    if (token === "(" || token === "[" || token === "{") depth++;
    else if (token === ")" || token === "]" || token === "}") {
      depth--;
      if (depth === 0) {
        take(at);
        break;
      }
    } else if (token === "," && depth === 1) {
      take(at);
      start = at + 1;
    }
    at += token.length;
  }
  return args.length === 1 && args[0]?.text === "" ? [] : args;
}

/** Length of the group in parentheses that a text begins with; 0 where it does not end. */
export function groupLength(text: string): number {
  let depth = 0;
  let at = 0;
  // One by one: behind the group may stand a whole file.
  for (const [token] of text.matchAll(ARGUMENT_TOKEN)) {
    at += token.length;
    if (token === "(") depth++;
    else if (token === ")" && --depth === 0) return at;
    if (depth === 0) return 0;
  }
  return 0;
}

const ARGUMENT_TOKEN = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\/\*[^]*?\*\/|\/\/.*|[^"'/()[\]{},]+|[^]/g;
