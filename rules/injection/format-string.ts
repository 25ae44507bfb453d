import { defineRule, type FixDraft, type FunctionFact, type RuleContext, type SyntaxNode } from "../../engine/src/index.js";
import { isFixedText } from "../shared/c/literals.js";
import { insertAt } from "../shared/edits.js";
import { bare, enclosingFact, shownText } from "../shared/expressions.js";

/** Position of the format; `list`: the values come in a `va_list`. */
// prettier-ignore
const FORMATS: Readonly<Record<string, { readonly format: number; readonly list?: true }>> = {
  printf: { format: 0 }, fprintf: { format: 1 }, sprintf: { format: 1 }, snprintf: { format: 2 }, dprintf: { format: 1 }, asprintf: { format: 1 },
  vprintf: { format: 0, list: true }, vfprintf: { format: 1, list: true }, vsprintf: { format: 1, list: true }, vsnprintf: { format: 2, list: true },
  vdprintf: { format: 1, list: true }, vasprintf: { format: 1, list: true }, syslog: { format: 1 }, vsyslog: { format: 1, list: true },
  swprintf: { format: 2 }, wprintf: { format: 0 }, fwprintf: { format: 1 }, printk: { format: 0 }, xil_printf: { format: 0 }, iprintf: { format: 0 },
  siprintf: { format: 1 }, sniprintf: { format: 2 }, tfp_printf: { format: 0 }, tfp_sprintf: { format: 1 }, SEGGER_RTT_printf: { format: 1 },
  _snprintf: { format: 2 }, warn: { format: 0 }, warnx: { format: 0 }, err: { format: 1 }, errx: { format: 1 },
};

export default defineRule({
  id: "injection/format-string",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  confidence: "high",
  fix: "safe",
  standards: {
    cwe: [134],
    cert: ["FIO30-C"],
    misra: ["C:2012 21.6"],
    fda: ["code-data-execution-integrity"],
    iso27001: ["A.8.28"],
  },
  messages: {
    direct:
      "'{callee}' takes '{format}' as its format: a '%s' or '%n' in that text makes it read or write memory at random. Print it with the format \"%s\".",
    values:
      "'{callee}' takes its format from '{format}', which is not fixed text: whoever can change that text reads or writes memory. Use a literal format.",
  },
  docs: {
    title: "Format that is not fixed text",
    what: "Reports functions of the `printf` family, and the project's own functions that take a format, when the format is neither a literal nor fixed text.",
    why: "A patient's name or a message from the network that holds `%n` writes to memory, `%s` reads from anywhere: in a pump that prints a drug's name as its format, the drug library becomes a way in.",
    whatToDo: 'Give a literal format, and pass the text as a value: `printf("%s", text)`.',
    whenToDeviate: "When the formats come from a table that is fixed at build time but not visible to the rule. Name the table.",
    limits: [
      "A function that hands its own format parameter on is trusted: its callers are checked.",
      "A name in capitals that is no variable of the file is taken for a macro with a literal.",
      "Formats in record members count as fixed when the record's table is initialised with literals in the same file.",
    ],
    examples: [
      {
        language: "c",
        bad: "#include <stdio.h>\n\nvoid Display_ShowDrug(const char *drug)\n{\n    printf(drug);\n}\n",
        good: '#include <stdio.h>\n\nvoid Display_ShowDrug(const char *drug)\n{\n    printf("%s", drug);\n}\n',
      },
    ],
  },
  on: {
    call: {
      names: "*",
      visit(context, call) {
        const callee = context.file.semantics.calleeName(call);
        const shape = formatShape(context, callee);
        const format = shape && call.args[shape.format];
        if (!shape || !format || isFixedText(context, format)) return;
        // With directives among the arguments their positions are not known.
        if (call.args.some((argument) => argument.is("directive", "conditionalDirective", "elseDirective", "error", "unknown"))) return;
        // A value of a type that can't be a text: another function of the same name.
        const type = context.file.semantics.typeOf(format).kind;
        if (type === "integer" || type === "record" || type === "enum") return;
        if (isPassedThrough(context, format, shape.list === true)) return;
        const isAlone = call.args.length === shape.format + 1 && !shape.list;
        const data = { callee, format: shownText(format) };
        if (!isAlone) context.report("values", format, data);
        else context.report("direct", format, data, { fixes: printFix(callee, format) });
      },
    },
  },
});

function formatShape(context: RuleContext, callee: string): { readonly format: number; readonly list?: true } | undefined {
  const known = FORMATS[callee.replace(/^std::/, "")];
  const own = context.project.resolveFunction(callee, context.file.document.path)?.fact;
  if (!own) return known && !isShadowed(context, callee) ? known : undefined;
  if (!own.variadic) return undefined;
  const format = formatParameter(own);
  return format === undefined ? undefined : { format };
}

/** `err` and `warn` are also names of variables and methods: they count as the C library's only where they are not declared. */
function isShadowed(context: RuleContext, callee: string): boolean {
  return /^(err|warn)x?$/.test(callee) && !context.file.facts.includes.some((include) => include.target === "err.h");
}

/** Position of a wrapper's format: the text parameter directly before `...`, when its name says so. */
function formatParameter(fact: FunctionFact): number | undefined {
  const last = fact.parameters.length - 1;
  const parameter = fact.parameters[last];
  return parameter && /f(or)?ma?t|^fmt|pattern|template/i.test(parameter.name) && parameter.type.kind !== "integer" ? last : undefined;
}

/** The enclosing function got the format from its own caller, who is the one to check. */
function isPassedThrough(context: RuleContext, format: SyntaxNode, hasList: boolean): boolean {
  const owner = enclosingFact(context.file, format);
  const inner = bare(format);
  if (inner.kind === "conditional") {
    return inner.children.slice(-2).every((branch) => isFixedText(context, branch) || isPassedThrough(context, branch, hasList));
  }
  if (!owner || inner.kind !== "identifier") return false;
  const parameter = owner.parameters.find(({ name }) => name === inner.text);
  if (!parameter) return false;
  return owner.variadic || hasList || /f(or)?ma?t/i.test(parameter.name);
}

function printFix(callee: string, format: SyntaxNode): readonly FixDraft[] {
  // Wide functions need a wide literal; small printers may not know %s.
  if (callee.startsWith("w") || callee.includes("wprintf")) return [];
  return [{ title: `Print '${shownText(format)}' with "%s"`, kind: "safe", edits: [insertAt(format.start, '"%s", ')] }];
}
