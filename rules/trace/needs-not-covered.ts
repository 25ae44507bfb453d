import { defineRule } from "../../engine/src/index.js";
import { isWithdrawn, listing, naming, placeOf } from "../shared/trace/items.js";
import { coveringLinks, neededTypes } from "../shared/trace/needs.js";

export default defineRule({
  id: "trace/needs-not-covered",
  languages: [],
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  confidence: "high",
  fix: "none",
  standards: { cwe: [], clauses: ["5.1.1 c", "5.2.6"] },
  messages: {
    missing:
      "{item} needs {types}, and nothing of that type covers it. Write '[{first}->{id}]' where it is done, or take the type out of 'Needs'.",
    outdated: "{item} needs {types}, and what covers it names another revision. Look at what changed there, then name revision {revision}.",
  },
  docs: {
    title: "Item whose needed coverage is missing",
    what: "Reports an OpenFastTrace item whose `Needs:` names a type of artifact (`dsn`, `impl`, `utest` …) that covers it nowhere, or only with another revision.",
    why: "`Needs` is the author's own statement of what has to follow from the item. A type without coverage is a design that nobody wrote, code that nobody tagged, or a test that nobody made.",
    whatToDo: "Cover it, by a tag in code (`[impl->dsn~limit~1]`) or an item with `Covers:`, or correct `Needs`.",
    whenToDeviate: "While the later documents of a project are not there yet.",
    limits: [
      "Coverage counts where it names the item's present revision.",
      "Whether what covers the item is covered itself is reported there.",
    ],
    examples: [],
    traceExamples: [
      {
        bad: "//- spec/design.md\n### Limit\n`dsn~limit~1`\n\nThe rate has a limit.\n\nNeeds: impl, utest\n//- src/flow.c\n// [impl->dsn~limit~1]\nint Flow_Set(int rate) { return rate; }\n",
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
          if (!needed || needed.length === 0 || isWithdrawn(item)) return;
          const links = coveringLinks(graph, item);
          const covered = new Set(links.flatMap(({ relation, revision }) => (revision === item.revision ? [relation] : [])));
          const open = needed.filter((type) => !covered.has(type));
          const outdated = open.filter((type) => links.some(({ relation }) => relation === type));
          const missing = open.filter((type) => !outdated.includes(type));
          const data = { item: naming(item), id: item.id };
          const [first] = missing;
          if (first !== undefined) context.report("missing", placeOf(item), { ...data, types: listing(missing), first });
          if (outdated.length > 0)
            context.report("outdated", placeOf(item), { item: naming(item), types: listing(outdated), revision: item.revision ?? 0 });
        },
      },
    },
  },
});
