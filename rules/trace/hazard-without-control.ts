import { defineRule } from "../../engine/src/index.js";
import type { ItemKind, TraceGraph, TraceItem } from "../../engine/src/index.js";
import { isWithdrawn, naming, placeOf } from "../shared/trace/items.js";

const RISKS = ["hazard", "threat", "hazardous-situation"] as const;

export default defineRule({
  id: "trace/hazard-without-control",
  languages: [],
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  confidence: "high",
  fix: "none",
  standards: { cwe: [], clauses: ["7.1.1", "7.2.1", "7.3.3"] },
  obligations: [
    {
      clause: "7.2.1",
      basis: "clause",
      classes: ["B", "C"],
      gist: "Define a risk control for each cause of a hazardous situation in the risk file.",
    },
    {
      clause: "7.3.3",
      basis: "clause",
      classes: ["B", "C"],
      gist: "Trace from hazardous situation to software item, cause, risk control and its verification.",
    },
    {
      clause: "7.1.1",
      basis: "clause",
      classes: ["B", "C"],
      gist: "Identify the software items that could contribute to a hazardous situation, and how.",
    },
  ],
  messages: {
    noControl:
      "No risk control is there for {item}. Name the control that mitigates it, or state why its risk is acceptable ('acceptable: …').",
    noCause: "{item} names no cause: nothing says how software could lead to it. Add 'cause', or the software cause that refines it.",
  },
  docs: {
    title: "Hazard or hazardous situation without a risk control or cause",
    what: "Reports a hazard, threat or hazardous situation that no risk control mitigates, directly or through its causes, and a hazardous situation for which no cause is stated.",
    why: "IEC 62304 7.3.3 asks for the whole chain from hazardous situation through its cause to the risk control and its verification. Where a link is missing, nobody can show that the risk was dealt with.",
    whatToDo:
      "Add the risk control (`mitigates: HZ-002`) and the cause, in the risk file. Where no control is needed, state why: `acceptable: the harm is negligible`.",
    whenToDeviate: "When the control is kept in a risk file that the project does not hold: say where.",
    limits: [
      "A hazard whose situations and causes all have controls needs none of its own.",
      "Causes are asked for only in projects whose risk file states any.",
      "Whether the control is enough is for the risk management.",
    ],
    examples: [],
    traceExamples: [
      {
        bad: "//- docs/risk/hazards.csv\nid,kind,title,severity,mitigates,realisation\nHZ-001,hazard,Over-infusion,critical,,\n",
        good: "//- docs/risk/hazards.csv\nid,kind,title,severity,mitigates,realisation\nHZ-001,hazard,Over-infusion,critical,,\nRC-001,risk control,Drop sensor,,HZ-001,hardware\n",
      },
      {
        bad: "//- docs/risk/hazards.md\n### HS-001 Too much drug\n- kind: hazardous situation\n### HS-002 Air in the line\n- kind: hazardous situation\n- cause: bubble not detected\n### RC-001 Sensor\n- kind: risk control\n- mitigates: HS-001, HS-002\n- realisation: hardware\n",
        good: "//- docs/risk/hazards.md\n### HS-001 Too much drug\n- kind: hazardous situation\n- cause: motor runs away\n### RC-001 Sensor\n- kind: risk control\n- mitigates: HS-001\n- realisation: hardware\n",
      },
    ],
  },
  on: {
    trace: {
      item: {
        kinds: RISKS,
        visit(context, item) {
          const { graph } = context;
          if (isWithdrawn(item) || isAccepted(item)) return;
          const extras = item.safetyClass ? { safetyClass: item.safetyClass } : {};
          if (!isControlled(graph, item.id)) context.report("noControl", placeOf(item), { item: naming(item) }, extras);
          else if (item.kind === "hazardous-situation" && !hasCause(graph, item) && asksCauses(graph))
            context.report("noCause", placeOf(item), { item: naming(item) }, extras);
        },
      },
    },
  },
});

const CAUSES: ReadonlySet<ItemKind | undefined> = new Set(["software-cause", "sequence-of-events"] as const);

/** True where the risk documents name causes at all. */
function asksCauses(graph: TraceGraph): boolean {
  return graph.has("software-cause") || graph.has("sequence-of-events") || RISKS.some((kind) => someStateCause(graph.ofKind(kind)));
}

const STATING = new WeakMap<readonly TraceItem[], boolean>();

function someStateCause(items: readonly TraceItem[]): boolean {
  let states = STATING.get(items);
  if (states === undefined) STATING.set(items, (states = items.some(statesCause)));
  return states;
}

function isAccepted(item: TraceItem): boolean {
  return /\p{L}{2}/u.test(item.attributes["acceptable"] ?? item.attributes["risk acceptable"] ?? "");
}

/** Mitigated itself, by a control of a hazard that it leads to, or through something that leads to it. */
function isControlled(graph: TraceGraph, id: string): boolean {
  const below = new Set([id]);
  for (const each of below) for (const { from } of graph.incoming(each, "refines")) below.add(from);
  const above = new Set([id]);
  for (const each of above) for (const { to } of graph.outgoing(each, "refines")) above.add(to);
  return [...below, ...above].some((each) => graph.incoming(each, "mitigates").length > 0);
}

function statesCause(item: TraceItem): boolean {
  return ["cause", "software cause", "causes", "sequence of events"].some((name) => (item.attributes[name] ?? "").trim() !== "");
}

function hasCause(graph: TraceGraph, item: TraceItem): boolean {
  return statesCause(item) || graph.incoming(item.id, "refines").some(({ from }) => CAUSES.has(graph.item(from)?.kind));
}
