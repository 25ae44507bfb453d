import { Cancelled } from "../service/engine.js";
import { makeCursor, valueOf, type Cursor, type Frame } from "./frame.js";
import { assume, bound } from "./domain/assume.js";
import { evaluateBinary, negated } from "./domain/evaluate.js";
import { interval } from "./domain/interval.js";
import { widenState } from "./domain/join.js";
import { nodesTouched } from "./domain/shared-map.js";
import type { State } from "./domain/state.js";
import { isNumber } from "./domain/state.js";
import type { Fact } from "./domain/fact.js";
import type { SymbolId, Value } from "./domain/value.js";
import { executeCall, joinOutcomes } from "./calls.js";
import { successorsOf, type Block, type Instruction, type Terminator } from "./ir.js";
import { noteBranch } from "./decisions.js";
import { checkLoop } from "./duration.js";
import { checkExit } from "./life.js";
import { mergeAtBlock, mergeAtLoop, mergeBehindLoop, mergeTurns } from "./merge.js";
import type { Edge } from "./cfg.js";
import { prune } from "./prune.js";
import { Recorder } from "./recorder.js";
import { execute } from "./transfer.js";
import { followTurns } from "./turns.js";
import { textOfRegister } from "./access.js";
import { viewOfValue } from "./views.js";

/** A state in which the function returns. */
export interface Exit {
  readonly state: State;
  readonly value: Value | undefined;
}

export interface Fixpoint {
  readonly exits: readonly Exit[];
  readonly recorder: Recorder;
  readonly steps: number;
  /** The budget ran out before nothing changed any more. */
  readonly incomplete: boolean;
}

/** States kept apart at the head of a loop. */
const LOOP_DISJUNCTS = 3;
/** Visits of a loop's head before its bounds are widened. */
const PATIENCE = 2;
/** Visits after which a loop's head keeps one state only. */
const GROUP_PATIENCE = 6;
/** Splits at calls inside one block. */
const FORKS = 4;
/** Instructions of a block after which it is asked whether the result is still wanted, beside each block's begin; one less than a power of two. */
const POLL_MASK = 15;

/** States that are joined are larger, but where they are too large, this is the last try. */
const JOINED_PARTS = 4;

class BudgetSpent extends Error {}

/** Runs a function from a state to its fixpoint; a recorder hears what happens in the states that do not change any more. */
export function interpret(frame: Frame, entry: State): Fixpoint {
  const { disjuncts, parts } = frame.budget;
  const first = new Run(frame, entry, disjuncts, parts).run();
  if (!first.incomplete) return first;
  // Too many paths: once more with all of them joined.
  const second = new Run(frame, entry, 1, JOINED_PARTS * parts).run();
  return { ...second, steps: first.steps + second.steps };
}

/** A state that comes into a block, as it comes and as it is kept. */
interface Arrival {
  readonly state: State;
  readonly pruned: State;
}

/** What executing a block in one state gave: the same again, as long as nobody listens. */
interface Execution {
  readonly state: State;
  /** Splits left before and after. */
  readonly forks: number;
  readonly forksLeft: number;
  readonly outs: readonly (readonly State[] | undefined)[];
  readonly steps: number;
}

class Run {
  private steps = 0;
  private readonly touchedBefore = nodesTouched();
  private readonly definitions: readonly (Instruction | undefined)[];
  /** By block: the first register that it writes. */
  private readonly firstRegisters: readonly number[];
  private readonly inStates: (readonly State[] | undefined)[] = [];
  private readonly visits: number[] = [];
  private readonly outStates = new Map<number, (readonly State[])[]>();
  private readonly exits: Exit[] = [];
  private readonly arrivals: (readonly Arrival[] | undefined)[] = [];
  private readonly executions: (readonly Execution[] | undefined)[] = [];
  private readonly recorder = new Recorder();
  /** Turns of loops are followed one by one: ways to end are known already. */
  private following = false;
  /** In some state it was known of a loop whether a turn begins: where it never is, there is none to follow. */
  private hasSureTurns = false;

