import { defineRule, type MacroFact, type ParsedFile, type RuleContext, type SyntaxNode } from "../../engine/src/index.js";
import { bare, shownText } from "../shared/expressions.js";

export default defineRule({
  id: "preprocessor/macro-repeats-effect",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  confidence: "high",
  fix: "none",
  standards: {
    cwe: [670, 758],
    cert: ["PRE31-C", "EXP44-C"],
    misra: ["C:2012 D4.9", "C:2012 13.2"],
    iec62304: ["data and control flow"],
  },
  messages: {
    repeats:
      "The macro '{macro}' puts '{argument}' into its text {count} times, so that what it does happens more than once. Store it in a variable before.",
  },
  docs: {
    title: "Argument with an effect for a macro that repeats it",
    what: "Reports macro arguments that change something (`i++`, an assignment) or take data from a peripheral or stream (`getc`), when the macro's text names the parameter more than once.",
    why: "`MAX(readings[i++], limit)` steps twice when the reading is greater: the log then skips each reading that mattered.",
    whatToDo: "Compute the argument first, or make the macro an inline function.",
    whenToDeviate: "When the macro uses the parameter in one of several branches only.",
    limits: [
      "Macros of headers that were not read are not known.",
      "Calls of functions other than those that read are not reported: most have no effect.",
    ],
    examples: [
      {
        language: "c",
        bad: "#define LARGER(a, b) ((a) > (b) ? (a) : (b))\n\nint Next_Peak(const int *readings, int *index, int limit)\n{\n    return LARGER(readings[(*index)++], limit);\n}\n",
        good: "#define LARGER(a, b) ((a) > (b) ? (a) : (b))\n\nint Next_Peak(const int *readings, int *index, int limit)\n{\n    int reading = readings[(*index)++];\n    return LARGER(reading, limit);\n}\n",
      },
    ],
  },
  on: {
    call: {
      names: "*",
      visit(context, call) {
        const callee = call.child("callee");
        // Effects are rare: look at the arguments first.
        const effects = call.args.map((argument) => hasEffect(context, argument));
        if (callee?.kind !== "identifier" || !effects.includes(true)) return;
        const macro = macroOf(context, callee.text);
        if (macro?.parameters?.length !== call.args.length) return;
        macro.parameters.forEach((parameter, index) => {
          const argument = call.args[index];
          if (!argument || effects[index] !== true) return;
          const count = evaluations(macro.body, parameter);
          if (count > 1) context.report("repeats", argument, { macro: macro.name, argument: shownText(argument), count });
        });
      },
    },
  },
});

function hasEffect(context: RuleContext, argument: SyntaxNode): boolean {
  const inner = bare(argument);
  return [inner, ...inner.descendants()].some(
    (each) =>
      each.is("update", "assignment") ||
      (each.kind === "call" && /^(getc|fgetc|getchar|fgets|read|recv|rand|va_arg)$/.test(context.file.semantics.calleeName(each))),
  );
}

const known = new WeakMap<ParsedFile, ReadonlyMap<string, MacroFact>>();

/** A macro of the file, or of a header of the project that it includes by an unambiguous name. */
function macroOf(context: RuleContext, name: string): MacroFact | undefined {
  let macros = known.get(context.file);
  if (!macros) {
    const found = new Map<string, MacroFact>();
    for (const { target } of context.file.facts.includes) {
      const paths = context.project.paths.filter((path) => path === target || path.endsWith(`/${target}`));
      const [path] = paths;
      if (path === undefined || paths.length !== 1) continue;
      for (const macro of context.project.parsed(path)?.facts.macros ?? []) found.set(macro.name, macro);
    }
    for (const macro of context.file.facts.macros) found.set(macro.name, macro);
    known.set(context.file, (macros = found));
  }
  return macros.get(name);
}

/** How often a parameter is evaluated: not as an operand of `sizeof`, `typeof`, `#` or `##`. */
function evaluations(body: string, parameter: string): number {
  const text = body
    .replace(/"(?:[^"\\]|\\.)*"/g, '""')
    .replace(/\b(?:sizeof|typeof|__typeof__|__typeof|decltype|_Alignof)\s*\([^()]*(?:\([^()]*\)[^()]*)*\)/g, "")
    .replace(/#{1,2}\s*\w+/g, "")
    .replace(/\w+\s*##/g, "");
  // Branches of which one runs are one evaluation, except for what the condition itself evaluates.
  return text.split(new RegExp(`\\b${parameter}\\b`)).length - 1;
}
