import { defineRule } from "../../engine/src/index.js";
import type { TraceGraph, TraceItem } from "../../engine/src/index.js";
import { isWithdrawn, naming, placeOf } from "../shared/trace/items.js";

export default defineRule({
  id: "trace/requirement-without-source",
  languages: [],
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  severityByClass: { A: "information" },
  confidence: "high",
  fix: "none",
  standards: { cwe: [], clauses: ["5.2.6"] },
  obligations: [
    {
      clause: "5.2.6",
      basis: "clause",
      classes: ["A", "B", "C"],
      gist: "Software requirements are traceable to system requirements or another declared source.",
    },
  ],
  messages: {
    noSource:
      "{item} says of no system requirement, risk control or other source where it comes from. Add 'parent: ID', or 'source: …' for one that has no requirement above it.",
  },
  docs: {
    title: "Software requirement without a parent or declared source",
    what: "Reports a software requirement that derives from no system requirement, implements no risk control, and declares no other source, in a project that has something to derive from.",
    why: "IEC 62304 5.2.6 wants software requirements traceable to system requirements or another source. A requirement from nowhere is either not needed, or the reason for it is known to one person only.",
    whatToDo:
      "Name the requirement that it derives from (`parent: SYS-003`), the risk control that it implements (`mitigates: RC-002`), or its source in words (`source: IEC 60601-1-8, 6.3`).",
    whenToDeviate: "When the source is recorded in a document that the project does not hold: say which.",
    limits: [
      "In a project without system requirements nothing is reported: there is nothing to derive from.",
      "Whether the parent really asks for it is for the reviewer.",
      "An item that its document calls derived (Doorstop's `derived: true`) needs no parent.",
    ],
    examples: [],
    traceExamples: [
      {
        bad: "//- docs/system-requirements.md\n### SYS-001 Deliver\nText.\n//- docs/requirements.md\n### SRS-012 Limit the rate\nText.\n",
        good: "//- docs/system-requirements.md\n### SYS-001 Deliver\nText.\n//- docs/requirements.md\n### SRS-012 Limit the rate\n- parent: SYS-001\n\nText.\n",
      },
      {
        bad: "//- docs/system-requirements.md\n### SYS-001 Deliver\nText.\n//- docs/requirements.md\n### SRS-013 Log the dose\nText.\n",
        good: "//- docs/system-requirements.md\n### SYS-001 Deliver\nText.\n//- docs/requirements.md\n### SRS-013 Log the dose\n- source: regulation (EU) 2017/745, annex I\n\nText.\n",
      },
    ],
  },
  on: {
    trace: {
      item: {
        kinds: ["software-requirement"],
        visit(context, item) {
          const { graph } = context;
          if (!graph.has("system-requirement")) return;
          if (isWithdrawn(item) || hasSource(graph, item)) return;
          const extras = item.safetyClass ? { safetyClass: item.safetyClass } : {};
          context.report("noSource", placeOf(item), { item: naming(item) }, extras);
        },
      },
    },
  },
});

/** Attributes by which documents declare where a requirement comes from. */
const SOURCE_ATTRIBUTES = ["source", "sources", "origin", "stakeholder", "regulation", "standard", "derived"];

function hasSource(graph: TraceGraph, item: TraceItem): boolean {
  const stated = SOURCE_ATTRIBUTES.some((name) => !/^(?:|-+|n\/?a|none|tbd|false)$/i.test((item.attributes[name] ?? "").trim()));
  if (stated) return true;
  return graph.outgoing(item.id).some(({ role }) => role === "derives" || role === "refines" || role === "mitigates");
}