  constructor(
    private readonly frame: Frame,
    private readonly entry: State,
    private readonly limit: number,
    /** Parts of states that may be looked at or copied. */
    private readonly parts: number,
  ) {
    const definitions: (Instruction | undefined)[] = [];
    for (const block of frame.ir.blocks) for (const each of block.instructions) if (each.dst >= 0) definitions[each.dst] = each;
    this.definitions = definitions;
    this.firstRegisters = frame.ir.blocks.map(({ instructions }) =>
      instructions.reduce((first, { dst }) => (dst >= 0 && (first < 0 || dst < first) ? dst : first), -1),
    );
  }

  run(): Fixpoint {
    const { frame, recorder } = this;
    try {
      const loopsFrom = this.recordUntilLoop();
      if (frame.cfg.loops.size > 0) {
        frame.recorder = undefined;
        this.iterate(loopsFrom);
        // Twice: what an inner loop lost is known to the outer one then.
        this.narrow(loopsFrom);
        this.narrow(loopsFrom);
        this.executions.length = 0;
        frame.recorder = recorder;
        this.record(loopsFrom);
        if (this.hasSureTurns) this.followTurns();
      }
      return { exits: this.exits, recorder, steps: this.steps, incomplete: false };
    } catch (error) {
      if (!(error instanceof BudgetSpent)) throw error;
      return { exits: [], recorder: new Recorder(), steps: this.steps, incomplete: true };
    } finally {
      frame.recorder = undefined;
    }
  }

  /** Blocks before the first head of a loop are visited once; gives the position of that head. */
  private recordUntilLoop(): number {
    const { cfg } = this.frame;
    this.frame.recorder = this.recorder;
    let position = 0;
    for (; position < cfg.order.length; position++) {
      const block = cfg.order[position] ?? 0;
      if (cfg.loops.has(block)) break;
      this.enter(block, false);
      this.leave(block);
    }
    return position;
  }

  /** Visits the blocks that lead to a loop until nothing changes; the least in reverse post-order first. */
  private iterate(from: number): void {
    const { cfg } = this.frame;
    const dirty = new Uint8Array(cfg.order.length);
    for (let position = 0; position < from; position++) this.mark(cfg.order[position] ?? 0, dirty);
    if (from === 0) dirty[0] = 1;
    for (let position = from; position < cfg.order.length;) {
      if (dirty[position] === 0) {
        position++;
        continue;
      }
      dirty[position] = 0;
      const block = cfg.order[position] ?? 0;
      let next = position + 1;
      if (this.enter(block, true)) {
        this.leave(block);
        next = Math.min(next, this.mark(block, dirty));
      }
      position = next;
    }
  }

  /** Marks the blocks behind a block that it reaches; gives the position of the first one. */
  private mark(block: number, dirty: Uint8Array): number {
    const { cfg, ir } = this.frame;
    const terminator = ir.blocks[block]?.terminator;
    let first = Infinity;
    const outs = this.outStates.get(block);
    if (terminator === undefined || outs === undefined) return first;
    successorsOf(terminator).forEach((successor, edge) => {
      if ((outs[edge]?.length ?? 0) === 0 || cfg.leadsToLoop[successor] !== 1) return;
      const position = cfg.position[successor] ?? 0;
      dirty[position] = 1;
      first = Math.min(first, position);
    });
    return first;
  }

  /** Visits once more the blocks that widening told too much, and those behind them that hear of it. */
  private narrow(from: number): void {
    const { cfg } = this.frame;
    const changed = new Uint8Array(this.frame.ir.blocks.length);
    for (let position = from; position < cfg.order.length; position++) {
      const block = cfg.order[position] ?? 0;
      const before = this.inStates[block];
      if (before === undefined) continue;
      const hears = cfg.loops.has(block) || (cfg.predecessors[block] ?? []).some(({ from: other }) => changed[other] === 1);
      if (!hears) continue;
      this.enter(block, false);
      const now = this.inStates[block] ?? [];
      if (before.length === now.length && now.every((state, i) => before[i]?.equals(state))) continue;
      this.leave(block);
      changed[block] = 1;
    }
  }

