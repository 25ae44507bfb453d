import { defineRule, type FlowContext, type FunctionGraph, type SyntaxNode } from "../../engine/src/index.js";
import { lockCall } from "../shared/c/locks.js";

export default defineRule({
  id: "concurrency/lock-order",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  confidence: "medium",
  fix: "none",
  standards: {
    cwe: [833],
    cert: ["CON35-C", "POS51-C"],
    misra: ["C:2012 D5.2", "C:2012 D5.3"],
    iec62304: ["event sequence", "resource allocation"],
    fda: ["resiliency-recovery"],
  },
  messages: {
    order:
      "Here '{second}' is taken while '{first}' is held; '{other}' takes them the other way round. When both run, each waits for the other for ever. Take them in one order everywhere.",
  },
  docs: {
    title: "Two locks taken in different orders",
    what: "Reports a function that takes lock B while it holds lock A, when another function of the file takes A while it holds B.",
    why: "Both work alone. When two tasks come at the same moment, neither goes on: the device stands still with its last output, and it happens once a year.",
    whatToDo: "Decide on one order for all locks, write it down, and take them in it; or use one lock.",
    whenToDeviate: "When the two functions can't run at the same time.",
    limits: ["Locks are told apart by how they are written, and functions of one file are compared."],
    examples: [
      {
        language: "c",
        bad: "#include <pthread.h>\n\nstatic pthread_mutex_t rate_lock, log_lock;\nvoid use(void);\n\nvoid Rate_Task(void)\n{\n    pthread_mutex_lock(&rate_lock);\n    pthread_mutex_lock(&log_lock);\n    use();\n    pthread_mutex_unlock(&log_lock);\n    pthread_mutex_unlock(&rate_lock);\n}\n\nvoid Log_Task(void)\n{\n    pthread_mutex_lock(&log_lock);\n    pthread_mutex_lock(&rate_lock);\n    use();\n    pthread_mutex_unlock(&rate_lock);\n    pthread_mutex_unlock(&log_lock);\n}\n",
        good: "#include <pthread.h>\n\nstatic pthread_mutex_t rate_lock, log_lock;\nvoid use(void);\n\nvoid Rate_Task(void)\n{\n    pthread_mutex_lock(&rate_lock);\n    pthread_mutex_lock(&log_lock);\n    use();\n    pthread_mutex_unlock(&log_lock);\n    pthread_mutex_unlock(&rate_lock);\n}\n\nvoid Log_Task(void)\n{\n    pthread_mutex_lock(&rate_lock);\n    pthread_mutex_lock(&log_lock);\n    use();\n    pthread_mutex_unlock(&log_lock);\n    pthread_mutex_unlock(&rate_lock);\n}\n",
      },
    ],
  },
  on: {
    flow: {
      graph: {
        visit(context, graph) {
          const mine = pairsOf(context, graph);
          if (mine.length === 0) return;
          for (const fact of context.file.facts.functions) {
            if (fact.body === undefined || fact.name === context.function.name) continue;
            const other = graph.callee(fact.name);
            if (other?.file !== graph.file) continue;
            const theirs = pairsOf(context, other);
            for (const { first, second, at } of mine) {
              if (!theirs.some((pair) => pair.first === second && pair.second === first)) continue;
              context.report("order", at, { first, second, other: fact.name });
            }
          }
        },
      },
    },
  },
});

interface Pair {
  readonly first: string;
  readonly second: string;
  readonly at: SyntaxNode;
}

/** Locks that are taken while another is held, along the straight order of the text. */
function pairsOf(context: FlowContext, graph: FunctionGraph): readonly Pair[] {
  const pairs: Pair[] = [];
  const held: string[] = [];
  for (const block of graph.order) {
    for (const instruction of graph.ir.blocks[block]?.instructions ?? []) {
      const lock = instruction.op === "call" ? lockCall(context.file, graph, instruction.callee, instruction.node) : undefined;
      if (!lock) continue;
      if (lock.action === "release") {
        const index = held.indexOf(lock.name);
        if (index >= 0) held.splice(index, 1);
      } else if (lock.action === "acquire") {
        for (const first of held) if (first !== lock.name) pairs.push({ first, second: lock.name, at: lock.call });
        held.push(lock.name);
      }
    }
  }
  // A parameter or a local means another lock in each call.
  const isShared = (name: string): boolean =>
    context.file.facts.variables.some((variable) => name === variable.name || name.startsWith(`${variable.name}.`));
  return pairs.filter(({ first, second }) => isShared(first) && isShared(second));
}
