import { defineRule, type RuleContext, type SyntaxNode } from "../../engine/src/index.js";
import { bare, shownText, writtenCallee } from "../shared/expressions.js";

/** Groups of functions by what they return on failure. */
const EOF_WRITERS = ["puts", "fputs", "fputc", "putc", "putchar", "fputws", "fputwc", "putwc", "putwchar", "_putws"];
const PRINTERS = [
  "printf",
  "fprintf",
  "sprintf",
  "snprintf",
  "vsnprintf",
  "vfprintf",
  "wprintf",
  "fwprintf",
  "swprintf",
  "_snprintf",
  "_snwprintf",
];
const SCANNERS = ["scanf", "fscanf", "sscanf", "wscanf", "fwscanf", "swscanf"];
const BLOCKS = ["fread", "fwrite"];
const POINTERS = ["fgets", "fgetws", "fopen", "malloc", "calloc", "realloc", "getenv", "strchr", "strstr", "tmpfile", "freopen"];
const CHARACTERS = ["fgetc", "getc", "getchar"];

export default defineRule({
  id: "api/wrong-result-check",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  confidence: "high",
  fix: "none",
  standards: {
    cwe: [253, 754],
    cert: ["ERR33-C", "FIO34-C"],
    misra: ["C:2012 D4.7"],
    iec62304: ["fault handling"],
    fda: ["resiliency-recovery"],
  },
  messages: {
    zero: "'{callee}' returns {failure} when it fails, never zero: this check lets every failure pass. Compare with {failure}.",
    negative:
      "'{callee}' returns a pointer that is null when it fails, never a negative number: this check lets every failure pass. Compare with 'NULL'.",
    unsigned:
      "'{callee}' returns a count without sign: it is never negative, and this check lets every failure pass. Compare with the number of elements asked for.",
    partial:
      "'{callee}' returns how many elements it transferred: fewer than asked for is a failure too, and here only none at all counts as one. Compare with the number asked for.",
    conversions:
      "'{callee}' returns 'EOF' when the input ends, and how many values it stored otherwise: compared with zero, an end of input looks like success. Compare with the number of values asked for.",
    narrowed:
      "'{callee}' returns an 'int' so that 'EOF' differs from every character: kept in '{type}' the two can no longer be told apart. Declare it as 'int'.",
  },
  docs: {
    title: "Result compared with a value that does not mean failure",
    what: "Reports checks of library results that ask for the wrong value: `fputs(…) == 0`, `fprintf(…) == 0`, `fgets(…) < 0`, `fread(…) < 0`, `scanf(…) == 0`, and characters from `getchar` kept in a `char`.",
    why: "The code looks as if failures were handled, in review and in coverage, and each of them passes.",
    whatToDo:
      "Look up what the function returns on failure and compare with that: `EOF`, a negative number, a null pointer, or fewer than asked for.",
    whenToDeviate:
      "When an empty result is what is asked for, as `fread(…) == 0` at a file's end. Compare with the number asked for all the same where one more branch costs nothing.",
    limits: [
      "Only results compared where the function is called, not those kept in a variable first.",
      "`fread` in the condition of a loop is not reported: it asks for the end.",
    ],
    examples: [
      {
        language: "c",
        bad: "#include <stdio.h>\n\nint Log_Event(FILE *log, const char *event)\n{\n    if (fputs(event, log) == 0) {\n        return -1;\n    }\n    return 0;\n}\n",
        good: "#include <stdio.h>\n\nint Log_Event(FILE *log, const char *event)\n{\n    if (fputs(event, log) == EOF) {\n        return -1;\n    }\n    return 0;\n}\n",
      },
    ],
  },
  on: {
    call: {
      names: [...EOF_WRITERS, ...PRINTERS, ...SCANNERS, ...BLOCKS, ...POINTERS, ...CHARACTERS],
      visit(context, call) {
        const callee = context.file.semantics.calleeName(call);
        // A function of the project with the name of one of the library's promises something else.
        if (context.project.resolveFunction(callee, context.file.document.path)) return;
        if (CHARACTERS.includes(callee)) checkCharacter(context, call);
        else checkComparison(context, call, callee);
      },
    },
  },
});

function checkComparison(
  context: RuleContext<"zero" | "negative" | "unsigned" | "partial" | "conversions">,
  call: SyntaxNode,
  callee: string,
): void {
  const asked = comparisonOf(context, call);
  if (asked === undefined) return;
  const { node, operator, value } = asked;
  const data = { callee: writtenCallee(call) };
  const isNone = value === 0 && (operator === "==" || operator === "!=" || operator === "!");
  const isNegative = value === 0 && (operator === "<" || operator === ">=");
  if (EOF_WRITERS.includes(callee)) {
    if (isNone) context.report("zero", node, { ...data, failure: "'EOF'" });
  } else if (PRINTERS.includes(callee)) {
    // A literal format that can come out empty is no format.
    if (isNone) context.report("zero", node, { ...data, failure: "a negative number" });
  } else if (SCANNERS.includes(callee)) {
    if (isNone && operator !== "!=") context.report("conversions", node, data);
  } else if (BLOCKS.includes(callee)) {
    if (isNegative) context.report("unsigned", node, data);
    else if (isNone && !isLoopCondition(node) && asksForMany(context, call)) context.report("partial", node, data);
  } else if (isNegative) context.report("negative", node, data);
}

function checkCharacter(context: RuleContext<"narrowed">, call: SyntaxNode): void {
  const holder = call.parent;
  const place = holder?.kind === "assignment" ? holder.child("left") : undefined;
  if (!place || holder?.operator !== "=") return;
  const type = context.file.semantics.typeOf(place);
  // Only where the value is then compared with EOF is the difference needed.
  if (type.kind !== "integer" || type.bits !== 8 || holder.parent?.kind !== "parenthesized") return;
  const comparison = holder.parent.parent;
  if (comparison?.kind === "binary" && /\bEOF\b/.test(comparison.text))
    context.report("narrowed", holder, { callee: writtenCallee(call), type: type.name });
}

/** The comparison with a constant that a call stands in; `!f()` compares with zero. */
function comparisonOf(context: RuleContext, call: SyntaxNode): { node: SyntaxNode; operator: string; value: number } | undefined {
  let inner = call;
  while (inner.parent?.kind === "parenthesized") inner = inner.parent;
  const outer = inner.parent;
  if (outer?.kind === "unary" && outer.operator === "!") return { node: outer, operator: "!", value: 0 };
  if (outer?.kind !== "binary" || inner.field !== "left") return undefined;
  const right = outer.child("right");
  // A null pointer is what pointers are to be compared with; only a written number asks for one.
  if (!right || bare(right).kind === "null" || shownText(right) === "NULL") return undefined;
  const value = context.file.semantics.integerValue(right);
  return value === undefined ? undefined : { node: outer, operator: outer.operator, value };
}

function isLoopCondition(node: SyntaxNode): boolean {
  const statement = node.ancestor("if", "while", "doWhile", "for", "expressionStatement", "declaration", "return", "conditional");
  return statement?.is("while", "doWhile", "for", "return") === true;
}

/** True when the call asks for more than one element, each of which counts. */
function asksForMany(context: RuleContext, call: SyntaxNode): boolean {
  const count = call.args[2];
  return count !== undefined && context.file.semantics.integerValue(count) !== 1;
}
