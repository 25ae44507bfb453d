import { Universe } from "./domain/universe.js";
import type { Region } from "./domain/region.js";
import type { Frame } from "./frame.js";
import type { Value } from "./domain/value.js";

type Given = Omit<Frame, "universe" | "regions" | "recorder" | "initial"> & {
  readonly initial: (universe: Universe, region: Region) => Value | undefined;
};

/** Sets a function up for interpretation: names for its variables. */
export function makeFrame(given: Given): Frame {
  const universe = new Universe();
  const regions = given.ir.variables.map((variable, index) =>
    universe.variable(index, {
      name: variable.name,
      type: variable.type,
      size: variable.size,
      storage: variable.storage,
      key: variable.key ?? "",
    }),
  );
  // What an object holds at first does not change while a function is analysed.
  const initials: (Value | null | undefined)[] = [];
  const initial = (region: Region): Value | undefined => {
    let known = initials[region.id];
    if (known === undefined) initials[region.id] = known = given.initial(universe, region) ?? null;
    return known ?? undefined;
  };
  const { key, ir, cfg, lookup, models, budget, cancellation, summaryOf } = given;
  return { key, ir, cfg, universe, lookup, models, budget, cancellation, regions, initial, recorder: undefined, summaryOf };
}
