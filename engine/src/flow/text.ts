import { joinOrigins, NO_ORIGINS, type OriginId } from "./domain/fact.js";
import { contentOf, factOfContent, targetsOf } from "./domain/memory.js";
import type { Region } from "./domain/region.js";
import type { State } from "./domain/state.js";
import type { Value } from "./domain/value.js";

/** Parts of an object that are looked into for the text it holds. */
const MAX_DEPTH = 3;

/** Where the text (or other content) that a value points to came from. A pointer that itself came from outside points to text from outside. */
export function textOrigins(state: State, value: Value): readonly OriginId[] {
  const targets = targetsOf(state, value);
  // An address into an array says nothing of the array's content: whoever picks a fixed text does not write it.
  let origins = value.kind === "linear" ? pointerOrigins(state, value) : NO_ORIGINS;
  for (const address of targets ?? []) origins = joinOrigins(origins, regionOrigins(state, address.region));
  return targets === undefined ? joinOrigins(origins, [state.universe.unknownOrigin]) : origins;
}

/** Sources only: that a pointer is an input says nothing of what it points to. */
function pointerOrigins(state: State, value: Value): readonly OriginId[] {
  return state.originsOf(value).filter((id) => state.universe.origin(id)?.kind !== "input");
}

/** Where the content of a stretch of memory came from. */
export function regionOrigins(state: State, region: Region, depth = 0): readonly OriginId[] {
  if (region.kind === "function") return NO_ORIGINS;
  const content = contentOf(state, region);
  const cell = state.cells.get(region.id);
  let origins = cell !== undefined && region.parts.length === 0 ? state.originsOf(cell) : factOfContent(state, content, region).origins;
  if (cell !== undefined) origins = joinOrigins(origins, cellOrigins(state, cell));
  if (depth >= MAX_DEPTH) return origins;
  for (const part of region.parts) {
    const inner = state.cells.get(part.id);
    if (inner !== undefined) origins = joinOrigins(origins, cellOrigins(state, inner));
    else if (part.parts.length > 0 || state.objects.get(part.id)?.content !== undefined)
      origins = joinOrigins(origins, regionOrigins(state, part, depth + 1));
  }
  return origins;
}

function cellOrigins(state: State, cell: Value): readonly OriginId[] {
  return cell.kind === "address" ? NO_ORIGINS : state.originsOf(cell);
}

/** Sources of numbers that nobody chose. */
const HARMLESS: ReadonlySet<string> = new Set(["random"]);

/** Who decided about a text, by its origins. */
export interface TextKnowledge {
  /** `caller`: a parameter or global of this function; `unknown`: something that the analysis can't see; `fixed`: the program itself. */
  readonly origin: "outside" | "unknown" | "fixed" | "caller";
  /** Literals that the text may be made of. */
  readonly texts: readonly string[];
  /** Memory of callers or of the program that it was made of. */
  readonly inputs: readonly Region[];
}

export function knowledgeOf(state: State, origins: readonly OriginId[]): TextKnowledge {
  const { universe } = state;
  const texts: string[] = [];
  const inputs: Region[] = [];
  let outside = false;
  let unknown = false;
  for (const id of origins) {
    const origin = universe.origin(id);
    if (origin?.kind === "source") outside ||= !HARMLESS.has(origin.source.kind);
    else if (origin?.kind === "unknown") unknown = true;
    else if (origin?.kind === "input") {
      const { root } = origin.region;
      if (root.kind === "literal") texts.push(root.key);
      else if (comesFromCaller(state, root)) inputs.push(origin.region);
      else unknown = true;
    }
  }
  return { origin: outside ? "outside" : unknown ? "unknown" : inputs.length > 0 ? "caller" : "fixed", texts, inputs };
}

/** Reached from a parameter or a global by pointers that stand in the callers' memory. */
function comesFromCaller(state: State, root: Region): boolean {
  let each = root;
  for (let steps = 0; steps < 4; steps++) {
    if (each.kind !== "pointee") return each.kind === "variable" && (each.storage === "parameter" || each.key !== "");
    const { definition } = state.universe.symbol(each.symbol);
    if (definition.kind !== "input") return false;
    each = definition.region.root;
  }
  return false;
}
