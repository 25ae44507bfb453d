import { defineRule, type ParsedFile, type SyntaxNode } from "../../engine/src/index.js";
import { insertAt } from "../shared/edits.js";
import { shownText } from "../shared/expressions.js";

export default defineRule({
  id: "control-flow/switch-fallthrough",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  confidence: "high",
  fix: "suggestion",
  standards: {
    cwe: [484],
    cert: ["MSC17-C"],
    misra: ["C:2012 16.3"],
    iec62304: ["data and control flow"],
    fda: ["code-data-execution-integrity"],
  },
  messages: {
    falls:
      "Control runs on from '{from}' into '{into}': what is done there happens as well. Add 'break', or say 'fall through' in a comment or attribute if it is meant.",
  },
  docs: {
    title: "Case that runs on into the next",
    what: "Reports a case with statements whose end can be reached, when the next case follows without a `break` and nothing says that this is meant.",
    why: "A missing `break` after `case OCCLUSION:` stops the pump and then also clears the alarm that the next case is about. It compiles, and each case alone looks right.",
    whatToDo:
      "Add `break` or `return`. Where running on is meant, write `/* fall through */`, `[[fallthrough]];` or `__attribute__((fallthrough));` as the last thing of the case.",
    whenToDeviate: "Never needed: the comment or attribute says it.",
    limits: [
      "A function that never returns is known by its usual names (`abort`, `exit`, reset functions) and by `noreturn` in its declaration in the same file only.",
      "An `if` that leaves, before a case that only returns, is taken for meant: what did not succeed goes to the error return.",
      "Any comment with the words fall or drop through, or no break, directly before the next case counts, whatever it says about them.",
    ],
    examples: [
      {
        language: "c",
        bad: "void Pump_Stop(void);\nvoid Alarm_Clear(void);\n\nvoid Event_Handle(int event)\n{\n    switch (event) {\n    case 1:\n        Pump_Stop();\n    case 2:\n        Alarm_Clear();\n        break;\n    default:\n        break;\n    }\n}\n",
        good: "void Pump_Stop(void);\nvoid Alarm_Clear(void);\n\nvoid Event_Handle(int event)\n{\n    switch (event) {\n    case 1:\n        Pump_Stop();\n        break;\n    case 2:\n        Alarm_Clear();\n        break;\n    default:\n        break;\n    }\n}\n",
      },
    ],
  },
  on: {
    nodes: {
      kinds: ["case"],
      visit(context, node) {
        const next = node.nextSibling;
        // The last case has nothing to run into; something else between them is a directive or a label.
        if (next?.kind !== "case") return;
        const statements = node.children.filter((child) => child.field !== "value" && !child.is("empty", "attribute"));
        const last = statements.at(-1);
        // `case 1: case 2:` share what follows.
        if (!last || node.children.some((child) => child.kind === "attribute" && child.text.includes("fallthrough"))) return;
        if (endsControl(context.file, last) || saysSo(context.file, last, next)) return;
        // The next case does nothing: running into it or leaving before it is the same.
        if (leavesAtOnce(next)) return;
        // `if (ok) return …;` before a case that only gives up: what did not succeed is meant to go there.
        if (leavesOnSuccess(context.file, last) && givesUpAtOnce(next)) return;
        const from = labelText(node);
        const into = labelText(next);
        context.report(
          "falls",
          { start: next.start, end: next.start + into.length },
          { from, into },
          { fixes: breakFix(context.file, last, next) },
        );
      },
    },
  },
});

/** A break behind the last statement, indented as it is; only where the two cases stand on different lines. */
function breakFix(
  file: ParsedFile,
  last: SyntaxNode,
  next: SyntaxNode,
): { title: string; kind: "suggestion"; edits: ReturnType<typeof insertAt>[] }[] {
  const { text } = file.tree;
  const lineStart = text.lastIndexOf("\n", last.start - 1) + 1;
  const indent = /^[ \t]*/.exec(text.slice(lineStart))?.[0] ?? "";
  if (!text.slice(last.end, next.start).includes("\n")) return [];
  return [{ title: "Add 'break'", kind: "suggestion", edits: [insertAt(last.end, `\n${indent}break;`)] }];
}

/** True for a case whose first statement, or that of the case it shares, is `break`. */
function leavesAtOnce(label: SyntaxNode): boolean {
  const first = label.children.find((child) => child.field !== "value" && !child.is("empty", "attribute"));
  if (first) return first.kind === "break";
  return label.nextSibling?.kind === "case" && leavesAtOnce(label.nextSibling);
}

/** True for an `if` without `else` that leaves the switch. */
function leavesOnSuccess(file: ParsedFile, statement: SyntaxNode): boolean {
  const consequence = statement.child("consequence");
  return (
    statement.kind === "if" && statement.child("alternative") === undefined && consequence !== undefined && endsControl(file, consequence)
  );
}

/** True for a case whose first statement leaves the function, or jumps to where it is left. */
function givesUpAtOnce(label: SyntaxNode): boolean {
  const first = label.children.find((child) => child.field !== "value" && !child.is("empty", "attribute"));
  return first?.is("return", "goto", "throw") === true;
}

function labelText(label: SyntaxNode): string {
  const value = label.child("value");
  return value ? `case ${shownText(value, 30)}` : "default";
}

