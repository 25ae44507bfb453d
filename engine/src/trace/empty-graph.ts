import type { TraceGraph } from "./graph.js";

/** The graph of a project of which nothing was read yet. */
export const EMPTY_GRAPH: TraceGraph = {
  hasDocuments: false,
  items: [],
  edges: [],
  tests: [],
  problems: [],
  item: () => undefined,
  outgoing: () => [],
  incoming: () => [],
  mentions: () => [],
  verification: () => ({ tests: [], status: "none" }),
  contextOf: () => ({ requirements: [], riskControls: [], hazards: [] }),
};
