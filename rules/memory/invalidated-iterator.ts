import { defineRule, type RuleContext, type SyntaxNode } from "../../engine/src/index.js";
import { compactText, declaredName } from "../shared/expressions.js";
import { firstMentionAfter, leaves, statementsAfter } from "../shared/c/later-mentions.js";

type MessageId = "range" | "erased" | "kept";

export default defineRule<MessageId>({
  id: "memory/invalidated-iterator",
  languages: ["cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "error",
  confidence: "high",
  fix: "none",
  standards: {
    cwe: [416, 672],
    cert: ["CTR51-CPP"],
    iec62304: ["memory management and overflow"],
    fda: ["code-data-execution-integrity"],
    iso27001: ["A.8.28"],
  },
  messages: {
    range:
      "'{call}' changes '{container}' while this loop goes through it: the loop goes on in memory that may be released. Collect what is to change and change it behind the loop, or leave the loop at once.",
    erased:
      "'{call}' ends the life of '{name}', and the loop goes on with it: what it leads to next is anybody's memory. Go on with what 'erase' returns: '{name} = {container}.erase({name})'.",
    kept: "'{name}' leads into '{container}', and '{call}' may have moved its elements since: '{name}' then leads to released memory. Take it again behind the change, or keep an index.",
  },
  docs: {
    title: "Iterator or reference into a container that has changed",
    what: "Reports loops that add to or erase from the container that they go through, `erase(it)` without going on with its result, and iterators, references and pointers to elements of a vector, deque or string that are used behind a change of it.",
    why: "A vector moves its elements when it grows. The reference to the first alarm then leads to memory that the next allocation gives to somebody else: what is shown is not the alarm. It depends on the capacity, so tests do not see it.",
    whatToDo:
      "`it = list.erase(it)`, `std::erase_if`, or a second container; take references behind the change; call `reserve` only where you know the final size.",
    whenToDeviate: "When enough room was reserved and nothing is erased. Better, use an index.",
    limits: [
      "The container has to be a variable or member that is named the same in both places; changes in functions that are called are not seen.",
      "References that are kept are only followed for containers that are declared in the same file.",
      "Growing is only looked at for vectors, deques and strings; lists, maps and sets keep their elements where they are.",
    ],
    examples: [
      {
        language: "cpp",
        bad: "#include <vector>\n\nvoid Alarm_RemoveOld(std::vector<int> &ages)\n{\n    for (auto it = ages.begin(); it != ages.end(); ++it) {\n        if (*it > 60) {\n            ages.erase(it);\n        }\n    }\n}\n",
        good: "#include <vector>\n\nvoid Alarm_RemoveOld(std::vector<int> &ages)\n{\n    for (auto it = ages.begin(); it != ages.end();) {\n        if (*it > 60) {\n            it = ages.erase(it);\n        } else {\n            ++it;\n        }\n    }\n}\n",
      },
    ],
  },
  on: {
    nodes: {
      kinds: ["call"],
      visit(context, call) {
        const callee = call.child("callee");
        const method = callee?.kind === "member" ? (callee.child("property")?.text ?? "") : "";
        const container = callee?.child("object") ?? callee?.firstChild;
        if (!container || (!SHRINKS.test(method) && !GROWS.test(method))) return;
        if (container.is("call", "subscript", "cast")) return;
        if (checkErase(context, call, container, method)) return;
        const moves = isContiguous(context, container);
        if (GROWS.test(method) && moves !== true) return;
        if (checkRange(context, call, container) || moves !== true) return;
        checkKept(context, call, container);
      },
    },
  },
});

const SHRINKS = /^(erase|clear|pop_back|pop_front)$/;
const GROWS = /^(push_back|emplace_back|push_front|emplace_front|insert|emplace|resize|reserve|shrink_to_fit|assign|append)$/;

function declarationText(context: RuleContext, node: SyntaxNode): string {
  const name = node.kind === "member" ? (node.child("property") ?? node) : node;
  const declaration = context.file.semantics.declarationOf(name);
  const whole = declaration?.ancestor("declaration") ?? declaration?.ancestor("field") ?? declaration?.ancestor("parameter") ?? declaration;
  return whole?.text ?? "";
}

/** The container keeps its elements side by side, by the type it is declared with; `undefined`: not known. */
function isContiguous(context: RuleContext, container: SyntaxNode): boolean | undefined {
  const text = declarationText(context, container);
  const type = /\b(?:std::)?(vector|deque|(?:w|u8)?string|basic_string|list|forward_list|(?:unordered_)?(?:multi)?(?:map|set))\b/.exec(
    text,
  )?.[1];
  return type === undefined ? undefined : /vector|deque|string/.test(type);
}

/** `list.erase(it)` in a loop that goes on with `it`. */
function checkErase(context: RuleContext<MessageId>, call: SyntaxNode, container: SyntaxNode, method: string): boolean {
  const [argument] = call.args;
  if (method !== "erase" || call.args.length !== 1 || argument?.kind !== "identifier") return false;
  if (call.parent?.kind !== "expressionStatement") return true;
  const loop = call.ancestor("for") ?? call.ancestor("while");
  if (!loop || call.ancestor("lambda")) return false;
  const steps = loop.child(loop.kind === "for" ? "update" : "body")?.text ?? "";
  const isStepped = new RegExp(
    `(\\+\\+|--)\\s*${argument.text}\\b|\\b${argument.text}\\s*(\\+\\+|--|\\+=)|next\\(\\s*${argument.text}`,
  ).test(steps);
  // A key, or an iterator that does not run through the loop.
  if (!isStepped || !/\b(begin|end|iterator)\b/.test(`${loop.child("initializer")?.text ?? ""} ${declarationText(context, argument)}`))
    return false;
  if (endsAtOnce(call, loop)) return true;
  const renewed = firstMentionAfter(context.file, call, argument);
  if (renewed?.parent?.kind === "assignment" && renewed.parent.child("left")?.id === renewed.id && renewed.end < loop.end) return true;
  context.report("erased", call, { call: compactText(call), name: argument.text, container: container.text });
  return true;
}

/** What follows in the blocks around a call leaves the loop before its next turn. */
function endsAtOnce(call: SyntaxNode, loop: SyntaxNode): boolean {
  return statementsAfter(call).some(
    (statement) => statement.end <= loop.end && statement.start > call.start && leaves(statement) && statement.kind !== "continue",
  );
}

function checkRange(context: RuleContext<MessageId>, call: SyntaxNode, container: SyntaxNode): boolean {
  const loop = call.ancestor("forEach");
  if (!loop || call.ancestor("lambda")) return false;
  const range = loop.child("right") ?? loop.child("value");
  if (!range || compactText(range) !== compactText(container) || endsAtOnce(call, loop)) return false;
  context.report("range", call, { call: compactText(call).slice(0, 40), container: container.text });
  return true;
}

/** An iterator, reference or pointer to an element that was taken before the change and is used behind it. */
function checkKept(context: RuleContext<MessageId>, call: SyntaxNode, container: SyntaxNode): void {
  const statement = call.ancestor("expressionStatement") ?? call.ancestor("declaration");
  const block = statement?.parent;
  if (!statement || block?.kind !== "block") return;
  const written = compactText(container).replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const leadsIn = new RegExp(`^(?:&?${written}(?:\\[|\\.(?:front|back|at|data)\\()|${written}\\.(?:c?r?begin|c?r?end|find)\\()`);
  for (const earlier of block.children) {
    if (earlier.start >= statement.start) return;
    if (earlier.kind !== "declaration") continue;
    for (const declarator of earlier.children) {
      const value = declarator.kind === "declarator" ? declarator.child("value") : undefined;
      const name = value && declaredName(declarator);
      if (!value || !name || !leadsIn.test(compactText(value))) continue;
      // A copy of an element stays what it is.
      const head = earlier.text.slice(0, name.start - earlier.start);
      if (!/[&*]\s*$/.test(head) && !/(begin|end|find|data)\(\)?/.test(value.text)) continue;
      // So does a pointer that was itself the element.
      if (/\*\s*$/.test(head) && !/^&|(?:begin|end|find|data)\(\)?/.test(compactText(value))) continue;
      const later = firstMentionAfter(context.file, call, name);
      if (!later || (later.parent?.kind === "assignment" && later.parent.child("left")?.id === later.id && !/&\s*$/.test(head))) continue;
      context.report("kept", later, { name: name.text, container: container.text, call: compactText(call).slice(0, 40) });
      return;
    }
  }
}
