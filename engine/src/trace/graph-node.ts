import type { FilePath } from "../text/span.js";
import type { TestCaseName } from "./test-matching.js";
import type { FileTrace } from "./contribution.js";
import type { TestResult, TraceEdge, TraceItem, TraceProblem } from "./graph.js";
import type { StatedLink } from "./reader.js";

// What the live graph is made of. Everything here changes in place as files change; what the graph hands out does not.

/** A link before its ends are resolved; the same object becomes the edge. */
export type OpenLink = StatedLink & Pick<TraceEdge, "symbol">;

/** Who says that there is an item, in order: the first that does counts. */
export const DEFINED_BY = { document: 0, implied: 1, configuration: 2, code: 3, tag: 4, codeName: 5, result: 6 } as const;

/** In which order statements of the same link count: the first is the edge. A link that is stated as well is no longer a guess. */
export const STATED_BY = { document: 0, codeName: 1, tag: 2, result: 3, guess: 4, openGuess: 5 } as const;

/** One of the four things that a file can bring; each is replaced as a whole. */
export type PartName = "document" | "names" | "code" | "results";

/** An item as one file defines it. */
export interface Definition {
  readonly part: Part;
  readonly rank: number;
  readonly order: number;
  readonly item: TraceItem;
  readonly node: GraphNode;
}

/** One place that states a link, and what became of it. */
export interface Statement {
  readonly part: Part;
  readonly order: number;
  readonly link: OpenLink;
  readonly start: GraphNode;
  /** The item that it leads to, or the one that it names where there is none. */
  end: GraphNode;
  phase: number;
  isAlive: boolean;
  edge: TraceEdge | undefined;
  /** The edge held against the review record; absent until somebody asks. */
  judged: TraceEdge | undefined;
  /** False for an edge that another statement states already. */
  isKept: boolean;
  /** The id that the place names in a link. */
  mentions: string | undefined;
  problem: OpenProblem | undefined;
  /** What else may change its resolution: ids and forms that are not its ends. */
  waitsFor: readonly string[];
}

/** A problem whose suggestions are looked up when somebody asks. */
export type OpenProblem =
  Exclude<TraceProblem, { readonly kind: "unknown-id" }> | Omit<Extract<TraceProblem, { readonly kind: "unknown-id" }>, "suggestions">;

/** What one file brings in one way. */
export interface Part {
  readonly file: FileNode;
  readonly name: PartName;
  definitions: readonly Definition[];
  statements: readonly Statement[];
  /** Ends of links that are code which a document names, but which is not there. */
  unknown: readonly OpenProblem[];
  testCases: readonly TestCaseName[];
}

/** A file that contributes to the graph. */
export interface FileNode {
  readonly path: FilePath;
  trace: FileTrace | undefined;
  readonly parts: Map<PartName, Part>;
  problems: readonly TraceProblem[] | undefined;
}

/** All that is known of an id: who defines it, and what is linked with it. An id that is only named has one too. */
export class GraphNode {
  definitions: readonly Definition[] = NONE;
  /** The definition that counts. */
  definition: Definition | undefined;
  /** Its item, with what follows from the rest of the graph. */
  item: TraceItem | undefined;
  /** Statements that start here, and those that end here or name the id; maybe with dead ones until the graph settles. */
  starts: readonly Statement[] = NONE;
  ends: readonly Statement[] = NONE;
  results: readonly TestResult[] = NONE;
  /** Lists of edges as they are asked for; `undefined`: not known since the last change. */
  outgoing: readonly TraceEdge[] | undefined;
  incoming: readonly TraceEdge[] | undefined;
  probable: readonly TraceEdge[] | undefined;
  /** The turn in which anything that can be asked of the node last changed. */
  touched = -1;
  /** Items whose findings were made with the help of this one. */
  readers: Set<GraphNode> | undefined;

  constructor(readonly id: string) {}
}

const NONE: readonly never[] = [];
