import type { Type } from "../project/types.js";
import { assume } from "./domain/assume.js";
import { evaluateBinary, multiplied, plus } from "./domain/evaluate.js";
import { flagged, joinOrigins, makeFact, TOP_FACT, withOrigins, withRange, withTargets, type Fact, type OriginId } from "./domain/fact.js";
import { ADDRESS, interval, meet, point, rangeOfType, TOP } from "./domain/interval.js";
import { contentOf, factOfContent, fillPart, fillRegion, regionAt, sizeOfRegion, targetsOf, unknownResult } from "./domain/memory.js";
import { isNumbered, type Region } from "./domain/region.js";
import { isNumber, type State } from "./domain/state.js";
import type { AddressValue, NumberValue, Value } from "./domain/value.js";
import { checkAccess, textOfNode } from "./access.js";
import { checkSizeArgument } from "./arithmetic.js";
import { checkWait } from "./duration.js";
import { sourceHere, type Cursor } from "./frame.js";
import type { Instruction } from "./ir.js";
import type { AmountModel, FunctionModel } from "./models.js";
import { textPositions } from "./format-text.js";
import { textOrigins } from "./text.js";
import { escape, escapeContent, hasName, isOneOfMany } from "./escape.js";
import { checkUse } from "./life.js";
import { checkReading } from "./undetermined.js";

type Call = Extract<Instruction, { op: "call" }>;

/** What a call by a model ends in; `undefined`: control does not come back. */
export function applyModel(cursor: Cursor, call: Call, callee: string, model: FunctionModel, args: readonly Value[]): Value | undefined {
  if (model.noReturn) return undefined;
  if (model.assumes !== undefined) {
    const condition = args[model.assumes];
    if (condition !== undefined && !assume(cursor.state, condition, true)) return undefined;
  }
  return new ModelCall(cursor, call, callee, model, args).run();
}

/** Carries out one call of a modelled function. */
class ModelCall {
  private readonly state: State;
  /** Origin of what the call brings in from outside. */
  private readonly origins: readonly OriginId[];

  constructor(
    private readonly cursor: Cursor,
    private readonly call: Call,
    private readonly callee: string,
    private readonly model: FunctionModel,
    private readonly args: readonly Value[],
  ) {
    this.state = cursor.state;
    const { taint } = model;
    this.origins = taint ? [sourceHere(cursor, "in", taint.kind, callee, `'${callee}' brings in data from outside (${taint.kind})`)] : [];
  }

  run(): Value {
    const { model } = this;
    this.usePointers();
    for (const read of model.reads ?? []) {
      const [address, ...others] = this.pointerTargets(read.arg);
      const bytes = this.amount(read.bytes);
      const some = bytes !== undefined && this.state.rangeOf(bytes).low > 0;
      if (some && address !== undefined && others.length === 0) this.reading("bytes", read.arg, address);
      this.access("read", read.arg, this.amount(read.bytes), read.bytes, this.state.universe.zero);
    }
    // Lengths are those before the call: `strcat` appends to what is there.
    const result = this.result();
    for (const write of model.writes ?? []) this.write(write);
    for (const output of model.taint?.outputs ?? []) {
      if (!(model.writes ?? []).some((write) => write.arg === output)) this.fill(output, makeFact(TOP, this.origins), undefined);
    }
    for (const index of model.frees ?? []) this.free(index);
    for (const { arg, kind } of model.sinks ?? []) {
      const value = kind === "duration" ? this.args[arg] : undefined;
      if (value !== undefined)
        checkWait(this.cursor, value, textOfNode(this.cursor, this.call.argNodes[arg] ?? this.call.node), this.callee);
    }
    if (model.mayFree !== undefined) this.mayFree(model.mayFree);
    if (model.keepsNothing !== true && model.reserved !== true) for (const value of this.args) escape(this.state, value);
    return result;
  }

  private pointerTargets(index: number): readonly AddressValue[] {
    const pointer = this.args[index];
    return pointer === undefined ? [] : (targetsOf(this.state, pointer) ?? []);
  }

