// Which values of local variables are never read, by the paths of a function.
import type { FunctionGraph, FunctionIr } from "../../../engine/src/index.js";

type Instruction = FunctionIr["blocks"][number]["instructions"][number];
type Place = Extract<Instruction, { readonly op: "load" }>["place"];

export interface DeadStore {
  readonly name: string;
  /** Relative node of the store, or of the declaration. */
  readonly node: number;
  /** `unused`: never mentioned again; `unread`: only written; `overwritten`: this value is not read, others are. */
  readonly kind: "unused" | "unread" | "overwritten";
  /** How often the variable is named in what was understood: its declaration and its stores. */
  readonly mentions: number;
  /** Relative nodes of all that was understood to name the variable, or another one of its name. */
  readonly named: ReadonlySet<number>;
}

/** Slots that are followed apart: a whole variable, or one field of it. */
interface Slots {
  readonly of: ReadonlyMap<number, readonly string[]>;
}

interface Uses {
  reads: number;
  writes: number;
  /** Declared, by relative node. */
  declared: number | undefined;
  escapes: boolean;
}

const NOTHING: ReadonlySet<number> = new Set();

/** Stores into locals whose value nothing reads, in order of place. */
export function deadStores(graph: FunctionGraph): readonly DeadStore[] {
  const { ir } = graph;
  const uses = collectUses(ir);
  const slots: Slots = { of: slotsOf(ir) };
  const result: DeadStore[] = [];
  let known: ReadonlyMap<string, ReadonlySet<number>> | undefined;
  const named = (name: string): ReadonlySet<number> => (known ??= nodesByName(ir)).get(name) ?? NOTHING;
  for (const [variable, use] of uses) {
    if (!isCandidate(graph, variable)) continue;
    const name = ir.variables[variable]?.name ?? "";
    if (use.reads === 0 && !use.escapes && use.declared !== undefined) {
      const first = use.writes === 0 ? use.declared : (firstStore(ir, variable) ?? use.declared);
      result.push({
        name,
        node: first,
        kind: use.writes === 0 ? "unused" : "unread",
        mentions: use.writes + 1,
        named: named(name),
      });
    }
  }
  const whole = new Set(result.map(({ name }) => name));
  const live = liveAtEnd(graph, slots);
  const escaped = escapedBefore(graph);
  for (const block of graph.order) {
    const now = new Set(live[block]);
    const instructions = ir.blocks[block]?.instructions.slice(0, graph.runs(block)) ?? [];
    for (const instruction of [...instructions].reverse()) {
      const target = storeTarget(instruction);
      if (target !== undefined && isCandidate(graph, target.variable)) {
        const name = ir.variables[target.variable]?.name ?? "";
        const keys = target.field === "" ? (slots.of.get(target.variable) ?? []) : [slotKey(target.variable, target.field)];
        const isDead = keys.every((key) => !now.has(key)) && !escaped[block]?.has(target.variable);
        if (isDead && instruction.op === "store" && !whole.has(name))
          result.push({ name, node: instruction.node, kind: "overwritten", mentions: 0, named: named(name) });
      }
      step(instruction, slots, now);
    }
  }
  return result.sort((a, b) => a.node - b.node);
}

function isCandidate(graph: FunctionGraph, index: number): boolean {
  const variable = graph.ir.variables[index];
  if (variable?.storage !== "local" || variable.volatile === true || variable.key !== undefined) return false;
  const { kind } = variable.type;
  // An object's constructor and destructor may be all that it is for.
  return (
    kind === "integer" ||
    kind === "boolean" ||
    kind === "float" ||
    kind === "pointer" ||
    kind === "enum" ||
    (kind === "record" && isPlainRecord(graph, index))
  );
}

function isPlainRecord(graph: FunctionGraph, index: number): boolean {
  const variable = graph.ir.variables[index];
  return variable?.type.kind === "record" && variable.type.tag === "struct" && !graph.file.endsWith("pp");
}

function collectUses(ir: FunctionIr): Map<number, Uses> {
  const uses = new Map<number, Uses>();
  const of = (variable: number): Uses => {
    let use = uses.get(variable);
    if (!use) uses.set(variable, (use = { reads: 0, writes: 0, declared: undefined, escapes: false }));
    return use;
  };
  for (const { instructions } of ir.blocks) {
    for (const instruction of instructions) {
      if (instruction.op === "declare") of(instruction.variable).declared ??= instruction.node;
      const target = storeTarget(instruction);
      if (target) of(target.variable).writes++;
      for (const place of readPlaces(instruction)) {
        const variable = rootOf(place);
        if (variable !== undefined) of(variable).reads++;
      }
      if (instruction.op === "address") {
        const variable = rootOf(instruction.place);
        if (variable !== undefined) of(variable).escapes = true;
      }
    }
  }
  return uses;
}

/** Relative nodes of the instructions that name variables, by the variables' names. */
function nodesByName(ir: FunctionIr): ReadonlyMap<string, ReadonlySet<number>> {
  const nodes = new Map<string, Set<number>>();
  const add = (variable: number | undefined, node: number): void => {
    const name = variable === undefined ? undefined : ir.variables[variable]?.name;
    if (name === undefined) return;
    const known = nodes.get(name);
    if (known) known.add(node);
    else nodes.set(name, new Set([node]));
  };
  for (const { instructions } of ir.blocks) {
    for (const instruction of instructions) {
      if (instruction.op === "declare") add(instruction.variable, instruction.node);
      add(storeTarget(instruction)?.variable, instruction.node);
      for (const place of instruction.op === "address" ? [instruction.place] : readPlaces(instruction))
        add(rootOf(place), instruction.node);
    }
  }
  return nodes;
}

