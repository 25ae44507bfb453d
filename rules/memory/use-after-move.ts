import { defineRule, type RuleContext, type SyntaxNode } from "../../engine/src/index.js";
import { valueType } from "../shared/expressions.js";
import { firstMentionAfter } from "../shared/c/later-mentions.js";

type MessageId = "pointer" | "object";

export default defineRule<MessageId>({
  id: "memory/use-after-move",
  languages: ["cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  confidence: "high",
  fix: "none",
  standards: {
    cwe: [672, 476],
    cert: ["EXP63-CPP"],
    iec62304: ["memory management and overflow"],
    fda: ["code-data-execution-integrity"],
    iso27001: ["A.8.28"],
  },
  messages: {
    pointer:
      "'{name}' is used here, but 'std::move({name})' gave away what it pointed to: it is null now. Use it before it is moved, or use the new owner.",
    object:
      "'{name}' is used here, but 'std::move({name})' gave away its content: what is left in it is not specified. Use it before it is moved, or give it a new value first.",
  },
  docs: {
    title: "Object used after it was moved from",
    what: "Reports the use of a local variable or parameter behind a `std::move` of it on the same way, unless it is given a new value in between. Smart pointers are null after a move; strings, containers and other objects hold anything.",
    why: "The list of alarms that was handed to the display is suddenly empty for the log, on this compiler; with another library it is not. A moved smart pointer that is used ends in a fault.",
    whatToDo: "Take what you need before the move, use the object that was moved to, or assign a new value.",
    whenToDeviate: "When the class says what it is after a move, and that is what you want. Say so.",
    limits: [
      "Members, elements, and variables that are moved in a loop for its next turn are not followed.",
      "Questions that are allowed after a move, such as `empty()`, and a comparison of a smart pointer with null, end the search.",
    ],
    examples: [
      {
        language: "cpp",
        bad: "#include <memory>\n#include <utility>\n\nstruct Alarm { int code; };\nvoid Queue_Put(std::unique_ptr<Alarm> alarm);\n\nint Alarm_Raise(int code)\n{\n    auto alarm = std::make_unique<Alarm>();\n    alarm->code = code;\n    Queue_Put(std::move(alarm));\n    return alarm->code;\n}\n",
        good: "#include <memory>\n#include <utility>\n\nstruct Alarm { int code; };\nvoid Queue_Put(std::unique_ptr<Alarm> alarm);\n\nint Alarm_Raise(int code)\n{\n    auto alarm = std::make_unique<Alarm>();\n    alarm->code = code;\n    Queue_Put(std::move(alarm));\n    return code;\n}\n",
      },
    ],
  },
  on: {
    call: {
      names: ["std::move", "move"],
      visit(context, call) {
        const [argument] = call.args;
        if (call.args.length !== 1 || argument?.kind !== "identifier") return;
        const declaration = context.file.semantics.declarationOf(argument);
        // A member or a global may be set by others meanwhile.
        if (!declaration || !isLocal(context, declaration)) return;
        const type = valueType(context.file.semantics.typeOf(argument));
        // Numbers and plain pointers are copied.
        if (type.kind !== "record" && type.kind !== "unknown") return;
        const later = firstMentionAfter(context.file, call, argument);
        const isSmart = /\b(unique_ptr|shared_ptr|make_unique|make_shared)\b/.test(
          declaration.ancestor("declaration")?.text ?? declaration.text,
        );
        if (!later || isRenewed(later) || isQuestion(later, isSmart)) return;
        context.report(isSmart ? "pointer" : "object", later, { name: argument.text });
      },
    },
  },
});

function isLocal(context: RuleContext, declaration: SyntaxNode): boolean {
  return context.file.semantics.enclosingFunction(declaration) >= 0 || declaration.ancestor("parameter") !== undefined;
}

/** Methods that give an object a value, whatever it held. */
const RENEWING = /^(reset|clear|assign|swap|emplace|open|resize)$/;
/** Questions that every moved object answers. */
const QUESTIONS = /^(empty|size|length|has_value|valid|joinable|is_open|owns_lock|get|capacity|use_count)$/;

function methodOf(name: SyntaxNode): string {
  const member = name.parent;
  return member?.kind === "member" && member.firstChild?.id === name.id ? (member.child("property")?.text ?? "") : "";
}

function isRenewed(name: SyntaxNode): boolean {
  const { parent } = name;
  if (parent?.kind === "assignment" && parent.child("left")?.id === name.id) return true;
  if (parent?.kind === "unary" && parent.operator === "&") return true;
  // `in >> name`, `getline(in, name)`, `swap(a, name)`: a function that takes it by reference may fill it.
  if (parent?.kind === "binary" && parent.operator === ">>" && parent.child("right")?.id === name.id) return true;
  const call = parent?.kind === "arguments" ? parent.parent : undefined;
  if (call && /(swap|getline|exchange|tie)$/.test(call.child("callee")?.text ?? "")) return true;
  return RENEWING.test(methodOf(name));
}

function isQuestion(name: SyntaxNode, isSmart: boolean): boolean {
  if (QUESTIONS.test(methodOf(name))) return true;
  const { parent } = name;
  if (parent?.is("sizeof") === true) return true;
  if (!isSmart) return false;
  if (parent?.kind === "unary" && parent.operator === "!") return true;
  return parent?.kind === "parenthesized" || (parent?.kind === "binary" && /^(==|!=|&&|\|\|)$/.test(parent.operator));
}
