import { compareText } from "../../rule/finding.js";
import { requirementDigest } from "../../text/versioned-digests.js";
import type { FileTrace } from "../contribution.js";
import type { TraceItem } from "../graph.js";
import { requirementFields } from "../requirement-fields.js";

/** What became of a requirement, design element or risk item. White space and administrative attributes (status, author) don't count. */
export interface ItemChange {
  readonly id: string;
  readonly change: "added" | "removed" | "changed";
  /** As it is now, or for a removed one as it was. */
  readonly item: TraceItem;
  /** Fields that differ: `title`, `text`, `attribute parent`. */
  readonly fields: readonly string[];
}

/** Compares the items of documents. An item that moved from one document to another, unchanged, is no change. */
export function itemChanges(before: readonly FileTrace[], after: readonly FileTrace[]): readonly ItemChange[] {
  const earlier = itemsOf(before);
  const present = itemsOf(after);
  const changes: ItemChange[] = [];
  for (const [id, item] of present) {
    const known = earlier.get(id);
    if (!known) changes.push({ id, change: "added", item, fields: [] });
    else if (digestOf(known) !== digestOf(item)) changes.push({ id, change: "changed", item, fields: differing(known, item) });
  }
  for (const [id, item] of earlier) if (!present.has(id)) changes.push({ id, change: "removed", item, fields: [] });
  return changes.sort((a, b) => compareText(a.id, b.id));
}

function itemsOf(traces: readonly FileTrace[]): Map<string, TraceItem> {
  const items = new Map<string, TraceItem>();
  for (const { items: own } of traces) for (const item of own) if (!items.has(item.id)) items.set(item.id, item);
  for (const { implied } of traces) for (const item of implied) if (!items.has(item.id)) items.set(item.id, item);
  return items;
}

function digestOf(item: TraceItem): string {
  return requirementDigest(requirementFields(item));
}

function differing(before: TraceItem, after: TraceItem): string[] {
  const [a, b] = [requirementFields(before), requirementFields(after)];
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((field) => same(a[field]) !== same(b[field])).sort(compareText);
}

function same(text: string | undefined): string {
  return requirementDigest({ text: text ?? "" });
}
