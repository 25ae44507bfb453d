import { defineRule, type RuleContext, type SyntaxNode } from "../../engine/src/index.js";
import { isSafeHtml } from "../shared/es/html.js";
import { ES_LANGUAGES } from "../shared/es/languages.js";
import { propertyValue } from "../shared/es/values.js";
import { bare, shownText } from "../shared/expressions.js";
import { isTestPath } from "../shared/names.js";

export default defineRule({
  id: "injection/unsafe-html",
  languages: ES_LANGUAGES,
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  confidence: "medium",
  fix: "none",
  standards: {
    cwe: [79, 80],
    owasp: ["A03:2021"],
    fda: ["code-data-execution-integrity"],
    iso27001: ["A.8.28"],
  },
  messages: {
    html: "'{sink}' reads '{value}' as HTML: a '<img onerror=…>' in it runs as script of this page. Set textContent, build elements, or clean the text with a sanitizer such as DOMPurify.",
  },
  docs: {
    title: "Text put into a page as HTML",
    what: "Reports `innerHTML`, `outerHTML`, `insertAdjacentHTML`, `document.write`, `dangerouslySetInnerHTML` and jQuery's `html` with a value that is not fixed and not cleaned.",
    why: "A patient's name or a note from the ward that holds markup runs as script in the nurse's browser, with her session: it can confirm alarms or change settings in her name. In a desktop shell it may start programs.",
    whatToDo: "Use `textContent`, build elements with `createElement`, let the framework escape, or clean with a maintained sanitizer.",
    whenToDeviate: "When the text is made by the program itself from fixed pieces and numbers only. Say from which.",
    limits: [
      "A function counts as cleaning when its name says so (sanitize, escape, encode, purify): what it does is not checked.",
      "Whether the text can be influenced from outside is not known; only that it is not fixed.",
    ],
    examples: [
      {
        language: "typescript",
        bad: "export function show(target: HTMLElement, note: string): void {\n  target.innerHTML = `<p>${note}</p>`;\n}\n",
        good: "export function show(target: HTMLElement, note: string): void {\n  target.textContent = note;\n}\n",
      },
    ],
  },
  on: {
    nodes: {
      kinds: ["assignment", "jsxAttribute"],
      visit(context, node) {
        if (node.kind === "jsxAttribute") {
          if (node.child("key")?.text !== "dangerouslySetInnerHTML") return;
          const value = node.child("value");
          check(context, node, "dangerouslySetInnerHTML", value && propertyValue(bare(value), "__html"));
          return;
        }
        const property = node.child("left")?.child("property")?.text ?? "";
        if (/^(innerHTML|outerHTML|srcdoc)$/.test(property) && /^\+?=$/.test(node.operator))
          check(context, node, property, node.child("right"));
      },
    },
    call: {
      names: [".insertAdjacentHTML", "document.write", "document.writeln", ".html"],
      visit(context, call) {
        const callee = call.child("callee");
        const name = callee?.child("property")?.text ?? "";
        // `html` is a method of much else.
        if (name === "html" && !/^(\$|jQuery)\(|^\$\w*$/.test(callee?.child("object")?.text ?? "")) return;
        check(context, call, name, call.args[name === "insertAdjacentHTML" ? 1 : 0]);
      },
    },
  },
});

function check(context: RuleContext<"html">, at: SyntaxNode, sink: string, value: SyntaxNode | undefined): void {
  if (!value || isTestPath(context.file.document.path) || isSafeHtml(context, value)) return;
  context.report("html", at, { sink, value: shownText(value) });
}
