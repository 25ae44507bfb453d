import { defineRule, type RuleContext, type SyntaxNode } from "../../engine/src/index.js";
import { enclosingName } from "../shared/expressions.js";
import { hasWord } from "../shared/names.js";

const ALLOCATE: readonly string[] = [
  "malloc",
  "calloc",
  "realloc",
  "std::malloc",
  "std::calloc",
  "std::realloc",
  "strdup",
  "strndup",
  "aligned_alloc",
  "posix_memalign",
  "pvPortMalloc",
  "k_malloc",
  "asprintf",
];
const RELEASE: readonly string[] = ["free", "std::free", "vPortFree", "k_free"];

export default defineRule({
  id: "safety/dynamic-memory",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "off",
  severityByClass: { C: "warning" },
  confidence: "high",
  fix: "none",
  standards: {
    cwe: [770, 401],
    cert: ["MEM00-C"],
    misra: ["C:2012 21.3", "C:2012 D4.12"],
    iec62304: ["resource allocation", "memory management and overflow"],
    fda: ["resiliency-recovery"],
  },
  messages: {
    allocate:
      "'{callee}' takes memory from the heap at run time: in software of class C it can fail, or take long, at any later moment. Allocate statically or while starting up.",
    release:
      "'{callee}' gives memory back at run time: the heap of a device that runs for months breaks into pieces too small to use. Keep the block, or use a pool of fixed blocks.",
  },
  docs: {
    title: "Dynamic memory in software of class C",
    what: "Reports the C library's heap functions, their RTOS counterparts, and `new` and `delete`, in files of software items of class C. Off elsewhere. Functions that start the device up, by their name, may allocate.",
    why: "A heap can be exhausted or fragmented after weeks, in a state that no test reaches. Software whose failure can kill must know before it starts that its memory suffices.",
    whatToDo: "Use static objects, pools of fixed blocks, or allocate everything at start-up and check it there.",
    whenToDeviate:
      "When a bounded use is analysed (worst case of size and number, behaviour on failure), as a risk assessment of the memory budget. Name it.",
    limits: [
      "Containers of the C++ library and functions of libraries that allocate inside are not seen.",
      "Start-up is recognised by the function's name only.",
    ],
    examples: [
      {
        language: "c",
        bad: "#include <stdlib.h>\n\ntypedef struct { int pressure; } Sample;\n\nSample *Sampler_Next(void)\n{\n    return calloc(1, sizeof(Sample));\n}\n",
        good: "typedef struct { int pressure; } Sample;\n\nstatic Sample samples[64];\nstatic unsigned next;\n\nSample *Sampler_Next(void)\n{\n    next = (next + 1u) % 64u;\n    return &samples[next];\n}\n",
      },
    ],
  },
  on: {
    call: {
      names: [...ALLOCATE, ...RELEASE],
      visit(context, call) {
        const callee = context.file.semantics.calleeName(call);
        // The project's own allocator of that name may be a pool.
        if (context.project.resolveFunction(callee, context.file.document.path)) return;
        report(context, call, callee, RELEASE.includes(callee));
      },
    },
    nodes: {
      kinds: ["new", "delete"],
      visit(context, node) {
        // Placement: the memory is there already.
        if (node.kind === "new" && isPlacement(node)) return;
        report(context, node, node.kind, node.kind === "delete");
      },
    },
  },
});

const START_UP: ReadonlySet<string> = new Set(["init", "initialize", "initialise", "setup", "startup", "boot", "begin"]);

function report(context: RuleContext<"allocate" | "release">, node: SyntaxNode, callee: string, release: boolean): void {
  // While starting up there is time to fail safely.
  if (hasWord(enclosingName(context, node), START_UP)) return;
  context.report(release ? "release" : "allocate", node, { callee });
}

/** `new (place) Type`: the first parentheses stand directly behind the keyword and a type follows them. */
function isPlacement(node: SyntaxNode): boolean {
  return /^(::)?new\s*\((?!\s*std::nothrow)[^)]*\)\s*[A-Za-z_:]/.test(node.text);
}
