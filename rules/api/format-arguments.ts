import { defineRule, type RuleContext, type SyntaxNode, type Type } from "../../engine/src/index.js";
import { printfDirectives, scanfDirectives, writtenFormat } from "../shared/c/format.js";
import { bare, shownText, valueType, writtenCallee } from "../shared/expressions.js";

type MessageId = "few" | "many" | "type" | "wide" | "address";

/** Position of the format. */
const PRINTS: Readonly<Record<string, number>> = {
  printf: 0, wprintf: 0, fprintf: 1, fwprintf: 1, sprintf: 1, snprintf: 2, swprintf: 2, dprintf: 1, syslog: 1, asprintf: 1, _snprintf: 2, _snwprintf: 2, printk: 0,
}; // prettier-ignore
const SCANS: Readonly<Record<string, number>> = { scanf: 0, wscanf: 0, fscanf: 1, fwscanf: 1, sscanf: 1, swscanf: 1 };

export default defineRule<MessageId>({
  id: "api/format-arguments",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "error",
  confidence: "high",
  fix: "suggestion",
  standards: {
    cwe: [685, 686, 688],
    cert: ["FIO47-C", "DCL10-C"],
    misra: ["C:2012 D4.7", "C:2012 D4.1"],
    iec62304: ["data and control flow", "boundary conditions"],
    fda: ["code-data-execution-integrity"],
  },
  messages: {
    few: "The format asks for {wanted} values and '{callee}' gets {given}: '{directive}' takes whatever lies on the stack. Add the missing one.",
    many: "The format asks for {wanted} values and '{callee}' gets {given}: '{argument}' is never shown. Add a directive, or drop it.",
    type: "'{directive}' takes {takes}, and '{argument}' is {is}: what is shown is not its value, or memory is read that is not a text. Use '{better}'.",
    wide: "'{directive}' takes 32 bits and '{argument}' has 64: this and all values behind it are shown wrongly on a 32-bit device. Use '{better}'.",
    address: "'{directive}' stores through an address, and '{argument}' is {is}: memory at that number is overwritten. Pass '&{argument}'.",
  },
  docs: {
    title: "Arguments that do not fit the format",
    what: "Compares the directives of `printf` and `scanf` formats with the arguments: how many, and whether text, number, floating point or address.",
    why: "The compiler is not obliged to look. `%s` with a number reads memory at that address: a fault handler that prints its error code so resets the device, and the log holds nothing.",
    whatToDo: "Correct the directive, or the argument. Switch the compiler's format warnings on (`-Wformat=2`) and treat them as errors.",
    whenToDeviate: "Never for text and addresses. A value that nobody shows may be left for a later format.",
    limits: [
      "Formats that are put together at run time, and formats with numbered arguments (`%1$d`), are not looked at.",
      "Arguments whose type is declared in a file that was not read are taken to fit.",
      "Differences in sign, and in width below 64 bits, are not reported.",
    ],
    examples: [
      {
        language: "c",
        bad: '#include <stdio.h>\n\nvoid Fault_Print(int code)\n{\n    printf("fault %s\\n", code);\n}\n',
        good: '#include <stdio.h>\n\nvoid Fault_Print(int code)\n{\n    printf("fault %d\\n", code);\n}\n',
      },
    ],
  },
  on: {
    call: {
      names: [...Object.keys(PRINTS), ...Object.keys(SCANS)],
      visit(context, call) {
        const callee = context.file.semantics.calleeName(call);
        const position = PRINTS[callee] ?? SCANS[callee] ?? 0;
        const format = call.args[position];
        if (!format || call.args.some((argument) => argument.is("spread", "error", "missing"))) return;
        const inner = bare(format);
        // A macro inside may be any directive: what it stands for is known only when the literal is whole.
        const whole = context.file.semantics.stringValue(inner);
        const text = whole ?? (inner.kind === "string" && /PRI[a-zA-Z]/.test(inner.text) ? writtenFormat(inner.text) : undefined);
        if (text === undefined || /%\d+\$/.test(text)) return;
        const rest = call.args.slice(position + 1);
        // `__VA_ARGS__` and its like hold any number of arguments.
        if (rest.some((argument) => /__VA_(ARGS|OPT)__/.test(argument.text))) return;
        if (callee in SCANS) checkScan(context, call, text, rest);
        else checkPrint(context, call, text, rest, whole !== undefined);
      },
    },
  },
});

function checkPrint(
  context: RuleContext<MessageId>,
  call: SyntaxNode,
  format: string,
  args: readonly SyntaxNode[],
  isWhole: boolean,
): void {
  let next = 0;
  const wanted: { readonly text: string; readonly kind: Kind; readonly plain: boolean }[] = [];
  for (const directive of printfDirectives(format)) {
    if (directive.conversion === "%") continue;
    // Not a directive of the standard: the library may have more of its own.
    const kind = KINDS[directive.conversion];
    if (kind === undefined) return;
    if (directive.width === "*") wanted.push({ text: directive.text, kind: "number", plain: false });
    if (directive.precision === "*") wanted.push({ text: directive.text, kind: "number", plain: false });
    wanted.push({ text: directive.text, kind, plain: isWhole && directive.length === "" });
  }
  if (
    countDiffers(
      context,
      call,
      wanted.map(({ text }) => text),
      args,
    )
  )
    return;
  for (const { text, kind, plain } of wanted) {
    const argument = args[next++];
    if (argument) checkType(context, argument, text, kind, plain);
  }
}

