import { defineRule, type RuleContext, type SyntaxNode } from "../../engine/src/index.js";
import { bare, enclosingNode, shownText, valueType } from "../shared/expressions.js";

/** Functions that give a place in the text of their first argument. */
const SEARCHES = new Set(
  "strchr strrchr strstr strpbrk memchr memrchr strcasestr strchrnul rawmemchr memmem wcschr wcsrchr wcsstr wcspbrk wmemchr".split(" "),
);

type MessageId = "objects" | "order";

export default defineRule<MessageId>({
  id: "memory/pointer-subtraction",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "error",
  confidence: "high",
  fix: "none",
  standards: {
    cwe: [469],
    cert: ["ARR36-C"],
    misra: ["C:2012 18.2"],
    iec62304: ["memory management and overflow", "boundary conditions"],
    fda: ["code-data-execution-integrity"],
    iso27001: ["A.8.28"],
  },
  messages: {
    objects:
      "'{left}' points into '{first}' and '{right}' into '{second}': their difference says how far the linker or the stack put the two apart, not a position. Subtract the start of the same array.",
    order:
      "'{left}' points into '{first}' and '{right}' into '{second}': which of them comes first is decided by the linker or the stack, not by the program. Compare positions in one array.",
  },
  docs: {
    title: "Difference or order of pointers into different arrays",
    what: "Reports `p - q` and comparisons such as `p < q` where one pointer leads into one array and the other into another, also by way of `strchr`, `strstr`, `memchr` and like functions.",
    why: "Such a difference has no meaning in C. Taken for a position or a length it is a large, arbitrary number that changes with each build: what is indexed or copied with it lies anywhere.",
    whatToDo: "Subtract the start of the very array into which the other pointer leads.",
    whenToDeviate: "For symbols of a linker script that mark the bounds of one section and are declared as arrays without a size.",
    limits: [
      "Each pointer must be an array itself, or a variable that is assigned once in its function.",
      "Arrays without a size, as a linker script defines them, are not reported.",
    ],
    examples: [
      {
        language: "c",
        bad: '#include <stddef.h>\n#include <string.h>\n\nptrdiff_t Name_End(void)\n{\n    char request[] = "pump/1";\n    char answer[] = "pump/1";\n    char *slash = strchr(request, \'/\');\n    return slash == NULL ? -1 : slash - answer;\n}\n',
        good: "#include <stddef.h>\n#include <string.h>\n\nptrdiff_t Name_End(void)\n{\n    char request[] = \"pump/1\";\n    char *slash = strchr(request, '/');\n    return slash == NULL ? -1 : slash - request;\n}\n",
      },
    ],
  },
  on: {
    nodes: {
      kinds: ["binary"],
      visit(context, node) {
        const isOrder = /^(<|<=|>|>=)$/.test(node.operator);
        if (node.operator !== "-" && !isOrder) return;
        const left = node.child("left");
        const right = node.child("right");
        if (!left || !right) return;
        // A number on one side: a step, not a difference.
        if (!isAddress(context, left) || !isAddress(context, right)) return;
        const first = arrayBehind(context, left, 0);
        const second = arrayBehind(context, right, 0);
        if (!first || !second || first.declaration.id === second.declaration.id) return;
        context.report(isOrder ? "order" : "objects", node, {
          left: shownText(left),
          right: shownText(right),
          first: first.name,
          second: second.name,
        });
      },
    },
  },
});

interface ArrayOrigin {
  readonly name: string;
  readonly declaration: SyntaxNode;
}

function isAddress(context: RuleContext<MessageId>, node: SyntaxNode): boolean {
  // `(uintptr_t)p` is a number that somebody wanted.
  if (node.unparenthesized.kind === "cast" && valueType(context.file.semantics.typeOf(node.unparenthesized)).kind !== "pointer")
    return false;
  const { kind } = valueType(context.file.semantics.typeOf(bare(node)));
  return kind === "pointer" || kind === "array";
}

/** The array with a size into which an expression surely points. */
function arrayBehind(context: RuleContext<MessageId>, node: SyntaxNode, depth: number): ArrayOrigin | undefined {
  const inner = bare(node);
  const { semantics } = context.file;
  if (depth > 4) return undefined;
  switch (inner.kind) {
    case "identifier": {
      const declaration = semantics.declarationOf(inner);
      if (!declaration || declaration.kind === "parameter" || declaration.ancestor("parameter")) return undefined;
      const type = valueType(semantics.typeOf(inner));
      if (type.kind === "array") return isSized(declaration) ? { name: inner.text, declaration } : undefined;
      const value = onlyValue(context, inner, declaration);
      return value && arrayBehind(context, value, depth + 1);
    }
    case "call": {
      const text = SEARCHES.has(semantics.calleeName(inner)) ? inner.args[0] : undefined;
      return text && arrayBehind(context, text, depth + 1);
    }
    case "binary": {
      const left = inner.child("left");
      return left && (inner.operator === "+" || inner.operator === "-") ? arrayBehind(context, left, depth + 1) : undefined;
    }
    case "unary": {
      const operand = inner.child("operand") ?? inner.firstChild;
      const place = operand && bare(operand);
      const object = inner.operator === "&" && place?.kind === "subscript" ? (place.child("object") ?? place.firstChild) : undefined;
      return object && arrayBehind(context, object, depth + 1);
    }
    default:
      return undefined;
  }
}

/** False for `extern char _end[]`, a mark that the linker sets. */
function isSized(declaration: SyntaxNode): boolean {
  const whole = declaration.kind === "declaration" ? declaration : declaration.ancestor("declaration");
  return whole !== undefined && !/^\s*extern\b/.test(whole.text);
}

/** What a local pointer is given, where only one place gives it something. */
function onlyValue(context: RuleContext<MessageId>, name: SyntaxNode, declaration: SyntaxNode): SyntaxNode | undefined {
  const body = enclosingNode(context.file, name);
  if (!body || !contains(body, declaration)) return undefined;
  const { semantics } = context.file;
  const values: SyntaxNode[] = [];
  const initial = declaration.kind === "declarator" ? declaration.child("value") : undefined;
  if (initial) values.push(initial);
  for (const node of body.descendants()) {
    if (node.kind !== "identifier" || node.text !== name.text || semantics.declarationOf(node)?.id !== declaration.id) continue;
    const parent = node.parent;
    if (!parent) continue;
    // Moved, or handed out by its address: no longer known.
    if (parent.kind === "update" || (parent.kind === "unary" && parent.operator === "&")) return undefined;
    if (parent.kind !== "assignment" || node.field !== "left") continue;
    const value = parent.child("right");
    if (!value || parent.operator !== "=") return undefined;
    values.push(value);
  }
  const given = values.filter((value) => !/^(?:NULL|nullptr|0)$/.test(bare(value).text));
  return given.length === 1 ? given[0] : undefined;
}

function contains(outer: SyntaxNode, inner: SyntaxNode): boolean {
  for (let node: SyntaxNode | undefined = inner; node; node = node.parent) if (node.id === outer.id) return true;
  return false;
}
