import type { Type } from "../project/types.js";
import type { Region } from "./domain/region.js";
import type { State } from "./domain/state.js";
import type { Value } from "./domain/value.js";
import { ELEMENTS } from "./ir.js";

/*
 * Who can still reach an object. What is handed to code that the analysis does not see, or kept where it loses sight of it,
 * has escaped: from then on nobody can say that it is lost.
 */

/** How deep a number is followed to the addresses it was computed from. */
const DEPTH = 4;

/** Everything that can be reached from a value is known to others from now on. */
export function escape(state: State, value: Value): void {
  const done = new Set<Region>();
  follow(state, value, DEPTH, (root) => {
    escapeRoot(state, root, done);
  });
}

/** The same for everything inside an object; the object itself stays in the program's hands. */
export function escapeContent(state: State, root: Region): void {
  const done = new Set<Region>([root]);
  for (const value of cellsIn(state, root)) {
    follow(state, value, DEPTH, (target) => {
      escapeRoot(state, target, done);
    });
  }
}

function escapeRoot(state: State, root: Region, done: Set<Region>): void {
  if (done.has(root) || root.kind === "literal" || root.kind === "function") return;
  done.add(root);
  if (root.kind === "heap" || root.kind === "pointee") mark(state, root);
  if (root.kind === "pointee" && !hasName(state, root)) mark(state, state.universe.elsewhere);
  for (const value of cellsIn(state, root)) {
    follow(state, value, DEPTH, (target) => {
      escapeRoot(state, target, done);
    });
  }
}

function mark(state: State, region: Region): void {
  if (state.objects.get(region.id)?.escaped !== true) state.setEscaped(region);
}

/** True for memory that the function's callers have a name for. */
export function hasName(state: State, root: Region): boolean {
  return root.kind !== "pointee" || state.universe.symbol(root.symbol).definition.kind === "input";
}

/** True for what the elements of a container point to, which have one name for all of them. */
export function isOneOfMany(state: State, root: Region): boolean {
  if (root.kind !== "pointee") return false;
  const { definition } = state.universe.symbol(root.symbol);
  if (definition.kind !== "input" && definition.kind !== "content") return false;
  for (let region: Region | undefined = definition.region; region !== undefined; region = region.parent)
    if (region.key === ELEMENTS) return true;
  return false;
}

function cellsIn(state: State, region: Region): Value[] {
  const own = state.cells.get(region.id);
  const values = own === undefined ? [] : [own];
  for (const part of region.parts) values.push(...cellsIn(state, part));
  return values;
}

/** Visits the objects whose address a value is, or was computed from. */
function follow(state: State, value: Value, depth: number, visit: (root: Region) => void): void {
  if (value.kind === "address") {
    visit(value.region.root);
    return;
  }
  if (value.kind !== "linear" || depth === 0) return;
  const { targets } = state.factOfSymbol(value.symbol);
  const { definition, type } = state.universe.symbol(value.symbol);
  if (targets !== undefined) for (const target of targets) visit(target.region.root);
  else if (definition.kind === "binary") {
    follow(state, definition.left, depth - 1, visit);
    follow(state, definition.right, depth - 1, visit);
  } else if (definition.kind === "cast") follow(state, definition.operand, depth - 1, visit);
  else if (isPointer(type)) visit(state.universe.pointee(value.symbol, type.to));
}

function isPointer(type: Type | undefined): type is Extract<Type, { kind: "pointer" | "reference" }> {
  return type?.kind === "pointer" || type?.kind === "reference";
}

/** True where a value can be, or hold, the address of an object. */
export function mayPoint(state: State, value: Value): boolean {
  if (value.kind === "address") return true;
  if (value.kind !== "linear") return false;
  const { definition, type } = state.universe.symbol(value.symbol);
  return (
    isPointer(type) || definition.kind === "binary" || definition.kind === "cast" || state.factOfSymbol(value.symbol).targets !== undefined
  );
}

/** Objects from the heap that live on, though nobody can reach them any more when the function gives `result`. */
export function lostObjects(state: State, result: Value | undefined): readonly Region[] {
  const candidates: Region[] = [];
  state.objects.forEach((object, id) => {
    const region = state.universe.regions[id];
    if (region?.kind !== "heap" || object.escaped || (object.life ?? "alive") !== "alive") return;
    // The allocation failed on this path.
    if (object.pointer !== undefined && state.factOfSymbol(object.pointer).range.high <= 0) return;
    candidates.push(region);
  });
  if (candidates.length === 0) return candidates;
  const reached = new Set<Region>();
  const reach = (root: Region): void => {
    if (reached.has(root)) return;
    reached.add(root);
    for (const value of cellsIn(state, root)) follow(state, value, DEPTH, reach);
  };
  if (result !== undefined) follow(state, result, DEPTH, reach);
  state.cells.forEach((_, id) => {
    const root = state.universe.regions[id]?.root;
    if (root && isOutside(root)) reach(root);
  });
  return candidates.filter((region) => !reached.has(region));
}

/** True for memory that outlives the function. */
function isOutside(root: Region): boolean {
  if (root.kind === "pointee" || root.kind === "foreign") return true;
  return root.kind === "variable" && (root.key !== "" || root.storage === "static" || root.storage === "global");
}
