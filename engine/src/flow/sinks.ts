import { joinOrigins, type OriginId } from "./domain/fact.js";
import type { State } from "./domain/state.js";
import type { FlowStep } from "./domain/universe.js";
import type { Value } from "./domain/value.js";
import { textOfNode, textOfRegister } from "./access.js";
import { Extractor } from "./extract.js";
import { stepHere, type Cursor } from "./frame.js";
import type { Instantiation } from "./instantiate.js";
import type { Instruction } from "./ir.js";
import type { FunctionModel } from "./models.js";
import type { RawSink } from "./raw-events.js";
import { uniqueSteps } from "./recorder.js";
import type { Path, SinkObligation } from "./summary.js";
import { knowledgeOf, regionOrigins, textOrigins, type TextKnowledge } from "./text.js";
import { rawSource, sourcesOf, viewOfValue } from "./views.js";

type Call = Extract<Instruction, { op: "call" }>;
type Cast = Extract<Instruction, { op: "cast" }>;

/** Kind of the sink that a number reaches which becomes a pointer. */
const ADDRESS = "address";

/** Calls through which a text may reach its sink; longer ways are not told. */
const MAX_WAY = 8;
/** Inputs that a sink's text is made of, as callers hear of them. */
const MAX_INPUTS = 4;

/** Tells which texts reach the arguments of a modelled call that somebody interprets: commands, formats, paths. */
export function recordSinks(cursor: Cursor, call: Call, name: string, model: FunctionModel, args: readonly Value[]): void {
  if (cursor.frame.recorder === undefined) return;
  for (const { arg, kind, rest } of model.sinks ?? []) {
    const last = rest === true ? args.length - 1 : arg;
    for (let position = arg; position <= last; position++) {
      const value = args[position];
      if (value !== undefined) recordSink(cursor, call, name, kind, position, value);
    }
  }
}

function recordSink(cursor: Cursor, call: Call, name: string, kind: string, position: number, value: Value): void {
  const { state } = cursor;
  const type = call.argTypes[position];
  // Numbers (sizes, flags) matter as they are; text matters by what it says.
  const isNumber = type?.kind === "integer" || type?.kind === "float" || value.kind === "constant";
  const origins = isNumber ? numberOrigins(state, value) : textOrigins(state, value);
  const known = knowledgeOf(state, origins);
  const view = viewOfValue(state, value, textOfNode(cursor, call.argNodes[position] ?? call.node));
  record(cursor, origins, known, {
    sink: kind,
    callee: name,
    position,
    view,
    ...(isNumber ? { amount: value } : {}),
    inner: [],
    message: `'${name}' takes it`,
  });
}

/** Origins of a number; for a comparison those of what it compares: its own name does not tell where paths met before. */
function numberOrigins(state: State, value: Value): readonly OriginId[] {
  const own = state.originsOf(value);
  if (value.kind !== "linear") return own;
  const { definition } = state.universe.symbol(value.symbol);
  if (definition.kind !== "binary") return own;
  return joinOrigins(own, joinOrigins(state.originsOf(definition.left), state.originsOf(definition.right)));
}

/** Tells of a number that a cast makes a pointer to data of: who decides about the number decides what memory is used. */
export function recordAddress(cursor: Cursor, cast: Cast, value: Value): void {
  if (cursor.frame.recorder === undefined || cast.from.kind !== "integer" || cast.type.kind !== "pointer") return;
  if (value.kind === "constant" || cast.type.to.kind === "function") return;
  const { state } = cursor;
  const origins = state.originsOf(value);
  if (origins.length === 0) return;
  record(cursor, origins, knowledgeOf(state, origins), {
    sink: ADDRESS,
    callee: "",
    position: 0,
    view: viewOfValue(state, value, textOfRegister(cursor, cast.operand)),
    amount: value,
    inner: [],
    message: "taken for an address here",
  });
}

