import { defineRule, type FlowContext, type FunctionGraph } from "../../engine/src/index.js";
import { functionName, signalHandlers } from "../shared/c/asynchronous.js";

type MessageId = "race" | "plain";

export default defineRule<MessageId>({
  id: "concurrency/signal-handler-race",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  confidence: "high",
  fix: "none",
  standards: {
    cwe: [364, 828],
    cert: ["SIG31-C", "SIG30-C"],
    misra: ["C:2012 21.5"],
    iec62304: ["event sequence", "data and control flow"],
    fda: ["code-data-execution-integrity"],
  },
  messages: {
    race: "'{name}' is changed here while '{handler}' may be called at any moment and uses it too: it can come between two steps and find half of the change. Block the signal around this, or share a 'volatile sig_atomic_t' flag only.",
    plain:
      "The signal handler '{handler}' writes '{name}', which '{reader}' reads, but it is no 'volatile sig_atomic_t': the compiler may never read it again, or see half of it. Declare it 'volatile sig_atomic_t'.",
  },
  docs: {
    title: "Data changed while a signal handler that uses it is active",
    what: "Reports variables of static storage that are written or freed behind `signal(…, handler)` when the handler uses them too and the signal was not blocked or set back before; and variables that a handler writes and others read without being `volatile sig_atomic_t` or atomic.",
    why: "The handler runs between any two instructions: behind `free` and before the pointer is cleared it writes into memory that belongs to somebody else.",
    whatToDo:
      "Let the handler set a `volatile sig_atomic_t` flag and do the work in the main flow; or block the signal while the data are changed.",
    whenToDeviate: "When the signal can't come at that time. Name what keeps it away.",
    limits: ["Registration and change are looked for in the same function.", "Registration by `sigaction` is not followed."],
    examples: [
      {
        language: "c",
        bad: "#include <signal.h>\n#include <stdlib.h>\n\nstatic int *readings;\n\nstatic void on_stop(int number)\n{\n    if (readings != NULL) {\n        readings[0] = number;\n    }\n}\n\nvoid Recorder_Run(void)\n{\n    signal(SIGINT, on_stop);\n    free(readings);\n    readings = NULL;\n}\n",
        good: "#include <signal.h>\n#include <stdlib.h>\n\nstatic int *readings;\n\nstatic void on_stop(int number)\n{\n    if (readings != NULL) {\n        readings[0] = number;\n    }\n}\n\nvoid Recorder_Run(void)\n{\n    signal(SIGINT, on_stop);\n    signal(SIGINT, SIG_DFL);\n    free(readings);\n    readings = NULL;\n}\n",
      },
    ],
  },
  on: { flow: { graph: { visit } } },
});

function visit(context: FlowContext<MessageId>, graph: FunctionGraph): void {
  const handlers = signalHandlers(context.file);
  if (handlers.has(context.function.name)) visitHandler(context, graph, handlers);
  if (handlers.size === 0 || !graph.ir.references.some((name) => /^(std::)?signal$/.test(name))) return;
  const active = activeAt(context, graph, handlers);
  const reported = new Set<string>();
  // The first use behind the registration is where the trouble begins.
  const firstUse = new Map<string, number>();
  for (const block of graph.order) {
    let handler = active[block];
    for (const instruction of graph.ir.blocks[block]?.instructions ?? []) {
      if (instruction.op === "call") handler = afterCall(context, graph, handlers, instruction.callee, instruction.node, handler);
      if (handler === undefined || (instruction.op !== "load" && instruction.op !== "store") || instruction.place.kind !== "variable")
        continue;
      const variable = graph.ir.variables[instruction.place.variable];
      const key = variable?.key;
      if (variable === undefined || key === undefined || isFlag(variable)) continue;
      if (!firstUse.has(key)) firstUse.set(key, instruction.node);
      if (instruction.op !== "store" || reported.has(key) || !uses(graph.callee(handler), key)) continue;
      reported.add(key);
      context.report("race", context.file.tree.node(graph.nodeOf(firstUse.get(key) ?? instruction.node)), { name: variable.name, handler });
    }
  }
}

