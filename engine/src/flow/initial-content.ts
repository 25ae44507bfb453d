import { NEVER_CANCELLED } from "../service/engine.js";
import { makeCfg } from "./cfg.js";
import type { Region } from "./domain/region.js";
import type { Universe } from "./domain/universe.js";
import type { Value } from "./domain/value.js";
import { State } from "./domain/state.js";
import type { FlowLookup } from "./analysis.js";
import type { Cursor } from "./frame.js";
import type { FilePath } from "../text/span.js";
import type { GlobalIr } from "./ir.js";
import type { ModelSet } from "./models.js";
import { execute } from "./transfer.js";
import { DEFAULT_BUDGET } from "./analysis.js";
import { digestOf } from "./digest.js";
import { makeFrame } from "./make-frame.js";

/** A value that means the same in every function. */
export type PortableValue =
  | { readonly kind: "constant"; readonly value: number }
  | { readonly kind: "function"; readonly name: string }
  | { readonly kind: "literal"; readonly text: string; readonly bytes: number };

/** Initial values inside one object of static storage duration, by the way to them (`.name`, `[8]`). */
export interface InitialValues {
  readonly values: ReadonlyMap<string, PortableValue>;
  /** Value of everything without an entry: zero, unless something could not be read. */
  readonly rest: PortableValue | undefined;
  /** A budget ran out. */
  readonly limited: boolean;
  /** Nobody may write it: null pointers in it stay null. */
  readonly constant: boolean;
}

const ZERO: PortableValue = { kind: "constant", value: 0 };

/** The way from an object to a part of it; `undefined` when an index on it is not constant. */
export function partKey(region: Region): string | undefined {
  let key = "";
  for (let each = region; each.parent; each = each.parent) {
    if (each.kind === "field") key = `.${each.key}${key}`;
    else if (each.offset?.kind === "constant") key = `[${each.offset.value}]${key}`;
    else return undefined;
  }
  return key;
}

/** Runs an initialiser and reads what it left. */
export function initialValues(global: GlobalIr, lookup: FlowLookup, models: ModelSet): InitialValues {
  const ir = global.initializer;
  if (ir === undefined) return { values: new Map(), rest: ZERO, limited: false, constant: false };
  const frame = makeFrame({
    key: "",
    ir,
    cfg: makeCfg(ir),
    lookup,
    models,
    budget: DEFAULT_BUDGET,
    cancellation: NEVER_CANCELLED,
    initial: () => undefined,
    summaryOf: () => undefined,
  });
  const state = State.empty(frame.universe);
  const registers: Value[] = [];
  let complete = !ir.partial && ir.blocks.length === 1;
  ir.blocks[0]?.instructions.forEach((instruction, at) => {
    if (instruction.op === "call") {
      complete = false;
      return;
    }
    const cursor: Cursor = {
      frame,
      state,
      registers,
      firstRegister: 0,
      definitions: [],
      at,
      block: 0,
      node: instruction.node,
      slot: 0,
      forks: { left: 0 },
    };
    execute(cursor, instruction);
  });
  const values = new Map<string, PortableValue>();
  const root = frame.regions[0];
  state.cells.forEach((value, id) => {
    const region = frame.universe.regions[id];
    if (region === undefined || region.root !== root) return;
    const key = partKey(region);
    const portable = portableOf(value);
    if (key === undefined || portable === undefined) complete = false;
    else values.set(key, portable);
  });
  // An element whose list holds a name that is declared nowhere may be anything.
  state.objects.forEach(({ content }, id) => {
    if (content?.kind !== "unknown" || frame.universe.regions[id]?.root !== root) return;
    if (content.fact.range.low !== 0 || content.fact.range.high !== 0) complete = false;
  });
  return { values, rest: complete ? ZERO : undefined, limited: global.limited === true, constant: global.constant };
}

function portableOf(value: Value): PortableValue | undefined {
  if (value.kind === "constant") return { kind: "constant", value: value.value };
  if (value.kind !== "address" || value.offset.kind !== "constant" || value.offset.value !== 0) return undefined;
  if (value.region.kind === "function") return { kind: "function", name: value.region.key };
  if (value.region.kind === "literal") return { kind: "literal", text: value.region.key, bytes: value.region.size ?? 0 };
  return undefined;
}

function isNull(value: PortableValue | undefined): boolean {
  return value?.kind === "constant" && value.value === 0;
}

/** True for a part of an array that holds addresses elsewhere. */
function isTable(key: string, { values }: InitialValues): boolean {
  return key.includes("[") && [...values.values()].some((each) => each.kind !== "constant");
}

/** Reads objects that the program never writes. Remembers which it was asked for, so that results can be checked later. */
export class InitialContentReader {
  /** By the file that asks, then by the object. */
  private readonly known = new Map<FilePath, Map<string, InitialValues | undefined>>();
  private readonly digests = new WeakMap<InitialValues, string>();
  /** What an initialiser leaves: it follows from the initialiser alone. */
  private readonly left = new WeakMap<GlobalIr, InitialValues>();

  constructor(
    private readonly lookup: FlowLookup,
    private readonly models: ModelSet,
  ) {}

  /** Value of a part of a global, named in a function's universe; `undefined`: not known. */
  read(universe: Universe, region: Region, from: FilePath): Value | undefined {
    const { root } = region;
    if (root.key === "" || root.kind !== "variable") return undefined;
    const initial = this.valuesOf(root.key, from);
    const key = initial && partKey(region);
    if (initial === undefined || key === undefined) return undefined;
    const scalar = region.type?.kind !== "array";
    const value = initial.values.get(key) ?? (scalar ? initial.rest : undefined);
    // A pointer of which no assignment is in sight is set where the analysis does not look, rather than never; the null at a table's end is meant.
    if (isNull(value) && region.type?.kind === "pointer" && !initial.constant && !isTable(key, initial)) return undefined;
    switch (value?.kind) {
      case "constant":
        return universe.constant(value.value);
      case "function":
        return universe.address(universe.functionRegion(value.name));
      case "literal":
        return universe.address(universe.literal(value.text, value.bytes));
      case undefined:
        return undefined;
    }
  }

  valuesOf(key: string, from: FilePath): InitialValues | undefined {
    let known = this.known.get(from);
    if (known === undefined) this.known.set(from, (known = new Map<string, InitialValues | undefined>()));
    const seen = known.get(key);
    if (seen !== undefined || known.has(key)) return seen;
    const global = this.lookup.globalWritten(key, from) ? undefined : this.lookup.global(key, from);
    let values = global && this.left.get(global);
    if (global && !values) this.left.set(global, (values = initialValues(global, this.lookup, this.models)));
    known.set(key, values);
    return values;
  }

  digest(key: string, from: FilePath): string {
    const values = this.valuesOf(key, from);
    if (values === undefined) return "";
    let digest = this.digests.get(values);
    if (digest === undefined)
      this.digests.set(values, (digest = digestOf([[...values.values], values.rest, values.limited, values.constant])));
    return digest;
  }

  clear(): void {
    this.known.clear();
  }
}
