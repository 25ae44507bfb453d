// How accesses outside of an object are called in messages.
import type { AccessEvent, MessageData, NumberRange } from "../../../engine/src/index.js";

/** True where the access surely goes outside, of an object whose size the analysis can be sure of. */
export function isSure(event: AccessEvent, side: "past" | "before"): boolean {
  if (event[side] !== "must") return false;
  const { object, offset, length, unit } = event;
  const size = object.size.high;
  // A size of nothing is an array whose length depends on a configuration that is not known here.
  if (!Number.isFinite(size) || size === 0 || !Number.isFinite(offset.high)) return false;
  // A position in a called function that could be one or another: whether this caller reaches it is not known.
  if (event.viaCall && offset.low !== offset.high) return false;
  // The callee may have looked at the text before: what it says is not followed into calls.
  if (event.viaCall && object.kind === "literal" && event.by !== "call") return false;
  // One value passed as another type: their sizes hang together with the configuration.
  if (event.viaCall && event.by === "pointer" && !object.isArray && offset.low === 0) return false;
  if (side === "before") return offset.high < 0;
  // Of a size that is known by name only (`malloc(n)`), the analysis has compared the names.
  if (object.size.low === size && offset.low + length.low <= size) return false;
  // `data[1]` at the end of a record stands for as many elements as were allocated.
  if (object.isMember && size <= unit) return false;
  // A table from one of its rows on, or one member after the other, in one go.
  return !fits(event) || (object.isMember && object.isArray);
}

/** True for an access that stays within the whole of which its object is a part. */
function fits({ object, offset, length }: AccessEvent): boolean {
  return (object.isMember || object.room.high > object.size.high) && offset.high + length.high <= object.room.high;
}

/** What a message needs to say where an access goes. */
export function boundsData(event: AccessEvent): MessageData {
  const { object, offset, length } = event;
  const { size } = object;
  // The position is the size itself, which nobody knows: `text[n]` of `malloc(n)`.
  const isItsSize = size.low < size.high && offset.low === size.low && offset.high === size.high;
  return {
    callee: event.callee,
    object: object.name === "" ? "the memory" : `'${object.name}'`,
    size: isItsSize ? "n bytes" : bytes(size),
    length: bytes(length),
    offset: isItsSize ? "n" : number(offset),
    amount: event.amount === undefined || event.amount.text === "" ? "the position" : `'${event.amount.text}'`,
    end: number({ low: offset.low + length.low, high: offset.high + length.high }),
  };
}

/** One message per way of access. */
export function wayOf(event: AccessEvent): "call" | "index" | "pointer" {
  return event.by;
}

function bytes(range: NumberRange): string {
  const text = number(range);
  return text === "1" ? "1 byte" : `${text} bytes`;
}

function number({ low, high }: NumberRange): string {
  if (low === high) return String(low);
  if (!Number.isFinite(high) || high >= 2 ** 53) return Number.isFinite(low) ? `${String(low)} or more` : "an unknown number of";
  return Number.isFinite(low) ? `${String(low)} to ${String(high)}` : `up to ${String(high)}`;
}
