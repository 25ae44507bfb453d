import {
  defineRule,
  SAFETY_CLASSES,
  type FilePath,
  type RuleContext,
  type SoftwareItem,
  type Span,
  type SyntaxNode,
} from "../../engine/src/index.js";
import { bare, enclosingName } from "../shared/expressions.js";

export default defineRule({
  id: "safety/class-crossing",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  confidence: "high",
  fix: "none",
  standards: { cwe: [653], iec62304: ["data and control flow"], clauses: ["5.3.5"] },
  obligations: [
    {
      clause: "5.3.5",
      basis: "clause",
      classes: ["A", "B", "C"],
      gist: "State how items of a lower class are kept apart from those that risk control depends on (asked of class C software).",
    },
  ],
  messages: {
    call: "'{caller}' of software item '{from}' (class {fromClass}) calls '{callee}' of '{to}' (class {toClass}), and nothing says how the two are kept apart. State it as 'segregation' of '{lower}' in vitalint.json, or give both the same class.",
    pointer:
      "'{caller}' of software item '{from}' (class {fromClass}) hands on a pointer to '{callee}' of '{to}' (class {toClass}), through which it is called, and nothing says how the two are kept apart. State it as 'segregation' of '{lower}' in vitalint.json, or give both the same class.",
    write:
      "'{caller}' of software item '{from}' (class {fromClass}) writes '{variable}' of '{to}' (class {toClass}), and nothing says how the two are kept apart. State it as 'segregation' of '{lower}' in vitalint.json, write through a function of '{to}' that checks, or give both the same class.",
    shares:
      "'{caller}' of software item '{from}' (class {fromClass}) reads '{variable}' of '{to}' (class {toClass}), and nothing says how the two are kept apart. State it as 'segregation' of '{lower}' in vitalint.json, or give both the same class.",
  },
  docs: {
    title: "Call, write or shared memory between class C and a lower class without segregation",
    what: "Reports where code of a class C software item calls a function, makes a pointer to one, or uses a variable of an item of a lower class, or the other way round, and neither item states how it is segregated. Each function and variable once per calling function.",
    why: "An item may have a lower class only where its failure can't reach the items of the higher one: IEC 62304 5.3.5 asks for that segregation to be identified. A call or a shared variable is the way by which it can.",
    whatToDo:
      "Say in `segregation` of the lower item how it is kept apart (own process, memory protection, copies that are checked), or raise its class. The best segregation is the call that isn't there.",
    whenToDeviate: "When the place is part of the segregation itself, such as the gate that checks everything.",
    limits: [
      "Only functions and variables whose one definition the project holds are looked at; memory that is handed on by pointer is not. Of a call through a pointer the place counts that makes the pointer.",
      "Whether the segregation that is stated is effective is for the reviewer.",
      "Items without a class of their own and files in no item are not judged.",
    ],
    examples: [
      {
        language: "c",
        bad: '//- vitalint.json\n{ "softwareItems": [{ "name": "Flow", "class": "C", "files": ["flow/**"] }, { "name": "Log", "class": "A", "files": ["log/**"] }] }\n//- log/log.c\nvoid Log_Write(int event) { (void)event; }\n//- flow/flow.c\nvoid Log_Write(int event);\n\nvoid Flow_Stop(void)\n{\n    Log_Write(7);\n}\n',
        good: '//- vitalint.json\n{ "softwareItems": [{ "name": "Flow", "class": "C", "files": ["flow/**"] }, { "name": "Log", "class": "A", "files": ["log/**"], "segregation": "takes numbers only, keeps its own memory, returns within 10 us" }] }\n//- log/log.c\nvoid Log_Write(int event) { (void)event; }\n//- flow/flow.c\nvoid Log_Write(int event);\n\nvoid Flow_Stop(void)\n{\n    Log_Write(7);\n}\n',
      },
    ],
  },
  on: {
    call: {
      names: "*",
      visit(context, call) {
        const name = context.file.semantics.calleeName(call);
        if (name === "") return;
        const target = context.project.resolveFunction(name, context.file.document.path);
        if (target) report(context, "call", call, target.path, { callee: target.name });
      },
    },
    file: {
      visit(context) {
        const { file, project } = context;
        const own = project.softwareItemOf(file.document.path);
        // Without another class to cross into, no name needs to be looked up.
        if (!own || !project.config.softwareItems.some((other) => crosses(own, other))) return;
        for (let id = 0; id < file.tree.size; id++) if (file.tree.kind(id) === "identifier") useOf(context, file.tree.node(id));
      },
    },
  },
});