/** What a handler writes has to be a flag. */
function visitHandler(context: FlowContext<MessageId>, graph: FunctionGraph, handlers: ReadonlySet<string>): void {
  const { file } = context;
  const seen = new Set<string>();
  for (const { instructions } of graph.ir.blocks)
    for (const instruction of instructions) {
      if (instruction.op !== "store" || instruction.place.kind !== "variable") continue;
      const variable = graph.ir.variables[instruction.place.variable];
      const key = variable?.key;
      if (variable === undefined || key === undefined || seen.has(key) || isFlag(variable) || !isScalar(variable.type.kind)) continue;
      seen.add(key);
      const declared = file.facts.variables.find(({ name }) => name === variable.name);
      const written = context.project.text(file.document.path) ?? "";
      if (!declared || /atomic/i.test(written.slice(declared.span.start, declared.nameSpan.start))) continue;
      const reader = file.facts.functions.find(
        (fact) => fact.body !== undefined && !handlers.has(fact.name) && reads(graph.callee(fact.name), graph, key),
      );
      if (reader)
        context.report("plain", file.tree.node(graph.nodeOf(instruction.node)), {
          name: variable.name,
          handler: context.function.name,
          reader: reader.name,
        });
    }
}

function isScalar(kind: string): boolean {
  return kind === "integer" || kind === "boolean" || kind === "enum" || kind === "float" || kind === "unknown";
}

function reads(other: FunctionGraph | undefined, handler: FunctionGraph, key: string): boolean {
  return (
    other?.file === handler.file &&
    other.ir.blocks.some(({ instructions }) =>
      instructions.some(
        (each) => each.op === "load" && each.place.kind === "variable" && other.ir.variables[each.place.variable]?.key === key,
      ),
    )
  );
}

/** `volatile sig_atomic_t` and atomic types may be shared with a handler. */
function isFlag(variable: FunctionGraph["ir"]["variables"][number]): boolean {
  const name = variable.type.kind === "integer" || variable.type.kind === "unknown" ? (variable.type.name ?? "") : "";
  return name.includes("atomic") || (variable.volatile === true && variable.type.kind !== "record");
}

function uses(handler: FunctionGraph | undefined, key: string): boolean {
  return handler?.ir.variables.some((variable) => variable.key === key) === true;
}

/** Which handler is registered behind a call. */
function afterCall(
  context: FlowContext,
  graph: FunctionGraph,
  handlers: ReadonlySet<string>,
  callee: string,
  node: number,
  before: string | undefined,
): string | undefined {
  // Any change of the mask counts as care.
  if (/^(sigprocmask|pthread_sigmask|sigblock|sighold|sigsuspend)$/.test(callee)) return undefined;
  if (!/^(std::)?signal$/.test(callee)) return before;
  const call = context.file.tree.node(graph.nodeOf(node));
  const handler = call.kind === "call" ? call.args[1] : undefined;
  const name = handler && functionName(handler);
  return name !== undefined && handlers.has(name) ? name : undefined;
}

/** The handler that may be registered when each block begins. */
function activeAt(context: FlowContext, graph: FunctionGraph, handlers: ReadonlySet<string>): readonly (string | undefined)[] {
  const active: (string | undefined)[] = graph.ir.blocks.map(() => undefined);
  for (let changed = true; changed;) {
    changed = false;
    for (const block of graph.order) {
      let handler = active[block];
      for (const instruction of graph.ir.blocks[block]?.instructions ?? [])
        if (instruction.op === "call") handler = afterCall(context, graph, handlers, instruction.callee, instruction.node, handler);
      if (handler === undefined) continue;
      for (const successor of graph.successors(block)) {
        if (active[successor] !== undefined) continue;
        active[successor] = handler;
        changed = true;
      }
    }
  }
  return active;
}
