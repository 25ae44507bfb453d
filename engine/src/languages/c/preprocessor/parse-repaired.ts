import type { Edit, Node, Parser, Tree } from "web-tree-sitter";
import type { OriginMap } from "../../../text/origin-map.js";
import type { Span } from "../../../text/span.js";
import type { SourceRepair } from "../../front-end.js";
import { replaceInPlace, type Replacement } from "./blank.js";
import type { BuildEnvironment } from "./macro-table.js";
import { originOf } from "./origin.js";
import { preprocess, type PreprocessedText } from "./preprocess.js";
import { MAX_ROUNDS, repairRegion } from "./repair.js";

/** A text as it was parsed in the end. */
export interface ParsedText {
  /** As long as the written text. */
  readonly text: string;
  readonly tree: Tree;
  readonly origin: OriginMap;
  readonly repair: SourceRepair;
  /** The first parse, before anything was repaired: the next one starts from it. */
  readonly first: { readonly text: string; readonly tree: Tree };
  release(): void;
}

/**
 * Preprocesses, parses, and where the parser failed repairs what surrounds the error and parses again. What a parser reuses of
 * `previous` changes the speed and not the result: repairs look at the first parse, which knows nothing of earlier repairs.
 */
export function parsePreprocessed(
  parser: Parser,
  written: string,
  language: "c" | "cpp",
  environment: BuildEnvironment,
  previous: ParsedText | undefined,
): ParsedText {
  const preprocessed = preprocess(written, language, environment);
  const reusable = previous === undefined ? undefined : moved(previous.first, preprocessed.text);
  const first = { text: preprocessed.text, tree: parse(parser, preprocessed.text, reusable) };
  reusable?.delete();
  const repaired = first.tree.rootNode.hasError ? repair(parser, first, preprocessed) : { ...first, replacements: [], blankedTokens: 0 };
  const { text, tree, replacements, blankedTokens } = repaired;
  return {
    text,
    tree,
    origin: originOf(written, [...preprocessed.replacements, ...replacements]),
    repair: { blankedTokens: blankedTokens + preprocessed.blankedAttributes, undecided: preprocessed.undecided },
    first,
    release: () => {
      first.tree.delete();
      if (tree !== first.tree) tree.delete();
    },
  };
}

interface Repaired {
  readonly text: string;
  readonly tree: Tree;
  readonly replacements: readonly Replacement[];
  readonly blankedTokens: number;
}

function repair(parser: Parser, first: ParsedText["first"], preprocessed: PreprocessedText): Repaired {
  const { seams, directives } = preprocessed;
  let current: Repaired = { ...first, replacements: [], blankedTokens: 0 };
  let errors = errorsOf(first.tree.rootNode);
  for (let round = 0; round < MAX_ROUNDS && errors.length > 0; round++) {
    const { text } = current;
    const tries = regionsOf(errors, seams, text.length).map((broken) => ({
      broken,
      repair: repairRegion({ text, region: broken.region, errors: broken.errors, directives, round }),
    }));
    const apply = (chosen: typeof tries): Repaired | undefined => {
      const replacements = chosen.flatMap(({ repair }) => repair.replacements);
      if (replacements.length === 0) return undefined;
      const next = replaceInPlace(text, replacements);
      const reusable = edited(current.tree, text, replacements);
      const tree = parse(parser, next, reusable);
      reusable.delete();
      return {
        text: next,
        tree,
        replacements: [...current.replacements, ...replacements],
        blankedTokens: chosen.reduce((sum, { repair }) => sum + repair.blankedTokens, current.blankedTokens),
      };
    };
    let next = apply(tries);
    if (next === undefined) continue;
    const left = errorsOf(next.tree.rootNode);
    // A repair that makes nothing better is taken back: then it is the person's own error, and shows as they wrote it.
    const better = tries.filter(({ broken }) => weightIn(left, broken.region) < weightIn(broken.errors, broken.region));
    if (better.length < tries.length) {
      next.tree.delete();
      next = apply(better);
      if (next === undefined) continue;
    }
    if (current.tree !== first.tree) current.tree.delete();
    current = next;
    errors = better.length < tries.length ? errorsOf(next.tree.rootNode) : left;
  }
  return current;
}

