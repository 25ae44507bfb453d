import { defineRule, type FlowContext, type FunctionGraph, type SyntaxNode } from "../../engine/src/index.js";
import { HELD, lockFlow } from "../shared/c/lock-flow.js";
import { lockGuards } from "../shared/c/locks.js";
import { enclosingNode } from "../shared/expressions.js";
import { isTestPath } from "../shared/names.js";

type MessageId = "order" | "sameKind";

export default defineRule<MessageId>({
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
    sameKind:
      "Here '{second}' is taken while '{first}' is held. A call with the two objects the other way round, at the same moment, waits for this one and this one for it, for ever. Order the two, by address or number, before taking them.",
  },
  docs: {
    title: "Two locks taken in different orders",
    what: "Reports a function that takes lock B while it holds lock A, itself or through a function of the file, when another function of the file takes A while it holds B; and a function that takes the locks of two objects of one kind that callers give it in any order.",
    why: "Both work alone. When two tasks come at the same moment, neither goes on: the device stands still with its last output, and it happens once a year.",
    whatToDo: "Decide on one order for all locks, write it down, and take them in it; or use one lock.",
    whenToDeviate: "When the two functions can't run at the same time.",
    limits: [
      "Locks are told apart by how they are written, and functions of one file are compared.",
      "A comparison of the two objects counts as putting them in order.",
    ],
    examples: [
      {
        language: "c",
        bad: "#include <pthread.h>\n\nstatic pthread_mutex_t rate_lock, log_lock;\nvoid use(void);\n\nvoid Rate_Task(void)\n{\n    pthread_mutex_lock(&rate_lock);\n    pthread_mutex_lock(&log_lock);\n    use();\n    pthread_mutex_unlock(&log_lock);\n    pthread_mutex_unlock(&rate_lock);\n}\n\nvoid Log_Task(void)\n{\n    pthread_mutex_lock(&log_lock);\n    pthread_mutex_lock(&rate_lock);\n    use();\n    pthread_mutex_unlock(&rate_lock);\n    pthread_mutex_unlock(&log_lock);\n}\n",
        good: "#include <pthread.h>\n\nstatic pthread_mutex_t rate_lock, log_lock;\nvoid use(void);\n\nvoid Rate_Task(void)\n{\n    pthread_mutex_lock(&rate_lock);\n    pthread_mutex_lock(&log_lock);\n    use();\n    pthread_mutex_unlock(&log_lock);\n    pthread_mutex_unlock(&rate_lock);\n}\n\nvoid Log_Task(void)\n{\n    pthread_mutex_lock(&rate_lock);\n    pthread_mutex_lock(&log_lock);\n    use();\n    pthread_mutex_unlock(&log_lock);\n    pthread_mutex_unlock(&rate_lock);\n}\n",
      },
    ],
  },
  on: { flow: { graph: { visit } } },
});

function visit(context: FlowContext<MessageId>, graph: FunctionGraph): void {
  if (isTestPath(context.file.document.path)) return;
  const mine = pairsOf(context, graph);
  if (mine.length === 0) return;
  const reported = new Set<string>();
  for (const { first, second, at } of mine) {
    if (first.same === undefined || first.same !== second.same || first.root === second.root || isOrdered(at, first, second)) continue;
    if (reported.has(first.same)) continue;
    reported.add(first.same);
    context.report("sameKind", at, { first: first.name, second: second.name });
  }
  const shared = mine.filter(({ first, second }) => first.isShared && second.isShared);
  if (shared.length === 0) return;
  for (const fact of context.file.facts.functions) {
    if (fact.body === undefined || fact.name === context.function.name) continue;
    const other = graph.callee(fact.qualifiedName) ?? graph.callee(fact.name);
    if (other?.file !== graph.file || other === graph) continue;
    const theirs = pairsOf(context, other);
    for (const { first, second, at } of shared) {
      const way = `${first.name} ${second.name}`;
      if (reported.has(way) || !theirs.some((pair) => pair.first.name === second.name && pair.second.name === first.name)) continue;
      reported.add(way);
      context.report("order", at, { first: first.name, second: second.name, other: fact.name });
    }
  }
}

