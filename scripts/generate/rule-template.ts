/** What a new rule and its fixture begin with: they compile, and their tests fail until they are filled. */
export type RuleLanguage = "c" | "cpp" | "typescript" | "javascript";

export function ruleTemplate(id: string, language: RuleLanguage): string {
  const languages =
    language === "c" || language === "cpp" ? '["c", "cpp"]' : '["typescript", "typescriptreact", "javascript", "javascriptreact"]';
  return `import { defineRule } from "../../engine/src/index.js";

export default defineRule({
  id: "${id}",
  languages: ${languages},
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  confidence: "medium",
  fix: "none",
  standards: {
    cwe: [],
  },
  messages: {
    found: "'{callee}' … : what can happen. What to do.",
  },
  docs: {
    title: "One line, as in a list of rules",
    what: "Reports …",
    why: "On a device …",
    whatToDo: "Use …",
    whenToDeviate: "When …",
    limits: [],
    examples: [{ language: "${language}", bad: "", good: "" }],
  },
  on: {
    call: {
      names: ["dangerous_function"],
      visit(context, call) {
        const callee = context.file.semantics.calleeName(call);
        // The project's own function of that name is another one.
        if (context.project.resolveFunction(callee, context.file.document.path)) return;
        context.report("found", call, { callee });
      },
    },
  },
});
`;
}

export function fixtureTemplate(id: string, language: RuleLanguage): string {
  const mark = `    // @4+20 ${id} (warning): 'dangerous_function'`;
  if (language === "c" || language === "cpp") {
    return `void dangerous_function(void);\n\n/* CWE-0: why this is the weakness. */\nvoid plain_bad(void)\n{\n    dangerous_function();\n${mark}\n}\n\nvoid plain_ok(void)\n{\n}\n`;
  }
  return `// CWE-0: why this is the weakness.\nexport function plain_bad() {\n    dangerous_function();\n${mark}\n}\n\nexport function plain_ok() {}\n`;
}
