import { defineRule, type RuleContext, type SyntaxNode } from "../../engine/src/index.js";
import { writtenCallee } from "../shared/expressions.js";

/** Waits for a condition variable, with the number of arguments that leave the condition to the caller. */
const WAITS: ReadonlyMap<string, number> = new Map([
  ["pthread_cond_wait", 2],
  ["pthread_cond_timedwait", 3],
  ["cnd_wait", 2],
  ["cnd_timedwait", 3],
  ["k_condvar_wait", 3],
]);
const METHODS: ReadonlyMap<string, number> = new Map([
  ["wait", 1],
  ["wait_for", 2],
  ["wait_until", 2],
]);

export default defineRule({
  id: "concurrency/wait-without-loop",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  confidence: "high",
  fix: "none",
  standards: {
    cwe: [662],
    cert: ["CON36-C", "CON54-CPP"],
    iec62304: ["event sequence"],
    fda: ["resiliency-recovery"],
  },
  messages: {
    once: "'{callee}' can return although nothing was signalled, or after another thread took what was there: without a loop around it the program goes on with a condition that does not hold. Wait in 'while (!condition)', or pass the condition.",
  },
  docs: {
    title: "Wait for a condition variable outside of a loop",
    what: "Reports waits for a condition variable (`pthread_cond_wait`, `cnd_wait`, `std::condition_variable::wait` without a condition, `k_condvar_wait`) that no loop repeats.",
    why: "Systems wake waiters without a reason, and two waiters can be woken for one message. The second takes from an empty queue: the pump runs the program of the message before.",
    whatToDo: "`while (!ready) pthread_cond_wait(&changed, &lock);`, or `changed.wait(lock, [&] { return ready; });`.",
    whenToDeviate: "When the caller calls the function in a loop that asks for the condition. Better, put the loop here.",
    limits: ["A loop around the call of the function that waits is not seen.", "Any loop counts, whatever its condition."],
    examples: [
      {
        language: "c",
        bad: "#include <pthread.h>\n\nstatic pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;\nstatic pthread_cond_t changed = PTHREAD_COND_INITIALIZER;\nstatic int ready;\n\nvoid Order_Await(void)\n{\n    pthread_mutex_lock(&lock);\n    if (!ready) {\n        pthread_cond_wait(&changed, &lock);\n    }\n    ready = 0;\n    pthread_mutex_unlock(&lock);\n}\n",
        good: "#include <pthread.h>\n\nstatic pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;\nstatic pthread_cond_t changed = PTHREAD_COND_INITIALIZER;\nstatic int ready;\n\nvoid Order_Await(void)\n{\n    pthread_mutex_lock(&lock);\n    while (!ready) {\n        pthread_cond_wait(&changed, &lock);\n    }\n    ready = 0;\n    pthread_mutex_unlock(&lock);\n}\n",
      },
    ],
  },
  on: {
    nodes: {
      kinds: ["call"],
      visit(context, call) {
        const callee = call.child("callee");
        if (!callee) return;
        const wanted = callee.kind === "member" ? methodArguments(context, callee) : WAITS.get(context.file.semantics.calleeName(call));
        if (wanted === undefined || call.args.length !== wanted || isRepeated(call)) return;
        // The project's own layer over the system hands the loop on to its callers.
        if (isWrapper(context, call)) return;
        context.report("once", call, { callee: writtenCallee(call) });
      },
    },
  },
});

function methodArguments(context: RuleContext, callee: SyntaxNode): number | undefined {
  const method = callee.child("property")?.text ?? "";
  const object = callee.child("object") ?? callee.firstChild;
  if (!METHODS.has(method) || !object) return undefined;
  const type = context.file.semantics.typeOf(object);
  const declaration = object.kind === "identifier" ? context.file.semantics.declarationOf(object) : undefined;
  const written = `${"name" in type ? type.name : ""} ${(declaration?.ancestor("declaration") ?? declaration?.ancestor("field") ?? declaration)?.text ?? ""}`;
  return /\bcondition_variable(_any)?\b/.test(written) ? METHODS.get(method) : undefined;
}

function isRepeated(call: SyntaxNode): boolean {
  for (let outer = call.parent; outer && !outer.is("function", "lambda"); outer = outer.parent)
    if (outer.is("while", "doWhile", "for", "forEach", "labeled")) return true;
  return false;
}

/** The function does nothing but wait: `int Condition_Wait(c, m) { return pthread_cond_wait(c, m) == 0 ? OK : ERROR; }`. */
function isWrapper(context: RuleContext, call: SyntaxNode): boolean {
  const index = context.file.semantics.enclosingFunction(call);
  const fact = context.file.facts.functions[index];
  return fact !== undefined && /wait|sleep|block/i.test(fact.name) && call.args.every((each) => isParameter(context, each));
}

function isParameter(context: RuleContext, node: SyntaxNode): boolean {
  const name = [node, ...node.descendants()].find((each) => each.kind === "identifier");
  const declaration = name && context.file.semantics.declarationOf(name);
  return declaration !== undefined && (declaration.kind === "parameter" || declaration.ancestor("parameter") !== undefined);
}