type Crossing = "call" | "pointer" | "write" | "shares";

function useOf(context: RuleContext<Crossing>, identifier: SyntaxNode): void {
  const path = context.file.document.path;
  const definer = context.project.definerOfVariable(identifier.text, path);
  if (definer === undefined) {
    pointerTo(context, identifier, path);
    return;
  }
  // A name that this file declares may still be an `extern` of another's.
  if (definer === path || !isGlobal(context, identifier)) return;
  report(context, isWritten(identifier) ? "write" : "shares", identifier, definer, { variable: identifier.text });
}

/** A function's name that is no callee: in a table of handlers, as an argument, assigned. */
function pointerTo(context: RuleContext<Crossing>, identifier: SyntaxNode, path: FilePath): void {
  const parent = identifier.parent;
  if (!parent || parent.kind === "function" || parent.kind === "member") return;
  if (/declarator$/i.test(parent.kind) && parent.child("value")?.id !== identifier.id) return;
  if (parent.kind === "call" && parent.child("callee")?.id === identifier.id) return;
  const declaration = context.file.semantics.declarationOf(identifier);
  // A parameter or variable of that name is no function.
  if (declaration && context.file.semantics.enclosingFunction(declaration) >= 0) return;
  const target = context.project.resolveFunction(identifier.text, path);
  if (target) report(context, "pointer", identifier, target.file.document.path, { callee: target.fact.name });
}

function report(
  context: RuleContext<Crossing>,
  message: Crossing,
  node: SyntaxNode,
  target: FilePath,
  names: Readonly<Record<string, string>>,
): void {
  const { project, file } = context;
  const from = project.softwareItemOf(file.document.path);
  const to = project.softwareItemOf(target);
  if (!from || !to || from.name === to.name || !crosses(from, to)) return;
  const caller = enclosingName(context, node);
  const lower = SAFETY_CLASSES.indexOf(from.class) < SAFETY_CLASSES.indexOf(to.class) ? from : to;
  const what = names["callee"] ?? names["variable"] ?? "";
  if (!isFirst(context, node, what)) return;
  const data = {
    caller: caller === "" ? file.document.path : caller,
    from: from.name,
    fromClass: from.class,
    to: to.name,
    toClass: to.class,
    lower: lower.name,
  };
  context.report(message, placeOf(node), { ...data, ...names });
}

/** Class C on one side, less on the other, and neither says how it is kept apart. */
function crosses(a: SoftwareItem, b: SoftwareItem): boolean {
  if (a.class === b.class || (a.class !== "C" && b.class !== "C")) return false;
  return !isSegregated(a) && !isSegregated(b);
}

function isSegregated({ segregation }: SoftwareItem): boolean {
  return typeof segregation === "string" && /\p{L}{2}/u.test(segregation);
}

/** True for the first place in its function that names the target. */
function isFirst(context: RuleContext, node: SyntaxNode, name: string): boolean {
  const { tree, semantics, facts } = context.file;
  const index = semantics.enclosingFunction(node);
  const start = facts.functions[index]?.span.start ?? 0;
  const before = tree.text.slice(start, node.start);
  return (
    index < 0 ||
    !new RegExp(`\\b${name.replace(/[^\w]/g, "\\$&")}\\b(?!\\s*\\)?\\s*\\{)`).test(before.slice(Math.max(0, before.indexOf("{"))))
  );
}

function placeOf(node: SyntaxNode): SyntaxNode | Span {
  return node.child("callee") ?? node;
}

/** True unless the name means something local: a parameter, a variable of a block, a field. */
function isGlobal(context: RuleContext, identifier: SyntaxNode): boolean {
  const declaration = context.file.semantics.declarationOf(identifier);
  if (!declaration) return identifier.parent?.kind !== "declarator";
  return context.file.semantics.enclosingFunction(declaration) < 0 && context.file.semantics.enclosingFunction(identifier) >= 0;
}

/** Assigned, stepped, or its address taken. */
function isWritten(identifier: SyntaxNode): boolean {
  let node = identifier;
  let parent = node.parent;
  while (
    parent &&
    (parent.kind === "member" || parent.kind === "subscript" ? parent.child("object")?.id === node.id : parent.kind === "parenthesized")
  ) {
    node = parent;
    parent = node.parent;
  }
  if (!parent) return false;
  if (parent.kind === "assignment") return bare(parent.child("left") ?? parent).id === node.id;
  return parent.kind === "update" || (parent.kind === "unary" && parent.operator === "&");
}
