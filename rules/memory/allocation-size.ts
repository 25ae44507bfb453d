import { defineRule, type RuleContext, type SyntaxNode, type Type } from "../../engine/src/index.js";
import { insertAt, replace } from "../shared/edits.js";
import { bare, destinationOf, placeName, shownText, valueType } from "../shared/expressions.js";

type MessageId = "pointer" | "own" | "terminator" | "type";
type Context = RuleContext<MessageId>;

/** Position of the size in allocators; `calloc` has the element's size second. */
// prettier-ignore
const ALLOCATORS: Readonly<Record<string, number>> = {
  malloc: 0, "std::malloc": 0, calloc: 1, realloc: 1, pvPortMalloc: 0, k_malloc: 0, os_malloc: 0, alloca: 0, mbedtls_calloc: 1, mem_malloc: 0, OPENSSL_malloc: 0,
};

export default defineRule<MessageId>({
  id: "memory/allocation-size",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  confidence: "high",
  fix: "suggestion",
  standards: {
    cwe: [131, 467],
    cert: ["MEM35-C", "STR31-C"],
    misra: ["C:2012 21.3"],
    iec62304: ["memory management and overflow", "boundary conditions"],
    fda: ["code-data-execution-integrity"],
    iso27001: ["A.8.28"],
  },
  messages: {
    pointer:
      "'{callee}' gets the size of a pointer for '{target}', which points to {size} bytes: using it writes past the block. Allocate 'sizeof *{target}'.",
    own: "'{callee}' gets the size of the pointer '{target}' itself, not of what it points to ({size}): the block is larger or smaller than meant, depending on the machine. Allocate 'sizeof *{target}'.",
    terminator:
      "'{callee}' gets the length of '{text}' without a byte for the terminator: copying the text writes one byte past the block. Allocate one more.",
    type: "'{callee}' gets the size of '{measured}' ({measuredSize} bytes) for '{target}', which points to something of {size} bytes: using it writes past the block. Allocate 'sizeof *{target}'.",
  },
  docs: {
    title: "Memory allocated with the wrong size",
    what: "Reports allocations whose size is that of a pointer or of a smaller type than the one that the result points to, and copies of strings without a byte for the terminator.",
    why: "The block is too small by a few bytes, which the heap often forgives in tests. In the field the neighbouring block is damaged, and the device fails somewhere else, hours later.",
    whatToDo:
      "Take the size from the pointer that receives the block: `p = malloc(n * sizeof *p)`; for a string allocate `strlen(text) + 1`.",
    whenToDeviate:
      "When less than the whole type is used on purpose, as with a header before a flexible array; prefer to say so with `offsetof`.",
    limits: [
      "Only where the types of both sides are known in the file.",
      "A length without terminator is reported only where the block is then used as a string in the same function.",
    ],
    examples: [
      {
        language: "c",
        bad: "#include <stdlib.h>\n\ntypedef struct { int ml_per_hour; int limit; int steps[8]; } Dose;\n\nDose *Dose_New(void)\n{\n    Dose *dose = malloc(sizeof(dose));\n    return dose;\n}\n",
        good: "#include <stdlib.h>\n\ntypedef struct { int ml_per_hour; int limit; int steps[8]; } Dose;\n\nDose *Dose_New(void)\n{\n    Dose *dose = malloc(sizeof *dose);\n    return dose;\n}\n",
      },
    ],
  },
  on: {
    call: {
      names: Object.keys(ALLOCATORS),
      visit(context, call) {
        const callee = context.file.semantics.calleeName(call);
        const size = call.args[ALLOCATORS[callee] ?? 0];
        const destination = destinationOf(call);
        if (!size) return;
        if (checkTerminator(context, call, callee, size) || !destination) return;
        const type = valueType(context.file.semantics.typeOf(destination));
        if (type.kind === "pointer") checkElement(context, callee, size, destination.text, type.to);
      },
    },
  },
});

/** `malloc(strlen(s))` that is then filled as a string. */
function checkTerminator(context: Context, call: SyntaxNode, callee: string, size: SyntaxNode): boolean {
  const inner = bare(size);
  if (inner.kind !== "call" || context.file.semantics.calleeName(inner) !== "strlen") return false;
  const text = inner.args[0];
  const destination = destinationOf(call);
  const target = destination ? destination.text : "";
  // Without the terminator it may be meant as bytes: only a string function on it proves a string.
  if (!text || target === "" || !isFilledAsString(context, call, target)) return false;
  context.report(
    "terminator",
    size,
    { callee, text: shownText(text) },
    { fixes: [{ title: "Allocate one byte more", kind: "suggestion", edits: [insertAt(size.end, " + 1")] }] },
  );
  return true;
}

function isFilledAsString(context: Context, call: SyntaxNode, target: string): boolean {
  const body = call.ancestor("function");
  if (!body) return false;
  return [...body.descendants()].some(
    (node) =>
      node.kind === "call" &&
      node.start > call.start &&
      /^(strcpy|strcat|sprintf|stpcpy)$/.test(context.file.semantics.calleeName(node)) &&
      node.args[0] !== undefined &&
      placeName(node.args[0]) === target,
  );
}

/** The type that is measured against the type that the result points to. */
function checkElement(context: Context, callee: string, size: SyntaxNode, target: string, element: Type): void {
  const measure = measureOf(size);
  const operand = measure && (measure.child("type") ?? measure.child("value") ?? measure.firstChild);
  if (!measure || !operand) return;
  const { semantics } = context.file;
  const elementSize = semantics.sizeOf(element);
  const measuredType = valueType(semantics.typeOf(bare(operand)));
  const measuredSize = semantics.integerValue(measure) ?? semantics.sizeOf(measuredType);
  if (elementSize === undefined || measuredSize === undefined) return;
  const fixes =
    target === "" || /\W/.test(target)
      ? []
      : [{ title: `Allocate 'sizeof *${target}'`, kind: "suggestion" as const, edits: [replace(measure, `sizeof(*${target})`)] }];
  // On a machine with other pointers the block may be too small; here it is large enough by chance.
  if (measuredSize >= elementSize && measuredType.kind === "pointer" && element.kind !== "pointer" && bare(operand).text === target) {
    context.report("own", measure, { callee, target, size: elementSize === 1 ? "1 byte" : `${String(elementSize)} bytes` }, { fixes });
    return;
  }
  // Bytes are measured in whatever comes handy.
  if (measuredSize >= elementSize || elementSize <= 1) return;
  if (measuredType.kind === "pointer" && element.kind !== "pointer")
    context.report("pointer", measure, { callee, target, size: elementSize }, { fixes });
  // A factor can make up for a smaller unit: `malloc(4 * sizeof(uint8_t))` for a `uint32_t`.
  else if (bare(size).equals(measure))
    context.report("type", measure, { callee, target, measured: shownText(operand), measuredSize, size: elementSize }, { fixes });
}

/** The one `sizeof` that a size consists of, alone or times a number; `undefined` where more is added. */
function measureOf(size: SyntaxNode): SyntaxNode | undefined {
  const inner = bare(size);
  if (inner.kind === "sizeof") return inner;
  if (inner.kind !== "binary" || inner.operator !== "*") return undefined;
  const sides = inner.children.map((side) => bare(side)).filter((side) => side.kind === "sizeof");
  return sides.length === 1 ? sides[0] : undefined;
}
