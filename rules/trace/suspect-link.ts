import {
  changeInShort,
  defineRule,
  type EndChange,
  type FixDraft,
  type SuspectReason,
  type TraceEdge,
  type TraceContext,
  type TraceGraph,
  type TraceItem,
} from "../../engine/src/index.js";
import { isCode, listing, placeOf } from "../shared/trace/items.js";

export default defineRule({
  id: "trace/suspect-link",
  languages: [],
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  confidence: "high",
  fix: "suggestion",
  standards: { cwe: [], clauses: ["5.1.1 c", "7.4.1", "8.2.3"] },
  messages: {
    changed:
      "This link between {from} and {to} was reviewed by {reviewer} on {date}; since then {what}. Look at both ends again, then mark the link as reviewed.",
    stale: "This link to {to} was made with another text of it than it has now. Look at both ends again, then update the link.",
    unstamped: "This link to {to} was never reviewed: it keeps no fingerprint of its text. Look at both ends, then update the link.",
    revision: "This link names revision {stated} of {to}, which has revision {actual}. Look at what changed, then name revision {actual}.",
    content:
      "{from} has another content than when {to} was reviewed: the SHA-256 that the reference keeps differs. Look at both, then update the reference.",
    end: "{count} of {id} must be looked at again ({others}): {why}.",
  },
  docs: {
    title: "Link whose end changed after it was reviewed",
    what: "Reports a link (a tag, a parent, a test of a requirement) of which an end says something else than when somebody reviewed the link: a requirement's text, or the code of a unit or test. It stands at both ends. Comments and layout of code, and administrative fields of a requirement (status, owner, date …), do not count.",
    why: "A requirement that changes does not change its code, and code that changes does not change its requirement: the link goes on claiming what nobody has checked since. IEC 62304 8.2.3 asks that changes are verified, 7.4.1 that they are analysed for safety.",
    whatToDo:
      "Read what changed (the hover shows it), correct the other end where it must follow, then *Mark link as reviewed*, or on the command line `vitalint trace --mark-reviewed ID`.",
    whenToDeviate: "Never to silence a change that nobody looked at: a review takes a moment and leaves a record.",
    limits: [
      "Links that were never reviewed are not suspect: `trace/unreviewed-link` of the strict preset names them.",
      "The unit is the file or the function, as `units` in `vitalint.json` says; code that it calls does not count here (see `trace/stale-verification`).",
      "Formats that keep fingerprints or revisions themselves (Doorstop, OpenFastTrace) are held to those too.",
    ],
    examples: [],
    traceExamples: [
      {
        bad: "//- docs/requirements.md\n### SRS-012 Limit the rate\nThe pump shall limit the rate to 1000 ml/h.\n//- firmware/flow.c\n/** @satisfies SRS-012 */\nint Flow_Set(int rate) { return rate; }\n//- vitalint.reviews\nvitalint-reviews 1\nsatisfies\tfirmware/flow.c\tSRS-012\t63cc72988ccb9630db28879d532076b374ddba7b38b9cec38ed4f2a29c955b11\td9d4de6eaae3f7f50fd3a3261489c54b334401947cb9fedb3c0fc8ba1daf208c\t2026-10-01\tM. Okafor\n",
        good: "//- docs/requirements.md\n### SRS-012 Limit the rate\nThe pump shall limit the rate to 1000 ml/h.\n//- firmware/flow.c\n/** @satisfies SRS-012 */\nint Flow_Set(int rate) { return rate; }\n//- vitalint.reviews\nvitalint-reviews 1\nsatisfies\tfirmware/flow.c\tSRS-012\t63cc72988ccb9630db28879d532076b374ddba7b38b9cec38ed4f2a29c955b11\t0e673b88af7d27c7d2a65605631b73210c2ab3d6c7948d0e703af908925d62e6\t2026-10-01\tM. Okafor\n",
      },
    ],
  },
  on: {
    trace: {
      item: {
        kinds: "*",
        visit(context, item) {
          for (const edge of context.graph.outgoing(item.id)) reportLink(context, edge);
          if (!isCode(item)) reportEnd(context, item);
        },
      },
    },
  },
});

