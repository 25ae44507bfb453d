import type { ProjectView } from "../project/view.js";
import type { FilePath, Span } from "../text/span.js";
import type { EdgeRole, ItemKind, TraceGraph, TraceItem } from "../trace/graph.js";
import { linkAttribute } from "../trace/link-attributes.js";
import { expectedEnds, mayJoin } from "../trace/roles.js";
import { traceSourcesOf } from "../trace/sources.js";
import { mayHoldIds } from "./id-at.js";

export interface IdCompletion {
  readonly id: string;
  readonly title: string;
  readonly kind: ItemKind;
}

export interface IdCompletions {
  /** What the chosen id replaces: the part of it that is written already. */
  readonly span: Span;
  readonly items: readonly IdCompletion[];
  /** True when there are more than are listed: ask again when more is written. */
  readonly isIncomplete: boolean;
}

const MAX_ITEMS = 200;
const TAG_BEFORE = /[@\\](satisfies|verifies|mitigates|req)[ \t:]+([^@\\]*)$/;
const ATTRIBUTE_BEFORE =
  /^\s*[-*+]\s+(?:\*\*|__)?([A-Za-z][A-Za-z0-9 /_-]{0,40}?)(?:\*\*|__)?\s*:(?:\*\*|__)?\s*(?:[^\s,;]+[\s,;]+)*([^\s,;]*)$/;

/** Ids that fit at an offset: behind a tag in a comment, or in a link attribute of a Markdown document; `undefined` elsewhere. */
export function completionsAt(view: ProjectView, graph: TraceGraph, path: FilePath, offset: number): IdCompletions | undefined {
  const text = view.text(path);
  if (text === undefined || !mayHoldIds(view, path, offset)) return undefined;
  const before = text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset);
  const context = view.parsed(path) ? tagContext(before) : attributeContext(view, path, before);
  if (!context) return undefined;
  const wanted = context.written.toLowerCase();
  const fitting = graph.items.filter((item) => context.fits(item) && matches(item, wanted));
  return {
    span: { start: offset - context.written.length, end: offset },
    items: fitting.slice(0, MAX_ITEMS).map(({ id, title, kind }) => ({ id, title, kind })),
    isIncomplete: fitting.length > MAX_ITEMS,
  };
}

interface CompletionContext {
  readonly written: string;
  readonly fits: (item: TraceItem) => boolean;
}

function tagContext(before: string): CompletionContext | undefined {
  const match = TAG_BEFORE.exec(before);
  if (!match?.[1]) return undefined;
  const role: EdgeRole = match[1] === "req" ? "satisfies" : (match[1] as "satisfies" | "verifies" | "mitigates");
  const kinds = expectedEnds(role, role === "verifies" ? "test-case" : "unit");
  return { written: /[^\s,]*$/.exec(match[2] ?? "")?.[0] ?? "", fits: ({ kind }) => kinds.includes(kind) && kind !== "unit" };
}

function attributeContext(view: ProjectView, path: FilePath, before: string): CompletionContext | undefined {
  const role = traceSourcesOf(view.config).roleOf(path);
  const match = ATTRIBUTE_BEFORE.exec(before);
  if (role?.role !== "items" || !match?.[1]) return undefined;
  // In a risk document the item may be a hazard or a control: its links are those of the latter, which names others.
  const kind: ItemKind = role.kind === "hazard" ? "risk-control" : role.kind;
  const link = linkAttribute(match[1], kind);
  if (!link) return undefined;
  const fits = ({ kind: other }: TraceItem) => (link.inverse ? mayJoin(link.role, other, kind) : mayJoin(link.role, kind, other));
  return { written: match[2] ?? "", fits };
}

/** By id or by words of the title: people remember what a requirement says, not its number. */
function matches(item: TraceItem, wanted: string): boolean {
  return wanted === "" || item.id.toLowerCase().includes(wanted) || item.title.toLowerCase().includes(wanted);
}
