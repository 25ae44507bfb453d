import { defineRule, type RuleContext, type SyntaxNode } from "../../engine/src/index.js";
import { shownText } from "../shared/expressions.js";
import { wordsOf } from "../shared/names.js";

export default defineRule({
  id: "control-flow/missing-default",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "hint",
  severityByClass: { B: "information", C: "warning" },
  confidence: "high",
  fix: "none",
  standards: {
    cwe: [478],
    cert: ["MSC01-C"],
    misra: ["C:2012 16.4"],
    iec62304: ["data and control flow", "fault handling"],
  },
  messages: {
    missing:
      "This 'switch' does nothing for values of '{value}' that no case names: an unexpected one passes unnoticed. Add a 'default' that reports it or goes to the safe state.",
    enumerators:
      "This 'switch' names no case for {names}, and has no 'default': such a '{value}' passes unnoticed. Add the cases, or a 'default' that reports it or goes to the safe state.",
  },
  docs: {
    title: "switch without default",
    what: "Reports a `switch` without `default`, unless its cases name every enumerator of the type. A hint in general, information in class B, a warning in class C.",
    why: "A state variable that was hit by a disturbance, or a command of a newer protocol version, falls through the `switch` and nothing happens: no alarm, no safe state.",
    whatToDo: "Add a `default` that treats the value as the fault that it is, and say in it why nothing is to be done where that is so.",
    whenToDeviate:
      "When values outside the cases are the normal thing and need nothing, as in a filter of events. A `default: break;` with a comment says the same in the code.",
    limits: [
      "Whether a `default` does something sensible is not checked.",
      "An enumeration that is declared in a file that was not read counts as any number.",
    ],
    examples: [
      {
        language: "c",
        bad: "void Motor_Stop(void);\nvoid Motor_Run(void);\n\nvoid Motor_Command(int command)\n{\n    switch (command) {\n    case 0:\n        Motor_Stop();\n        break;\n    case 1:\n        Motor_Run();\n        break;\n    }\n}\n",
        good: "void Motor_Stop(void);\nvoid Motor_Run(void);\nvoid Fault_Report(int code);\n\nvoid Motor_Command(int command)\n{\n    switch (command) {\n    case 0:\n        Motor_Stop();\n        break;\n    case 1:\n        Motor_Run();\n        break;\n    default:\n        Motor_Stop();\n        Fault_Report(command);\n        break;\n    }\n}\n",
      },
    ],
  },
  on: {
    nodes: {
      kinds: ["switch"],
      visit(context, node) {
        const body = node.child("body");
        const condition = node.child("condition");
        if (!body || !condition) return;
        const cases = casesOf(body);
        // No case at all: a macro makes them.
        if (cases.length === 0 || cases.some((label) => label.child("value") === undefined)) return;
        check(context, node, condition, cases);
      },
    },
  },
});

function check(
  context: RuleContext<"missing" | "enumerators">,
  node: SyntaxNode,
  condition: SyntaxNode,
  cases: readonly SyntaxNode[],
): void {
  const keyword = { start: node.start, end: node.start + "switch".length };
  const names = new Set(cases.map((label) => lastPart(label.child("value")?.text ?? "")));
  const enumerators = enumeratorsFor(context, names);
  if (!enumerators) {
    context.report("missing", keyword, { value: shownText(condition) });
    return;
  }
  // A last enumerator that counts the others is no value.
  const left = enumerators.filter((name) => !names.has(name) && !isCounter(name));
  if (left.length === 0) return;
  const shown = left
    .slice(0, 3)
    .map((name) => `'${name}'`)
    .join(", ");
  context.report("enumerators", keyword, {
    value: shownText(condition),
    names: left.length > 3 ? `${shown} and ${left.length - 3} more` : shown,
  });
}

/** All enumerators of the enumeration that a case's name belongs to, in this file or one that it includes. */
function enumeratorsFor(context: RuleContext, names: ReadonlySet<string>): readonly string[] | undefined {
  for (const type of context.file.facts.types) {
    if (type.kind === "enum" && type.members.some(({ name }) => names.has(name))) return type.members.map(({ name }) => name);
  }
  return undefined;
}

function isCounter(name: string): boolean {
  return wordsOf(name).some((word) => /^(count|max|last|end|num|number|total|size|length|none|invalid)$/.test(word));
}

function lastPart(name: string): string {
  return name.split("::").at(-1) ?? name;
}

/** Case labels of this switch, not of one inside it. Labels may stand inside blocks and behind other labels. */
function casesOf(body: SyntaxNode): readonly SyntaxNode[] {
  const cases: SyntaxNode[] = [];
  const collect = (node: SyntaxNode): void => {
    for (const child of node.children) {
      if (child.kind === "case") cases.push(child);
      if (!child.is("switch", "lambda")) collect(child);
    }
  };
  collect(body);
  return cases;
}
