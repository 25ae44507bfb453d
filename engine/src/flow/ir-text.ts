import type { Type } from "../project/types.js";
import type { FunctionIr, Instruction, Place, Terminator } from "./ir.js";

/** The IR in a small text form, for tests and for people who work on the analysis. */
export function irText(ir: FunctionIr): string {
  const lines: string[] = [];
  ir.blocks.forEach((block, index) => {
    lines.push(`b${index}:`);
    for (const instruction of block.instructions) lines.push(`  ${instructionText(ir, instruction)}`);
    lines.push(`  ${terminatorText(block.terminator)}`);
  });
  return lines.join("\n");
}

function variableName(ir: FunctionIr, index: number): string {
  const name = ir.variables[index]?.name ?? "";
  return name === "" ? `t${index}` : name;
}

function placeText(ir: FunctionIr, place: Place): string {
  switch (place.kind) {
    case "variable":
      return variableName(ir, place.variable);
    case "deref":
      return `*%${place.pointer}`;
    case "field":
      return `${placeText(ir, place.base)}.${place.name}`;
    case "element":
      return `${placeText(ir, place.base)}[%${place.index}]`;
  }
}

function instructionText(ir: FunctionIr, instruction: Instruction): string {
  const body = bodyText(ir, instruction);
  return instruction.dst < 0 ? body : `%${instruction.dst} = ${body}`;
}

function bodyText(ir: FunctionIr, i: Instruction): string {
  switch (i.op) {
    case "constant":
      return `${i.value ?? "?"}: ${typeText(i.type)}`;
    case "string":
      return `${JSON.stringify(i.text)} (${i.bytes})`;
    case "function":
      return `function ${i.name}`;
    case "address":
      return `&${placeText(ir, i.place)}`;
    case "load":
      return placeText(ir, i.place);
    case "store":
      return `${placeText(ir, i.place)} := %${i.value}`;
    case "copy":
      return `copy ${placeText(ir, i.to)} from ${placeText(ir, i.from)}`;
    case "clear":
      return `clear ${placeText(ir, i.place)}`;
    case "unary":
      return `${i.operator}%${i.operand}: ${typeText(i.type)}`;
    case "binary":
      return `%${i.left} ${i.operator} %${i.right}: ${typeText(i.operandType)}`;
    case "offset":
      return `%${i.pointer} ${i.negative ? "-" : "+"} %${i.index} * ${i.elementSize ?? "?"}`;
    case "distance":
      return `distance %${i.left}, %${i.right}`;
    case "cast":
      return `%${i.operand} as ${typeText(i.type)}`;
    case "call":
      return `call ${i.target < 0 ? i.callee : `*%${i.target}`}(${i.args.map((arg) => `%${arg}`).join(", ")})`;
    case "declare":
      return `declare ${variableName(ir, i.variable)}${i.initialised ? " with value" : ""}`;
    case "scope-end":
      return `end ${i.variables.map((variable) => variableName(ir, variable)).join(", ")}`;
    case "unknown":
      return `unknown(${i.operands.map((operand) => `%${operand}`).join(", ")})`;
  }
}

function terminatorText(terminator: Terminator): string {
  switch (terminator.op) {
    case "jump":
      return `jump b${terminator.target}`;
    case "branch":
      return `${terminator.role} %${terminator.condition} ? b${terminator.whenTrue} : b${terminator.whenFalse}`;
    case "switch": {
      const cases = terminator.cases.map(
        (each) => `${each.low ?? "?"}${each.high === each.low ? "" : `..${each.high ?? "?"}`} => b${each.target}`,
      );
      return `switch %${terminator.value} { ${[...cases, `else => b${terminator.otherwise}`].join(", ")} }`;
    }
    case "return":
      return terminator.value < 0 ? "return" : `return %${terminator.value}`;
    case "unreachable":
      return "unreachable";
  }
}

function typeText(type: Type): string {
  switch (type.kind) {
    case "integer":
      return `${type.signed ? "i" : "u"}${type.bits}`;
    case "float":
      return `f${type.bits}`;
    case "pointer":
      return `${typeText(type.to)}*`;
    case "array":
      return `${typeText(type.of)}[${type.length ?? ""}]`;
    case "record":
      return type.name;
    default:
      return type.kind;
  }
}
