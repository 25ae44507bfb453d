import { defineRule, type FunctionFact, type RuleContext, type SyntaxNode, type Type } from "../../engine/src/index.js";
import { bare } from "../shared/expressions.js";

type MessageId = "pointer" | "call";
type FunctionType = Extract<Type, { readonly kind: "function" }>;

export default defineRule<MessageId>({
  id: "api/function-type",
  languages: ["c"],
  since: "0.1.0",
  preset: "strict",
  severity: "warning",
  confidence: "high",
  fix: "none",
  standards: {
    cwe: [628, 685, 686],
    cert: ["EXP37-C", "DCL40-C", "DCL20-C"],
    misra: ["C:2012 11.1", "C:2012 8.4", "C:2012 17.3"],
    iec62304: ["data and control flow"],
    fda: ["code-data-execution-integrity"],
  },
  messages: {
    pointer:
      "'{name}' takes {has} and is used here as a function that takes {wanted}: whoever calls it so passes other registers or stack than it reads. Use a pointer of its own type, or write a function of the wanted type around it.",
    call: "'{name}' takes {has} and is called with {wanted}: it reads what nobody passed, or ignores what was meant for it. Pass what its definition asks for, and declare it with its parameters.",
  },
  docs: {
    title: "Function called as if it had another type",
    what: "Reports functions that are converted to a pointer of a function with another number of parameters, or with parameters that are passed in another way, and calls of functions that are declared without parameters (`int f();`) with another number of arguments than their definition has.",
    why: "The callee takes its arguments from where its own type says that they are. A missing one is whatever stands there, a rate or a length for instance, and on some processors the stack is wrong after the call.",
    whatToDo:
      "Give callbacks exactly the type that they are called with, declare all functions with their parameters in one header, and include it where they are defined.",
    whenToDeviate: "When the pointer is converted back before each call; MISRA C:2012 11.1 wants even that written down.",
    limits: [
      "Pointers are told apart from integers and from floating point, and records from each other; kinds of pointers are not.",
      "C only: in C++ the compiler checks calls.",
    ],
    examples: [
      {
        language: "c",
        bad: "typedef void (*timer_callback)(void);\n\nstatic void Alarm_Raise(int level)\n{\n    (void)level;\n}\n\ntimer_callback Alarm_Timer(void)\n{\n    return (timer_callback)Alarm_Raise;\n}\n",
        good: "typedef void (*timer_callback)(void);\n\nstatic void Alarm_Raise(int level)\n{\n    (void)level;\n}\n\nstatic void Alarm_RaiseHigh(void)\n{\n    Alarm_Raise(3);\n}\n\ntimer_callback Alarm_Timer(void)\n{\n    return Alarm_RaiseHigh;\n}\n",
      },
    ],
  },
  on: {
    nodes: { kinds: ["cast"], visit: checkCast },
    call: { names: "*", visit: checkCall },
  },
});

function checkCast(context: RuleContext<MessageId>, node: SyntaxNode): void {
  const value = node.child("value") ?? node.child("operand");
  const operand = value === undefined ? undefined : bare(value);
  if (operand?.kind !== "identifier") return;
  const { semantics, document } = context.file;
  const wanted = pointedTo(semantics.typeOf(node));
  const found = context.project.resolveFunction(operand.text, document.path)?.fact;
  // A variable of the same name is no function.
  if (wanted === undefined || found === undefined || pointedTo(semantics.typeOf(operand)) === undefined) return;
  if (wanted.variadic || found.variadic) return;
  const has = found.parameters.map(({ type }) => type);
  // `()` says nothing about parameters, unless void stands there.
  if (wanted.parameters.length === 0 && !/\(\s*void\s*\)\s*\)?\s*$/.test(node.child("type")?.text ?? "") && !isNamedType(node)) return;
  const same = has.length === wanted.parameters.length && has.every((type, index) => passesAlike(type, wanted.parameters[index]));
  if (same) return;
  context.report("pointer", node, { name: operand.text, has: shown(has), wanted: shown(wanted.parameters) });
}

function checkCall(context: RuleContext<MessageId>, call: SyntaxNode): void {
  const callee = call.child("callee");
  if (callee?.kind !== "identifier") return;
  const { semantics, document } = context.file;
  if (semantics.macro(callee.text) !== undefined) return;
  const declaration = semantics.declarationOf(callee);
  if (declaration !== undefined && !/^(?:function|declaration|declarator)$/.test(declaration.kind)) return;
  const found = context.project.resolveFunction(callee.text, document.path)?.fact;
  if (found?.body === undefined || found.variadic || found.name !== callee.text) return;
  const passed = call.args.length;
  // A list in the old style is not read.
  if (passed === found.parameters.length || found.parameters.length === 0) return;
  // A macro may stand for several arguments, or for none.
  if (call.args.some((argument) => /^[A-Z][A-Z0-9_]*(?:\(.*\))?$/.test(argument.text) || argument.is("error", "missing"))) return;
  if (/\b[A-Z][A-Z0-9_]+\s+[&\w]/.test(call.text)) return;
  if (!isWithoutParameters(context, callee.text)) return;
  const has = found.parameters.map(({ type }) => type);
  context.report("call", call, {
    name: callee.text,
    has: shown(has),
    wanted: `${String(passed)} ${passed === 1 ? "argument" : "arguments"}`,
  });
}

/** The file declares the function without its parameters: the compiler can't check the call. */
function isWithoutParameters({ file }: RuleContext<MessageId>, name: string): boolean {
  const own = file.facts.functions.filter((fact) => fact.name === name);
  const isOpen = ({ body, parameters, signature }: FunctionFact): boolean =>
    body === undefined ? parameters.length === 0 && !/\(\s*void\s*\)/.test(signature) : isOldStyle(signature, parameters.length);
  return own.length > 0 && own.every(isOpen);
}

/** `int f(a, b) int a; int b; { … }` */
function isOldStyle(signature: string, parameters: number): boolean {
  const list = /\(([^()]*)\)/.exec(signature)?.[1] ?? "";
  return parameters > 0 && list.split(",").every((each) => /^\s*\w+\s*$/.test(each));
}

function isNamedType(node: SyntaxNode): boolean {
  return /^\w+$/.test(node.child("type")?.text.trim() ?? "");
}

function pointedTo(type: Type): FunctionType | undefined {
  if (type.kind === "function") return type;
  return type.kind === "pointer" && type.to.kind === "function" ? type.to : undefined;
}

/** True for types whose values travel from caller to callee in the same way. */
function passesAlike(a: Type, b: Type | undefined): boolean {
  if (b === undefined) return false;
  const first = wayOf(a);
  const second = wayOf(b);
  return first === "" || second === "" || first === second;
}

function wayOf(type: Type): string {
  switch (type.kind) {
    case "pointer":
    case "array":
    case "function":
      return "address";
    case "integer":
    case "boolean":
    case "enum":
      return type.kind === "integer" && type.bits > 32 ? "wide" : "number";
    case "float":
      return "fraction";
    case "record":
      return `record ${type.name}`;
    default:
      return "";
  }
}

function shown(types: readonly Type[]): string {
  return types.length === 0
    ? "no arguments"
    : `${String(types.length)} ${types.length === 1 ? "argument" : "arguments"} (${types.map(nameOf).join(", ")})`;
}

function nameOf(type: Type): string {
  switch (type.kind) {
    case "integer":
      return type.name;
    case "pointer":
      return `${nameOf(type.to)} *`;
    case "record":
      return `${type.tag} ${type.name}`;
    case "float":
      return type.bits === 32 ? "float" : "double";
    default:
      return type.kind;
  }
}