interface Lock {
  readonly name: string;
  /** The same object in every function of the file. A parameter or a local means another lock in each call. */
  readonly isShared: boolean;
  /** For the lock of an object that a caller gives: which member it is, and of which parameter. */
  readonly same?: string;
  readonly root?: string;
}

interface Pair {
  readonly first: Lock;
  readonly second: Lock;
  readonly at: SyntaxNode;
}

/** Locks that are taken while another is surely held. */
function pairsOf(context: FlowContext, graph: FunctionGraph): readonly Pair[] {
  const pairs: Pair[] = [];
  const owner = enclosingNode(context.file, context.file.tree.node(graph.nodeOf(0))) ?? context.file.tree.node(graph.nodeOf(0));
  const guards = lockGuards(owner);
  const guardsAt = (place: number): readonly Lock[] =>
    guards
      .filter(({ at, end }) => at.start < place && place < end)
      .flatMap(({ locks }) => locks.map((name) => lockOf(context, graph, name)));
  for (const { at, locks } of guards)
    for (const first of guardsAt(at.start)) for (const name of locks) pairs.push({ first, second: lockOf(context, graph, name), at });
  const flow = lockFlow(graph, context.file);
  for (const block of flow ? graph.order : [])
    flow?.walk(block, (step, _, instruction, state) => {
      if ((step.effect !== "acquire" && step.effect !== "passes") || step.kind === "section" || step.kind === "semaphore") return;
      const at = flow.node(instruction.node);
      const second = lockOf(context, graph, step.name, step.lock);
      const held = [...state]
        .filter(([lock, value]) => value === HELD && lock !== step.lock)
        .map(([lock]) => flow.locks.get(lock))
        .filter((each) => each !== undefined && each.kind !== "section" && each.kind !== "semaphore")
        .map((each) => lockOf(context, graph, each?.name ?? "", each?.lock));
      for (const first of [...held, ...guardsAt(at.start)]) if (first.name !== second.name) pairs.push({ first, second, at });
    });
  return pairs;
}

const PARAMETER_MEMBER = /^\*(<P\d+>)(\.[\w.]+)$/;

function lockOf(context: FlowContext, graph: FunctionGraph, written: string, id = ""): Lock {
  const name = written.replace(/^this->/, "");
  const member = PARAMETER_MEMBER.exec(id);
  const [, root, same] = member ?? /^(\w+)(?:->|\.)([\w.]+)$/.exec(name) ?? (/^\w+_$/.test(name) ? ["", "this", name] : []);
  const { variables } = context.file.facts;
  const isFileWide = variables.some((variable) => name === variable.name || name.startsWith(`${variable.name}.`));
  const isMember = /^\w+$/.test(name) && graph.ir.qualifiedName.includes("::");
  // What a local points to may have been put in order before.
  const isParameter = root === "this" || member !== null || graph.ir.parameters.some((index) => graph.ir.variables[index]?.name === root);
  const isGiven = !isFileWide && same !== undefined && root !== undefined && isParameter;
  return { name, isShared: isFileWide || isMember, ...(isGiven ? { same: same.replace(/^\./, ""), root } : {}) };
}

/** The function compares the two objects before it takes their locks. */
function isOrdered(at: SyntaxNode, first: Lock, second: Lock): boolean {
  const owner = at.ancestor("function");
  const names = [first, second].map(({ name }) => name.split(/->|\./)[0] ?? "");
  return (
    owner !== undefined &&
    [...owner.descendants()].some(
      (node) =>
        node.kind === "binary" &&
        /^[<>]=?$/.test(node.operator) &&
        node.start < at.start &&
        names.every((name) => new RegExp(String.raw`\b${name === first.name || name === second.name ? "this" : name}\b`).test(node.text)),
    )
  );
}
