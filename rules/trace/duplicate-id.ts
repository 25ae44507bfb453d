import { defineRule } from "../../engine/src/index.js";

export default defineRule({
  id: "trace/duplicate-id",
  languages: [],
  since: "0.1.0",
  preset: "recommended",
  severity: "error",
  confidence: "high",
  fix: "none",
  standards: { cwe: [], clauses: ["5.2.6"] },
  obligations: [{ clause: "5.2.6", basis: "clause", classes: ["A", "B", "C"], gist: "Requirements are uniquely identified." }],
  messages: {
    duplicate:
      "'{id}' is defined a second time; the first definition is in {first}. Each item needs an id of its own, or links to it mean two things.",
  },
  docs: {
    title: "Id that is defined twice",
    what: "Reports a heading or table row that defines an id which another one defines already.",
    why: "IEC 62304 5.2.6 asks that each requirement can be identified. With two items of one id, a link, a test and a review mean one of them, and nobody knows which.",
    whatToDo: "Give the newer item a free id and correct its links.",
    whenToDeviate: "Hardly ever: where a document repeats an item of another one word by word, exclude the copy.",
    limits: [
      "A table that repeats a hazard in several rows, with the same title, defines it once.",
      "Of two definitions the first, by path and place, is the one that links lead to.",
    ],
    examples: [],
    traceExamples: [
      {
        bad: "//- docs/requirements.md\n### SRS-001 Limit the rate\nText.\n\n### SRS-001 Stop on occlusion\nText.\n",
        good: "//- docs/requirements.md\n### SRS-001 Limit the rate\nText.\n\n### SRS-002 Stop on occlusion\nText.\n",
      },
    ],
  },
  on: {
    trace: {
      problem(context, problem) {
        if (problem.kind !== "duplicate-id") return;
        const { id, location, first } = problem;
        context.report(
          "duplicate",
          { file: location.file, span: location.span, symbol: id },
          { id, first: first.file },
          { steps: [{ location: first, message: `'${id}' is defined here first`, role: "related" }] },
        );
      },
    },
  },
});
