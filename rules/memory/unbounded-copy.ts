import { defineRule, type FixDraft, type RuleContext, type SyntaxNode } from "../../engine/src/index.js";
import { arrayBytes, isArrayPlace, isUnmeasuredArray } from "../shared/c/arrays.js";
import { copyFix, formatFix, widthFix } from "../shared/c/bounded-calls.js";
import { formatBound } from "../shared/c/format-bound.js";
import { scanfDirectives } from "../shared/c/format.js";
import { isLengthChecked, isRoomMade } from "../shared/c/room.js";
import { stringBound } from "../shared/c/strings.js";
import { replace } from "../shared/edits.js";
import { bare, enclosingFact, shownText, writtenCallee } from "../shared/expressions.js";

type MessageId = "gets" | "copy" | "overflow" | "format" | "list" | "tight" | "scan" | "scanWidth";
type Context = RuleContext<MessageId>;

/** Functions that write into their first argument, by the argument that gives the format or the source. */
const COPIES: readonly string[] = ["strcpy", "strcat", "stpcpy", "std::strcpy", "std::strcat", "lstrcpyA", "lstrcatA"];
/** Those that the flow analysis follows. */
const FOLLOWED: readonly string[] = ["strcpy", "strcat"];
const FORMATS: readonly string[] = ["sprintf", "vsprintf", "std::sprintf", "std::vsprintf"];
/** Position of the format. */
const SCANS: Readonly<Record<string, number>> = { scanf: 0, fscanf: 1, sscanf: 1, "std::scanf": 0, "std::sscanf": 1, "std::fscanf": 1 };

export default defineRule<MessageId>({
  id: "memory/unbounded-copy",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  confidence: "high",
  fix: "safe",
  standards: {
    cwe: [120, 121, 787, 242],
    cert: ["STR31-C", "MSC24-C"],
    misra: ["C:2012 21.17", "C:2012 21.6", "C:2012 D4.11"],
    iec62304: ["memory management and overflow", "boundary conditions"],
    fda: ["code-data-execution-integrity"],
    iso27001: ["A.8.28"],
  },
  messages: {
    gets: "'{callee}' reads a line into '{target}' and cannot know its size: a longer line overwrites what lies behind it. Read with 'fgets' and the size of '{target}'.",
    copy: "'{callee}' writes '{source}' into '{target}'{size} whatever its length: a longer text overwrites what lies behind. Bound the copy by the size of '{target}'.",
    overflow:
      "'{callee}' writes {needed} bytes into '{target}', which has {size}: what lies behind it is overwritten. Make '{target}' larger or bound the write.",
    format:
      "'{callee}' writes '{source}' into '{target}'{size} whatever its length: a longer text overwrites what lies behind. Use 'snprintf' with the size of '{target}'.",
    list: "'{callee}' writes a text from its arguments into '{target}'{size} whatever its length: a longer one overwrites what lies behind. Use 'vsnprintf' with the size of '{target}'.",
    tight:
      "'{callee}' can write up to {needed} bytes into '{target}', which has {size}. Use 'snprintf' with 'sizeof {target}', or make '{target}' larger.",
    scan: "'{directive}' lets '{callee}' write a word of any length into '{target}'{size}: a longer one overwrites what lies behind. Give it a width.",
    scanWidth:
      "'{directive}' lets '{callee}' write {needed} bytes into '{target}', which has {size}: the terminator needs one too. Reduce the width.",
  },
  docs: {
    title: "Text copied without regard to the size of its destination",
    what: "Reports `gets`, and `strcpy`, `strcat`, `sprintf` and `scanf` with `%s` where the text can be longer than the buffer that receives it.",
    why: "A device name, an error text or a line from a serial port that is one byte longer than its author imagined overwrites neighbouring variables: the pump's rate, a return address, the watchdog's state. It is how most memory-corruption attacks on devices begin.",
    whatToDo:
      'Use a function that is told the size: `snprintf(dst, sizeof dst, "%s", src)`, `fgets`, `%31s`. Decide what shall happen with a text that does not fit: cut it visibly or refuse it, and test that.',
    whenToDeviate:
      "When the length was checked where the rule cannot see it, for instance at the entry of the module. Name the place of the check in the reason.",
    limits: [
      "A text whose length the function asks for (`strlen(src)`) counts as checked, however the answer is used.",
      "A pointer whose function allocates, reserves or looks at a capacity before the copy is taken to have room.",
      "Literals and texts of known length are not reported where the size of the destination is unknown.",
      "What a buffer already holds before `strcat` is not known: only a source that cannot fit is reported.",
      "Numbers written by `%f` are taken to have no more than six digits before the point.",
    ],
    examples: [
      {
        language: "c",
        bad: "#include <string.h>\n\nstatic char operator_name[16];\n\nvoid Log_SetOperator(const char *name)\n{\n    strcpy(operator_name, name);\n}\n",
        good: '#include <stdio.h>\n\nstatic char operator_name[16];\n\nvoid Log_SetOperator(const char *name)\n{\n    snprintf(operator_name, sizeof operator_name, "%s", name);\n}\n',
      },
    ],
  },
  on: {
    call: {
      names: ["gets", "_gets", ...COPIES, ...FORMATS, ...Object.keys(SCANS)],
      visit(context, call) {
        const callee = context.file.semantics.calleeName(call);
        const [target, second] = call.args;
        if (callee in SCANS) checkScan(context, call, callee, SCANS[callee] ?? 0);
        else if (!target) return;
        else if (callee === "gets" || callee === "_gets") checkGets(context, call, callee, target);
        else if (!second) return;
        else if (COPIES.includes(callee)) checkCopy(context, call, callee, target, second);
        else checkFormat(context, call, callee, target, second);
      },
    },
    // Where the flow analysis knows that a text fits, nothing is to be said: so these wait for it.
    flow: {
      call: {
        names: FOLLOWED,
        visit(context, event) {
          const call = context.file.tree.node(event.node);
          const [target, source] = call.kind === "call" ? call.args : [];
          if (target && source && event.fits !== true) checkText(context, call, event.callee, target, source);
        },
      },
    },
  },
});