  /** A model's amount in this state; `undefined`: not known. */
  private amount(model: AmountModel): NumberValue | undefined {
    const { state } = this;
    const u = state.universe;
    if (typeof model === "number") return u.constant(model);
    if ("arg" in model) {
      const value = this.args[model.arg];
      return value !== undefined && isNumber(value) ? (state.simplified(value) as NumberValue) : undefined;
    }
    if ("product" in model) return this.fold(model.product, u.one, (a, b) => multiplied(state, a, b));
    if ("sum" in model) return this.fold(model.sum, u.zero, (a, b) => plus(state, a, b));
    if ("stringLength" in model) return this.stringLength(model.stringLength);
    if ("quotient" in model) return this.quotient(model.quotient[0], model.quotient[1]);
    if ("objectSize" in model) {
      const [address] = this.pointerTargets(model.objectSize);
      if (!address) return undefined;
      return plus(state, sizeOfRegion(state, address.region), multiplied(state, address.offset, u.constant(-1)));
    }
    const parts = model.min.map((each) => this.amount(each)).filter((each) => each !== undefined);
    const [first] = parts;
    if (first === undefined) return undefined;
    const high = Math.min(...parts.map((each) => state.rangeOf(each).high));
    const low = Math.min(...parts.map((each) => state.rangeOf(each).low));
    if (low === high) return u.constant(low);
    const least = parts.find((each) => parts.every((other) => state.differenceAtMost(each, other) <= 0));
    if (least !== undefined) return least;
    const origins = parts.reduce<readonly OriginId[]>((all, each) => joinOrigins(all, state.originsOf(each)), []);
    const symbol = u.result(this.cursor.at, this.cursor.block, `min${JSON.stringify(model)}`, makeFact(TOP), undefined);
    state.setFact(symbol.id, makeFact(interval(low, high), origins));
    for (const each of parts) if (each.kind === "linear" && each.factor === 1) state.addRelation(symbol.id, each.symbol, each.addend);
    return symbol.value;
  }

  private quotient(model: AmountModel, divisor: number): NumberValue | undefined {
    const dividend = this.amount(model);
    if (dividend === undefined) return undefined;
    const value = evaluateBinary(this.state, "/", dividend, this.state.universe.constant(divisor), SIZE_TYPE).value;
    return isNumber(value) ? value : undefined;
  }

  private fold(
    models: readonly AmountModel[],
    start: NumberValue,
    join: (a: NumberValue, b: NumberValue) => NumberValue,
  ): NumberValue | undefined {
    let total = start;
    for (const each of models) {
      const value = this.amount(each);
      if (value === undefined) return undefined;
      total = join(total, value);
    }
    return total;
  }

  /** Length of the string an argument points to: known, or a name for it that stays the same while the memory does. */
  private stringLength(index: number): NumberValue | undefined {
    const { state } = this;
    const targets = this.pointerTargets(index);
    const [address] = targets;
    if (address === undefined || targets.length !== 1) return undefined;
    const known = state.objects.get(address.region.id)?.string;
    if (known === undefined) this.reading("string", index, address);
    const offset = multiplied(state, address.offset, state.universe.constant(-1));
    if (known !== undefined) return plus(state, known, offset);
    const { region } = address;
    const content = contentOf(state, region);
    if (content.kind === "input" && address.offset === state.universe.zero && region.kind !== "literal") {
      const input = state.universe.stringOf(region, SIZE_TYPE).value;
      state.setString(region, input);
      return input;
    }
    const origins = factOfContent(state, content, address.region).origins;
    const symbol = state.universe.result(this.cursor.at, this.cursor.block, `strlen${address.id}`, makeFact(ADDRESS), SIZE_TYPE);
    const size = state.rangeOf(sizeOfRegion(state, address.region)).high;
    const mayLackEnd = origins.some((id) => state.universe.origin(id)?.kind === "source");
    state.setFact(symbol.id, makeFact(interval(0, mayLackEnd ? Infinity : Math.max(0, size - 1)), origins));
    if (address.offset === state.universe.zero && content.kind !== "undefined") state.setString(address.region, symbol.value);
    return symbol.value;
  }

