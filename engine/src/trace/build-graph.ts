import type { ProjectView } from "../project/view.js";
import type { AssembledGraph } from "./assembled-graph.js";
import type { FileTrace } from "./contribution.js";
import { LiveGraph } from "./live-graph.js";
import type { ReachView } from "./verification/code-reach.js";

/** What the graph asks of the project around the files. */
export type GraphView = Pick<ProjectView, "config" | "softwareItemOf" | "safetyClassOf" | "programsOf"> & ReachView;

/**
 * Joins the contributions of all files into one graph, in time linear in their size. The order in which they are given
 * makes no difference.
 */
export function buildTraceGraph(contributions: Iterable<FileTrace>, view: GraphView): AssembledGraph {
  const live = new LiveGraph(view);
  for (const trace of contributions) live.set(trace.file, trace);
  return live.graph();
}