  /** Visits every block in the states that the fixpoint has for it; those behind all loops for the first time. */
  private record(from: number): void {
    const { cfg } = this.frame;
    for (let position = from; position < cfg.order.length; position++) {
      const block = cfg.order[position] ?? 0;
      if (cfg.leadsToLoop[block] !== 1) this.enter(block, false);
      if (this.inStates[block] !== undefined) this.leave(block);
    }
  }

  /** Goes through loops turn by turn where constants decide how many there are: what surely happens in one of them is told. */
  private followTurns(): void {
    const { frame, steps } = this;
    const turns = new Recorder();
    frame.recorder = turns;
    this.following = true;
    const run = (block: number, state: State, turn: number): readonly (readonly State[] | undefined)[] => {
      const outs: State[][] = [];
      const body = frame.ir.blocks[block];
      const shift = turn * frame.cfg.size;
      if (body) this.runFrom({ block: body, index: block, at: 0, shift, state, registers: [], slot: 0, forks: { left: 0 } }, outs);
      return outs;
    };
    this.steps = 0;
    try {
      followTurns(frame, this.entry.copy(), run, () => this.steps);
    } catch (error) {
      if (!(error instanceof BudgetSpent)) throw error;
    }
    this.steps += steps;
    frame.recorder = this.recorder;
    this.recorder.inTurns(turns);
  }

  /** Joins what comes into a block. True when that is news. */
  private enter(block: number, widening: boolean): boolean {
    const { frame } = this;
    if (frame.cancellation.isCancelled()) throw new Cancelled();
    const loop = frame.cfg.loops.get(block);
    const incoming: State[] = block === 0 ? [this.entry.copy()] : [];
    /** States that come back to the head of a loop. */
    const returning: State[] = [];
    const edges = frame.cfg.predecessors[block] ?? [];
    const lastArrivals = this.arrivals[block];
    const arrivals: Arrival[] = [];
    for (const edge of edges) {
      const list = loop?.has(edge.from) === true ? returning : incoming;
      for (const state of this.comingFrom(edge, block)) {
        // Where nothing meets, nothing is gained by forgetting.
        const pruned = edges.length === 1 ? state : this.pruned(state, block, lastArrivals);
        list.push(pruned);
        arrivals.push({ state, pruned });
      }
    }
    const before = this.inStates[block];
    if (frame.recorder === undefined) {
      this.arrivals[block] = arrivals;
      const isSame = arrivals.length === lastArrivals?.length && arrivals.every(({ state }, i) => lastArrivals[i]?.state === state);
      if (loop === undefined && before !== undefined && widening && isSame) return false;
    }
    const visits = (this.visits[block] = (this.visits[block] ?? 0) + 1);
    // A loop that does not come to rest soon gets one state: groups that come and go could keep it busy for ever.
    const groups =
      (widening ? visits : (before?.length ?? 0) <= 2 ? Infinity : 0) > GROUP_PATIENCE ? 1 : Math.min(LOOP_DISJUNCTS, this.limit);
    let merged =
      loop === undefined
        ? mergeAtBlock(incoming, block, this.limit)
        : this.limit === 1
          ? mergeAtLoop(frame, [...incoming, ...returning], block, loop, 1)
          : mergeTurns(frame, incoming, returning, block, loop, groups);
    if (before !== undefined && widening) {
      if (loop !== undefined && visits > PATIENCE) {
        merged = merged.map((state, slot) => {
          const old = before[slot];
          return old ? widenState(old, state, visits > 4 * PATIENCE ? [] : frame.cfg.thresholds) : state;
        });
      }
      if (before.length === merged.length && merged.every((state, i) => before[i]?.equals(state))) return false;
    }
    this.inStates[block] = merged;
    return true;
  }

  /** A state without what nobody asks for in a block; the same one as at the last visit, where the same state comes in. */
  private pruned(state: State, block: number, last: readonly Arrival[] | undefined): State {
    const known = last?.find((arrival) => arrival.state === state);
    if (known !== undefined) return known.pruned;
    const copy = state.copy();
    prune(this.frame, copy, block);
    return copy;
  }

