import { defineRule, type RuleContext, type SyntaxNode } from "../../engine/src/index.js";
import { bare, declaredName, shownText, valueType } from "../shared/expressions.js";

export default defineRule<"fixed">({
  id: "memory/fixed-address",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "strict",
  severity: "warning",
  confidence: "medium",
  fix: "none",
  standards: {
    cwe: [587],
    cert: ["INT36-C"],
    misra: ["C:2012 11.4", "C:2012 11.6"],
    iec62304: ["memory management and overflow"],
    fda: ["code-data-execution-integrity"],
    iso27001: ["A.8.28"],
  },
  messages: {
    fixed:
      "'{pointer}' is given the fixed address {address}, and what it points to is not 'volatile': nothing keeps that place for it, or says what lies there. Let the linker place an object, or name the address and make registers 'volatile'.",
  },
  docs: {
    title: "Plain number used as an address",
    what: "Reports a pointer to ordinary, not `volatile`, data that is given a number written in place: `char *log = (char *)0x400000;`.",
    why: "The number fits one memory map. The linker does not know that the place is taken and can put something else there; on another device, or with the next memory layout, the pointer reads and overwrites foreign data.",
    whatToDo:
      "Let the linker place the object (a section with its own symbol). For hardware registers point to `volatile` data, and give the address a name in one header.",
    whenToDeviate: "For a fixed place that the linker script reserves, such as a boot flag, where no symbol can be used.",
    limits: [
      "Addresses that stand in a macro or a constant are not reported: they have a name, and one place where they are defined.",
      "Small numbers and those with all bits set are taken for marks, not addresses.",
    ],
    examples: [
      {
        language: "c",
        bad: "char Log_First(void)\n{\n    char *log = (char *)0x400000;\n    return *log;\n}\n",
        good: "extern char log_start[];\n\nchar Log_First(void)\n{\n    char *log = log_start;\n    return *log;\n}\n",
      },
    ],
  },
  on: {
    nodes: {
      kinds: ["declarator", "assignment"],
      visit(context, node) {
        const isDeclarator = node.kind === "declarator";
        if (!isDeclarator && node.operator !== "=") return;
        const target = isDeclarator ? declaredName(node) : node.child("left");
        const value = node.child(isDeclarator ? "value" : "right");
        if (!target || !value) return;
        check(context, target, value);
      },
    },
  },
});

function check(context: RuleContext<"fixed">, target: SyntaxNode, value: SyntaxNode): void {
  const number = bare(value);
  if (number.kind !== "number") return;
  const { semantics } = context.file;
  const address = semantics.integerValue(number);
  // Zero is no address; the first ones and -1 are marks such as "deleted".
  if (address === undefined || address < 0x1000 || address % 0x10000 === 0xffff) return;
  const type = valueType(semantics.typeOf(target));
  if (type.kind !== "pointer" || type.to.kind === "function") return;
  const cast = value.unparenthesized;
  // Hardware: nobody else can say where it is.
  if (/\b(?:volatile|__IO?M?)\b/.test(cast.text) || isVolatile(context, target)) return;
  context.report("fixed", value, { pointer: shownText(target), address: number.text });
}

function isVolatile(context: RuleContext<"fixed">, target: SyntaxNode): boolean {
  const name = bare(target);
  const found = name.kind === "identifier" ? context.file.semantics.declarationOf(name) : undefined;
  const declaration = found ?? target;
  const whole = declaration.ancestor("declaration") ?? declaration.ancestor("parameter") ?? declaration;
  return /\b(?:volatile|__IO?M?)\b/.test(whole.text);
}
