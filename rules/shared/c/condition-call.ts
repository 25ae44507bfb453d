// Which call's result a condition asks about, and against what.
import type { FunctionGraph, ParsedFile } from "../../../engine/src/index.js";

type Instruction = FunctionGraph["ir"]["blocks"][number]["instructions"][number];
type Call = Extract<Instruction, { op: "call" }>;

export interface ConditionCall {
  readonly call: Call;
  /** The condition holds where the result is zero. */
  readonly isInverted: boolean;
  /** `truth`: as it is or by `!`; `zero`, `nonzero`: compared with such a constant; `other`: by `<` and the like. */
  readonly against: "truth" | "zero" | "nonzero" | "other";
}

/** Follows a condition, or a value, back to the call that made it. */
export function conditionCall(
  graph: FunctionGraph,
  file: ParsedFile,
  block: number,
  register: number,
  depth = 6,
): ConditionCall | undefined {
  const made = depth > 0 ? graph.definition(register) : undefined;
  const inner = (next: number): ConditionCall | undefined => conditionCall(graph, file, block, next, depth - 1);
  switch (made?.op) {
    case "call":
      return { call: made, isInverted: false, against: "truth" };
    case "cast":
      return inner(made.operand);
    case "unary": {
      const found = made.operator === "!" ? inner(made.operand) : undefined;
      return found && { ...found, isInverted: !found.isInverted };
    }
    case "binary": {
      const found = inner(made.left);
      if (!found) return undefined;
      if (made.operator !== "==" && made.operator !== "!=")
        return /^[<>]=?$/.test(made.operator) ? { ...found, against: "other" } : undefined;
      const constant = isNonzero(graph, file, made.right);
      if (constant === undefined) return { ...found, against: "other" };
      const isInverted = (made.operator === "==") === constant ? found.isInverted : !found.isInverted;
      return { ...found, isInverted, against: constant ? "nonzero" : "zero" };
    }
    case "load": {
      if (made.place.kind !== "variable") return undefined;
      const { variable } = made.place;
      const stored = [...(graph.ir.blocks[block]?.instructions ?? [])]
        .reverse()
        .find((each) => each.op === "store" && each.place.kind === "variable" && each.place.variable === variable);
      return stored?.op === "store" ? inner(stored.value) : undefined;
    }
    default:
      return undefined;
  }
}

/** Whether a constant is other than zero; names of constants that are not defined here say it too. */
function isNonzero(graph: FunctionGraph, file: ParsedFile, register: number): boolean | undefined {
  const value = graph.constantOf(register);
  if (value !== undefined) return value !== 0;
  const made = graph.definition(register);
  const text = made ? file.tree.node(graph.nodeOf(made.node)).text : "";
  if (/^(pd(TRUE|PASS)|true|TRUE)$/.test(text)) return true;
  return /^(pd(FALSE|FAIL)|osOK|thrd_success|TX_SUCCESS|RT_EOK|PSA_SUCCESS|ESP_OK)$/.test(text) ? false : undefined;
}
