import { compareText } from "../rule/finding.js";
import type { TestStatus, TraceGraph, TraceItem } from "../trace/graph.js";
import type { Affected, ChangeImpact, ImpactReason } from "../trace/impact/impact.js";
import type { ItemRef } from "./model.js";
import { placeOf, type TextPlace, type TextSource } from "./reported.js";
import { itemRef } from "./trace-rows.js";

/** Version of the impact as `trace --since REV --format json` writes it. Fields are only ever added within a version. */
const IMPACT_FORMAT_VERSION = 1;

/** What a change affects, as plain data: all writers say the same. */
export interface ReportedImpact {
  readonly format: "vitalint-impact";
  readonly version: number;
  /** The earlier state, as the user named it. */
  readonly since: string;
  readonly code: readonly ImpactedFile[];
  readonly items: readonly {
    readonly id: string;
    readonly title: string;
    readonly kind: TraceItem["kind"];
    readonly change: "added" | "removed" | "changed";
    readonly fields: readonly string[];
    readonly place?: TextPlace;
  }[];
  readonly requirements: readonly ImpactedItem[];
  readonly riskControls: readonly ImpactedItem[];
  readonly hazards: readonly ImpactedItem[];
  readonly units: readonly ImpactedItem[];
  readonly tests: readonly (ImpactedItem & { readonly status: TestStatus })[];
  /** Changed units without any requirement: links can't tell what they affect. */
  readonly unlinked: readonly string[];
}

export interface ImpactedFile {
  readonly file: string;
  readonly change: "added" | "removed" | "changed";
  readonly functions: readonly { readonly name: string; readonly change: "added" | "changed"; readonly place: TextPlace }[];
  readonly removed: readonly string[];
  readonly declarations: boolean;
  readonly declared: readonly string[];
}

export interface ImpactedItem extends ItemRef {
  readonly reasons: readonly ImpactReason[];
  readonly severity?: string;
}

/** Resolves the places of an impact. */
export function reportedImpact(impact: ChangeImpact, since: string, graph: TraceGraph, texts: TextSource): ReportedImpact {
  const item = ({ item: affected, reasons }: Affected): ImpactedItem => ({
    ...itemRef(affected, texts),
    reasons,
    ...(affected.severity === undefined ? {} : { severity: affected.severity }),
  });
  const statuses = testStatuses(graph, impact);
  return {
    format: "vitalint-impact",
    version: IMPACT_FORMAT_VERSION,
    since,
    code: [...impact.code]
      .sort((a, b) => compareText(a.file, b.file))
      .map(({ file, change, functions, removed, declarations, declared }) => ({
        file,
        change,
        functions: functions.map((fn) => ({ name: fn.name, change: fn.change, place: placeOf({ file, span: fn.nameSpan }, texts) })),
        removed,
        declarations,
        declared,
      })),
    items: impact.items.map(({ id, change, item: changed, fields }) => {
      const { place } = change === "removed" ? { place: undefined } : itemRef(changed, texts);
      return { id, title: changed.title, kind: changed.kind, change, fields, ...(place ? { place } : {}) };
    }),
    requirements: impact.requirements.map(item),
    riskControls: impact.riskControls.map(item),
    hazards: impact.hazards.map(item),
    units: impact.units.map(item),
    tests: impact.tests.map((affected) => ({ ...item(affected), status: statuses.get(affected.item.id) ?? "not-run" })),
    unlinked: impact.unlinked,
  };
}

function testStatuses(graph: TraceGraph, impact: ChangeImpact): Map<string, TestStatus> {
  const statuses = new Map<string, TestStatus>();
  for (const { item } of impact.tests)
    for (const { to } of graph.outgoing(item.id, "verifies"))
      for (const test of graph.verification(to).tests) if (test.result) statuses.set(test.item.id, test.result.status);
  return statuses;
}
