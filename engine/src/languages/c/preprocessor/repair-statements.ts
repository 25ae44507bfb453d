import { isLoopName, isLoopOverStatement } from "../loop-macros.js";
import type { Repair } from "./repair.js";
import { MACRO_LIKE } from "./macro-like.js";
import { holdsDeclaration, isInRecord } from "./repair-members.js";

const VENDOR_WORDS: ReadonlySet<string> = new Set([
  "__interrupt", "__irq", "__fiq", "__weak", "__packed", "__ramfunc", "__no_init", "__root", "__task", "__arm", "__thumb", "__far", "__near", "__huge",
  "__nosavereg", "__nested", "__softfp", "__flash", "__eeprom", "__xdata", "__idata", "__pdata", "__stackless", "__noreturn", "__intrinsic",
  "__fast_interrupt", "__monitor", "__cmse_nonsecure_entry", "__cmse_nonsecure_call", "__data16", "__data20", "__svc_type",
  "__I", "__O", "__IO", "__IM", "__OM", "__IOM",
]); // prettier-ignore
const GROUPED_WORDS: ReadonlySet<string> = new Set([
  "__at",
  "__attribute__",
  "__attribute",
  "__declspec",
  "_Pragma",
  "__pragma",
  "__swi",
  "__svc",
]);
const JUMPS: ReadonlySet<string> = new Set(["return", "goto", "break", "continue"]);
const TYPE_WORD = /^(?:const|volatile|struct|union|enum|unsigned|signed|void|char|short|int|long|float|double|bool|static|register)$/;
const NOT_CALLED: ReadonlySet<string> = new Set([
  "if", "while", "for", "switch", "return", "sizeof", "_Alignof", "alignof", "__typeof__", "typeof", "defined", "catch", "__attribute__", "decltype", "case", "offsetof",
  "asm", "__asm", "__asm__", "do", "else", "alignas", "_Alignas", "_Static_assert", "static_assert", "_Generic", "void", "int", "char", "unsigned", "long",
]); // prettier-ignore

/** Blanks what compilers of firmware add to C wherever it stands: keywords, `@ address`, placed variables, blocks in assembly. */
export function repairVendorSyntax(repair: Repair): void {
  const { tokens } = repair;
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i];
    if (token === undefined) continue;
    const next = tokens[i + 1];
    const group = next?.text === "(" ? next.match : -1;
    if (token.text === "@" && next !== undefined) repair.blank(i, next.text === "(" && group >= 0 ? group : i + 1);
    else if (token.kind === "directive" && /^#\s*pragma\s+asm\b/.test(token.text)) blankAssembly(repair, i);
    else if (token.kind !== "word") continue;
    else if (group > i && /^__attribute(?:__)?$/.test(token.text) && tokens.slice(i, group).some(({ text }) => text === "fallthrough")) {
      repair.rewrite(i, group, "[[fallthrough]]");
      i = group;
    } else if (VENDOR_WORDS.has(token.text)) repair.blank(i, i);
    else if (GROUPED_WORDS.has(token.text) && group > i) repair.blank(i, group);
    else if (/^(?:__)?asm(?:__)?$|^_asm$/.test(token.text)) blankInlineAssembly(repair, i);
  }
}

