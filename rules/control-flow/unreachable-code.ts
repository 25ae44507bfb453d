import { defineRule, type RuleContext, type SyntaxNode } from "../../engine/src/index.js";
import { shownText } from "../shared/expressions.js";

type MessageId = "behind" | "uncalled";

export default defineRule<MessageId>({
  id: "control-flow/unreachable-code",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "strict",
  severity: "warning",
  confidence: "high",
  fix: "none",
  standards: {
    cwe: [561],
    cert: ["MSC07-C", "MSC12-C"],
    misra: ["C:2012 2.1", "C:2012 2.2"],
    iec62304: ["data and control flow"],
  },
  messages: {
    behind: "Control never comes here: '{leaves}' above always leaves. Remove this, or put it before.",
    uncalled: "Nothing calls '{name}', and no other file can. Remove it, or call it where it was meant to be called.",
  },
  docs: {
    title: "Code that is never reached",
    what: "Reports statements directly behind `return`, `break`, `continue`, `goto` or `throw` that no label or case leads to, and `static` functions that nothing names.",
    why: "Code that can't run can't be tested, and its presence says that something else was meant: the check behind the `return`, the handler that was never registered.",
    whatToDo: "Remove it, or put it where it is reached.",
    whenToDeviate: "Never needed for code behind `return`. A function kept for a later version belongs into that version.",
    limits: [
      "A `break` behind `return` in a `case` is not reported: a common habit without harm.",
      "A function that is named in code that this build leaves out counts as called.",
    ],
    examples: [
      {
        language: "c",
        bad: "void Motor_Stop(void);\nvoid Alarm_Sound(void);\n\nint Fault_Handle(int code)\n{\n    Motor_Stop();\n    return code;\n    Alarm_Sound();\n}\n",
        good: "void Motor_Stop(void);\nvoid Alarm_Sound(void);\n\nint Fault_Handle(int code)\n{\n    Motor_Stop();\n    Alarm_Sound();\n    return code;\n}\n",
      },
    ],
  },
  on: {
    nodes: { kinds: ["return", "break", "continue", "goto", "throw"], visit: checkNext },
    function: {
      visit(context, fact) {
        if (fact.linkage !== "internal" || fact.body === undefined || context.file.language !== "c") return;
        const text = context.project.text(context.file.document.path) ?? context.file.tree.text;
        // Written text, with branches that this build leaves out: whoever names it there needs it.
        if (text.replace(COMMENTS, "").split(new RegExp(`\\b${fact.name}\\b`)).length > 2) return;
        const head = headOf(text, fact.span.start, fact.nameSpan.start);
        // A header's functions are for whoever includes it; attributes and macros may register it, or say that it may be unused.
        if (
          isHeader(context.file.document.path) ||
          /inline|attribute|\[\[|\b[A-Z][A-Z\d_]{3,}\b|\(/i.test(head.replace(/\bstatic\b|\b[a-z]\w*/g, ""))
        )
          return;
        if (/inline|attribute/.test(head) || context.file.syntaxErrors.length > 0) return;
        context.report("uncalled", fact.nameSpan, { name: fact.name });
      },
    },
  },
});

const COMMENTS = /\/\*[\s\S]*?\*\/|\/\/.*/g;

/** What stands before a function's name, with macros that the parser does not get to see. */
function headOf(text: string, start: number, name: number): string {
  const before = text.slice(0, start);
  const from = Math.max(...[";", "}", "*/", "\n\n"].map((end) => before.lastIndexOf(end) + end.length), 0);
  return text.slice(Math.min(from, start), name).replace(/^[ \t]*#.*$|\/\/.*$/gm, "");
}

function isHeader(path: string): boolean {
  return /\.(h|hh|hpp|inl|inc)$/.test(path);
}

function checkNext(context: RuleContext<MessageId>, node: SyntaxNode): void {
  const next = nextStatement(node);
  if (next === undefined) return;
  // A declaration without initial value does nothing; labels, cases and branches of conditionals are reached from elsewhere.
  if (
    next.is(
      "case",
      "labeled",
      "empty",
      "declaration",
      "function",
      "error",
      "missing",
      "unknown",
      "directive",
      "conditionalDirective",
      "attribute",
      "elseDirective",
    )
  )
    return;
  if (next.is("macroDefinition", "include", "catch", "struct", "enum", "typeDefinition")) return;
  // `return x; break;`: a habit that keeps the shape of cases.
  if (next.is("break") || (node.is("return", "throw", "goto") && next.is("return") && next.text.length < 14)) return;
  // Marks for the compiler that control never comes here.
  if (/unreachable|UNREACHABLE|NOTREACHED|fallthrough|FALLTHROUGH|FALL_THROUGH|^\(void\)/.test(next.text.slice(0, 60))) return;
  // A label inside is a way in.
  if ([...next.descendants()].some((each) => each.is("labeled", "case"))) return;
  const { text } = context.file.tree;
  // Blanked branches of a conditional between the two: another build leaves this one out.
  const written = context.project.text(context.file.document.path) ?? text;
  if (written.length === text.length && /^[ \t]*#/m.test(written.slice(node.end, next.start))) return;
  context.report("behind", firstLine(next), { leaves: shownText(node, 24).replace(/;$/, "") });
}

function nextStatement(node: SyntaxNode): SyntaxNode | undefined {
  const { parent } = node;
  // The only statement of an `if` without braces is followed by nothing of its own.
  if (!parent?.is("block", "case")) return undefined;
  let next = node.nextSibling;
  while (next?.kind === "empty") next = next.nextSibling;
  return next;
}

function firstLine(node: SyntaxNode): { start: number; end: number } {
  const newline = node.tree.text.indexOf("\n", node.start);
  return { start: node.start, end: newline < 0 ? node.end : Math.min(node.end, newline) };
}
