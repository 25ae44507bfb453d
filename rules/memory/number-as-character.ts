import { defineRule, type RuleContext, type SyntaxNode } from "../../engine/src/index.js";
import { bare, declaredName, enclosingNode, isCharLike, placeName, shownText } from "../shared/expressions.js";

/** Functions that make a number of a text: zero for "0", and for what is no number. */
const PARSERS = /^(std::)?(ato(i|l|ll)|strto(l|ul|ll|ull|imax|umax)|stoi|stol|stoul)$/;
/** Functions that take what they are given for a text that zero ends. */
const TEXT_USERS =
  /^(std::)?(str(len|nlen|cpy|ncpy|cat|ncat|cmp|ncmp|dup|ndup|chr|rchr|str|tok|spn|cspn|pbrk)|strl(cpy|cat)|puts|fputs|v?[fs]?n?printf|s(n)?printf|atoi|atol|strtol|getenv|fopen|open|system)$/;

export default defineRule({
  id: "memory/number-as-character",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  confidence: "medium",
  fix: "none",
  standards: {
    cwe: [464],
    cert: ["STR03-C"],
    iec62304: ["boundary conditions"],
    fda: ["code-data-execution-integrity"],
    iso27001: ["A.8.28"],
  },
  messages: {
    sentinel:
      "'{callee}' gives 0 for \"0\" and for what is no number, and it becomes a character of '{target}', which is used as a text: a zero ends the text there, and what follows is lost. Check the number before it is stored, or store the digit itself.",
  },
  docs: {
    title: "Number from a text stored as a character of a text",
    what: "Reports the result of `atoi`, `strtol` and others that is stored, without a check, as an element of a character array that the same function uses as a text.",
    why: "Zero ends a text. A code of which one part is 0, or that somebody mistyped, is cut off there: the serial number of the device on the report is that of another one.",
    whatToDo: "Check that the number is one of the characters that are allowed, or copy the digit itself (`'0' + number`).",
    whenToDeviate: "When ending the text there is what is meant.",
    limits: [
      "The number has to be stored where it is made, or by way of one variable that nothing compares.",
      "Uses in other functions are not looked for.",
    ],
    examples: [
      {
        language: "c",
        bad: '#include <stdio.h>\n#include <stdlib.h>\n\nvoid Label_Print(const char *code)\n{\n    char label[4] = "PA-";\n    label[1] = (char)atoi(code);\n    printf("%s\\n", label);\n}\n',
        good: "#include <stdio.h>\n#include <stdlib.h>\n\nvoid Label_Print(const char *code)\n{\n    char label[4] = \"PA-\";\n    int letter = atoi(code);\n    if (letter < 'A' || letter > 'Z') {\n        return;\n    }\n    label[1] = (char)letter;\n    printf(\"%s\\n\", label);\n}\n",
      },
    ],
  },
  on: {
    nodes: {
      kinds: ["assignment"],
      visit(context, node) {
        const target = node.child("left");
        const value = node.child("right");
        if (node.operator !== "=" || target?.kind !== "subscript" || !value) return;
        if (!isCharLike(context.file.semantics.typeOf(target))) return;
        const call = parserBehind(context, value);
        const name = placeName(target);
        if (!call || name === "" || !isUsedAsText(context, node, name)) return;
        context.report("sentinel", node, {
          callee: context.file.semantics.calleeName(call),
          target: shownText(target.firstChild ?? target),
        });
      },
    },
  },
});

/** The call that makes the number: written here, or the only value of a variable that nothing compares. */
function parserBehind(context: RuleContext, value: SyntaxNode): SyntaxNode | undefined {
  const { semantics } = context.file;
  const inner = bare(value);
  if (inner.kind === "call") return PARSERS.test(semantics.calleeName(inner)) ? inner : undefined;
  const owner = inner.kind === "identifier" ? enclosingNode(context.file, inner) : undefined;
  if (!owner) return undefined;
  let found: SyntaxNode | undefined;
  for (const each of owner.descendants()) {
    if (each.kind === "identifier" && each.text === inner.text && each.parent?.is("binary", "switch", "conditional", "unary") === true)
      return undefined;
    const target = each.kind === "assignment" ? each.child("left") : each.kind === "declarator" ? declaredName(each) : undefined;
    if (target?.text !== inner.text) continue;
    const given = each.child("right") ?? each.child("value");
    const made = given && bare(given);
    if (found || made?.kind !== "call" || !PARSERS.test(semantics.calleeName(made))) return undefined;
    found = made;
  }
  return found;
}

function isUsedAsText(context: RuleContext, assignment: SyntaxNode, name: string): boolean {
  const owner = enclosingNode(context.file, assignment);
  return [...(owner?.descendants() ?? [])].some(
    (each) =>
      each.kind === "call" &&
      each.start > assignment.end &&
      TEXT_USERS.test(context.file.semantics.calleeName(each)) &&
      each.args.some((argument) => bare(argument).kind !== "subscript" && placeName(argument) === name),
  );
}
