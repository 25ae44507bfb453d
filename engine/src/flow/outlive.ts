import { targetsOf } from "./domain/memory.js";
import type { Region } from "./domain/region.js";
import type { State } from "./domain/state.js";
import type { Value } from "./domain/value.js";
import { hasName } from "./escape.js";
import type { Cursor, Frame } from "./frame.js";
import { recordOutlived } from "./life.js";

/*
 * Addresses of locals that are still known to somebody when the function that owns the locals ends.
 */

/** Notes where the address of a local is stored in memory that outlives the function: it may be taken back before the end. */
export function noteKept(cursor: Cursor, regions: readonly Region[] | undefined, value: Value): void {
  const { recorder } = cursor.frame;
  const [region] = regions ?? [];
  if (recorder === undefined || region === undefined || value.kind !== "address") return;
  // A record is copied; an address in an integer is a number for somebody else.
  if (region.type?.kind !== "pointer") return;
  if (isOwnLocal(cursor.frame, value.region.root) && outlives(region.root)) recorder.keep(region.id, cursor.node);
}

/** Looks for addresses of the function's locals in its result and in what lives on. */
export function checkOutlived(cursor: Cursor, result: Value | undefined): void {
  const { frame, state } = cursor;
  const { recorder, universe, ir } = frame;
  if (recorder === undefined) return;
  const { kind } = ir.returns;
  if (result !== undefined && (kind === "pointer" || kind === "reference")) {
    const local = targetsOf(state, result)?.find((each) => isOwnLocal(frame, each.region.root));
    if (local !== undefined) recordOutlived(cursor, local.region.root, "returned", local.region.name, cursor.node);
  }
  for (const [id, node] of recorder.kept) {
    const region = universe.regions[id];
    const value = state.cells.get(id);
    if (region === undefined || value?.kind !== "address" || !isOwnLocal(frame, value.region.root)) continue;
    if (isHandedOn(state, region.root)) continue;
    recordOutlived(cursor, value.region.root, "stored", region.name, node);
  }
}

function isOwnLocal(frame: Frame, root: Region): boolean {
  if (root.kind !== "variable" || (root.storage !== "local" && root.storage !== "parameter") || frame.regions[root.site] !== root)
    return false;
  return frame.ir.variables[root.site]?.lasting !== true;
}

/** Memory that somebody gave this function and that it gave to somebody: it may be gone again, or the address taken out of it. */
function isHandedOn(state: State, root: Region): boolean {
  const object = state.objects.get(root.id);
  return !hasName(state, root) && (object?.escaped === true || object?.exposed === true);
}

/** Memory that the function's callers can reach when it has ended. */
function outlives(root: Region): boolean {
  return root.kind === "pointee" || (root.kind === "variable" && root.key !== "");
}