type Context = TraceContext<"changed" | "stale" | "unstamped" | "revision" | "content" | "end">;

function reportLink(context: Context, edge: TraceEdge): void {
  const { suspect = [] } = edge;
  const at = { ...edge.location, symbol: `${edge.from} ${edge.to}` };
  for (const reason of suspect) {
    // Both ends of one link can have changed: one sentence tells both.
    if (reason.kind === "changed" && reason !== suspect.find(({ kind }) => kind === "changed")) continue;
    const { message, data } = sayingOf(reason, edge, context.graph);
    context.report(message, at, data, { fixes: fixesOf(reason, edge) });
  }
}

/** Tells at the item how many of the links that lead to it are suspect. */
function reportEnd(context: Context, item: TraceItem): void {
  const edges = context.graph.incoming(item.id).filter(({ suspect = [] }) => suspect.length > 0);
  if (edges.length === 0) return;
  const others = listing([...new Set(edges.map(({ from }) => from))]);
  const isOne = edges.length === 1;
  const reasons = edges.flatMap(({ suspect = [] }) => suspect);
  const isNew = reasons.every((reason) => reason.kind === "fingerprint" && reason.stated === "");
  const isOwn = reasons.some((reason) => reason.kind !== "content" && (reason.kind !== "changed" || reason.end === "to"));
  const since = `changed since ${isOne ? "it was" : "they were"} reviewed`;
  const why = isNew
    ? `${isOne ? "it was" : "they were"} never reviewed`
    : isOwn
      ? `its text ${since}`
      : `what ${isOne ? "it links" : "they link"} ${since}`;
  const count = isOne ? "A link" : `${String(edges.length)} links`;
  context.report("end", placeOf(item), { count, id: item.id, others, why }, item.safetyClass ? { safetyClass: item.safetyClass } : {});
}

/** Formats that keep revisions or fingerprints of the linked end at the link: the present one instead, once somebody has looked. */
function fixesOf(reason: SuspectReason, { idSpan, stampSpan, to }: TraceEdge): FixDraft[] {
  if (reason.kind === "revision")
    return [{ title: `Name revision ${String(reason.actual)}`, kind: "suggestion", edits: [{ span: idSpan, newText: to }] }];
  if (reason.kind === "content" && stampSpan !== undefined)
    return [{ title: "Accept the present content", kind: "suggestion", edits: [{ span: stampSpan, newText: reason.actual }] }];
  if (reason.kind !== "fingerprint" || stampSpan === undefined) return [];
  return [{ title: `Accept the present text of ${to}`, kind: "suggestion", edits: [{ span: stampSpan, newText: `: ${reason.actual}` }] }];
}

function sayingOf(
  reason: SuspectReason,
  edge: TraceEdge,
  graph: TraceGraph,
): {
  readonly message: "changed" | "stale" | "unstamped" | "revision" | "content";
  readonly data: Readonly<Record<string, string | number>>;
} {
  const { from, to } = edge;
  switch (reason.kind) {
    case "fingerprint":
      return { message: reason.stated === "" ? "unstamped" : "stale", data: { to } };
    case "content":
      return { message: "content", data: { from, to } };
    case "revision":
      return { message: "revision", data: { to, stated: reason.stated, actual: reason.actual } };
    case "changed": {
      const review = graph.reviews.of(edge);
      const what = graph.reviews.changesOf(edge).map(said).join(", and ");
      return { message: "changed", data: { from, to, what, reviewer: review?.reviewer ?? "", date: review?.date ?? "" } };
    }
  }
}

function said(change: EndChange): string {
  const short = changeInShort(change);
  return `${change.id} changed${short === "" ? "" : ` (${short})`}`;
}
