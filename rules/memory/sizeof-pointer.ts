import { defineRule, type RuleContext, type SyntaxNode } from "../../engine/src/index.js";
import { replace } from "../shared/edits.js";
import { bare, sameExpression, shownText, valueType } from "../shared/expressions.js";

/** Position of the buffers and of the size in functions that fill or copy memory. */
const SIZED: Readonly<Record<string, { readonly buffers: readonly number[]; readonly size: number }>> = {
  memset: { buffers: [0], size: 2 },
  memset_s: { buffers: [0], size: 1 },
  bzero: { buffers: [0], size: 1 },
  explicit_bzero: { buffers: [0], size: 1 },
  memcpy: { buffers: [0, 1], size: 2 },
  memmove: { buffers: [0, 1], size: 2 },
  memcmp: { buffers: [0, 1], size: 2 },
  strncpy: { buffers: [0, 1], size: 2 },
  strncat: { buffers: [0, 1], size: 2 },
  strncmp: { buffers: [0, 1], size: 2 },
  strlcpy: { buffers: [0], size: 2 },
  strlcat: { buffers: [0], size: 2 },
  snprintf: { buffers: [0], size: 1 },
  vsnprintf: { buffers: [0], size: 1 },
  fgets: { buffers: [0], size: 1 },
  mbedtls_platform_zeroize: { buffers: [0], size: 1 },
  OPENSSL_cleanse: { buffers: [0], size: 1 },
};

export default defineRule({
  id: "memory/sizeof-pointer",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  confidence: "high",
  fix: "suggestion",
  standards: {
    cwe: [467],
    cert: ["ARR01-C", "EXP09-C"],
    misra: ["C:2012 12.5"],
    iec62304: ["memory management and overflow", "boundary conditions"],
    fda: ["code-data-execution-integrity"],
    iso27001: ["A.8.28"],
  },
  messages: {
    pointer:
      "'sizeof({pointer})' is the size of a pointer, not of what '{pointer}' points to: '{callee}' works on that many bytes only. {advice}",
    parameter:
      "'{pointer}' is a parameter, so 'sizeof({pointer})' is the size of a pointer and not of the array that the caller passed: '{callee}' works on that many bytes only. Pass the size along.",
  },
  docs: {
    title: "Size of a pointer taken for the size of what it points to",
    what: "Reports `sizeof(p)` as the size in `memset`, `memcpy`, `strncpy`, `snprintf` and others, where `p` is the very pointer whose target the call works on; array parameters are pointers too.",
    why: "A key that is wiped over 4 of its 32 bytes stays in memory; a record that is compared over 4 bytes counts as equal; a message is cut after 3 characters. Nothing crashes, so no test notices.",
    whatToDo: "Use `sizeof *p` for one object, `sizeof array` where the array itself is in scope, or pass the size along with the pointer.",
    whenToDeviate: "When the pointer's own bytes are meant. Write `sizeof(void *)` then, and the rule is silent.",
    limits: [
      "The size must be the plain `sizeof` of the pointer that is passed, perhaps with a constant added or multiplied.",
      "Pointers of a type that is not known in the file (through unexpanded macros) are not seen.",
    ],
    examples: [
      {
        language: "c",
        bad: "#include <string.h>\n#include <stdint.h>\n\nvoid wipe(uint8_t *key)\n{\n    memset(key, 0, sizeof(key));\n}\n",
        good: "#include <string.h>\n#include <stdint.h>\n\nvoid wipe(uint8_t *key, size_t size)\n{\n    memset(key, 0, size);\n}\n",
      },
    ],
  },
  on: {
    call: {
      names: Object.keys(SIZED),
      visit(context, call) {
        const callee = context.file.semantics.calleeName(call);
        const shape = SIZED[callee];
        const size = shape && call.args[shape.size];
        if (!shape || !size) return;
        const measured = measuredPlace(size);
        if (!measured) return;
        for (const position of shape.buffers) {
          const buffer = call.args[position];
          // The bytes of the pointer itself: `memcpy(&p, …, sizeof p)` is meant so.
          if (!buffer || !sameExpression(buffer, measured)) continue;
          check(context, call, callee, size, measured);
          return;
        }
      },
    },
  },
});

function check(
  context: RuleContext<"pointer" | "parameter">,
  call: SyntaxNode,
  callee: string,
  size: SyntaxNode,
  measured: SyntaxNode,
): void {
  const declaration = context.file.semantics.declarationOf(measured);
  const parameter = declaration?.kind === "parameter" ? declaration : declaration?.ancestor("parameter");
  const type = valueType(context.file.semantics.typeOf(measured));
  if (parameter && [...parameter.descendants()].some((node) => node.kind === "arrayDeclarator")) {
    context.report("parameter", size, { pointer: shownText(measured), callee });
    return;
  }
  // Of an unknown type it may well be an array.
  if (type.kind !== "pointer") return;
  const target = valueType(type.to);
  const isObject = target.kind === "record" || target.kind === "enum";
  const advice = isObject ? `Write 'sizeof *${shownText(measured)}'.` : "Pass the size of the buffer along.";
  const fixes =
    isObject && bare(size).kind === "sizeof"
      ? [
          {
            title: `Use 'sizeof *${shownText(measured)}'`,
            kind: "suggestion" as const,
            edits: [replace(bare(size), `sizeof(*${measured.text})`)],
          },
        ]
      : [];
  context.report("pointer", size, { pointer: shownText(measured), callee, advice }, { fixes });
}

/** The place in `sizeof(place)`, also where a constant is added, subtracted or multiplied. */
function measuredPlace(size: SyntaxNode): SyntaxNode | undefined {
  const inner = bare(size);
  if (inner.kind === "binary" && ["-", "+", "*"].includes(inner.operator)) {
    const left = inner.child("left");
    const right = inner.child("right");
    // `n * sizeof p` is an array of pointers.
    return left && right && inner.operator !== "*" && bare(right).kind === "number" ? measuredPlace(left) : undefined;
  }
  if (inner.kind !== "sizeof") return undefined;
  const operand = inner.child("value") ?? inner.child("operand") ?? inner.firstChild;
  const place = operand && bare(operand);
  return place?.is("identifier", "member") ? place : undefined;
}
