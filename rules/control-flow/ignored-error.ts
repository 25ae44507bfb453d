import { defineRule, type RuleContext, type SyntaxNode } from "../../engine/src/index.js";
import { bare, shownText } from "../shared/expressions.js";

type MessageId = "branch" | "handler";

export default defineRule<MessageId>({
  id: "control-flow/ignored-error",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "strict",
  severity: "warning",
  confidence: "medium",
  fix: "none",
  standards: {
    cwe: [390, 391],
    cert: ["ERR00-C", "ERR33-C", "ERR51-CPP"],
    misra: ["C:2012 D4.7", "C:2012 15.6"],
    iec62304: ["fault handling"],
    fda: ["event-detection-logging", "resiliency-recovery"],
  },
  messages: {
    branch:
      "'{condition}' finds that something failed, and nothing is done about it: the program goes on as if it had worked. Report the error, and bring the device into a defined state.",
    handler:
      "This handler catches an error and does nothing about it: nobody learns what went wrong. Report it, or let it through to somebody who can act.",
  },
  docs: {
    title: "Error found, and nothing done",
    what: "Reports `if` statements that look at an error (the result of a call, `errno`, a status) with nothing in their body and no `else`, and handlers (`catch`) with an empty body.",
    why: "A reviewer sees that errors are asked for and trusts it. A dose that could not be stored, or a self-test that failed, is lost between two braces.",
    whatToDo:
      "Decide what the error means for the patient, and do that: stop, retry, alarm, record. Where it means nothing, leave the question away and say why.",
    whenToDeviate: "When going on is the right reaction. Say so in the reason, rather than by an empty body.",
    limits: ["What counts as an error is told by the condition: a call, `errno`, or a variable whose name speaks of a result."],
    examples: [
      {
        language: "c",
        bad: "int Log_Write(const char *line);\n\nvoid Event_Record(const char *line)\n{\n    if (Log_Write(line) != 0) {\n        /* should not happen */\n    }\n}\n",
        good: "int Log_Write(const char *line);\nvoid Alarm_Raise(int code);\n\nvoid Event_Record(const char *line)\n{\n    if (Log_Write(line) != 0) {\n        Alarm_Raise(17);\n    }\n}\n",
      },
    ],
  },
  on: {
    nodes: {
      kinds: ["if", "catch"],
      visit(context, node) {
        const body = node.kind === "if" ? node.child("consequence") : node.child("body");
        if (body?.kind !== "block" || body.children.length > 0 || !isEmptyText(context, body)) return;
        if (node.kind === "catch") {
          context.report("handler", head(node, body), {});
          return;
        }
        const condition = node.child("condition");
        if (condition === undefined || node.child("alternative") !== undefined || !looksAtError(bare(condition))) return;
        context.report("branch", condition, { condition: shownText(condition, 50) });
      },
    },
  },
});

/** Nothing but white space and comments was written there: what a macro leaves out counts as something. */
function isEmptyText({ file }: RuleContext<MessageId>, body: SyntaxNode): boolean {
  const written = file.document.text.slice(body.span.start + 1, body.span.end - 1);
  return written.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, "").trim() === "";
}

function head(node: SyntaxNode, body: SyntaxNode): { readonly start: number; readonly end: number } {
  return { start: node.span.start, end: Math.max(node.span.start + 1, body.span.start - 1) };
}

const RESULT = /^(?:errno|.*(?:err|error|ret|rc|res|result|status|stat|rv|code|failed|fail))$/i;

/** A condition that is true when something failed. */
function looksAtError(condition: SyntaxNode): boolean {
  if (condition.kind === "binary" && (condition.operator === "||" || condition.operator === "&&")) {
    return condition.children.some((side) => looksAtError(bare(side)));
  }
  const operand =
    condition.kind === "binary" ? condition.child("left") : condition.kind === "unary" ? condition.child("operand") : condition;
  if (operand === undefined) return false;
  if (condition.kind === "binary" && !/^(?:==|!=|<|<=|>|>=)$/.test(condition.operator)) return false;
  const value = bare(operand);
  if (value.kind === "assignment") return [...value.descendants()].some((each) => each.kind === "call");
  if (value.kind === "call") return condition.kind !== "call";
  return RESULT.test(value.kind === "member" ? (value.child("property")?.text ?? "") : value.text);
}
