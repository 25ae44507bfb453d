import { defineRule } from "../../engine/src/index.js";

type MessageId = "parameter" | "whole";

export default defineRule<MessageId>({
  id: "preprocessor/macro-parentheses",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "strict",
  severity: "information",
  confidence: "medium",
  fix: "suggestion",
  standards: {
    cwe: [783],
    cert: ["PRE01-C", "PRE02-C"],
    misra: ["C:2012 20.7"],
    iec62304: ["data and control flow"],
  },
  messages: {
    parameter:
      "'{parameter}' stands without parentheses beside '{operator}': an argument such as 'a + b' is torn apart. Write '({parameter})'.",
    whole:
      "This expression stands without parentheses: beside an operator, what the macro is used with is computed first. Put the whole in parentheses.",
  },
  docs: {
    title: "Macro whose parameters or value lack parentheses",
    what: "Reports parameters of a function-like macro that stand directly beside an arithmetic operator, and macros whose whole value is a sum, product or shift without parentheses.",
    why: "`#define ML(x) x * 1000` makes `ML(a + b)` into `a + b * 1000`. The test uses a plain number, the therapy an expression.",
    whatToDo: "Put each parameter and the whole expression in parentheses, or use an inline function or `constexpr`.",
    whenToDeviate: "Where the text is no expression: parts of declarations, strings, statements.",
    limits: [
      "Macros with statements, braces, `#` or `##` are not looked at.",
      "The product of two names, of which the second is not in capitals, is taken for a declaration.",
    ],
    examples: [
      {
        language: "c",
        bad: "#define TO_MICROLITRES(ml) (ml * 1000)\n\nint Dose_Of(int bolus, int basal)\n{\n    return TO_MICROLITRES(bolus + basal);\n}\n",
        good: "#define TO_MICROLITRES(ml) ((ml) * 1000)\n\nint Dose_Of(int bolus, int basal)\n{\n    return TO_MICROLITRES(bolus + basal);\n}\n",
      },
    ],
  },
  on: {
    nodes: {
      kinds: ["macroDefinition"],
      visit(context, node) {
        const body = node.child("body");
        if (!body) return;
        const text = body.text;
        // Statements, declarations, and texts that are put together are no expressions.
        if (
          /[{};#"\\]|\b(do|while|if|return|static|const|struct|typedef|extern|__attribute__|for)\b/.test(text) ||
          /^[<>*&]/.test(text.trim())
        )
          return;
        const parameters = node.child("parameters")?.children.filter((each) => each.kind === "identifier") ?? [];
        for (const { text: parameter } of parameters) {
          const bare = new RegExp(
            `(?:([*/%]|<<|>>|(?<=[\\w)\\s])[-+])\\s*\\b${parameter}\\b(?!\\s*[(\\[.]|\\s*->))|(?:(?<![\\w.>]|->)\\b${parameter}\\b\\s*([*/%]|<<|>>|[-+](?!>|\\s*\\))))`,
          );
          const found = bare.exec(text);
          // A cast to a pointer, a dereference, and a type as argument look like products.
          if (!found || new RegExp(`\\(\\s*(const\\s+)?${parameter}\\s*\\*+\\s*\\)`).test(text)) continue;
          const spans = placesOf(bare, parameter, text).map((at) => ({ start: body.start + at, end: body.start + at + parameter.length }));
          const [span] = spans;
          if (span === undefined) continue;
          const edits = spans.map((each) => ({ span: each, newText: `(${parameter})` }));
          const fixes = [{ title: `Write '(${parameter})'`, kind: "suggestion" as const, edits }];
          context.report("parameter", span, { parameter, operator: found[1] ?? found[2] ?? "" }, { fixes });
        }
        // A declaration: `lock_type * lock`, for a list of parameters. Constants are in capitals.
        if (/^[A-Za-z_]\w*\s*\*\s*(?=\w*[a-z])[A-Za-z_]\w*$/.test(text.trim())) return;
        if (!/^[\w.]+(\s*[-+*/]\s*[\w.]+)+$/.test(text.trim()) || !/[-+*/]/.test(text) || /^[A-Za-z_]\w*\s*\*$/.test(text.trim())) return;
        if (parameters.some(({ text: parameter }) => new RegExp(`\\b${parameter}\\b`).test(text))) return;
        const fixes = [
          {
            title: "Put it in parentheses",
            kind: "suggestion" as const,
            edits: [
              { span: { start: body.start, end: body.start }, newText: "(" },
              { span: { start: body.end, end: body.end }, newText: ")" },
            ],
          },
        ];
        context.report("whole", body, {}, { fixes });
      },
    },
  },
});

/** Offsets of all places where a parameter stands bare: with one of them alone in parentheses the macro would be as wrong as before. */
function placesOf(bare: RegExp, parameter: string, text: string): readonly number[] {
  const places: number[] = [];
  let rest = text;
  for (let found = bare.exec(rest); found; found = bare.exec(rest)) {
    const at = found.index + found[0].search(new RegExp(`\\b${parameter}\\b`));
    places.push(at);
    // What was found is no parameter any more, and the operator beside it stays for its other side.
    rest = `${rest.slice(0, at)}${"_".repeat(parameter.length)}${rest.slice(at + parameter.length)}`;
  }
  return places;
}
