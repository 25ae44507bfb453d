import { defineRule, type FlowContext, type FunctionGraph, type ParsedFile, type RuleContext } from "../../engine/src/index.js";
import { enclosingNode } from "../shared/expressions.js";
import { isInterruptHandler } from "../shared/c/asynchronous.js";
import { accessesOf } from "../shared/c/shared-data.js";

type MessageId = "polled" | "shared" | "update";

export default defineRule<MessageId>({
  id: "concurrency/interrupt-shared-data",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  confidence: "high",
  fix: "suggestion",
  standards: {
    cwe: [362, 567],
    cert: ["CON32-C", "DCL17-C"],
    misra: ["C:2012 D4.6", "C:2012 D5.1"],
    iec62304: ["event sequence", "data and control flow"],
    fda: ["code-data-execution-integrity"],
  },
  messages: {
    polled:
      "'{name}' is set by the interrupt '{handler}' and waited for in '{reader}', but is not 'volatile': the compiler may read it once and wait for ever. Declare it 'volatile'.",
    shared:
      "'{name}' is written by the interrupt '{handler}' and read in '{reader}', but is not 'volatile': the compiler may keep an old value. Declare it 'volatile', and disable the interrupt where more than one access belongs together.",
    update:
      "'{name}' is read, changed and written back here, and the interrupt '{handler}' changes it too: when it comes in between, its change is lost. 'volatile' does not help; turn the interrupt off around this, or use an atomic operation.",
  },
  docs: {
    title: "Variable shared with an interrupt is not volatile",
    what: "Reports variables of a file that an interrupt handler writes and other functions of the file read, without `volatile` or an atomic type; and changes such as `count -= 1` of a variable that an interrupt changes too, where the interrupt is not turned off.",
    why: "The optimiser sees no writer in the loop that waits for the flag, and reads it once. It works in the debug build; in the release the pump never sees that the syringe is empty.",
    whatToDo: "Declare the variable `volatile` (or use an atomic type), and protect what belongs together by disabling the interrupt.",
    whenToDeviate: "When the interrupt is off whenever the other code runs.",
    limits: [
      "Handlers are known by their usual names (`…_IRQHandler`, `…_isr`), keywords, attributes and registration in the same file.",
      "Only variables of the same file, written by the handler itself.",
    ],
    examples: [
      {
        language: "c",
        bad: "#include <stdbool.h>\n\nstatic bool syringe_empty;\n\nvoid EXTI0_IRQHandler(void)\n{\n    syringe_empty = true;\n}\n\nvoid Syringe_Wait(void)\n{\n    while (!syringe_empty) {\n    }\n}\n",
        good: "#include <stdbool.h>\n\nstatic volatile bool syringe_empty;\n\nvoid EXTI0_IRQHandler(void)\n{\n    syringe_empty = true;\n}\n\nvoid Syringe_Wait(void)\n{\n    while (!syringe_empty) {\n    }\n}\n",
      },
    ],
  },
  on: { flow: { graph: { visit } } },
});

function visit(context: FlowContext<MessageId>, graph: FunctionGraph): void {
  const { file } = context;
  const written = context.project.text(file.document.path) ?? file.tree.text;
  if (!isInterruptHandler(file, context.function, written)) {
    visitOther(context, graph, written);
    return;
  }
  const seen = new Set<string>();
  for (const { instructions } of graph.ir.blocks) {
    for (const instruction of instructions) {
      if (instruction.op !== "store" || instruction.place.kind !== "variable") continue;
      const variable = graph.ir.variables[instruction.place.variable];
      if (variable?.key === undefined || variable.storage === "static" || variable.volatile === true || seen.has(variable.key)) continue;
      seen.add(variable.key);
      report(context, graph, variable.name, variable.key, written);
    }
  }
}

/** Reading, changing and writing back what an interrupt of the file changes too. */
function visitOther(context: FlowContext<MessageId>, graph: FunctionGraph, written: string): void {
  const { file } = context;
  const handlers = handlersOf(context, written);
  // Before the interrupts are on nothing comes between.
  if (handlers.length === 0 || /init|setup|config|main|reset|start|stop|begin|close|disable/i.test(context.function.name)) return;
  if (calledByInterrupts(context, context.function.name, written)) return;
  const reported = new Set<string>();
  for (const access of accessesOf(graph, file)) {
    if (!access.readsItself || access.locks.length > 0 || access.isGuarded || reported.has(access.key)) continue;
    if (isLocked(context, graph.nodeOf(access.node))) continue;
    const handler = handlers.find((name) => {
      const other = graph.callee(name);
      return other?.file === graph.file && accessesOf(other, file).some((each) => each.key === access.key && each.writes);
    });
    const at = file.tree.node(graph.nodeOf(access.node));
    if (handler === undefined || !at.is("assignment", "update")) continue;
    reported.add(access.key);
    context.report("update", at, { name: access.variable, handler });
  }
}

