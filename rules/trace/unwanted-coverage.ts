import { defineRule } from "../../engine/src/index.js";
import { listing } from "../shared/trace/items.js";
import { coveringLinks, neededTypes } from "../shared/trace/needs.js";

export default defineRule({
  id: "trace/unwanted-coverage",
  languages: [],
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  confidence: "high",
  fix: "none",
  standards: { cwe: [], clauses: ["5.1.1 c"] },
  messages: {
    unwanted: "{id} does not ask for coverage of type '{type}'{needs}. Add the type to its 'Needs', or cover the item that asks for it.",
  },
  docs: {
    title: "Coverage that the item does not ask for",
    what: "Reports a tag or item that covers an OpenFastTrace item with a type of artifact that the item's `Needs:` does not name.",
    why: "Code that names a requirement directly, past the design that lies between, is often a tag with a wrong id, and the design element stays uncovered.",
    whatToDo: "Name the item that asks for this type of coverage, or add the type to `Needs` where it is wanted.",
    whenToDeviate: "Never: a line in `Needs` says the same.",
    limits: ["Items without `Needs` ask for nothing: any coverage of them is reported."],
    examples: [],
    traceExamples: [
      {
        bad: "//- spec/design.md\n### Limit\n`dsn~limit~1`\n\nThe rate has a limit.\n\nNeeds: impl\n//- src/flow.c\n// [impl->dsn~limit~1] [utest->dsn~limit~1]\nint Flow_Set(int rate) { return rate; }\n",
        good: "//- spec/design.md\n### Limit\n`dsn~limit~1`\n\nThe rate has a limit.\n\nNeeds: impl\n//- src/flow.c\n// [impl->dsn~limit~1]\nint Flow_Set(int rate) { return rate; }\n",
      },
    ],
  },
  on: {
    trace: {
      item: {
        kinds: "*",
        visit(context, item) {
          const { graph } = context;
          const needed = neededTypes(item);
          if (!needed) return;
          for (const { relation = "", location, from, to } of coveringLinks(graph, item)) {
            if (needed.includes(relation)) continue;
            const needs = needed.length === 0 ? ", nor of any other" : ` (it needs ${listing(needed)})`;
            context.report("unwanted", { ...location, symbol: `${from} ${to}` }, { id: item.id, type: relation, needs });
          }
        },
      },
    },
  },
});
