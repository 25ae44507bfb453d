import { partWords } from "../report/standing-words.js";
import type { TestResult, TraceGraph, TraceItem, VerifyingTest } from "../trace/graph.js";
import { STAMP_PARTS } from "../trace/verification/stamp-record.js";

/** Longer texts are cut: a card is read at a glance, the document is one click away. In characters. */
const MAX_TEXT = 1200;

/**
 * A requirement's or risk item's card in plain Markdown: title, kind and class, text, parents, risk controls and hazards,
 * where it is implemented, its tests with their last result. `undefined` for an id that the graph does not know.
 */
export function cardOf(graph: TraceGraph, id: string): string | undefined {
  const item = graph.item(id);
  if (!item) return undefined;
  const facts = [
    line("Parents", named(graph, ends(graph, id, "up"))),
    line("Derived", named(graph, ends(graph, id, "down"))),
    line("Risk controls", riskControls(graph, item)),
    line(
      "Controls",
      item.kind === "risk-control"
        ? named(
            graph,
            graph.outgoing(id, "mitigates").map(({ to }) => to),
          )
        : [],
    ),
    line("Hazards", hazards(graph, item)),
    line("Required by", item.kind === "risk-control" ? named(graph, requirementsOf(graph, id)) : []),
    line("Implemented in", implementations(graph, id)),
    line("Tests", tests(graph, id)),
    line("Suspect links", suspects(graph, id)),
    line("Probably named by", probably(graph, id)),
  ].filter((fact) => fact !== "");
  return [heading(item), body(item.text), facts.join("\n")].filter((part) => part !== "").join("\n\n");
}

function heading(item: TraceItem): string {
  const kind = item.kind.replace(/-/g, " ");
  const severity = item.severity === undefined ? [] : [`severity ${escape(item.severity)}`];
  const realisation = item.realisation === undefined ? [] : [`realised in ${item.realisation}`];
  const safetyClass = item.safetyClass === undefined ? [] : [`class ${item.safetyClass}`];
  return `**${escape(item.id)}** ${escape(item.title)}  \n*${[kind, ...safetyClass, ...severity, ...realisation].join(", ")}*`;
}

function body(text: string): string {
  // An image would be fetched from wherever the document says: a hover must not reach out.
  const harmless = text.replace(/!\[/g, "!\\[").replace(/<(?=[a-z/!])/gi, "\\<");
  return harmless.length <= MAX_TEXT ? harmless : `${harmless.slice(0, MAX_TEXT)} …`;
}

function line(label: string, values: readonly string[]): string {
  return values.length === 0 ? "" : `- ${label}: ${values.join("; ")}`;
}

function named(graph: TraceGraph, ids: Iterable<string>): string[] {
  return [...new Set(ids)].map((id) => `${escape(id)} ${escape(graph.item(id)?.title ?? "")}`.trim());
}

function ends(graph: TraceGraph, id: string, direction: "up" | "down"): string[] {
  const edges = direction === "up" ? graph.outgoing(id) : graph.incoming(id);
  return edges.filter(({ role }) => role === "derives" || role === "refines").map(({ from, to }) => (direction === "up" ? to : from));
}

function riskControls(graph: TraceGraph, item: TraceItem): string[] {
  if (item.kind === "risk-control") return [];
  const own = item.kind === "system-requirement" || item.kind === "software-requirement" || item.kind === "design";
  const ids = own ? graph.outgoing(item.id, "mitigates").map(({ to }) => to) : graph.incoming(item.id, "mitigates").map(({ from }) => from);
  return named(graph, ids);
}

function hazards(graph: TraceGraph, item: TraceItem): string[] {
  if (item.kind === "hazard" || item.location.kind === "entry") return [];
  const ids = graph.contextOf(item.location.file, item.location.idSpan.start).hazards;
  return ids.map((id) => {
    const hazard = graph.item(id);
    const severity = hazard?.severity === undefined ? "" : ` (${escape(hazard.severity)})`;
    return `${escape(id)} ${escape(hazard?.title ?? "")}${severity}`;
  });
}

function requirementsOf(graph: TraceGraph, id: string): string[] {
  return graph.incoming(id, "mitigates").flatMap(({ from }) => (graph.item(from)?.kind === "unit" ? [] : [from]));
}

function implementations(graph: TraceGraph, id: string): string[] {
  const edges = [...graph.incoming(id, "satisfies"), ...graph.incoming(id, "mitigates")];
  const places = edges.flatMap(({ from, symbol }) => {
    const unit = graph.item(from);
    if (unit?.kind !== "unit") return unit?.kind === "design" ? [escape(from)] : [];
    return [symbol ? `\`${code(symbol.name)}\` (${escape(symbol.location.file)})` : escape(unit.location.file)];
  });
  return [...new Set(places)];
}

/** Code whose comment names an id of almost the same form: shown, and counted for nothing. */
function probably(graph: TraceGraph, id: string): string[] {
  const edges = graph.probable(id).filter(({ to }) => to === id);
  return [
    ...new Set(edges.map(({ from, symbol, location }) => (symbol ? `\`${code(symbol.name)}\` (${escape(location.file)})` : escape(from)))),
  ];
}

function tests(graph: TraceGraph, id: string): string[] {
  return graph
    .verification(id)
    .tests.map(
      (test) =>
        `\`${code(test.item.title || test.item.id)}\` ${standingOf(test)}${test.level === undefined ? "" : ` (${test.level} test)`}${test.partial === true ? ", verifies a part" : ""}`,
    );
}

/** The result, and what the stamps say of it. */
function standingOf({ state, result, stamps }: VerifyingTest): string {
  const stamp = (stamps.find(({ changed }) => changed.length > 0) ?? stamps[0])?.stamp;
  const at =
    stamp === undefined ? "" : ` at \`${stamp.commit.slice(0, 12)}\`${stamp.environment === "" ? "" : ` on ${escape(stamp.environment)}`}`;
  if (state === "stale") {
    const changed = partWords(STAMP_PARTS.filter((part) => stamps.some((judged) => judged.changed.includes(part))));
    return `⟳ stale: passed${at}, changed since: ${changed}`;
  }
  if (state === "unstamped") return `${outcome(result)}, version unknown`;
  if (state === "passed" && stamp !== undefined) return `✓ passed${at}`;
  return outcome(result);
}

/** Other ends of links that changed after somebody reviewed them. */
function suspects(graph: TraceGraph, id: string): string[] {
  const edges = [...graph.outgoing(id), ...graph.incoming(id)].filter(({ suspect = [] }) => suspect.length > 0);
  return [...new Set(edges.map(({ from, to }) => escape(from === id ? to : from)))];
}

function outcome(result: TestResult | undefined): string {
  if (!result) return "– not run";
  const when = result.timestamp === undefined ? "" : ` (${escape(result.timestamp)})`;
  if (result.status === "passed") return `✓ passed${when}`;
  if (result.status === "failed")
    return `✗ failed${when}${result.message === undefined ? "" : `: ${escape(result.message.split("\n")[0] ?? "")}`}`;
  return `– ${result.status === "skipped" ? "skipped" : "not run"}${when}`;
}

function escape(text: string): string {
  return text.replace(/\s+/g, " ").replace(/[\\`*_{}[\]<>#|!]/g, "\\$&");
}

function code(text: string): string {
  return text.replace(/[`\r\n]/g, " ");
}
