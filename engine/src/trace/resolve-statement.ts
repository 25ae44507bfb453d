import { compareText } from "../rule/finding.js";
import type { Span } from "../text/span.js";
import type { TraceEdge, TraceItem } from "./graph.js";
import type { GraphNode, OpenLink, OpenProblem, Statement } from "./graph-node.js";
import type { IdIndex } from "./id-index.js";
import { expectedEnds, fittingRole, mayJoin } from "./roles.js";
import { normalForm } from "./suggestions.js";
import { suspectReasons, withoutRevision } from "./suspect.js";

/** What became of a link when its ends were looked up. */
export interface Resolution {
  readonly end: GraphNode;
  readonly edge?: TraceEdge;
  readonly mentions?: string;
  readonly problem?: OpenProblem;
  readonly waitsFor: readonly string[];
}

const NOTHING: readonly never[] = [];

/** Looks up the ends of a link. `named`: the node of the id that it names. */
export function resolved(
  stated: OpenLink,
  start: GraphNode,
  named: GraphNode,
  ids: IdIndex,
  nodeOf: (id: string) => GraphNode,
): Resolution {
  const found = stated.inexact === undefined || named.item ? stated : byForm(stated, ids);
  const waitsFor = waitingOf(stated, named);
  // Where no item fits it is no link.
  if (!found) return { end: named, waitsFor };
  const written = found === stated ? named : nodeOf(found.to);
  const whole = written.item || found.whole === undefined ? undefined : nodeOf(found.whole);
  const said = whole?.item && found.whole !== undefined ? toWhole(found, found.whole) : found;
  const end = whole?.item ? whole : written.item || found.revision === undefined ? written : (ids.latest(found.to) ?? written);
  const from = start.item;
  const to = end.item;
  if (!from || !to) return { end, problem: to ? unknown(found, found.from, found.fromSpan ?? found.idSpan) : unknown(found, found.to, found.idSpan), waitsFor }; // prettier-ignore
  const link = said.loose === true && !mayJoin(said.role, from.kind, to.kind) ? fitted(said, from, to) : said;
  const mentions = link.fromSpan?.start === link.idSpan.start ? link.from : link.to;
  const { role } = link;
  if (!mayJoin(role, from.kind, to.kind)) {
    const expected = expectedEnds(role, from.kind);
    return { end, mentions, problem: { kind: "wrong-role", id: link.to, role, location: link.location, expected }, waitsFor };
  }
  const suspect = suspectReasons(link, to);
  return { end, mentions, edge: suspect.length === 0 ? link : { ...link, to: to.id, suspect }, waitsFor };
}

/** What may change a resolution beside the items at its ends. */
function waitingOf({ inexact, revision, whole, to }: OpenLink, named: GraphNode): readonly string[] {
  if (inexact === undefined && ((revision === undefined && whole === undefined) || named.item)) return NOTHING;
  return [
    ...(whole === undefined ? [] : [`id ${whole}`]),
    `id ${to}`,
    ...(inexact === undefined ? [] : [`form ${normalForm(to)}`]),
    ...(revision === undefined ? [] : [`revision ${withoutRevision(to)}`]),
  ];
}

/** A link to a part of an item as one to the item, whose id is the beginning of what is written. */
function toWhole(link: OpenLink, whole: string): OpenLink {
  const idSpan = { start: link.idSpan.start, end: link.idSpan.start + whole.length };
  return { ...link, to: whole, idSpan, location: { ...link.location, span: idSpan } };
}

/** A link whose id may be written in another form, to the item that it means; `undefined` when that is none or more than one. */
function byForm(link: OpenLink, ids: IdIndex): OpenLink | undefined {
  const to = ids.ofForm(link.to);
  if (to === undefined) return undefined;
  return link.inexact === "name" && withoutSeparators(link.to) === withoutSeparators(to)
    ? { ...link, to }
    : { ...link, to, probable: true };
}

function unknown(link: OpenLink, id: string, span: Span): OpenProblem {
  return { kind: "unknown-id", id, location: { file: link.location.file, span }, via: link.via };
}

function withoutSeparators(id: string): string {
  return id.replace(/[-_.]/g, "");
}

function fitted(link: OpenLink, from: TraceItem, to: TraceItem): OpenLink {
  return { ...link, role: fittingRole(from.kind, to.kind) };
}

/** The order in which statements of one link count. */
export function byPhase(a: Statement, b: Statement): number {
  return a.phase - b.phase || compareText(a.part.file.path, b.part.file.path) || a.order - b.order;
}

/** Keeps the first statement of each link as its edge: a tag on prototype and definition is one edge. Gives those for which that changed. */
export function keepFirst(starts: readonly Statement[]): readonly Statement[] {
  const changed: Statement[] = [];
  const keys = starts.length > 8 ? new Set<string>() : undefined;
  starts.forEach((statement, index) => {
    const isKept = statement.edge !== undefined && isFirst(statement.edge, starts, index, keys);
    if (isKept === statement.isKept) return;
    statement.isKept = isKept;
    changed.push(statement);
  });
  return changed;
}

/** `keys`: of the links so far, where they are many; a scan of all for each would be quadratic. */
function isFirst(link: TraceEdge, starts: readonly Statement[], index: number, keys: Set<string> | undefined): boolean {
  if (keys) {
    const key = keyOf(link);
    if (keys.has(key)) return false;
    keys.add(key);
    return true;
  }
  for (let i = 0; i < index; i++) {
    const other = starts[i]?.edge;
    if (
      other?.to === link.to &&
      other.role === link.role &&
      other.symbol?.name === link.symbol?.name &&
      other.relation === link.relation &&
      other.revision === link.revision
    )
      return false;
  }
  return true;
}

function keyOf(link: TraceEdge): string {
  return `${link.role} ${link.to}\u0000${link.symbol?.name ?? ""}\u0000${link.relation ?? ""}\u0000${String(link.revision ?? "")}`;
}