function firstStore(ir: FunctionIr, variable: number): number | undefined {
  let first: number | undefined;
  for (const { instructions } of ir.blocks)
    for (const instruction of instructions)
      if (storeTarget(instruction)?.variable === variable && (first === undefined || instruction.node < first)) first = instruction.node;
  return first;
}

/** The local that an instruction writes, and which field of it. */
function storeTarget(instruction: Instruction): { readonly variable: number; readonly field: string } | undefined {
  if (instruction.op !== "store" && instruction.op !== "clear" && instruction.op !== "copy") return undefined;
  const place = instruction.op === "copy" ? instruction.to : instruction.place;
  if (place.kind === "variable") return { variable: place.variable, field: "" };
  if (place.kind === "field" && place.base.kind === "variable") return { variable: place.base.variable, field: place.name };
  return undefined;
}

/** Places that an instruction reads, or whose part it writes without saying which. */
function readPlaces(instruction: Instruction): readonly Place[] {
  switch (instruction.op) {
    case "load":
      return [instruction.place];
    case "copy":
      return storeTarget(instruction) ? [instruction.from] : [instruction.from, instruction.to];
    case "store":
    case "clear":
      return storeTarget(instruction) ? [] : [instruction.place];
    default:
      return [];
  }
}

function rootOf(place: Place): number | undefined {
  if (place.kind === "variable") return place.variable;
  return place.kind === "deref" ? undefined : rootOf(place.base);
}

function slotKey(variable: number, field: string): string {
  return `${String(variable)}.${field}`;
}

/** All slots of each variable: its fields where any is named, and the rest. */
function slotsOf(ir: FunctionIr): ReadonlyMap<number, readonly string[]> {
  const slots = new Map<number, Set<string>>();
  const add = (variable: number, field: string): void => {
    let known = slots.get(variable);
    if (!known) slots.set(variable, (known = new Set([slotKey(variable, "")])));
    known.add(slotKey(variable, field));
  };
  for (const { instructions } of ir.blocks) {
    for (const instruction of instructions) {
      const target = storeTarget(instruction);
      if (target) add(target.variable, target.field);
      if (instruction.op === "declare") add(instruction.variable, "");
    }
  }
  return new Map([...slots].map(([variable, keys]) => [variable, [...keys]]));
}

/** Goes backwards over one instruction. */
function step(instruction: Instruction, slots: Slots, live: Set<string>): void {
  const target = storeTarget(instruction);
  if (target) {
    for (const key of target.field === "" ? (slots.of.get(target.variable) ?? []) : [slotKey(target.variable, target.field)])
      live.delete(key);
  }
  for (const place of instruction.op === "address" ? [instruction.place] : readPlaces(instruction)) {
    const variable = rootOf(place);
    if (variable === undefined) continue;
    const field = place.kind === "field" && place.base.kind === "variable" ? slotKey(variable, place.name) : undefined;
    if (field !== undefined && slots.of.get(variable)?.includes(field) === true) live.add(field);
    else for (const key of slots.of.get(variable) ?? []) live.add(key);
  }
}

/** Slots that something may read after each block. */
function liveAtEnd(graph: FunctionGraph, slots: Slots): readonly ReadonlySet<string>[] {
  const { ir, order } = graph;
  const atEnd = ir.blocks.map(() => new Set<string>());
  const atStart = ir.blocks.map(() => new Set<string>());
  const backwards = [...order].reverse();
  for (let changed = true; changed;) {
    changed = false;
    for (const block of backwards) {
      const end = atEnd[block];
      if (!end) continue;
      for (const successor of graph.successors(block)) for (const key of atStart[successor] ?? []) end.add(key);
      const start = new Set(end);
      const instructions = ir.blocks[block]?.instructions ?? [];
      for (let index = Math.min(instructions.length, graph.runs(block)) - 1; index >= 0; index--) {
        const instruction = instructions[index];
        if (instruction) step(instruction, slots, start);
      }
      if (start.size !== atStart[block]?.size) {
        atStart[block] = start;
        changed = true;
      }
    }
  }
  return atEnd;
}

/** Variables whose address was taken on some way to (or in) each block: whoever holds it may read them later. */
function escapedBefore(graph: FunctionGraph): readonly ReadonlySet<number>[] {
  const { ir, order } = graph;
  const sets = ir.blocks.map(() => new Set<number>());
  for (const block of order) {
    for (const instruction of ir.blocks[block]?.instructions ?? []) {
      if (instruction.op !== "address") continue;
      const variable = rootOf(instruction.place);
      if (variable !== undefined) sets[block]?.add(variable);
    }
  }
  for (let changed = true; changed;) {
    changed = false;
    for (const block of order)
      for (const successor of graph.successors(block))
        for (const variable of sets[block] ?? []) {
          if (sets[successor]?.has(variable)) continue;
          sets[successor]?.add(variable);
          changed = true;
        }
  }
  return sets;
}
