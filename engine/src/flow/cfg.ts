import { successorsOf, type BlockIndex, type FunctionIr, type Instruction, type Place, type Terminator, type VariableIndex } from "./ir.js";

/** One edge into a block: from which block, and which of its successors it is. */
export interface Edge {
  readonly from: BlockIndex;
  readonly index: number;
}

/** What the interpreter needs to know of a function's shape. */
export interface Cfg {
  /** Reachable blocks in reverse post-order. */
  readonly order: readonly BlockIndex[];
  /** Position of a block in `order`; -1: unreachable. */
  readonly position: Int32Array;
  readonly predecessors: readonly (readonly Edge[])[];
  /** Blocks of the loop that a head leads, the head among them. */
  readonly loops: ReadonlyMap<BlockIndex, ReadonlySet<BlockIndex>>;
  /** By block: 1 where a way leads into a loop, or on in one. */
  readonly leadsToLoop: Uint8Array;
  /** Number of a block's first instruction in the whole function. */
  readonly firstInstruction: Int32Array;
  /** Instructions and terminators of the whole function. */
  readonly size: number;
  /** Variables whose value may still be read when the block begins; others need not be kept. Only for {@link Cfg.simple}. */
  readonly live: readonly ReadonlySet<VariableIndex>[];
  /** Locals whose address is never taken. */
  readonly simple: readonly boolean[];
  /** Constants of the function, sorted: where widening stops. */
  readonly thresholds: readonly number[];
}

export function makeCfg(ir: FunctionIr): Cfg {
  const successors = ir.blocks.map((block) => successorsOf(block.terminator));
  const { order, position, retreating } = depthFirst(successors);
  const predecessors: Edge[][] = ir.blocks.map(() => []);
  for (const from of order) (successors[from] ?? []).forEach((to, index) => predecessors[to]?.push({ from, index }));
  const loops = new Map<BlockIndex, ReadonlySet<BlockIndex>>();
  for (const [from, head] of retreating) loops.set(head, naturalLoop(from, head, predecessors, loops.get(head)));
  const firstInstruction = new Int32Array(ir.blocks.length);
  let count = 0;
  ir.blocks.forEach((block, index) => {
    firstInstruction[index] = count;
    // One more for the terminator.
    count += block.instructions.length + 1;
  });
  const simple = findSimple(ir);
  return {
    order,
    position,
    predecessors,
    loops,
    leadsToLoop: findLeading(loops, predecessors),
    firstInstruction,
    size: count,
    live: liveness(ir, order, successors, simple),
    simple,
    thresholds: findThresholds(ir),
  };
}

function depthFirst(successors: readonly (readonly BlockIndex[])[]): {
  order: BlockIndex[];
  position: Int32Array;
  retreating: (readonly [BlockIndex, BlockIndex])[];
} {
  const state = new Uint8Array(successors.length); // 0 new, 1 on the path, 2 done
  const order: BlockIndex[] = [];
  const retreating: (readonly [BlockIndex, BlockIndex])[] = [];
  const path: BlockIndex[] = [0];
  const next: number[] = [0];
  state[0] = 1;
  while (path.length > 0) {
    const top = path.length - 1;
    const block = path[top] ?? 0;
    const all = successors[block] ?? [];
    // Last successor first: the first one then comes directly behind its branch.
    const index = next[top] ?? 0;
    next[top] = index + 1;
    const to = all[all.length - 1 - index];
    if (to === undefined) {
      state[block] = 2;
      order.push(block);
      path.pop();
      next.pop();
    } else if (state[to] === 0) {
      state[to] = 1;
      path.push(to);
      next.push(0);
    } else if (state[to] === 1) retreating.push([block, to]);
  }
  order.reverse();
  const position = new Int32Array(successors.length).fill(-1);
  order.forEach((block, index) => (position[block] = index));
  return { order, position, retreating };
}

function naturalLoop(
  from: BlockIndex,
  head: BlockIndex,
  predecessors: readonly (readonly Edge[])[],
  known: ReadonlySet<BlockIndex> | undefined,
): ReadonlySet<BlockIndex> {
  const body = new Set<BlockIndex>(known ?? [head]);
  body.add(head);
  const work = [from];
  for (let block = work.pop(); block !== undefined; block = work.pop()) {
    if (body.has(block)) continue;
    body.add(block);
    for (const edge of predecessors[block] ?? []) work.push(edge.from);
  }
  return body;
}