/** How much of a region could not be read. */
function weightIn(errors: readonly Span[], region: Span): number {
  let weight = 0;
  for (const { start, end } of errors) {
    if (start < region.end && end >= region.start) weight += 1 + Math.min(end, region.end) - Math.max(start, region.start);
  }
  return weight;
}

function parse(parser: Parser, text: string, reusable: Tree | undefined): Tree {
  const tree = parser.parse(text, reusable);
  // Null only without a language or when cancelled, and we do neither.
  if (tree === null) throw new Error("the parser returned no tree");
  return tree;
}

/** Outermost errors and missing tokens. Only nodes that hold one are entered. */
function errorsOf(root: Node): readonly Span[] {
  const found: Span[] = [];
  const pending: Node[] = [root];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node.isError || node.isMissing) found.push({ start: node.startIndex, end: node.endIndex });
    else for (const child of node.children) if (child.hasError) pending.push(child);
  }
  return found.sort((a, b) => a.start - b.start);
}

/** Pieces between seams in which errors lie. */
function regionsOf(
  errors: readonly Span[],
  seams: readonly number[],
  length: number,
): readonly { readonly region: Span; readonly errors: readonly Span[] }[] {
  const regions: { region: { start: number; end: number }; errors: Span[] }[] = [];
  for (const error of errors) {
    const start = seams[firstAbove(seams, error.start) - 1] ?? 0;
    const behind = firstAbove(seams, Math.max(error.start, error.end - 1));
    const end = seams[behind] ?? length;
    const last = regions.at(-1);
    if (last && start < last.region.end) {
      last.region.end = Math.max(last.region.end, end);
      last.errors.push(error);
    } else regions.push({ region: { start, end }, errors: [error] });
  }
  return regions;
}

function firstAbove(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A copy of an earlier tree, moved to a new text by the one edit between what both begin and end with. */
function moved(before: ParsedText["first"], text: string): Tree {
  const tree = before.tree.copy();
  const old = before.text;
  if (old === text) return tree;
  const limit = Math.min(old.length, text.length);
  let start = 0;
  while (start < limit && old.charCodeAt(start) === text.charCodeAt(start)) start++;
  let same = 0;
  while (same < limit - start && old.charCodeAt(old.length - 1 - same) === text.charCodeAt(text.length - 1 - same)) same++;
  edit(tree, old, text, start, old.length - same, text.length - same);
  return tree;
}

/** A copy of a tree whose text was changed in place. */
function edited(before: Tree, text: string, replacements: readonly Replacement[]): Tree {
  const tree = before.copy();
  for (const { start, end } of stretchesOf(replacements)) edit(tree, text, text, start, end, end);
  return tree;
}

/** So many replacements are told to the tree one by one; of more, those near each other as one. */
const FEW_REPLACEMENTS = 64;
/** Replacements with less than this between them are near each other, in characters. */
const NEAR = 200;

/** Stretches that the replacements cover. Each edit costs the tree time for all that stands beside its place, which is much in a broken file. */
function stretchesOf(replacements: readonly Replacement[]): readonly Span[] {
  const spans = replacements.map(({ start, text }) => ({ start, end: start + text.length }));
  if (spans.length <= FEW_REPLACEMENTS) return spans;
  const merged: { start: number; end: number }[] = [];
  for (const span of spans.sort((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last && span.start - last.end < NEAR) last.end = Math.max(last.end, span.end);
    else merged.push({ ...span });
  }
  return merged;
}

function edit(tree: Tree, old: string, text: string, start: number, oldEnd: number, newEnd: number): void {
  const change = {
    startIndex: start,
    oldEndIndex: oldEnd,
    newEndIndex: newEnd,
    startPosition: pointAt(old, start),
    oldEndPosition: pointAt(old, oldEnd),
    newEndPosition: pointAt(text, newEnd),
  };
  // The class adds nothing to these fields, and the engine must not depend on the module at run time.
  tree.edit(change as unknown as Edit);
}

/** tree-sitter counts a line at `\n` alone, and its web binding counts columns in UTF-16 units. */
function pointAt(text: string, offset: number): { row: number; column: number } {
  let row = 0;
  let lineStart = 0;
  for (let at = text.indexOf("\n"); at >= 0 && at < offset; at = text.indexOf("\n", at + 1)) {
    row++;
    lineStart = at + 1;
  }
  return { row, column: offset - lineStart };
}