/** Tells it again for the sinks inside a callee, with what this caller passes. */
export function replaySinks(cursor: Cursor, callee: string, sinks: readonly SinkObligation[], make: () => Instantiation): void {
  if (cursor.frame.recorder === undefined || sinks.length === 0) return;
  for (const sink of sinks) {
    const inside = make();
    if (!inside.satisfy(sink.constraints)) continue;
    const origins = originsOfPaths(cursor.state, inside, sink.inputs);
    const known = knowledgeOf(cursor.state, origins);
    record(
      cursor,
      origins,
      { ...known, texts: [...sink.texts, ...known.texts] },
      {
        sink: sink.sink,
        callee: sink.callee,
        position: sink.position,
        ...viewFor(inside, sink),
        state: inside.after,
        inner: sink.steps,
        message: `passed on to '${callee}'`,
      },
    );
  }
}

/** Where the memory that a callee speaks of got its content, before the call. */
export function originsOfPaths(state: State, inside: Instantiation, paths: readonly Path[]): readonly OriginId[] {
  let origins: readonly OriginId[] = [];
  for (const path of paths) {
    const regions = inside.regions(path);
    if (regions === undefined) origins = joinOrigins(origins, inside.originsOfInput(path));
    for (const region of regions ?? []) origins = joinOrigins(origins, regionOrigins(state, region));
    if (path.root.kind === "pointee" && path.parts.length === 0)
      origins = joinOrigins(
        origins,
        inside.originsOfInput(path.root.of).filter((id) => state.universe.origin(id)?.kind === "source"),
      );
  }
  return origins;
}

/** A number as this caller makes it; a text is told by its origins. */
function viewFor(inside: Instantiation, sink: SinkObligation): Pick<Reached, "view" | "amount"> {
  if (sink.amount === undefined) return { view: sink.view };
  const amount = inside.value(sink.amount);
  const view = viewOfValue(inside.after, amount, sink.view.text);
  return { view: { ...view, compared: view.compared || sink.view.compared }, amount };
}

interface Reached {
  readonly sink: string;
  readonly callee: string;
  readonly position: number;
  readonly view: RawSink["argument"];
  /** What holds when the sink is reached, where it is inside a callee. */
  readonly state?: State;
  /** The number itself, for callers of this function. */
  readonly amount?: Value;
  /** The sink itself last; empty: it is here. */
  readonly inner: readonly FlowStep[];
  readonly message: string;
}

function record(cursor: Cursor, origins: readonly OriginId[], known: TextKnowledge, reached: Reached): void {
  const { frame } = cursor;
  const state = reached.state ?? cursor.state;
  const { sink, callee, position, view, amount, inner, message } = reached;
  const sources = sourcesOf(frame.universe, origins);
  const here = stepHere(cursor, inner.length > 0 ? "through" : "sink", message);
  const place = inner.at(-1) ?? { function: frame.key, node: cursor.node };
  frame.recorder?.sink(`${cursor.at},${place.function},${place.node},${position}`, {
    kind: "sink",
    owner: place.function,
    node: place.node,
    viaCall: inner.length > 0,
    partial: frame.ir.partial,
    steps: uniqueSteps([...(sources[0]?.steps ?? []), here, ...inner]),
    sink,
    callee,
    position,
    argument: { ...view, taint: sources.map(rawSource) },
    origin: known.origin,
    texts: known.texts,
  });
  if (known.inputs.length === 0 || inner.length > MAX_WAY) return;
  frame.recorder?.sinkObligation(
    `${cursor.at},${place.function},${place.node},${position},${known.inputs.map(({ id }) => id).join()}`,
    () => {
      const extractor = new Extractor(state);
      extractor.mentionInputs();
      const inputs = known.inputs.slice(0, MAX_INPUTS).flatMap((region) => extractor.path(region) ?? []);
      if (inputs.length === 0) return undefined;
      return {
        sink,
        callee,
        position,
        view: { ...view, taint: [] },
        ...(amount === undefined ? {} : { amount: extractor.term(amount) }),
        inputs,
        texts: known.texts,
        constraints: extractor.constraints(),
        steps: inner.length > 0 ? [stepHere(cursor, "through", message), ...inner] : [here],
      };
    },
  );
}
