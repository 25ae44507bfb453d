import { defineRule, type FixDraft, type FunctionFact, type RuleContext, type SyntaxNode } from "../../engine/src/index.js";
import { isFixedText } from "../shared/c/literals.js";
import { isOpen, sinkArgument, sourceName } from "../shared/c/outside.js";
import { insertAt } from "../shared/edits.js";
import { bare, enclosingFact, shownText } from "../shared/expressions.js";

type MessageId = "direct" | "values" | "outside";

export default defineRule<MessageId>({
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
    outside:
      "'{callee}' takes '{format}' as its format, and that text comes from {source}: a '%s' or '%n' in it makes the function read or write memory at random. Print it with the format \"%s\".",
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
        const position = wrapperFormat(context, callee);
        const format = position === undefined ? undefined : call.args[position];
        if (position === undefined || !format || !isOpenFormat(context, call, format)) return;
        report(context, call, format, callee, { isAlone: call.args.length === position + 1 });
      },
    },
    flow: {
      sink: {
        kinds: ["format"],
        visit(context, event) {
          const { call, argument } = sinkArgument(context, event);
          const isAlone = call.args.length === event.position + 1;
          const hasList = /^_*v/.test(event.callee);
          if (event.origin === "outside") {
            // A function that is written as a printer is trusted: what it is given is looked at where it is given.
            if (isPassedThrough(context, argument)) return;
            const data = { callee: event.callee, format: shownText(argument), source: sourceName(event) };
            context.report("outside", argument === call ? event.span : argument, data, {
              steps: event.steps,
              fixes: isAlone && argument !== call ? printFix(event.callee, argument) : [],
            });
          } else if (isOpen(context, event) && isOpenFormat(context, call, argument) && !(hasList && isOwnParameter(context, argument))) {
            report(context, call, argument, event.callee, { isAlone: isAlone && !hasList });
          }
        },
      },
    },
  },
});

/** A format of which the text of the program does not show that it is fixed. */
function isOpenFormat(context: RuleContext, call: SyntaxNode, format: SyntaxNode): boolean {
  if (format === call || isFixedText(context, format)) return false;
  // With directives among the arguments their positions are not known.
  if (call.args.some((argument) => argument.is("directive", "conditionalDirective", "elseDirective", "error", "unknown"))) return false;
  // A value of a type that can't be a text: another function of the same name.
  const type = context.file.semantics.typeOf(format).kind;
  return type !== "integer" && type !== "record" && type !== "enum" && !isPassedThrough(context, format) && !isChosenFormat(call, format);
}

/** A format that a function picks by itself, with values behind it: `print(display_format(), number)`, one definition per board. */
function isChosenFormat(call: SyntaxNode, format: SyntaxNode): boolean {
  const inner = bare(format);
  if (inner.kind !== "call" || inner.args.length > 0 || call.args.at(-1) === format) return false;
  return /f(or)?ma?t|string|text|pattern|template/i.test(inner.child("callee")?.text ?? "");
}

function report(
  context: RuleContext<MessageId>,
  call: SyntaxNode,
  format: SyntaxNode,
  callee: string,
  { isAlone }: { readonly isAlone: boolean },
): void {
  const data = { callee, format: shownText(format) };
  if (!isAlone) context.report("values", format, data);
  else context.report("direct", format, data, { fixes: printFix(callee, format) });
}

/** Position of the format of a function that the project itself declares as a printer: the text parameter before `...`, named as a format. */
function wrapperFormat(context: RuleContext, callee: string): number | undefined {
  const own = context.project.resolveFunction(callee, context.file.document.path);
  return own?.variadic === true ? formatParameter(own.fact) : undefined;
}

/** Position of a wrapper's format: the text parameter directly before `...`, when its name says so. */
function formatParameter(fact: FunctionFact): number | undefined {
  const last = fact.parameters.length - 1;
  const parameter = fact.parameters[last];
  return parameter && /f(or)?ma?t|^fmt|pattern|template/i.test(parameter.name) && parameter.type.kind !== "integer" ? last : undefined;
}

/** The enclosing function got the format, by a parameter that says so, from its own caller, who is the one to check. */
function isPassedThrough(context: RuleContext, format: SyntaxNode): boolean {
  const inner = bare(format);
  if (inner.kind === "conditional") {
    return inner.children.slice(-2).every((branch) => isFixedText(context, branch) || isPassedThrough(context, branch));
  }
  return isOwnParameter(context, inner) && /f(or)?ma?t/i.test(inner.text);
}

function isOwnParameter(context: RuleContext, format: SyntaxNode): boolean {
  const inner = bare(format);
  return inner.kind === "identifier" && (enclosingFact(context.file, format)?.parameters.some(({ name }) => name === inner.text) ?? false);
}

function printFix(callee: string, format: SyntaxNode): readonly FixDraft[] {
  // Wide functions need a wide literal; small printers may not know %s.
  if (callee.startsWith("w") || callee.includes("wprintf")) return [];
  return [{ title: `Print '${shownText(format)}' with "%s"`, kind: "safe", edits: [insertAt(format.start, '"%s", ')] }];
}
