import { defineRule } from "../../engine/src/index.js";
import type { TraceGraph } from "../../engine/src/index.js";
import { unitPlace } from "../shared/trace/items.js";

export default defineRule({
  id: "trace/unit-without-design",
  languages: [],
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  confidence: "high",
  fix: "none",
  standards: { cwe: [], clauses: ["5.4.2"] },
  obligations: [{ clause: "5.4.2", basis: "clause", classes: ["C"], gist: "Design each unit in enough detail to implement it correctly." }],
  messages: {
    noDesign:
      "Unit '{unit}' of class C has no detailed design: no design element is linked to it. Tag it with '@satisfies ID' of the design element that describes it.",
  },
  docs: {
    title: "Unit of class C without detailed design",
    what: "Reports a unit of a software item of class C that is linked to no design element, in a project that names design documents.",
    why: "IEC 62304 5.4.2 asks for a detailed design of each unit of class C, in enough detail to implement it correctly, and 5.4.4 for its verification. Without one, nobody can say whether the code does what was designed.",
    whatToDo: "Describe the unit in a document of `designs`, and tag the unit with `@satisfies` and the design element's id.",
    whenToDeviate: "When the design of the unit is recorded elsewhere: say where.",
    limits: [
      "Nothing is reported in a project that names no design document (`designs` in vitalint.json) and has no design element.",
      "Units of class A and B are not asked for a detailed design.",
    ],
    examples: [],
    traceExamples: [
      {
        bad: '//- vitalint.json\n{ "softwareItems": [{ "name": "Flow", "class": "C", "files": ["firmware/**"] }], "designs": [{ "files": ["docs/design.md"] }] }\n//- docs/design.md\n### SDD-001 Rate limiter\nText.\n//- docs/requirements.md\n### SRS-012 Limit the rate\nText.\n//- firmware/flow.c\n/** @satisfies SRS-012 */\nint Flow_Set(int rate) { return rate; }\n',
        good: '//- vitalint.json\n{ "softwareItems": [{ "name": "Flow", "class": "C", "files": ["firmware/**"] }], "designs": [{ "files": ["docs/design.md"] }] }\n//- docs/design.md\n### SDD-001 Rate limiter\n- satisfies: SRS-012\n\nText.\n//- docs/requirements.md\n### SRS-012 Limit the rate\nText.\n//- firmware/flow.c\n/** @satisfies SDD-001 */\nint Flow_Set(int rate) { return rate; }\n',
      },
    ],
  },
  on: {
    trace: {
      item: {
        kinds: ["unit"],
        visit(context, item) {
          const { graph, project } = context;
          if (project.config.designs.length === 0 && !graph.has("design")) return;
          if (item.safetyClass === undefined || hasDesign(graph, item.id)) return;
          context.report("noDesign", unitPlace(item, project), { unit: item.title }, { safetyClass: item.safetyClass });
        },
      },
    },
  },
});

function hasDesign(graph: TraceGraph, unit: string): boolean {
  return graph.outgoing(unit).some(({ to, probable }) => probable !== true && graph.item(to)?.kind === "design");
}