type Kind = "number" | "float" | "text" | "pointer";
const KINDS: Readonly<Record<string, Kind | undefined>> = {
  d: "number", i: "number", u: "number", x: "number", X: "number", o: "number", c: "number",
  f: "float", F: "float", e: "float", E: "float", g: "float", G: "float", a: "float", A: "float",
  s: "text", S: "text", p: "pointer", n: "pointer",
}; // prettier-ignore
const TAKES: Readonly<Record<Kind, string>> = {
  number: "a whole number",
  float: "a floating-point number",
  text: "a text",
  pointer: "an address",
};

function countDiffers(context: RuleContext<MessageId>, call: SyntaxNode, wanted: readonly string[], args: readonly SyntaxNode[]): boolean {
  if (wanted.length === args.length) return false;
  const data = { callee: writtenCallee(call), wanted: wanted.length, given: args.length };
  if (wanted.length > args.length) context.report("few", call, { ...data, directive: wanted[args.length] ?? "" });
  else {
    const extra = args[wanted.length] ?? call;
    context.report("many", extra, { ...data, argument: shownText(extra) }, { severity: "warning" });
  }
  return true;
}

function checkType(context: RuleContext<MessageId>, argument: SyntaxNode, directive: string, kind: Kind, plain: boolean): void {
  const type = valueType(context.file.semantics.typeOf(argument));
  const found = kindOf(type);
  if (found === undefined) return;
  const data = { directive, argument: shownText(argument), is: typeText(type) };
  if (found.kind === kind) {
    // The same size on a 64-bit host only by chance of the calling convention.
    if (kind === "number" && plain && type.kind === "integer" && type.bits === 64 && /long long|int64|int_least64/.test(type.name)) {
      const better = directive.replace(/([a-zA-Z])$/, "ll$1");
      context.report("wide", argument, { ...data, better }, { severity: "warning", fixes: swap(argument, directive, better) });
    }
    return;
  }
  // Any address may be shown by `%p`, a null pointer is a number to C, and a text's place too.
  if (kind === "pointer" || (kind === "text" && found.kind === "pointer")) return;
  const better = directive.replace(/(hh|h|ll|l|j|z|t|L)?[a-zA-Z]$/, found.better);
  // A text shown as a number is odd, not dangerous.
  const severity = kind === "text" ? "error" : "warning";
  context.report("type", argument, { ...data, takes: TAKES[kind], better }, { severity, fixes: swap(argument, directive, better) });
}

/** Writes another directive into the format, where it stands there once. */
function swap(
  argument: SyntaxNode,
  directive: string,
  better: string,
): { title: string; kind: "suggestion"; edits: { span: { start: number; end: number }; newText: string }[] }[] {
  const format = argument.parent?.children.find((each) => bare(each).kind === "string");
  const text = format?.text ?? "";
  const at = text.indexOf(directive);
  if (!format || at < 0 || text.includes(directive, at + 1) || better.startsWith("%.")) return [];
  const start = format.start + at;
  return [{ title: `Use '${better}'`, kind: "suggestion", edits: [{ span: { start, end: start + directive.length }, newText: better }] }];
}

function checkScan(context: RuleContext<MessageId>, call: SyntaxNode, format: string, args: readonly SyntaxNode[]): void {
  const wanted = scanfDirectives(format).filter(({ suppressed, conversion }) => !suppressed && conversion !== "%");
  if (
    countDiffers(
      context,
      call,
      wanted.map(({ text }) => text),
      args,
    )
  )
    return;
  wanted.forEach(({ text }, index) => {
    const argument = args[index];
    const type = argument && valueType(context.file.semantics.typeOf(argument));
    const found = type && kindOf(type);
    if (!argument || !found || (found.kind !== "number" && found.kind !== "float")) return;
    const fixes = bare(argument).is("identifier", "member", "subscript")
      ? [
          {
            title: "Pass the address",
            kind: "suggestion" as const,
            edits: [{ span: { start: argument.start, end: argument.start }, newText: "&" }],
          },
        ]
      : [];
    context.report("address", argument, { directive: text, argument: shownText(argument), is: typeText(type) }, { fixes });
  });
}

/** What a value is to a format, and the directive that shows it; `undefined`: not known. */
function kindOf(type: Type): { readonly kind: Kind; readonly better: string } | undefined {
  switch (type.kind) {
    case "boolean":
    case "enum":
      return { kind: "number", better: "d" };
    case "integer":
      return { kind: "number", better: type.bits === 64 ? (type.signed ? "lld" : "llu") : type.signed ? "d" : "u" };
    case "float":
      return { kind: "float", better: "f" };
    case "pointer":
    case "array": {
      const to = type.kind === "pointer" ? type.to : type.of;
      if (to.kind === "unknown") return undefined;
      return to.kind === "integer" && (to.bits === 8 || /wchar|char/.test(to.name))
        ? { kind: "text", better: "s" }
        : { kind: "pointer", better: "p" };
    }
    default:
      return undefined;
  }
}

function typeText(type: Type): string {
  const kind = kindOf(type)?.kind;
  return kind === undefined ? "something else" : TAKES[kind];
}
