// How many characters a `printf`-like call writes.
import type { RuleContext, SyntaxNode } from "../../../engine/src/index.js";
import { bare, valueType } from "../expressions.js";
import { isUnmeasuredArray } from "./arrays.js";
import { byteLength, integerCharacters, printfDirectives, writtenFormat, type FormatDirective } from "./format.js";
import { isLengthChecked } from "./room.js";
import { stringBound } from "./strings.js";

/** Characters without the terminator. */
interface Characters {
  readonly min: number;
  readonly max: number;
}

/** What a formatted output needs, and the argument that makes it unbounded, if one does. */
export interface FormatBound extends Characters {
  readonly unbounded: SyntaxNode | undefined;
}

/** Bound of `printf`-like output. `values`: the arguments behind the format. */
export function formatBound(context: RuleContext, format: SyntaxNode, values: readonly SyntaxNode[]): FormatBound {
  const text = context.file.semantics.stringValue(format) ?? writtenFormat(format.text);
  let position = 0;
  let min = byteLength(text);
  let max = min;
  for (const directive of printfDirectives(text)) {
    if (directive.width === "*") position++;
    if (directive.precision === "*") position++;
    const value = directive.conversion === "%" ? undefined : values[position++];
    const written = directive.conversion === "s" ? textCharacters(context, directive, value) : valueCharacters(context, directive, value);
    if (!written) return { min, max: Infinity, unbounded: value };
    min += written.min - byteLength(directive.text);
    max += written.max - byteLength(directive.text);
  }
  return { min, max, unbounded: undefined };
}

/** A text; `undefined` when it can be of any length. */
function textCharacters(context: RuleContext, directive: FormatDirective, value: SyntaxNode | undefined): Characters | undefined {
  const width = fixedWidth(directive);
  if (typeof directive.precision === "number") return { min: width, max: Math.max(width, directive.precision) };
  // The precision comes with the text: its author bounds it.
  if (directive.precision === "*" || !value) return { min: width, max: width };
  const bound = stringBound(context, value);
  if (bound) return { min: bound.exact ? Math.max(width, bound.max) : width, max: Math.max(width, bound.max) };
  return isLengthChecked(context, value) || isUnmeasuredArray(context, value) ? { min: width, max: width } : undefined;
}

/** Everything but texts. */
function valueCharacters(context: RuleContext, directive: FormatDirective, value: SyntaxNode | undefined): Characters {
  const width = fixedWidth(directive);
  const least = Math.max(width, 1);
  switch (directive.conversion) {
    case "%":
      return { min: 1, max: 1 };
    case "n":
      return { min: 0, max: 0 };
    case "c":
      return { min: least, max: least };
    case "p":
      return { min: least, max: Math.max(width, 18) };
    case "f":
    case "F":
    case "e":
    case "E":
    case "g":
    case "G":
      // A magnitude that a device shows; the largest double would need 309 digits.
      return { min: least, max: Math.max(width, 6 + (typeof directive.precision === "number" ? directive.precision : 6)) };
    default:
      return { min: least, max: Math.max(width, integerMost(context, directive, value)) };
  }
}

function integerMost(context: RuleContext, directive: FormatDirective, value: SyntaxNode | undefined): number {
  const type = value ? valueType(context.file.semantics.typeOf(bare(value))) : undefined;
  const isDecimal = /[di]/.test(directive.conversion);
  if (type?.kind !== "integer") {
    // A width for a value of unknown type says how long its author takes it to be: `%02x`.
    const width = fixedWidth(directive);
    return width > 0 ? width : integerCharacters(directive, directive.length === "ll" || directive.length === "j" ? 64 : 32, isDecimal);
  }
  const bits = directive.length === "hh" ? 8 : directive.length === "h" ? Math.min(16, type.bits) : type.bits;
  return integerCharacters(directive, bits, type.signed);
}

function fixedWidth(directive: FormatDirective): number {
  return typeof directive.width === "number" ? directive.width : 0;
}
