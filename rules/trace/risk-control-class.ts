import { defineRule, SAFETY_CLASSES } from "../../engine/src/index.js";
import type { SafetyClass, TraceEdge, TraceGraph } from "../../engine/src/index.js";
import { isRealisedElsewhere, isWithdrawn, naming, requirementsOf } from "../shared/trace/items.js";

export default defineRule({
  id: "trace/risk-control-class",
  languages: [],
  since: "0.1.0",
  preset: "recommended",
  severity: "error",
  confidence: "high",
  fix: "none",
  standards: { cwe: [], clauses: ["7.2.2"] },
  obligations: [
    {
      clause: "7.2.2",
      basis: "clause",
      classes: ["A", "B", "C"],
      gist: "A software item that implements a risk control has at least the class that the controlled risk asks for.",
    },
  ],
  messages: {
    belowClass:
      "'{unit}' implements risk control {item}, whose risk asks for class {needed}, but software item '{softwareItem}' is of class {class}. Raise the item's class, or move the control into an item of class {needed}.",
  },
  docs: {
    title: "Risk control implemented below the class that its risk asks for",
    what: "Reports a unit that implements a software risk control, directly or through a requirement, in a software item of a lower class than the severity of the controlled risk asks for.",
    why: "Software that keeps a risk acceptable must be made with the care that the risk asks for: IEC 62304 7.2.2 gives it the class of the risk it controls. A class A item that carries a class C control was not designed, verified or tested for it.",
    whatToDo: "Raise the class of the software item in `softwareItems`, or implement the control in an item that has it.",
    whenToDeviate:
      "When an independent control outside of the software makes the risk acceptable: name it in the risk file and lower its severity there.",
    limits: [
      "The class of a control follows from the severity of what it controls (`severityToClass`, else the usual words), unless the control states one.",
      "Nothing is said of files in no software item: those count as class C.",
    ],
    examples: [],
    traceExamples: [
      {
        bad: '//- vitalint.json\n{ "softwareItems": [{ "name": "Log", "class": "A", "files": ["log/**"] }] }\n//- docs/requirements.md\n### SRS-012 Limit the rate\n- mitigates: RC-001\n\nText.\n//- docs/risk/hazards.csv\nid,kind,title,severity,mitigates,realisation\nHZ-001,hazard,Over-infusion,critical,,\nRC-001,risk control,Limit the rate,,HZ-001,software\n//- log/limit.c\n/** @satisfies SRS-012 */\nint Flow_Set(int rate) { return rate; }\n',
        good: '//- vitalint.json\n{ "softwareItems": [{ "name": "Log", "class": "C", "files": ["log/**"] }] }\n//- docs/requirements.md\n### SRS-012 Limit the rate\n- mitigates: RC-001\n\nText.\n//- docs/risk/hazards.csv\nid,kind,title,severity,mitigates,realisation\nHZ-001,hazard,Over-infusion,critical,,\nRC-001,risk control,Limit the rate,,HZ-001,software\n//- log/limit.c\n/** @satisfies SRS-012 */\nint Flow_Set(int rate) { return rate; }\n',
      },
    ],
  },
  on: {
    trace: {
      item: {
        kinds: ["risk-control"],
        visit(context, control) {
          const { graph } = context;
          if (control.safetyClass === undefined) return;
          if (isWithdrawn(control) || isRealisedElsewhere(control)) return;
          const reported = new Set<string>();
          for (const edge of implementationsOf(graph, control.id)) {
            const unit = graph.item(edge.from);
            if (unit?.kind !== "unit" || unit.safetyClass === undefined || !isBelow(unit.safetyClass, control.safetyClass)) continue;
            if (reported.has(unit.id)) continue;
            reported.add(unit.id);
            const data = {
              unit: edge.symbol?.name ?? unit.title,
              item: naming(control),
              needed: control.safetyClass,
              softwareItem: unit.attributes["software item"] ?? "none",
              class: unit.safetyClass,
            };
            const at = { file: edge.location.file, span: edge.location.span, symbol: `${control.id} ${unit.id}` };
            context.report("belowClass", at, data, { safetyClass: unit.safetyClass });
          }
        },
      },
    },
  },
});

/** Links of units to the control itself and to the requirements that implement it. */
function implementationsOf(graph: TraceGraph, control: string): readonly TraceEdge[] {
  return [
    ...graph.incoming(control, "mitigates"),
    ...requirementsOf(graph, control).flatMap(({ id }) => graph.incoming(id, "satisfies")),
  ].filter(({ probable }) => probable !== true);
}

function isBelow(a: SafetyClass, b: SafetyClass): boolean {
  return SAFETY_CLASSES.indexOf(a) < SAFETY_CLASSES.indexOf(b);
}
