import type { Value } from "./domain/value.js";
import { textOfRegister } from "./access.js";
import type { Operation } from "./arithmetic.js";
import type { LoopEvent, NumberRange } from "./events.js";
import { numberObligationOf } from "./obligations.js";
import { stepHere, valueOf, type Cursor } from "./frame.js";
import type { Instruction, Place, Register, RelativeNode } from "./ir.js";
import { uniqueSteps } from "./recorder.js";
import { rangeView, sourcesOf, viewOfValue } from "./views.js";

/** Numbers up to this are no burden, whoever sends them. */
const HARMLESS = 0xffff;

const COMPARISONS: ReadonlySet<string> = new Set(["<", "<=", ">", ">=", "!="]);

/** Looks at a branch that goes on with a loop or leaves it: does a number from outside say how often? */
export function checkLoop(cursor: Cursor, condition: number): void {
  const definition = cursor.definitions[condition];
  if (cursor.frame.recorder === undefined || definition?.op !== "binary" || !COMPARISONS.has(definition.operator)) return;
  for (const [register, other] of [[definition.right, definition.left] as const, [definition.left, definition.right] as const]) {
    const bound = valueOf(cursor, register);
    if (bound.kind !== "linear" || cursor.state.originsOf(bound).length === 0) continue;
    // A search ends at what it looks for; only what counts comes to be equal to a bound.
    const counts = definition.operator !== "!=" || isVariable(cursor, other);
    if (!counts) continue;
    const counter = rangeView(cursor.state.rangeOf(valueOf(cursor, other)));
    const moving = isMadeInLoop(cursor, register);
    const isLimit = !moving && counter.high > HARMLESS;
    checkDuration(cursor, operationOf("loop", definition, bound, textOfRegister(cursor, register), definition.node), {
      moving,
      counter,
      isLimit,
    });
    return;
  }
}

/** Looks at a number that a library function waits for. */
export function checkWait(cursor: Cursor, value: Value, text: string, callee: string): void {
  if (cursor.frame.recorder === undefined || value.kind !== "linear") return;
  checkDuration(cursor, { ...operationOf("wait", undefined, value, text, cursor.node), rightText: callee });
}

interface LoopDetails {
  readonly moving: boolean;
  readonly counter: NumberRange;
  /** Worth telling callers: nothing else limits the loop. */
  readonly isLimit: boolean;
}

const NO_DETAILS: LoopDetails = { moving: false, counter: { low: 0, high: Infinity }, isLimit: true };

/** Records what lasts as long as a number from outside says, and what only the caller can tell. */
export function checkDuration(cursor: Cursor, operation: Operation, details = NO_DETAILS): void {
  const { frame, state } = cursor;
  const { recorder } = frame;
  if (recorder === undefined) return;
  const { left, inner } = operation;
  const sources = sourcesOf(frame.universe, state.originsOf(left));
  if (sources.length === 0) {
    if (!details.isLimit || left.kind !== "linear" || state.rangeOf(left).high <= HARMLESS || state.factOf(left).compared) return;
    recorder.obligation(`${cursor.at},${operation.node},${operation.operator}`, () => numberObligationOf(cursor, operation), "number");
    return;
  }
  const by: LoopEvent["by"] = operation.operator === "wait" ? "call" : "loop";
  const place = inner.at(-1) ?? { function: frame.key, node: operation.node };
  const here = by === "call" ? "waits this long here" : "the loop runs this often";
  recorder.loop(`${cursor.at},${place.function},${place.node}`, {
    kind: "loop",
    by,
    callee: by === "call" ? operation.rightText : "",
    owner: place.function,
    node: place.node,
    viaCall: inner.length > 0,
    partial: frame.ir.partial,
    steps: uniqueSteps([
      ...(sources[0]?.steps ?? []),
      stepHere(cursor, inner.length > 0 ? "through" : "sink", inner.length > 0 ? "passed on in this call" : here, operation.node),
      ...inner,
    ]),
    bound: viewOfValue(state, left, operation.leftText),
    moving: details.moving,
    counter: details.counter,
  });
}

function operationOf(
  operator: "loop" | "wait",
  comparison: Extract<Instruction, { op: "binary" }> | undefined,
  value: Value,
  text: string,
  node: RelativeNode,
): Operation {
  const type = comparison?.operandType ?? { kind: "unknown" as const };
  return { operator, left: value, right: value, operandType: type, type, explicit: false, leftText: text, rightText: "", node, inner: [] };
}

/** True when what a register is computed from changes inside the innermost loop around this place. */
function isMadeInLoop(cursor: Cursor, register: Register): boolean {
  const { cfg, ir } = cursor.frame;
  let innermost: ReadonlySet<number> | undefined;
  for (const loop of cfg.loops.values()) {
    if (loop.has(cursor.block) && (innermost === undefined || loop.size < innermost.size)) innermost = loop;
  }
  if (innermost === undefined) return false;
  const changed = new Set<string>();
  for (const block of innermost) {
    for (const each of ir.blocks[block]?.instructions ?? []) {
      if (each.op === "store" || each.op === "address" || each.op === "declare") {
        changed.add(each.op === "declare" ? `${each.variable}` : nameOf(each.place));
      }
    }
  }
  const isMade = (each: Register): boolean => {
    const definition = cursor.definitions[each];
    switch (definition?.op) {
      case "constant":
        return false;
      case "load":
        return changed.has(nameOf(definition.place));
      case "cast":
      case "unary":
        return isMade(definition.operand);
      case "binary":
        return isMade(definition.left) || isMade(definition.right);
      default:
        return true;
    }
  };
  return isMade(register);
}

function isVariable(cursor: Cursor, register: Register): boolean {
  let definition = cursor.definitions[register];
  while (definition?.op === "cast") definition = cursor.definitions[definition.operand];
  return definition?.op === "load" && definition.place.kind === "variable";
}

/** A place by its last name: enough to tell whether a loop writes to it. */
function nameOf(place: Place): string {
  switch (place.kind) {
    case "variable":
      return `${place.variable}`;
    case "field":
      return `.${place.name}`;
    case "element":
      return `${nameOf(place.base)}[]`;
    case "deref":
      return "*";
  }
}
