import { SAFETY_CLASSES, type SafetyClass } from "../rule/finding.js";
import type { EdgeRole, ItemKind } from "./graph.js";
import type { GraphNode } from "./graph-node.js";

/**
 * Class by the severity of harm where the configuration says nothing (IEC 62304:2006+A1 4.3: serious injury or death is C,
 * a non-serious injury B). Words of ISO 14971's usual scales.
 */
const DEFAULT_CLASSES: Readonly<Record<string, SafetyClass>> = {
  catastrophic: "C",
  critical: "C",
  serious: "C",
  severe: "C",
  major: "C",
  fatal: "C",
  death: "C",
  high: "C",
  moderate: "B",
  medium: "B",
  minor: "B",
  marginal: "B",
  low: "B",
  negligible: "B",
};

/** Class that a severity asks for; `undefined` for a word that no table knows. */
export function classOfSeverity(severity: string, configured: Readonly<Record<string, SafetyClass>>): SafetyClass | undefined {
  const word = severity.trim().toLowerCase();
  const own = Object.entries(configured).find(([key]) => key.toLowerCase() === word);
  return own ? own[1] : DEFAULT_CLASSES[word];
}

const RISK_KINDS: ReadonlySet<ItemKind> = new Set([
  "risk-control", "harm", "hazard", "threat", "hazardous-situation", "sequence-of-events", "software-cause",
]); // prettier-ignore

/** True for kinds that the class of a risk control may follow from. */
export function isOfRisk(kind: ItemKind): boolean {
  return RISK_KINDS.has(kind);
}

/**
 * Class of a risk control that states none: the highest that the severity of what it controls asks for (IEC 62304 7.2.2),
 * also of what that leads to (cause, situation, hazard) and of the harms named there.
 */
export function riskControlClass(control: GraphNode, configured: Readonly<Record<string, SafetyClass>>): SafetyClass | undefined {
  const reached = new Set(ends(control, "mitigates"));
  // A set is walked in insertion order, additions included.
  for (const node of reached) if (node.item?.kind !== "harm") for (const next of ends(node, "refines")) reached.add(next);
  let highest: SafetyClass | undefined;
  for (const node of reached) {
    for (const { item } of [node, ...harmsOf(node)]) {
      const found = item?.severity === undefined ? undefined : classOfSeverity(item.severity, configured);
      if (found && (!highest || SAFETY_CLASSES.indexOf(found) > SAFETY_CLASSES.indexOf(highest))) highest = found;
    }
  }
  return highest;
}

function ends(node: GraphNode, role: EdgeRole): GraphNode[] {
  return node.starts.flatMap(({ edge, end }) => (edge?.role === role && edge.probable !== true ? [end] : []));
}

function harmsOf(node: GraphNode): GraphNode[] {
  return node.ends.flatMap(({ edge, start, end }) =>
    end === node && edge?.role === "refines" && edge.probable !== true && start.item?.kind === "harm" ? [start] : [],
  );
}
