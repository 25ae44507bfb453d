import { defineRule, type ArithmeticEvent, type FlowContext, type SyntaxNode } from "../../engine/src/index.js";

const ALLOCATORS: ReadonlySet<string> = new Set([
  "malloc",
  "calloc",
  "realloc",
  "alloca",
  "aligned_alloc",
  "pvPortMalloc",
  "mem_malloc",
  "mbedtls_calloc",
]);

export default defineRule<"wraps">({
  id: "memory/allocation-size-overflow",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "error",
  confidence: "high",
  fix: "none",
  standards: {
    cwe: [680, 190, 131],
    cert: ["INT30-C", "INT32-C", "MEM35-C"],
    misra: ["C:2012 12.4", "C:2012 D4.1"],
    iec62304: ["memory management and overflow", "boundary conditions"],
    fda: ["code-data-execution-integrity"],
    iso27001: ["A.8.28"],
  },
  messages: {
    wraps:
      "'{expression}' is {result} here, more than its type can hold ({most}): it wraps around, and the block is much smaller than what is then put into it. Check the count against a limit before it is multiplied.",
  },
  docs: {
    title: "Size of an allocation that wraps around",
    what: "Reports sums and products inside the size of an allocation whose mathematical result does not fit the type in which it is computed, on a way that the program can take.",
    why: "The size becomes a small number, the allocation succeeds, and the loop that fills the block writes far behind it. On a device with 32-bit sizes about a billion elements of four bytes are enough.",
    whatToDo:
      "Check the count before it is multiplied: `if (count > SIZE_MAX / sizeof *p) return ERROR;`, or better against the most that the device needs. `calloc(count, size)` checks the product itself.",
    whenToDeviate: "There is no good reason; a size that wraps around is never meant.",
    limits: [
      "Reported where the result surely does not fit; where outside data decides, `memory/untrusted-allocation` speaks.",
      "The width of `size_t` is that of the configured target.",
    ],
    examples: [
      {
        language: "c",
        bad: "#include <stdint.h>\n#include <stdlib.h>\n\nuint64_t *Samples_New(void)\n{\n    uint32_t count = 0x20000001U;\n    return malloc(count * sizeof(uint64_t));\n}\n",
        good: "#include <stdint.h>\n#include <stdlib.h>\n\nuint64_t *Samples_New(void)\n{\n    uint32_t count = 0x2001U;\n    return malloc(count * sizeof(uint64_t));\n}\n",
      },
    ],
  },
  on: { flow: { arithmetic: { visit } } },
});

function visit(context: FlowContext<"wraps">, event: ArithmeticEvent): void {
  if (event.problem !== "overflow" || event.certainty !== "must" || (event.operator !== "*" && event.operator !== "+")) return;
  const node = context.file.tree.node(event.node);
  if (!isSizeOfAllocation(context, node)) return;
  context.report(
    "wraps",
    event.span,
    { expression: `${event.left.text} ${event.operator} ${event.right.text}`, result: event.result.low, most: event.typeRange.high },
    { steps: event.steps },
  );
}

/** True inside the arguments of an allocator, or for the number of elements of `new T[n]`. */
function isSizeOfAllocation(context: FlowContext<"wraps">, node: SyntaxNode): boolean {
  if (node.kind === "new") return true;
  for (let each: SyntaxNode | undefined = node; each !== undefined; each = each.parent) {
    if (each.kind === "call") return ALLOCATORS.has(context.file.semantics.calleeName(each));
    if (each.kind === "new") return true;
    if (each.kind === "function") return false;
  }
  return false;
}