/** `#pragma asm` … `#pragma endasm`. */
function blankAssembly(repair: Repair, from: number): void {
  const { tokens } = repair;
  for (let i = from + 1; i < tokens.length; i++) {
    const token = tokens[i];
    if (token?.kind === "directive" && /^#\s*pragma\s+endasm\b/.test(token.text)) return repair.blank(from + 1, i - 1);
  }
}

/** `__asm { … }` and `__asm mov r0, r1` in a body. */
function blankInlineAssembly(repair: Repair, from: number): void {
  const { tokens, text } = repair;
  const token = tokens[from];
  if (token === undefined || token.braces === 0) return;
  let at = from + 1;
  while (/^(?:volatile|__volatile__|__volatile|goto)$/.test(tokens[at]?.text ?? "")) at++;
  const next = tokens[at];
  if (next === undefined) return;
  if ((next.text === "{" || next.text === "(") && next.match > at) return repair.blank(from, next.match);
  let last = from;
  while (tokens[last + 1] !== undefined && !text.slice(token.end, tokens[last + 1]?.start).includes("\n") && tokens[last + 1]?.text !== ";")
    last++;
  repair.blank(from, last);
}

/** Makes `NAME(…)` an expression or statement that the grammars know. */
export function repairCall(repair: Repair, name: number, near: (start: number, end: number) => boolean, round: number): void {
  const { tokens } = repair;
  const token = tokens[name];
  const close = tokens[name + 1]?.match ?? -1;
  const end = tokens[close];
  if (token === undefined || end === undefined || NOT_CALLED.has(token.text)) return;
  const next = tokens[close + 1];
  if (!near(token.start, next?.start ?? end.end)) return;
  const before = tokens[name - 1];
  const isMember = before?.text === "." || before?.text === "->";
  if (isMember && MACRO_LIKE.test(token.text) && close === name + 3) {
    // `context->PRIVATE(field)`
    repair.blank(name, name + 1);
    repair.blank(close, close);
    return;
  }
  const begins =
    before === undefined ||
    before.kind === "directive" ||
    before.text === ";" ||
    before.text === "{" ||
    before.text === "}" ||
    before.text === ")" ||
    before.text === "else" ||
    before.text === ":";
  if (token.parentheses === 0 && begins && MACRO_LIKE.test(token.text) && holdsDeclaration(tokens, name + 2, close) && next?.text === ";") {
    // `PACK_STRUCT_FIELD(u8_t flags);`
    repair.blank(name, name + 1);
    repair.blank(close, close);
    return;
  }
  // Not the parameters of a declaration.
  const isDeclared = before?.kind === "word" && !/^(?:return|else|case|do)$/.test(before.text);
  if ((token.braces === 0 && !begins) || isDeclared || (token.braces === 0 && next?.text === "{")) return;
  repairArguments(repair, name + 1, close);
  if (!begins || token.parentheses > 0 || next === undefined) return;
  if (next.text === "{" && token.braces > 0) {
    const word = isLoopName(token.text) ? "while" : "if";
    if (word === "if" && repair.insertBehind(close, ";")) return;
    repair.put(name, token.text.length >= word.length ? word : "if");
  } else if ((next.kind === "word" || next.kind === "directive" || next.text === "}") && before?.text !== ")" && next.text !== "else") {
    const breaks = repair.text.slice(end.end, next.start).includes("\n");
    // `LIST_FOR_EACH(item, list) visit(item);`
    if (next.kind === "word" && token.braces > 0 && token.text.length >= 5 && isLoopOverStatement(token.text, breaks))
      return repair.put(name, "while");
    if (!breaks && next.text !== "}") return;
    if (repair.insertBehind(close, ";")) return;
    if (MACRO_LIKE.test(token.text) && (token.braces === 0 || round > 0)) repair.blank(name, close);
  }
}

/** A macro alone on its line: a statement in a body (`CRITICAL_BEGIN`), and nothing that is known elsewhere. */
export function repairLoneMacro(repair: Repair, at: number, near: (start: number, end: number) => boolean): void {
  const { tokens, text } = repair;
  const [token, next] = [tokens[at], tokens[at + 1]];
  if (token?.kind !== "word" || !MACRO_LIKE.test(token.text) || !near(token.start, next?.start ?? token.end)) return;
  if (next !== undefined && !text.slice(token.end, next.start).includes("\n")) return;
  const isBody = token.braces > 0 && !isInRecord(tokens, at);
  if (isBody && next && (next.kind === "word" || next.text === "}")) repair.insertBehind(at, ";");
  else if (!isBody && (next === undefined || next.kind === "directive" || next.text === "}")) repair.blank(at, at);
}

/** What no expression can be among the arguments of a macro: statements, types, operators, nothing at all. */
function repairArguments(repair: Repair, open: number, close: number): void {
  const { tokens } = repair;
  let first = open + 1;
  for (let i = first; i <= close; i++) {
    const token = tokens[i];
    if (token === undefined) return;
    if (i < close && token.match > i && (token.text === "(" || token.text === "[" || token.text === "{")) {
      if (token.text === "{") {
        repair.blank(first, token.match);
        repair.replacements.push({ start: token.start, text: "0" });
      }
      i = token.match;
      continue;
    }
    if (i < close && token.text !== "," && token.text !== ";") continue;
    repairArgument(repair, first, i);
    // `EXIT_IF(x, log(); return y;)`
    if (token.text === ";") repair.put(i, i + 1 < close ? "," : " ");
    first = i + 1;
  }
}

function repairArgument(repair: Repair, first: number, behind: number): void {
  const { tokens } = repair;
  const token = tokens[first];
  if (token === undefined) return;
  if (first === behind) {
    const before = tokens[first - 1];
    if (before?.text === "," && token.text !== ";") repair.insertBehind(first - 1, "0");
    return;
  }
  const argument = tokens.slice(first, behind);
  if (JUMPS.has(token.text)) {
    if (argument.length === 1) repair.put(first, "0");
    else repair.blank(first, first);
    return;
  }
  const isType =
    argument.every(({ kind, text }) => kind === "word" || text === "*") &&
    (argument.some(({ text }) => TYPE_WORD.test(text)) || (argument.at(-1)?.text === "*" && argument[0]?.kind === "word"));
  const isOperator = argument.every(({ kind, text }) => kind === "punctuation" && /^[=<>!+\-*/%&|^~]$/.test(text));
  if (!isType && !isOperator) return;
  repair.put(first, "0");
  repair.blank(first + 1, behind - 1);
}