  /** States on an edge. Behind a loop it does not matter any more whether its first turn was its last. */
  private comingFrom(edge: Edge, block: number): readonly State[] {
    const states = this.outStates.get(edge.from)?.[edge.index] ?? [];
    const left = this.frame.cfg.loops.get(edge.from);
    if (left === undefined || left.has(block) || states.length < 2) return states;
    return mergeBehindLoop(this.frame, states, block, left);
  }

  /** Counts steps; what they cost in states that hold much is limited too. */
  private spend(steps: number): void {
    this.steps += steps;
    if (this.steps > this.frame.budget.steps || nodesTouched() - this.touchedBefore > this.parts) throw new BudgetSpent();
  }

  /** Executes a block in each of its states. */
  private leave(block: number): void {
    const body = this.frame.ir.blocks[block];
    if (body === undefined) return;
    const forks = { left: FORKS };
    const quiet = this.frame.recorder === undefined;
    const before = quiet ? this.executions[block] : undefined;
    const executions = (this.inStates[block] ?? []).map((state, slot): Execution => {
      const known = before?.[slot];
      if (known?.forks === forks.left && (known.state === state || known.state.equals(state))) {
        forks.left = known.forksLeft;
        this.spend(known.steps);
        return known;
      }
      const [forksBefore, steps] = [forks.left, this.steps];
      const outs: State[][] = [];
      this.runFrom({ block: body, index: block, at: 0, shift: 0, state: state.copy(), registers: [], slot, forks }, outs);
      return { state, forks: forksBefore, forksLeft: forks.left, outs, steps: this.steps - steps };
    });
    if (quiet) this.executions[block] = executions;
    const outs: State[][] = [];
    for (const execution of executions)
      execution.outs.forEach((states, edge) => {
        if (states) (outs[edge] ??= []).push(...states);
      });
    this.outStates.set(block, outs);
  }

  private runFrom(position: Position, outs: State[][]): void {
    const { block, index, slot, forks } = position;
    const first = (this.frame.cfg.firstInstruction[index] ?? 0) + position.shift;
    const { registers } = position;
    // One cursor for all instructions: nobody keeps it.
    const { node } = block.terminator;
    const firstRegister = this.firstRegisters[index] ?? 0;
    const at = first + position.at;
    const cursor = makeCursor(this.frame, position.state, registers, firstRegister, this.definitions, at, index, node, slot, forks);
    for (let i = position.at; i < block.instructions.length; i++) {
      const instruction = block.instructions[i];
      if (instruction === undefined) break;
      this.spend(1);
      if ((i & POLL_MASK) === POLL_MASK && this.frame.cancellation.isCancelled()) throw new Cancelled();
      cursor.at = first + i;
      cursor.node = instruction.node;
      if (instruction.op !== "call") {
        execute(cursor, instruction);
        continue;
      }
      let outcomes = executeCall(cursor, instruction);
      if (outcomes.length > 1 && forks.left < 0) outcomes = [joinOutcomes(cursor, instruction, outcomes)];
      const [only, ...others] = outcomes;
      if (only === undefined) return;
      for (const other of others) {
        const copy = registers.slice();
        if (instruction.dst >= 0) copy[instruction.dst - firstRegister] = other.value;
        this.runFrom({ ...position, at: i + 1, state: other.state, registers: copy }, outs);
      }
      cursor.state = only.state;
      if (instruction.dst >= 0) registers[instruction.dst - firstRegister] = only.value;
    }
    cursor.at = first + block.instructions.length;
    cursor.node = block.terminator.node;
    this.end(cursor, block.terminator, outs);
  }