  /** Numbers of bytes that an amount is made from: negative ones become huge. */
  private checkSizes(model: AmountModel): void {
    if (typeof model === "number") return;
    if ("product" in model) return model.product.forEach((each) => this.checkSizes(each));
    if ("min" in model) return model.min.forEach((each) => this.checkSizes(each));
    if ("sum" in model) return model.sum.forEach((each) => this.checkSizes(each));
    if (!("arg" in model)) return;
    checkSizeArgument(this.cursor, this.call, model.arg, this.callee);
  }

  /** The function reads what an argument points to: it must have been written. */
  private reading(use: "string" | "bytes", index: number, address: AddressValue): void {
    const region = regionAt(this.state, address);
    const text = textOfNode(this.cursor, this.call.argNodes[index] ?? this.call.node);
    checkReading(this.cursor, region, { use, callee: this.callee, text, what: `${use}${index}`, inner: [] });
  }

  private access(mode: "read" | "write", index: number, bytes: NumberValue | undefined, model: AmountModel, skip: NumberValue): void {
    if (bytes === undefined) return;
    if (mode === "write" || this.model.writes === undefined) this.checkSizes(model);
    const { amount, text, unit } = this.deciding(model);
    this.pointerTargets(index).forEach((address, i) => {
      const begin =
        skip === this.state.universe.zero ? address : this.state.universe.address(address.region, plus(this.state, address.offset, skip));
      checkAccess(this.cursor, {
        mode,
        by: "call",
        callee: this.callee,
        address: begin,
        length: bytes,
        amount: amount ?? bytes,
        amountText: text,
        unit,
        pointerText: textOfNode(this.cursor, this.call.argNodes[index] ?? this.call.node),
        what: `${mode}${index},${i}`,
        inner: [],
      });
    });
  }

  /** The argument that decides how many bytes: for messages. */
  private deciding(model: AmountModel): { amount: Value | undefined; text: string; unit: number } {
    const args: number[] = [];
    const collect = (each: AmountModel): void => {
      if (typeof each === "number") return;
      if ("arg" in each) args.push(each.arg);
      else if ("product" in each) each.product.forEach(collect);
      else if ("sum" in each) each.sum.forEach(collect);
      else if ("min" in each) each.min.forEach(collect);
      else if ("stringLength" in each) args.push(each.stringLength);
      else if ("quotient" in each) collect(each.quotient[0]);
    };
    collect(model);
    const tainted = args.find((arg) => this.state.originsOf(this.args[arg] ?? this.state.universe.zero).length > 0);
    const chosen = tainted ?? args[0];
    if (chosen === undefined) return { amount: undefined, text: "", unit: 1 };
    const node = this.call.argNodes[chosen];
    const value = this.args[chosen];
    return {
      amount: value !== undefined && isNumber(value) ? value : undefined,
      text: node === undefined ? "" : textOfNode(this.cursor, node),
      unit: 1,
    };
  }

  private write(write: NonNullable<FunctionModel["writes"]>[number]): void {
    const { state } = this;
    const u = state.universe;
    const bytes = write.bytes === undefined ? undefined : this.amount(write.bytes);
    const there = write.append ? this.stringLength(write.arg) : u.zero;
    if (write.bytes !== undefined) this.access("write", write.arg, bytes, write.bytes, there ?? u.zero);
    const isOutput = this.model.taint?.outputs?.includes(write.arg) ?? false;
    const copied = typeof write.content === "object" && "copyOf" in write.content ? write.content.copyOf : undefined;
    const format = typeof write.content === "object" && "formatOf" in write.content ? write.content.formatOf : undefined;
    let fact: Fact = makeFact(TOP, isOutput ? this.origins : []);
    if (write.content === "zero") fact = makeFact(point(0));
    if (copied !== undefined) {
      fact = this.copiedFact(copied, fact);
      for (const { region } of this.pointerTargets(copied)) escapeContent(state, region.root);
    }
    if (format !== undefined) fact = this.formattedFact(format, fact);
    const value = copied === undefined ? undefined : this.args[copied];
    // `memset`: all bytes are the same value.
    const filler = value?.kind === "constant" && !this.points(copied) ? value.value : undefined;
    if (filler === 0) fact = makeFact(point(0));
    const string = write.string === undefined || write.string === "unknown" ? undefined : this.amount(write.string);
    const total = write.append && string !== undefined && there !== undefined ? plus(state, there, string) : string;
    this.fill(write.arg, fact, bytes, write.append === true);
    const terminated = write.string === "unknown" ? this.terminated(bytes, fact) : undefined;
    for (const address of this.pointerTargets(write.arg)) {
      if (address.offset !== u.zero) continue;
      if (total !== undefined) state.setString(address.region, total);
      else if (terminated !== undefined) state.setString(address.region, terminated);
      else if (filler === 0) state.setString(address.region, u.zero);
      else if (filler !== undefined && bytes !== undefined) state.updateObject(address.region, { prefix: bytes });
    }
  }