function findLeading(loops: ReadonlyMap<BlockIndex, unknown>, predecessors: readonly (readonly Edge[])[]): Uint8Array {
  const leads = new Uint8Array(predecessors.length);
  const work = [...loops.keys()];
  for (let block = work.pop(); block !== undefined; block = work.pop()) {
    if (leads[block] === 1) continue;
    leads[block] = 1;
    for (const edge of predecessors[block] ?? []) work.push(edge.from);
  }
  return leads;
}

/** The variable that a place is part of, when it is reached without a pointer. */
export function variableOfPlace(place: Place): VariableIndex | undefined {
  switch (place.kind) {
    case "variable":
      return place.variable;
    case "deref":
      return undefined;
    default:
      return variableOfPlace(place.base);
  }
}

function placesOf(instruction: Instruction): readonly Place[] {
  switch (instruction.op) {
    case "address":
    case "load":
    case "store":
    case "clear":
      return [instruction.place];
    case "copy":
      return [instruction.to, instruction.from];
    default:
      return [];
  }
}

function findSimple(ir: FunctionIr): boolean[] {
  const simple = ir.variables.map(
    (variable) => variable.storage === "local" || variable.storage === "temporary" || variable.storage === "parameter",
  );
  for (const block of ir.blocks) {
    for (const instruction of block.instructions) {
      for (const place of placesOf(instruction)) {
        const variable = variableOfPlace(place);
        if (variable !== undefined && (instruction.op === "address" || place.kind !== "variable")) simple[variable] = false;
      }
    }
  }
  return simple;
}

function liveness(
  ir: FunctionIr,
  order: readonly BlockIndex[],
  successors: readonly (readonly BlockIndex[])[],
  simple: readonly boolean[],
): ReadonlySet<VariableIndex>[] {
  const uses: Set<VariableIndex>[] = [];
  const kills: Set<VariableIndex>[] = [];
  for (const block of ir.blocks) {
    const used = new Set<VariableIndex>();
    const killed = new Set<VariableIndex>();
    for (const instruction of block.instructions) {
      if (instruction.op === "store" && instruction.place.kind === "variable") killed.add(instruction.place.variable);
      else if (instruction.op === "declare") killed.add(instruction.variable);
      else
        for (const place of placesOf(instruction)) {
          const variable = variableOfPlace(place);
          if (variable !== undefined && simple[variable] && !killed.has(variable)) used.add(variable);
        }
    }
    uses.push(used);
    kills.push(killed);
  }
  const live: Set<VariableIndex>[] = uses.map((used) => new Set(used));
  for (let changed = true; changed;) {
    changed = false;
    for (let i = order.length - 1; i >= 0; i--) {
      const block = order[i] ?? 0;
      const mine = live[block];
      if (mine === undefined) continue;
      for (const successor of successors[block] ?? []) {
        for (const variable of live[successor] ?? []) {
          if (!mine.has(variable) && !kills[block]?.has(variable)) {
            mine.add(variable);
            changed = true;
          }
        }
      }
    }
  }
  return live;
}

function findThresholds(ir: FunctionIr): number[] {
  const found = new Set<number>([-1, 0, 1]);
  for (const block of ir.blocks) {
    for (const instruction of block.instructions) {
      if (instruction.op === "constant" && instruction.value !== undefined && Number.isSafeInteger(instruction.value)) {
        for (const delta of [-1, 0, 1]) found.add(instruction.value + delta);
      }
    }
  }
  for (const variable of ir.variables) {
    if (variable.type.kind === "array" && variable.type.length !== undefined)
      for (const delta of [-1, 0]) found.add(variable.type.length + delta);
  }
  for (const bits of [7, 8, 15, 16, 31, 32]) found.add(2 ** bits - 1);
  found.add(-(2 ** 31));
  return [...found].sort((a, b) => a - b);
}

/** The instruction or terminator with a number; each turn that is followed apart counts on from the function's size. */
export function instructionAt(ir: FunctionIr, cfg: Cfg, at: number): Instruction | Terminator | undefined {
  const number = cfg.size > 0 ? at % cfg.size : at;
  const { firstInstruction } = cfg;
  let block = 0;
  // Blocks are numbered in order.
  while (block + 1 < firstInstruction.length && (firstInstruction[block + 1] ?? Infinity) <= number) block++;
  const body = ir.blocks[block];
  return body?.instructions[number - (firstInstruction[block] ?? 0)] ?? body?.terminator;
}
