import { defineRule, type FlowContext, type SyntaxNode } from "../../engine/src/index.js";
import { valuesGiven } from "../shared/c/callers.js";
import { bare, enclosingNode, sameExpression, shownText } from "../shared/expressions.js";

const REALLOCATORS: readonly string[] = [
  "realloc",
  "std::realloc",
  "reallocarray",
  "pvPortRealloc",
  "k_realloc",
  "lv_realloc",
  "g_try_realloc",
  "OPENSSL_realloc",
];

export default defineRule({
  id: "memory/realloc-loses-pointer",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  confidence: "high",
  fix: "none",
  standards: {
    cwe: [401, 252],
    cert: ["MEM31-C", "ERR33-C"],
    misra: ["C:2012 22.1", "C:2012 21.3"],
    iec62304: ["memory management and overflow", "fault handling"],
    fda: ["resiliency-recovery"],
  },
  messages: {
    lost: "When '{callee}' fails it returns null and '{pointer}' forgets its old block: the block leaks, and the next access goes through a null pointer. Keep the result in a second pointer until it is checked.",
  },
  docs: {
    title: "Result of realloc stored over the only pointer to the block",
    what: "Reports `p = realloc(p, n)`: the pointer that is passed is also the one that receives the result.",
    why: "On a device memory does run out. `realloc` then returns a null pointer and leaves the old block alone; whoever overwrote the only pointer to it has lost the data and the memory, and a recorder that ran for months stops in the middle of a treatment.",
    whatToDo: "Store the result in a second variable, check it, and only then replace the pointer.",
    whenToDeviate: "When another pointer to the same block is kept and used for the recovery. Name it in the reason.",
    limits: [
      "A wrapper around `realloc` with another name is not known unless it is one of the common ones.",
      "A second copy of the pointer that was made beforehand is not seen.",
    ],
    examples: [
      {
        language: "c",
        bad: "#include <stdlib.h>\n\nvoid grow(char **text, size_t size)\n{\n    *text = realloc(*text, size);\n}\n",
        good: "#include <stdlib.h>\n\nint grow(char **text, size_t size)\n{\n    char *larger = realloc(*text, size);\n    if (larger == NULL) {\n        return -1;\n    }\n    *text = larger;\n    return 0;\n}\n",
      },
    ],
  },
  on: {
    flow: {
      call: {
        names: REALLOCATORS,
        visit(context, event) {
          const [old] = event.args;
          const pointer = context.file.tree.node(event.argNodes[0] ?? event.node);
          const assignment = assignmentOf(context.file.tree.node(event.node));
          const left = assignment?.child("left");
          // Another pointer still knows the old block.
          if (!assignment || !left || !sameExpression(bare(pointer), left)) return;
          // There is no old block yet.
          if (old?.nullness === "null") return;
          if (isKnownElsewhere(context, left)) return;
          context.report("lost", assignment, { callee: event.callee, pointer: shownText(left) });
        },
      },
    },
  },
});

/**
 * Somebody else knows the old block, or there is none: a parameter by value and what was just set to one belong to the caller, and a reference
 * whose callers all pass a null pointer has no block yet.
 */
function isKnownElsewhere(context: FlowContext, left: SyntaxNode): boolean {
  const name = bare(left);
  const own = (node: SyntaxNode): boolean =>
    node.kind === "identifier" &&
    context.function.parameters.some((parameter) => parameter.name === node.text && parameter.type.kind === "pointer");
  const last = lastValue(context, left);
  if (last !== undefined) return own(bare(last));
  if (name.kind !== "identifier" || own(name)) return own(name);
  return valuesGiven(context, name)?.every((value) => isNull(lastValue(context, value))) === true;
}

function isNull(node: SyntaxNode | undefined): boolean {
  return node !== undefined && /^(?:NULL|nullptr|0)$/.test(bare(node).text);
}

/** What a variable was set to last, in text order, before a place in the same function. */
function lastValue(context: FlowContext, place: SyntaxNode): SyntaxNode | undefined {
  const owner = enclosingNode(context.file, place);
  let last: SyntaxNode | undefined;
  for (const node of owner?.descendants() ?? []) {
    if (node.start >= place.start) break;
    if (node.kind !== "assignment" || node.operator !== "=" || node.end > place.start) continue;
    const left = node.child("left");
    if (left && sameExpression(bare(left), bare(place))) last = node.child("right");
  }
  return last;
}

/** The plain assignment that stores the value of a call, through casts and parentheses. */
function assignmentOf(call: SyntaxNode): SyntaxNode | undefined {
  let node: SyntaxNode | undefined = call.parent;
  while (node?.kind === "parenthesized" || node?.kind === "cast") node = node.parent;
  return node?.kind === "assignment" && node.operator === "=" ? node : undefined;
}