const NO_RETURN =
  /^(_?exit|_Exit|quick_exit|abort|longjmp|panic|fatal\w*|err|errx|__builtin_unreachable|unreachable|NVIC_SystemReset|HAL_NVIC_SystemReset|__NVIC_SystemReset|esp_restart|reboot|sys_reboot|systemReset\w*|Error_Handler|usage|die|std::(exit|abort|terminate|unreachable))$/i;

/** Names that say it as a part: `cm3_assert_not_reached`, `app_panic`. */
const SAYS_NO_RETURN = /not_?reached|unreachable|assert_?(?:fail|false|never|not)|(?:^|_)(?:panic|abort|fatal)(?:_|$)/i;

/** True when control does not come out at the end of a statement. */
function endsControl(file: ParsedFile, statement: SyntaxNode): boolean {
  switch (statement.kind) {
    case "break":
    case "return":
    case "continue":
    case "goto":
    case "throw":
      return true;
    case "block": {
      const inner = statement.children.filter((child) => !child.is("empty")).at(-1);
      return inner !== undefined && endsControl(file, inner);
    }
    // Cases may begin inside a block of the case before.
    case "case":
    case "labeled":
    case "else": {
      const inner = statement.children.at(-1);
      return inner !== undefined && endsControl(file, inner);
    }
    case "if": {
      const consequence = statement.child("consequence");
      const alternative = statement.child("alternative");
      return consequence !== undefined && alternative !== undefined && endsControl(file, consequence) && endsControl(file, alternative);
    }
    case "while":
    case "for":
    case "doWhile":
      return isEndless(statement);
    case "expressionStatement": {
      const call = statement.firstChild;
      if (call?.is("attribute")) return true;
      // A macro without parentheses or with an upper-case name may hold the break: RETURN_IF, FALLTHROUGH, BREAK.
      if (call?.kind === "identifier") return true;
      if (call?.kind !== "call") return false;
      const callee = file.semantics.calleeName(call);
      return NO_RETURN.test(callee) || SAYS_NO_RETURN.test(callee) || /^[A-Z][A-Z\d_]*$/.test(callee) || isDeclaredNoReturn(file, callee);
    }
    case "switch":
      return isExhaustedSwitch(file, statement);
    // A directive or a piece that was not understood: better silent.
    case "unknown":
    case "error":
    case "missing":
    case "conditionalDirective":
    case "directive":
    case "asm":
      return true;
    default:
      return false;
  }
}

/** A switch with a default whose last case ends, and out of which no break leads. */
function isExhaustedSwitch(file: ParsedFile, statement: SyntaxNode): boolean {
  const body = statement.child("body");
  const last = body?.children.at(-1);
  if (!body || !last || !body.children.some((label) => label.kind === "case" && label.child("value") === undefined)) return false;
  const leaves = (node: SyntaxNode): boolean =>
    node.children.some(
      (child) =>
        (child.kind === "break" && !neverReached(file, child)) ||
        (!child.is("switch", "while", "for", "doWhile", "forEach", "lambda") && leaves(child)),
    );
  const end = last.kind === "case" ? last.children.at(-1) : last;
  return !leaves(body) && end !== undefined && endsControl(file, end);
}

/** A `break` behind a call that control does not come back from is there for the reader. */
function neverReached(file: ParsedFile, statement: SyntaxNode): boolean {
  const siblings = statement.parent?.children ?? [];
  const before = siblings[siblings.findIndex((each) => each.equals(statement)) - 1];
  return before?.kind === "expressionStatement" && before.firstChild?.kind === "call" && endsControl(file, before);
}

function isEndless(loop: SyntaxNode): boolean {
  const condition = loop.child("condition");
  const forever = condition === undefined ? loop.kind === "for" : /^(1|true|1u)$/i.test(condition.unparenthesized.text);
  const body = loop.child("body");
  return forever && body !== undefined && ![...body.descendants()].some((node) => node.kind === "break");
}

function isDeclaredNoReturn(file: ParsedFile, callee: string): boolean {
  const fact = file.facts.functions.find(({ name }) => name === callee);
  return (
    fact !== undefined &&
    /noreturn|_Noreturn/.test(file.tree.text.slice(Math.max(0, fact.span.start - 40), fact.span.end).split("{")[0] ?? "")
  );
}

const MEANT =
  /fall(s|ing)?[\s_-]*(through|thru|into|trough|down)|drop(s|ping)?[\s_-]*(through|thru)|no[\s_-]*break|pass[\s_-]*through|intentional|continues?\s+(in|with|to)\b|lint\s*-?e?\s*(fallthrough|616|825)|deliberate|^\/[*/]+\s*continue\b|FALLTHRU|fallthr/i;

/** A comment or macro between the two cases that says it. */
function saysSo(file: ParsedFile, last: SyntaxNode, next: SyntaxNode): boolean {
  // The comment may stand inside the block that ends the case, at the end of the last line, or after the next label.
  const lineEnd = file.tree.text.indexOf("\n", next.start);
  return file.tree.comments.some(
    (comment) =>
      comment.start >= last.start &&
      comment.end <= (lineEnd < 0 ? file.tree.text.length : lineEnd) &&
      MEANT.test(file.tree.text.slice(comment.start, comment.end)),
  );
}
