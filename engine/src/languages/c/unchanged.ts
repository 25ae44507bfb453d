import type { NodeId, SyntaxTree } from "../../syntax/tree.js";

/** A declaration at file level as it was lowered: from which grammar node, and into which nodes and comments of ours. */
export interface Chunk {
  readonly type: number;
  readonly start: number;
  readonly end: number;
  readonly from: NodeId;
  readonly to: NodeId;
  readonly firstComment: number;
  readonly lastComment: number;
}

/** Finds the declarations that stand in a new text as they stood in the one before, moved or not. */
export class Unchanged {
  private readonly byStart: ReadonlyMap<number, Chunk>;
  private readonly prefix: number;
  private readonly suffix: number;
  private readonly growth: number;

  constructor(
    readonly tree: SyntaxTree,
    chunks: readonly Chunk[],
    private readonly text: string,
  ) {
    this.byStart = new Map(chunks.map((chunk) => [chunk.start, chunk]));
    this.prefix = commonPrefix(tree.text, text);
    this.suffix = commonSuffix(tree.text, text, this.prefix);
    this.growth = text.length - tree.text.length;
  }

  /** The chunk that `[start, end)` of the new text was, and how far it moved; `undefined` when it is new or was touched. */
  find(type: number, start: number, end: number): { readonly chunk: Chunk; readonly shift: number } | undefined {
    const shift = end <= this.prefix ? 0 : start >= this.text.length - this.suffix ? this.growth : undefined;
    if (shift === undefined) return undefined;
    const chunk = this.byStart.get(start - shift);
    return chunk?.type === type && chunk.end === end - shift ? { chunk, shift } : undefined;
  }
}

function commonPrefix(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let length = 0;
  while (length < most && a.charCodeAt(length) === b.charCodeAt(length)) length++;
  return length;
}

function commonSuffix(a: string, b: string, prefix: number): number {
  const most = Math.min(a.length, b.length) - prefix;
  let length = 0;
  while (length < most && a.charCodeAt(a.length - 1 - length) === b.charCodeAt(b.length - 1 - length)) length++;
  return length;
}
