import { SAFETY_CLASSES, type SafetyClass } from "../rule/finding.js";
import type { TraceEdge, TraceItem } from "./graph.js";

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

/**
 * Class of each risk control that states none: the highest that the severity of what it controls asks for (IEC 62304 7.2.2),
 * also of what that leads to (cause, situation, hazard) and of the harms named there.
 */
export function riskControlClasses(
  items: ReadonlyMap<string, TraceItem>,
  edges: readonly TraceEdge[],
  configured: Readonly<Record<string, SafetyClass>>,
): Map<string, SafetyClass> {
  const up = new Map<string, string[]>();
  const harms = new Map<string, string[]>();
  const controlled = new Map<string, string[]>();
  for (const edge of edges) {
    const kind = items.get(edge.from)?.kind;
    if (edge.role === "refines" && kind === "harm") push(harms, edge.to, edge.from);
    else if (edge.role === "refines") push(up, edge.from, edge.to);
    else if (edge.role === "mitigates" && kind === "risk-control") push(controlled, edge.from, edge.to);
  }
  const classes = new Map<string, SafetyClass>();
  for (const [control, targets] of controlled) {
    if (items.get(control)?.safetyClass) continue;
    let highest: SafetyClass | undefined;
    for (const id of closure(targets, up)) {
      for (const named of [id, ...(harms.get(id) ?? [])]) {
        const severity = items.get(named)?.severity;
        const found = severity === undefined ? undefined : classOfSeverity(severity, configured);
        if (found && (!highest || SAFETY_CLASSES.indexOf(found) > SAFETY_CLASSES.indexOf(highest))) highest = found;
      }
    }
    if (highest) classes.set(control, highest);
  }
  return classes;
}

/** All that can be reached from some ids, themselves included; cycles end. */
export function closure(start: Iterable<string>, next: ReadonlyMap<string, readonly string[]>): Set<string> {
  const seen = new Set<string>(start);
  // A set is walked in insertion order, additions included.
  for (const id of seen) for (const other of next.get(id) ?? []) seen.add(other);
  return seen;
}

function push(map: Map<string, string[]>, key: string, value: string): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
