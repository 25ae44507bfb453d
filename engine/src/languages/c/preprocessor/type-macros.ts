import type { Repair } from "./repair.js";

/** AUTOSAR's compiler abstraction: their first argument is the type, and those with `P2` make a pointer of it. */
const ABSTRACTION = /^(?:FUNC|VAR|CONST|(?:CONST)?P2(?:VAR|CONST)|FUNC_P2(?:VAR|CONST))$/;

/** Puts the type in the place of a macro that only says where something lies: `FUNC(void, CAN_CODE) Can_Init(`, `P2VAR(uint8, AUTOMATIC, DATA) at`. */
export function repairTypeMacros(repair: Repair): void {
  const { tokens } = repair;
  tokens.forEach((token, at) => {
    if (token.kind !== "word" || !ABSTRACTION.test(token.text) || tokens[at + 1]?.text !== "(") return;
    const to = tokens[at + 1]?.match ?? -1;
    if (to > at && tokens[to + 1]?.kind === "word") putType(repair, at, to, token.text.includes("P2") ? "*" : "");
  });
}

/** Puts the first argument of a macro that stands where a type is missing in its place; false where that can be no type. */
export function putType(repair: Repair, at: number, to: number, behind = ""): boolean {
  const { tokens, text } = repair;
  let last = at + 1;
  for (let i = at + 2; i < to && tokens[i]?.text !== ","; i++) {
    if (tokens[i]?.kind !== "word" && tokens[i]?.text !== "*") return false;
    last = i;
  }
  const first = tokens[at + 2];
  const end = tokens[last]?.end;
  if (last === at + 1 || first?.kind !== "word" || end === undefined) return false;
  return repair.rewrite(at, to, text.slice(first.start, end) + behind);
}
