import type { FilePath, Location, Span } from "../text/span.js";
import { idPlace } from "../trace/places.js";
import type { TraceGraph } from "../trace/graph.js";
import { count } from "../report/plain.js";
import type { IdeContext } from "./context.js";
import { lineTables, type LineTables } from "./file-view.js";

/** A line above a function that says what it is held by: `2 requirements, 3 tests, 1 suspect`. */
export interface FunctionLens {
  readonly span: Span;
  readonly title: string;
  /** Where what it names is defined: requirements, then tests. */
  readonly places: readonly Location[];
}

export interface FileLenses {
  readonly version: number;
  readonly lenses: readonly FunctionLens[];
  readonly lines: LineTables;
}

/** Lenses of the functions of a source file that have links of their own. */
export function lensesOf(context: IdeContext, path: FilePath): FileLenses {
  const graph = context.graph();
  const parsed = context.project.parsed(path);
  const lenses = (parsed?.facts.functions ?? []).flatMap(({ body, qualifiedName, nameSpan }) =>
    body === undefined ? [] : lensOf(graph, path, qualifiedName, nameSpan),
  );
  const files = new Set([path, ...lenses.flatMap(({ places }) => places.map(({ file }) => file))]);
  return { version: context.project.document(path)?.version ?? -1, lenses, lines: lineTables(context, [...files]) };
}

function lensOf(graph: TraceGraph, path: FilePath, name: string, span: Span): FunctionLens[] {
  const own = [...graph.outgoing(path).filter(({ symbol }) => symbol?.name === name), ...graph.outgoing(`${path}#${name}`)].filter(
    ({ role, probable }) => (role === "satisfies" || role === "mitigates") && probable !== true,
  );
  const ids = [...new Set(own.map(({ to }) => to))];
  if (ids.length === 0) return [];
  const kinds = ids.map((id) => graph.item(id)?.kind);
  const controls = kinds.filter((kind) => kind === "risk-control").length;
  const tests = [...new Map(ids.flatMap((id) => graph.verification(id).tests).map((test) => [test.item.id, test])).values()];
  const failed = tests.filter(({ result }) => result?.status === "failed").length;
  const suspect = own.filter((edge) => (edge.suspect ?? []).length > 0).length;
  const parts = [
    ids.length > controls ? count(ids.length - controls, "requirement") : "",
    controls > 0 ? count(controls, "risk control") : "",
    count(tests.length, "test"),
    failed > 0 ? `${String(failed)} failed` : "",
    suspect > 0 ? `${String(suspect)} suspect` : "",
  ];
  const places = [...ids, ...tests.map(({ item }) => item.id)].flatMap((id) => {
    const item = graph.item(id);
    return item ? [idPlace(item.location)] : [];
  });
  return [{ span, title: parts.filter((part) => part !== "").join(", "), places }];
}
