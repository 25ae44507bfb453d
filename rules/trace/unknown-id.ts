import { defineRule, type FixDraft, type TraceProblem } from "../../engine/src/index.js";

export default defineRule({
  id: "trace/unknown-id",
  languages: [],
  since: "0.1.0",
  preset: "recommended",
  severity: "error",
  confidence: "high",
  fix: "suggestion",
  standards: { cwe: [], clauses: ["5.1.1 c", "5.2.6"] },
  obligations: [
    { clause: "5.2.6", basis: "clause", classes: ["A", "B", "C"], gist: "Requirements are uniquely identified and traceable." },
  ],
  messages: {
    near: "'{id}' ({via}) is the id of no requirement, risk item or design element. Did you mean {suggestions}?",
    file: "No file of this project is named '{id}' ({via}): the link leads nowhere. Correct the path, from the project's folder, or remove the link.",
    function: "{file} has no function '{name}' ({via}): the link leads nowhere. Correct the name, or remove the link.",
    none: "'{id}' ({via}) is the id of no requirement, risk item or design element: the link leads nowhere. Correct the id, or add the item to its document.",
  },
  docs: {
    title: "Link to an id that does not exist",
    what: "Reports tags in comments, attributes and table cells of requirement and risk documents, and test results that name an id which no document defines, and documents that name a file or function which is not there.",
    why: "A link that leads nowhere looks like evidence and is none: the requirement it was meant for counts as not implemented or not verified, or, worse, was deleted while its code stayed.",
    whatToDo: "Correct the id (the quick fix offers the nearest ones), add the missing item to its document, or remove the link.",
    whenToDeviate: "Where the item lives in a document that this project does not hold, such as a platform's own requirements.",
    limits: [
      "In TypeScript and JavaScript a word after `@satisfies` counts as an id only when it looks like one, because the tag is the language's own.",
      "Without any requirement or risk document the rule is silent.",
    ],
    examples: [],
    traceExamples: [
      {
        bad: "//- docs/requirements.md\n### SRS-012 Limit the rate\nThe pump shall limit the rate.\n//- firmware/flow.c\n/** @satisfies SRS-021 */\nint Flow_Set(int rate) { return rate; }\n",
        good: "//- docs/requirements.md\n### SRS-012 Limit the rate\nThe pump shall limit the rate.\n//- firmware/flow.c\n/** @satisfies SRS-012 */\nint Flow_Set(int rate) { return rate; }\n",
      },
    ],
  },
  on: {
    trace: {
      problem(context, problem) {
        if (problem.kind !== "unknown-id") return;
        const { id, via, location, suggestions, code } = problem;
        const data = { id, via, suggestions: suggestions.map((suggestion) => `'${suggestion}'`).join(" or ") };
        const at = { file: location.file, span: location.span, symbol: id };
        if (code) {
          if (code.missingFunction !== undefined) context.report("function", at, { via, file: code.file, name: code.missingFunction });
          else context.report("file", at, { id, via });
          return;
        }
        context.report(suggestions.length > 0 ? "near" : "none", at, data, { fixes: fixesOf(problem) });
      },
    },
  },
});

function fixesOf({ location, suggestions, via }: Extract<TraceProblem, { kind: "unknown-id" }>): FixDraft[] {
  // A result file is written by the test run: it is corrected in the test, not there.
  if (via === "test result") return [];
  return suggestions.map((suggestion) => ({
    title: `Change to '${suggestion}'`,
    kind: "suggestion",
    edits: [{ span: location.span, newText: suggestion }],
  }));
}