  /** Length of a string of which only the room is known. */
  private terminated(room: NumberValue | undefined, content: Fact): NumberValue {
    const { state, cursor } = this;
    const most = room === undefined ? Infinity : Math.max(0, state.rangeOf(room).high - 1);
    const symbol = state.universe.result(cursor.at, cursor.block, "string", makeFact(ADDRESS), SIZE_TYPE);
    state.setFact(symbol.id, makeFact(interval(0, most), content.origins));
    if (room?.kind === "linear" && room.factor === 1) state.addRelation(symbol.id, room.symbol, room.addend - 1);
    return symbol.value;
  }

  private points(index: number | undefined): boolean {
    const type = index === undefined ? undefined : this.call.argTypes[index];
    return type?.kind === "pointer" || type?.kind === "array";
  }

  /** What is known of the bytes that an argument points to. */
  private copiedFact(index: number, fallback: Fact): Fact {
    const { state } = this;
    const value = this.args[index];
    if (value === undefined) return fallback;
    if (value.kind === "linear" && !this.points(index)) return withOrigins(TOP_FACT, state.originsOf(value));
    return makeFact(TOP, joinOrigins(fallback.origins, textOrigins(state, value)));
  }

  /** What is known of a text that is printed: it comes from where the format and the texts in it come from. */
  private formattedFact(index: number, fallback: Fact): Fact {
    const { state } = this;
    const format = this.args[index];
    if (format === undefined) return fallback;
    const literal = format.kind === "address" && format.region.kind === "literal" ? format.region.key : undefined;
    const positions = literal === undefined ? this.args.map((_, i) => i) : textPositions(literal);
    let { origins } = this.copiedFact(index, fallback);
    for (const position of positions) {
      const at = index + 1 + position;
      const value = this.args[at];
      // A list of values (`va_list`) came from the caller, who is not asked.
      if (value === undefined) continue;
      origins = joinOrigins(origins, this.points(at) || value.kind === "address" ? textOrigins(state, value) : state.originsOf(value));
    }
    return makeFact(TOP, origins);
  }

  private fill(index: number, fact: Fact, bytes: NumberValue | undefined, partly = false): void {
    const { state, cursor } = this;
    for (const address of this.pointerTargets(index)) {
      const size = sizeOfRegion(state, address.region);
      const whole =
        address.offset === state.universe.zero &&
        !partly &&
        (bytes === undefined || size.kind !== "constant" || state.differenceAtLeast(bytes, size) >= 0);
      const region: Region = address.region;
      if (whole) fillRegion(state, region, { kind: "unknown", at: cursor.at, block: cursor.block, fact });
      else fillPart(state, region, fact, cursor);
    }
  }

  /** Looks at each pointer that is passed: whether it may be null, and whether it still points to something. */
  private usePointers(): void {
    const { model, cursor } = this;
    this.args.forEach((pointer, index) => {
      const released = (model.frees?.includes(index) ?? false) || model.mayFree === index;
      // A descriptor is a number that stands for something.
      if (!released && !this.points(index) && targetsOf(this.state, pointer)?.some(({ region }) => isNumbered(region.root)) !== true)
        return;
      const writes = model.writes?.find((write) => write.arg === index) ?? model.taint?.outputs?.includes(index);
      const isText = (model.variadicText ?? Infinity) <= index && this.pointsToText(index);
      const required = model.nonNull?.includes(index) === true && !this.mayBeEmpty(index);
      if (!released && !required && !isText && writes === undefined && model.reserved === true) return;
      checkUse(cursor, {
        pointer,
        use: released ? "released" : writes ? "write" : "read",
        callee: this.callee,
        family: released ? (model.family ?? "") : "",
        nullAllowed: !required,
        text: cursor.frame.recorder === undefined ? "" : textOfNode(cursor, this.call.argNodes[index] ?? this.call.node),
        what: `m${index}`,
        inner: [],
      });
    });
  }