  private end(cursor: Cursor, terminator: Terminator, outs: State[][]): void {
    const { state } = cursor;
    const push = (edge: number, next: State): void => {
      (outs[edge] ??= []).push(next);
    };
    switch (terminator.op) {
      case "jump":
        return push(0, state);
      case "branch": {
        const condition = valueOf(cursor, terminator.condition);
        if (terminator.role === "loop") checkLoop(cursor, terminator.condition);
        const other = state.copy();
        for (const edge of [0, 1]) outs[edge] = outs[edge] ?? [];
        const open = terminator.ofMacro === true ? openPointers(cursor, terminator.condition) : NO_POINTERS;
        const canBeTrue = assume(state, condition, true);
        const canBeFalse = assume(other, condition, false);
        if (canBeTrue && canBeFalse) for (const each of [state, other]) keepOpen(each, open);
        if (canBeTrue) push(0, state);
        if (canBeFalse) push(1, other);
        if (canBeTrue !== canBeFalse) this.hasSureTurns ||= this.endsLoop(cursor.block);
        if (!this.following) noteBranch(cursor, terminator, canBeTrue, canBeFalse);
        return;
      }
      case "switch":
        return this.select(cursor, terminator, push);
      case "return": {
        const value = terminator.value < 0 ? undefined : valueOf(cursor, terminator.value);
        this.reportReturn(cursor, terminator.value, value);
        checkExit(cursor, value);
        if (this.frame.recorder !== undefined && !this.following) this.exits.push({ state, value });
        return;
      }
      case "unreachable":
        return;
    }
  }

  /** True for a branch that goes on with a loop or leaves it. */
  private endsLoop(block: number): boolean {
    const { cfg, ir } = this.frame;
    const terminator = ir.blocks[block]?.terminator;
    if (terminator?.op !== "branch") return false;
    if (terminator.role === "loop") return true;
    const successors = successorsOf(terminator);
    for (const blocks of cfg.loops.values()) if (blocks.has(block) && successors.some((each) => !blocks.has(each))) return true;
    return false;
  }

  private select(cursor: Cursor, terminator: Extract<Terminator, { op: "switch" }>, push: (edge: number, state: State) => void): void {
    const value = valueOf(cursor, terminator.value);
    const rest = cursor.state;
    for (const [edge, each] of terminator.cases.entries()) {
      const taken = rest.copy();
      if (each.low === undefined || each.high === undefined || !isNumber(value)) {
        push(edge, taken);
        continue;
      }
      if (bound(taken, value, interval(each.low, each.high))) push(edge, taken);
      if (each.low !== each.high) continue;
      const equal = evaluateBinary(rest, "==", value, rest.universe.constant(each.low), INT).value;
      // No value is left for the cases behind.
      if (!assume(rest, negated(rest, equal), true)) return;
    }
    push(terminator.cases.length, rest);
  }

  private reportReturn(cursor: Cursor, register: number, value: Value | undefined): void {
    const { recorder, ir } = this.frame;
    if (recorder === undefined || value === undefined || value.kind === "constant") return;
    recorder.other(`v${cursor.at}`, {
      kind: "return",
      owner: cursor.frame.key,
      node: cursor.node,
      viaCall: false,
      partial: ir.partial,
      steps: [],
      value: viewOfValue(cursor.state, value, textOfRegister(cursor, register)),
    });
  }
}

/** Pointers that a condition compares and that may be null or not, with what is known of them. */
function openPointers(cursor: Cursor, condition: number): ReadonlyMap<SymbolId, Fact> {
  const made = cursor.definitions[condition];
  const open = new Map<SymbolId, Fact>();
  for (const register of made?.op === "binary" ? [made.left, made.right] : [condition]) {
    const value = valueOf(cursor, register);
    if (value.kind !== "linear" || cursor.state.universe.symbol(value.symbol).type?.kind !== "pointer") continue;
    const fact = cursor.state.factOfSymbol(value.symbol);
    if (fact.range.high !== 0) open.set(value.symbol, fact);
  }
  return open;
}

/** A macro asks about every pointer that it gets: that one may be null is no news. */
function keepOpen(state: State, open: ReadonlyMap<SymbolId, Fact>): void {
  for (const [symbol, fact] of open) if (state.factOfSymbol(symbol).range.high === 0) state.setFact(symbol, fact);
}

const NO_POINTERS: ReadonlyMap<SymbolId, Fact> = new Map();

interface Position {
  readonly block: Block;
  readonly index: number;
  readonly at: number;
  /** What is added to the numbers of instructions, so that each turn of a loop that is followed apart has names of its own. */
  readonly shift: number;
  readonly state: State;
  readonly registers: Value[];
  readonly slot: number;
  readonly forks: { left: number };
}

const INT = { kind: "integer", name: "int", signed: true, bits: 32 } as const;