function handlersOf({ file }: FlowContext, written: string): readonly string[] {
  let names = knownHandlers.get(file);
  if (!names) {
    names = file.facts.functions.filter((fact) => isInterruptHandler(file, fact, written)).map(({ name }) => name);
    knownHandlers.set(file, names);
  }
  return names;
}

const knownHandlers = new WeakMap<ParsedFile, readonly string[]>();

function report(context: FlowContext<MessageId>, graph: FunctionGraph, name: string, key: string, written: string): void {
  const { file } = context;
  const declared = file.facts.variables.find((variable) => variable.name === name);
  // What another file declares, that file's readers decide about.
  if (!declared || /atomic|volatile/i.test(written.slice(declared.span.start, declared.nameSpan.start)) || declared.type.kind === "array")
    return;
  const readers: { readonly name: string; readonly polls: boolean }[] = [];
  for (const fact of file.facts.functions) {
    if (fact.body === undefined || isInterruptHandler(file, fact, written) || fact.name === context.function.name) continue;
    const other = graph.callee(fact.name);
    if (other?.file !== graph.file || calledByInterrupts(context, fact.name, written)) continue;
    const reads = readsOf(other, key).filter((node) => !isLocked(context, other.nodeOf(node)));
    if (reads.length > 0) readers.push({ name: fact.name, polls: reads.some((node) => isPolled(context, other.nodeOf(node))) });
  }
  const reader = readers.find(({ polls }) => polls) ?? readers[0];
  if (!reader) return;
  const node = file.tree.node(declared.node);
  const statement = node.kind === "declaration" ? node : node.ancestor("declaration");
  const typed = statement?.child("type");
  const fixes =
    typed && declared.type.kind !== "pointer" && declared.type.kind !== "record"
      ? [
          {
            title: "Declare it 'volatile'",
            kind: "suggestion" as const,
            edits: [{ span: { start: typed.start, end: typed.start }, newText: "volatile " }],
          },
        ]
      : [];
  context.report(
    reader.polls ? "polled" : "shared",
    declared.nameSpan,
    { name, handler: context.function.name, reader: reader.name },
    { fixes },
  );
}

function readsOf(graph: FunctionGraph, key: string): readonly number[] {
  return graph.ir.blocks.flatMap(({ instructions }) =>
    instructions.flatMap((instruction) =>
      instruction.op === "load" && instruction.place.kind === "variable" && graph.ir.variables[instruction.place.variable]?.key === key
        ? [instruction.node]
        : [],
    ),
  );
}

/** Behind a call that takes a lock or turns interrupts off: the compiler keeps nothing across it, and nobody comes between. */
function isLocked(context: RuleContext, id: number): boolean {
  const node = context.file.tree.node(id);
  const owner = enclosingNode(context.file, node);
  const calls = owner ? [...owner.descendants()].filter((each) => each.kind === "call" && each.start < node.start) : [];
  return calls.some((call) => TAKES.test(context.file.semantics.calleeName(call)) || TAKES.test(call.child("callee")?.text ?? ""));
}

const TAKES =
  /spin_?lock(?!.*(?:unlock|init))|lock_?irq|irq_?(?:lock|save|disable)|disable_?(?:irq|interrupt)|enter_?critical|critical_?(?:section_)?enter|mutex_?(?:lock|take|acquire)|(?:lock|save)_interrupts/i;

/** Part of the condition of a loop. */
function isPolled(context: RuleContext, id: number): boolean {
  for (let inner = context.file.tree.node(id), outer = inner.parent; outer; inner = outer, outer = outer.parent) {
    if (outer.is("while", "doWhile", "for")) return inner.field === "condition";
    if (!outer.is("parenthesized", "binary", "unary", "cast")) return false;
  }
  return false;
}

/** A helper of interrupts runs in them. */
function calledByInterrupts(context: FlowContext, name: string, written: string): boolean {
  const { calls, functions } = context.file.facts;
  const callers = calls.filter(({ callee }) => callee === name).map(({ caller }) => functions[caller]);
  return callers.length > 0 && callers.every((caller) => caller !== undefined && isInterruptHandler(context.file, caller, written));
}