  private pointsToText(index: number): boolean {
    const type = this.call.argTypes[index];
    const to = type?.kind === "pointer" ? type.to : type?.kind === "array" ? type.of : undefined;
    return to?.kind === "integer";
  }

  /** A length of zero may come with a null pointer. */
  private mayBeEmpty(index: number): boolean {
    const { model, state } = this;
    const amounts = [...(model.reads ?? []), ...(model.writes ?? [])].map((each) => each.bytes);
    return amounts.some((each) => {
      if (typeof each !== "object" || !("arg" in each)) return false;
      const bytes = this.amount(each);
      return bytes !== undefined && each.arg !== index && state.rangeOf(bytes).low <= 0;
    });
  }

  private free(index: number): void {
    const { state } = this;
    const targets = this.pointerTargets(index);
    for (const address of targets) {
      const { root } = address.region;
      // Of all that a container holds one is released, and the next one read from it is another.
      if (isOneOfMany(state, root)) escape(state, address);
      else state.updateObject(root, { life: targets.length === 1 ? "freed" : "maybe-freed", freedAt: this.cursor.at });
      if (!hasName(state, root)) state.setEscaped(state.universe.elsewhere);
    }
    const pointer = this.args[index];
    if (pointer !== undefined && targets.length === 0) escape(state, pointer);
  }

  /** `realloc`: what it was given is released when it succeeds. */
  private mayFree(index: number): void {
    const { state } = this;
    for (const { region } of this.pointerTargets(index)) {
      if (state.objects.get(region.root.id)?.life === "freed") continue;
      state.updateObject(region.root, { life: "maybe-freed", freedAt: this.cursor.at });
      if (!hasName(state, region.root)) state.setEscaped(state.universe.elsewhere);
    }
  }

  private result(): Value {
    const { state, cursor, call, model } = this;
    const u = state.universe;
    const returns = model.returns;
    const type: Type = returns?.floating ? DOUBLE : call.type;
    if (returns?.sameAs !== undefined) return this.args[returns.sameAs] ?? u.undefinedValue;
    if (returns?.value !== undefined) {
      const value = this.amount(returns.value);
      if (value !== undefined) return value;
    }
    let origins: readonly OriginId[] = model.taint?.returns ? this.origins : [];
    for (const index of returns?.taintFrom ?? []) {
      const value = this.args[index];
      if (value === undefined) continue;
      origins = joinOrigins(origins, state.originsOf(value));
      if (this.points(index)) origins = joinOrigins(origins, this.copiedFact(index, TOP_FACT).origins);
    }
    if (returns?.magnitudeOf !== undefined) return this.magnitude(this.args[returns.magnitudeOf], type);
    if (returns?.rootOf !== undefined) return this.root(this.args[returns.rootOf], type);
    if (returns?.allocates) return this.allocate(returns.allocates, returns.null ?? "maybe", type);
    const range = type.kind === "unknown" ? TOP : rangeOfType(type);
    let fact = makeFact(range, origins);
    if (returns?.range) {
      const low = returns.range.low === undefined ? undefined : this.amount(returns.range.low);
      const high = returns.range.high === undefined ? undefined : this.amount(returns.range.high);
      const limits = interval(low ? state.rangeOf(low).low : -Infinity, high ? state.rangeOf(high).high : Infinity);
      fact = withRange(fact, meet(range, limits) ?? limits);
      const value = unknownResult(state, cursor, "r", type, fact);
      if (high?.kind === "linear" && high.factor === 1 && value.kind === "linear")
        state.addRelation(value.symbol, high.symbol, high.addend);
      return value;
    }
    if (model.taint?.returns === true && type.kind === "pointer") return this.outsideText(type, fact);
    if (returns?.null === "never") fact = flagged(fact, { nonzero: true });
    if (returns?.null === "maybe" && model.mustCheck) fact = flagged(fact, { unchecked: true });
    const around = returns?.within === undefined ? undefined : this.args[returns.within];
    // `strtok(NULL, …)` goes on in what an earlier call was given.
    const continues = around?.kind === "constant" && around.value === 0;
    if (returns?.within !== undefined && !continues) {
      const targets = this.pointerTargets(returns.within).map((each) => {
        const offset = u.result(cursor.at, cursor.block, `o${each.region.id}`, makeFact(ADDRESS), undefined);
        return u.address(each.region, offset.value);
      });
      fact = withTargets(fact, targets);
    }
    return unknownResult(state, cursor, "r", type, fact);
  }

