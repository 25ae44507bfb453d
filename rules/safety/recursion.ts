import { defineRule, type FunctionFact, type RuleContext, type SyntaxNode } from "../../engine/src/index.js";

type MessageId = "endless" | "direct" | "mutual";

export default defineRule<MessageId>({
  id: "safety/recursion",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "hint",
  severityByClass: { B: "information", C: "warning" },
  confidence: "high",
  fix: "none",
  standards: {
    cwe: [674],
    cert: ["MEM05-C"],
    misra: ["C:2012 17.2"],
    iec62304: ["resource allocation", "memory management and overflow"],
    fda: ["resiliency-recovery"],
    iso27001: ["A.8.28"],
  },
  messages: {
    endless:
      "'{name}' calls itself whatever its arguments are, without a way to end: the stack overflows. Add the condition under which it stops.",
    direct:
      "'{name}' calls itself: how much stack it needs depends on its data, and nothing shows that there is enough. Use a loop, or a stack of fixed size.",
    mutual:
      "'{name}' calls '{other}', which calls '{name}' again: how much stack this needs depends on the data, and nothing shows that there is enough. Use a loop, or a stack of fixed size.",
  },
  docs: {
    title: "Recursion",
    what: "Reports functions that call themselves, directly or through one other function. Those that do so on every path are errors in any software; others are warnings in software of class C, and hints elsewhere.",
    why: "The stack of a device has a fixed size, and what lies behind it is other data. The depth of a recursion that follows received or stored data can't be tested to its limit.",
    whatToDo: "Write it as a loop, with a stack of fixed size where one is needed.",
    whenToDeviate: "When the greatest depth is known and the stack was measured for it; give both in the reason.",
    limits: [
      "Longer circles than of two functions, and calls through pointers, are not seen.",
      "A condition that is always true is not recognised as one.",
    ],
    examples: [
      {
        language: "c",
        bad: "void Menu_Show(int entry)\n{\n    Menu_Show(entry + 1);\n}\n",
        good: "void Menu_Draw(int entry);\n\nvoid Menu_Show(int entry)\n{\n    for (int i = entry; i < 8; i++) {\n        Menu_Draw(i);\n    }\n}\n",
      },
    ],
  },
  on: { function: { visit } },
});

function visit(context: RuleContext<MessageId>, fact: FunctionFact): void {
  if (fact.body === undefined) return;
  if (fact.qualifiedName !== fact.name) {
    visitMethod(context, fact);
    return;
  }
  const path = context.file.document.path;
  for (const call of callsIn(context, fact)) {
    const { name } = fact;
    if (call.callee === name) {
      if (context.project.resolveFunction(name, path)?.fact.nameSpan.start !== fact.nameSpan.start) continue;
      const endless = isAlwaysReached(context.file.tree.node(fact.body), call.node);
      if (endless) context.report("endless", call.node, { name }, { severity: "error" });
      else context.report("direct", call.node, { name });
      return;
    }
    const other = context.project.resolveFunction(call.callee, path);
    // Each circle is told once, where its first function in order of names begins it.
    if (other?.path !== path || other.name < name || other.fact.body === undefined) continue;
    if (!context.file.tree.textOf(other.fact.body).includes(name)) continue;
    if (callsIn(context, other.fact).some(({ callee }) => callee === name)) {
      context.report("mutual", call.node, { name, other: other.fact.name });
      return;
    }
  }
}

/** A method that calls itself for the same object. Overloads of a name may be other functions. */
function visitMethod(context: RuleContext<MessageId>, fact: FunctionFact): void {
  const { name } = fact;
  if (context.file.facts.functions.filter((each) => each.name === name).length > 1) return;
  const own = callsIn(context, fact).find(({ node }) => {
    const callee = node.child("callee")?.text.replace(/\s+/g, "");
    return (callee === name || callee === `this->${name}` || callee === fact.qualifiedName) && node.args.length === fact.parameters.length;
  });
  if (own) context.report("direct", own.node, { name });
}

interface Call {
  readonly callee: string;
  readonly node: SyntaxNode;
}

function callsIn({ file }: RuleContext<MessageId>, fact: FunctionFact): readonly Call[] {
  const { tree } = file;
  const calls: Call[] = [];
  const body = fact.body ?? 0;
  for (let id = body, end = tree.subtreeEnd(body); id < end; id++) {
    if (!tree.is(id, "call")) continue;
    const node = tree.node(id);
    calls.push({ callee: file.semantics.calleeName(node), node });
  }
  return calls;
}

/** Nothing before the call can leave the function, and the call depends on no condition. */
function isAlwaysReached(body: SyntaxNode, call: SyntaxNode): boolean {
  for (let node = call; !node.equals(body);) {
    const { parent } = node;
    if (parent === undefined) return false;
    if (parent.kind === "block") {
      for (const earlier of parent.children) {
        if (earlier.equals(node)) break;
        if (mayLeave(earlier)) return false;
      }
    } else if (!UNCONDITIONAL.has(parent.kind) && !(parent.kind === "binary" && parent.operator !== "&&" && parent.operator !== "||")) {
      return false;
    }
    node = parent;
  }
  return true;
}

const UNCONDITIONAL: ReadonlySet<string> = new Set([
  "expressionStatement", "arguments", "call", "return", "assignment", "declaration", "declarator", "parenthesized", "cast", "unary", "comma",
]); // prettier-ignore

/** Something in a statement may end the function before what stands behind it: a jump, or a call that does not come back. */
function mayLeave(statement: SyntaxNode): boolean {
  const leaves = (node: SyntaxNode): boolean =>
    node.is("return", "goto", "throw", "asm", "conditionalDirective") ||
    (node.kind === "call" && /exit|abort|longjmp|assert|panic|fail/i.test(node.child("callee")?.text ?? ""));
  return leaves(statement) || [...statement.descendants()].some(leaves);
}