function checkGets(context: Context, call: SyntaxNode, callee: string, target: SyntaxNode): void {
  // Not a safe fix: `fgets` keeps the line's end, which later code may not expect.
  const fix: FixDraft[] = isArrayPlace(context, bare(target))
    ? [{ title: "Read with 'fgets'", kind: "suggestion", edits: [replace(call, `fgets(${target.text}, sizeof ${target.text}, stdin)`)] }]
    : [];
  context.report("gets", call, { callee: writtenCallee(call), target: shownText(target) }, { fixes: fix, severity: "error" });
}

function checkCopy(context: Context, call: SyntaxNode, callee: string, target: SyntaxNode, source: SyntaxNode): void {
  const size = arrayBytes(context, target);
  const bound = stringBound(context, source);
  const fixes = copyFix(context, call, callee, target, source);
  if (bound) {
    // A text of known length into a buffer of unknown size: its author can know that it fits, we can't know that it doesn't.
    if (size === undefined || bound.max < size) return;
    // An array whose size says it could hold more: worth a look, but mostly it never does.
    const data = { callee: writtenCallee(call), target: shownText(target), needed: bound.max + 1, size };
    if (bound.exact) context.report("overflow", call, data, { fixes, severity: "error" });
    else context.report("tight", call, data, { fixes, severity: "information" });
    return;
  }
  if (!FOLLOWED.includes(callee)) checkText(context, call, callee, target, source);
}

