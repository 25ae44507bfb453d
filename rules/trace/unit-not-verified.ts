import { defineRule } from "../../engine/src/index.js";
import type { TraceGraph } from "../../engine/src/index.js";
import { testsStand, unitPlace } from "../shared/trace/items.js";

export default defineRule({
  id: "trace/unit-not-verified",
  languages: [],
  since: "0.1.0",
  preset: "strict",
  severity: "warning",
  confidence: "high",
  fix: "none",
  standards: { cwe: [], clauses: ["5.5.2", "5.5.5"] },
  obligations: [
    { clause: "5.5.5", basis: "clause", classes: ["B", "C"], gist: "Verify each unit and record the result." },
    { clause: "5.5.2", basis: "clause", classes: ["B", "C"], gist: "Have a process by which each unit is verified." },
  ],
  messages: {
    noRecord:
      "Unit '{unit}' of class {class} has no verification record: no test, review, analysis or inspection names it or what it satisfies ({requirements}). Tag a test with '@verifies', or record the review.",
  },
  docs: {
    title: "Unit of class B or C without a verification record",
    what: "Reports a unit of class B or C that no verification record names, and that satisfies no requirement, design element or risk control whose tests passed.",
    why: "IEC 62304 5.5.5 asks that each unit of class B and C is verified and the result recorded, by tests or otherwise.",
    whatToDo:
      "Tag a test of the unit with `@verifies` and what the unit satisfies, or record its review, analysis or inspection in a document of `verification`.",
    whenToDeviate: "When the record is kept elsewhere: say where.",
    limits: [
      "A passing test of one of its requirements counts for a unit, also where it does not run the unit's code.",
      "A unit without any requirement is reported as such, not here.",
      "Without any test result, tests count as they are tagged.",
    ],
    examples: [],
    traceExamples: [
      {
        bad: '//- vitalint.json\n{ "rules": { "presets": ["strict"] }, "softwareItems": [{ "name": "Flow", "class": "B", "files": ["firmware/**"] }] }\n//- docs/requirements.md\n### SRS-012 Limit the rate\nText.\n//- firmware/flow.c\n/** @satisfies SRS-012 */\nint Flow_Set(int rate) { return rate; }\n',
        good: '//- vitalint.json\n{ "rules": { "presets": ["strict"] }, "softwareItems": [{ "name": "Flow", "class": "B", "files": ["firmware/**"] }] }\n//- docs/requirements.md\n### SRS-012 Limit the rate\nText.\n//- firmware/flow.c\n/** @satisfies SRS-012 */\nint Flow_Set(int rate) { return rate; }\n//- test/test_flow.c\n/** @verifies SRS-012 */\nvoid test_limit(void) { }\n',
      },
    ],
  },
  on: {
    trace: {
      item: {
        kinds: ["unit"],
        visit(context, item) {
          const { graph, project } = context;
          if (!graph.hasDocuments) return;
          if (item.safetyClass === undefined) return;
          const ends = endsOf(graph, item.id);
          if (ends.length === 0 || testsStand(graph, item.id) || ends.some((id) => testsStand(graph, id))) return;
          const data = { unit: item.title, class: item.safetyClass, requirements: ends.join(", ") };
          context.report("noRecord", unitPlace(item, project), data, { safetyClass: item.safetyClass });
        },
      },
    },
  },
});

/** What a unit is there for: requirements, designs and risk controls, and the requirements of its designs. */
function endsOf(graph: TraceGraph, unit: string): readonly string[] {
  const own = graph.outgoing(unit).filter(({ role, probable }) => (role === "satisfies" || role === "mitigates") && probable !== true);
  const ids = own.map(({ to }) => to);
  const designs = ids.filter((id) => graph.item(id)?.kind === "design");
  return [...new Set([...ids, ...designs.flatMap((id) => graph.outgoing(id, "satisfies").map(({ to }) => to))])];
}