  private magnitude(value: Value | undefined, type: Type): Value {
    const { state, cursor } = this;
    if (value === undefined || !isNumber(value)) return unknownResult(state, cursor, "r", type);
    const { low, high } = state.rangeOf(value);
    if (low >= 0) return value;
    if (value.kind === "constant") return state.universe.constant(Math.abs(value.value));
    const symbol = state.universe.magnitude(value, type);
    const fact = makeFact(interval(high < 0 ? -high : 0, Math.max(-low, high)), state.originsOf(value));
    state.setFact(symbol.id, flagged(fact, { nonzero: state.factOf(value).nonzero }));
    return symbol.value;
  }

  private root(value: Value | undefined, type: Type): Value {
    const { state, cursor } = this;
    if (value === undefined || !isNumber(value)) return unknownResult(state, cursor, "r", type);
    const { low, high } = state.rangeOf(value);
    if (value.kind === "constant" && low >= 0) return state.universe.constant(Math.sqrt(low));
    return unknownResult(
      state,
      cursor,
      "r",
      type,
      makeFact(low >= 0 ? interval(Math.sqrt(low), Math.sqrt(high)) : TOP, state.originsOf(value)),
    );
  }

  /** A pointer to data from outside (`getenv`). */
  private outsideText(type: Type, fact: Fact): Value {
    const { state, cursor } = this;
    const value = unknownResult(state, cursor, "r", type, fact);
    for (const { region } of targetsOf(state, value) ?? [])
      if (region.kind === "pointee")
        fillRegion(state, region, { kind: "unknown", at: cursor.at, block: cursor.block, fact: makeFact(TOP, this.origins) });
    return value;
  }

  private allocate(model: NonNullable<NonNullable<FunctionModel["returns"]>["allocates"]>, nullness: string, type: Type): Value {
    const { state, cursor, callee } = this;
    const u = state.universe;
    const region = u.heap(cursor.at, cursor.block, "", { name: `${callee}(…)`, family: model.kind ?? "heap" });
    const bytes = model.bytes === undefined ? undefined : this.amount(model.bytes);
    if (model.bytes !== undefined) this.checkSizes(model.bytes);
    fillRegion(
      state,
      region,
      model.zeroed ? { kind: "unknown", at: cursor.at, block: cursor.block, fact: makeFact(point(0)) } : { kind: "undefined" },
    );
    state.updateObject(region, {
      life: "alive",
      escaped: undefined,
      ...(bytes ? { size: bytes } : {}),
      ...(model.zeroed ? { string: u.zero } : {}),
    });
    if (nullness === "never") return u.address(region);
    const numbered = isNumbered(region);
    const range = numbered ? DESCRIPTOR : ADDRESS;
    const unchecked = this.model.mustCheck === true && !numbered;
    const fact = flagged(makeFact(range, [], [u.address(region)]), { unchecked });
    const symbol = u.result(cursor.at, cursor.block, "r", makeFact(range), type);
    state.setFact(symbol.id, fact);
    state.updateObject(region, { pointer: symbol.id });
    return symbol.value;
  }
}

/** A number that the system gave, or -1. */
const DESCRIPTOR = interval(-1, 2 ** 31 - 1);
const DOUBLE: Type = { kind: "float", bits: 64 };
const SIZE_TYPE: Type = { kind: "integer", name: "size_t", signed: false, bits: 64 };