/** A text whose length nothing tells. */
function checkText(context: Context, call: SyntaxNode, callee: string, target: SyntaxNode, source: SyntaxNode): void {
  if (stringBound(context, source)) return;
  const size = arrayBytes(context, target);
  const fixes = copyFix(context, call, callee, target, source);
  // The function asks how long the text is, so it can refuse one that is too long.
  if (isLengthChecked(context, source) || isUnmeasuredArray(context, source) || isRoomMade(context, target)) return;
  context.report(
    "copy",
    call,
    { callee: writtenCallee(call), target: shownText(target), source: shownText(source), size: sizeText(size) },
    { fixes, ...(isHelper(context, target, source) ? { severity: "information" as const } : {}) },
  );
}

/** A helper of this file that copies from one parameter to the other: only its callers, all in this file, know the sizes. */
function isHelper(context: Context, target: SyntaxNode, source: SyntaxNode): boolean {
  const owner = enclosingFact(context.file, target);
  // Some hide the word behind a macro, so that tests can reach the function.
  if (!owner || (owner.linkage !== "internal" && !/^\s*\w*STATIC\w*\b/.test(owner.signature))) return false;
  return [target, source].every((each) => owner.parameters.some(({ name }) => name === bare(each).text));
}

function checkFormat(context: Context, call: SyntaxNode, callee: string, target: SyntaxNode, format: SyntaxNode): void {
  // A format from elsewhere is the business of injection/format-string.
  if (!bare(format).is("string")) return;
  const size = arrayBytes(context, target);
  const fixes = formatFix(context, call, callee, target);
  if (callee.endsWith("vsprintf")) {
    // Only the caller knows the arguments.
    if (/%[^%]*s/.test(format.text))
      context.report("list", call, { callee: writtenCallee(call), target: shownText(target), size: sizeText(size) }, { fixes });
    return;
  }
  const bound = formatBound(context, bare(format), call.args.slice(2));
  if (bound.unbounded) {
    // Enough room was made for it just before, as far as one can tell.
    if (isRoomMade(context, target)) return;
    context.report(
      "format",
      call,
      { callee: writtenCallee(call), target: shownText(target), source: shownText(bound.unbounded), size: sizeText(size) },
      { fixes },
    );
    return;
  }
  if (size === undefined || bound.max < size) return;
  if (bound.min >= size)
    context.report(
      "overflow",
      call,
      { callee: writtenCallee(call), target: shownText(target), needed: bound.min + 1, size },
      { fixes, severity: "error" },
    );
  // The numbers shown may always be small: a remark, no more.
  else
    context.report(
      "tight",
      call,
      { callee: writtenCallee(call), target: shownText(target), needed: bound.max + 1, size },
      { fixes, severity: "information" },
    );
}

function checkScan(context: Context, call: SyntaxNode, callee: string, position: number): void {
  const format = call.args[position];
  const text = format && context.file.semantics.stringValue(format);
  if (!format || text === undefined) return;
  const input = position === 1 && callee.endsWith("sscanf") ? call.args[0] : undefined;
  let next = position + 1;
  for (const directive of scanfDirectives(text)) {
    if (directive.suppressed || directive.conversion === "%") continue;
    const target = call.args[next++];
    if (!target || directive.allocates || (directive.conversion !== "s" && directive.conversion !== "[")) continue;
    const size = arrayBytes(context, target);
    const data = { callee: writtenCallee(call), directive: directive.text, target: shownText(target) };
    if (directive.width !== undefined) {
      if (size !== undefined && directive.width >= size) {
        context.report(
          "scanWidth",
          target,
          { ...data, needed: directive.width + 1, size },
          { fixes: widthFix(format, directive.text, size), severity: "error" },
        );
      }
      continue;
    }
    // A word of a text that fits as a whole fits too.
    const whole = input && stringBound(context, input);
    if (whole && (size === undefined || whole.max < size)) continue;
    context.report(
      "scan",
      target,
      { ...data, size: sizeText(size) },
      { fixes: size === undefined ? [] : widthFix(format, directive.text, size), ...(input ? {} : { severity: "error" as const }) },
    );
  }
}

function sizeText(size: number | undefined): string {
  return size === undefined ? "" : ` (${size} bytes)`;
}
