import type { RequirementRow, RowState, VerificationRef } from "../report/model.js";
import { controlState, requirementRows, itemRef, unique } from "../report/trace-rows.js";
import type { TextPlace } from "../report/reported.js";
import type { SafetyClass } from "../rule/finding.js";
import type { FilePath } from "../text/span.js";
import type { TestState, TraceGraph, TraceItem } from "../trace/graph.js";
import type { IdeContext } from "./context.js";

/** A document with the requirements and risk controls that it defines, in its own order. */
export interface TreeDocument {
  readonly path: FilePath;
  readonly title: string;
  readonly items: readonly TreeItem[];
}

export interface TreeItem {
  readonly id: string;
  readonly kind: "requirement" | "risk-control";
  readonly title: string;
  readonly state: RowState;
  readonly explanation: string;
  readonly suspectLinks: number;
  readonly safetyClass?: SafetyClass;
  readonly place: TextPlace;
  readonly units: readonly { readonly name: string; readonly place: TextPlace }[];
  readonly tests: readonly { readonly name: string; readonly state: TestState; readonly message?: string; readonly place: TextPlace }[];
}

/** All requirements and risk controls with what implements and verifies them, by document. */
export function requirementTree(context: IdeContext): readonly TreeDocument[] {
  const graph = context.graph();
  const rows = new Map(requirementRows(graph, context.project).map((row) => [row.item.id, row]));
  const documents = new Map<FilePath, TreeItem[]>();
  for (const item of graph.items) {
    const node = item.kind === "risk-control" ? controlNode(item, context, graph) : requirementNode(rows.get(item.id), item, graph);
    if (!node) continue;
    const document = documentOf(item, node.place.file, context);
    const list = documents.get(document);
    if (list) list.push(node);
    else documents.set(document, [node]);
  }
  return [...documents].map(([path, items]) => ({ path, title: titleOf(context.project.text(path) ?? "", path), items }));
}

/** The file that holds an item; where each item has a file of its own (Doorstop), the one that makes a document of their folder. */
function documentOf({ reader }: TraceItem, file: FilePath, { project }: IdeContext): FilePath {
  if (reader !== "doorstop") return file;
  const settings = `${file.slice(0, file.lastIndexOf("/") + 1)}.doorstop.yml`;
  return project.text(settings) === undefined ? file : settings;
}

function requirementNode(row: RequirementRow | undefined, item: TraceItem, graph: TraceGraph): TreeItem | undefined {
  const place = row?.item.place;
  if (!row || !place) return undefined;
  const units = row.implementedBy.flatMap((ref) =>
    ref.place ? [{ name: ref.symbols?.join(", ") ?? (ref.title || ref.id), place: ref.place }] : [],
  );
  return {
    ...namesOf(item),
    kind: "requirement",
    state: row.state,
    explanation: explanation(row.state, units.length, row.verifiedBy, graph.verification(item.id).status === "partial"),
    place,
    units,
    tests: testNodes(row.verifiedBy),
    suspectLinks: suspectLinks(graph, item.id),
  };
}

function controlNode(item: TraceItem, context: IdeContext, graph: TraceGraph): TreeItem | undefined {
  const { place } = itemRef(item, context.project);
  if (!place) return undefined;
  const implementers = unique(graph.incoming(item.id, "mitigates").map(({ from }) => from)).flatMap((id) => graph.item(id) ?? []);
  const units = implementers.flatMap((implementer) => {
    const ref = itemRef(implementer, context.project);
    const name = implementer.kind === "unit" ? implementer.title || implementer.id : `${implementer.id} ${implementer.title}`.trim();
    return ref.place ? [{ name, place: ref.place }] : [];
  });
  const tests = unique([item.id, ...implementers.map(({ id }) => id)]).flatMap((id) => verifications(id, context, graph));
  const state = controlState(item, graph);
  return {
    ...namesOf(item),
    kind: "risk-control",
    state,
    explanation: explanation(state, units.length, tests),
    place,
    units,
    tests: testNodes(tests),
    suspectLinks: suspectLinks(graph, item.id),
  };
}

function verifications(id: string, context: IdeContext, graph: TraceGraph): VerificationRef[] {
  return graph.verification(id).tests.map(({ item, result, state }) => ({
    ...itemRef(item, context.project),
    status: result?.status ?? "not-run",
    state,
    ...(result?.message === undefined ? {} : { message: result.message }),
  }));
}

function namesOf(item: TraceItem): Pick<TreeItem, "id" | "title" | "safetyClass"> {
  return { id: item.id, title: item.title, ...(item.safetyClass === undefined ? {} : { safetyClass: item.safetyClass }) };
}

function testNodes(tests: readonly VerificationRef[]): TreeItem["tests"] {
  const byId = new Map(tests.map((test) => [test.id, test]));
  return [...byId.values()].flatMap(({ title, id, state, message, place }) =>
    place ? [{ name: title || id, state, place, ...(message === undefined ? {} : { message }) }] : [],
  );
}

/** Why the item is in its state, in one sentence. */
function explanation(state: RowState, units: number, tests: readonly { readonly state: TestState }[], isPartial = false): string {
  const count = (wanted: TestState): number => tests.filter((test) => test.state === wanted).length;
  switch (state) {
    case "failing":
      return `${plural(count("failed") || 1, "test")} failed.`;
    case "uncovered":
      return "Nothing implements it.";
    case "stale":
      return `${plural(count("stale") || 1, "test")} passed on an older version: something changed since.`;
    case "unverified":
      if (isPartial) return `${plural(tests.length, "test")} passed, and ${tests.length === 1 ? "verifies" : "verify"} only a part of it.`;
      return tests.length === 0
        ? `Implemented in ${plural(units, "place")}; no test verifies it.`
        : `Implemented; none of ${plural(tests.length, "test")} passed.`;
    case "passed":
      return tests.length === 0
        ? "Implemented and verified through what derives from it."
        : `Verified by ${plural(count("passed"), "test")}.`;
    case "none":
      return "Nothing is asked of it here.";
  }
}

function suspectLinks(graph: TraceGraph, id: string): number {
  return [...graph.outgoing(id), ...graph.incoming(id)].filter(({ suspect = [] }) => suspect.length > 0).length;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** The first heading of a Markdown document, the prefix of a folder of Doorstop, the title of a StrictDoc document, else the file's name. */
function titleOf(text: string, path: FilePath): string {
  const parts = path.split("/");
  if (parts.at(-1) === ".doorstop.yml")
    return `${/^[ \t]+prefix:[ \t]*['"]?([^'"\r\n]+)/m.exec(text)?.[1]?.trim() ?? ""} ${parts.at(-2) ?? ""}`.trim();
  if (path.endsWith(".sdoc")) return /^TITLE:[ \t]*(\S.*)$/m.exec(text)?.[1]?.trim() ?? path.slice(path.lastIndexOf("/") + 1);
  const heading = path.endsWith(".md") ? /^#[ \t]+(.+)$/m.exec(text)?.[1]?.trim() : undefined;
  return heading ?? path.slice(path.lastIndexOf("/") + 1);
}
