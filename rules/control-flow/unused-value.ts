import { defineRule, type FlowContext, type FunctionGraph, type MacroFact, type SyntaxNode } from "../../engine/src/index.js";
import { deadStores, type DeadStore } from "../shared/c/liveness.js";
import { bare } from "../shared/expressions.js";

type MessageId = "unused" | "unread" | "overwritten" | "parameter";

export default defineRule<MessageId>({
  id: "control-flow/unused-value",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "strict",
  severity: "warning",
  confidence: "medium",
  fix: "none",
  standards: {
    cwe: [563],
    cert: ["MSC13-C", "MSC07-C"],
    misra: ["C:2012 2.2", "C:2012 2.8"],
    iec62304: ["data and control flow"],
  },
  messages: {
    unused: "Nothing uses '{name}'. Remove it, or use it where it was meant to be used.",
    parameter:
      "'{function}' gets '{name}' and does nothing with it, though only this file calls it. Remove the parameter, or use it where it was meant to be used.",
    unread: "'{name}' is given a value that nothing ever reads: either the value is needed and its use was forgotten, or it should go.",
    overwritten:
      "Nothing reads this value of '{name}' before the next one replaces it: either a use in between was forgotten, or the assignment should go.",
  },
  docs: {
    title: "Value that nobody uses",
    what: "Reports local variables that are never used, and values given to them that no path reads before they are replaced or the function ends.",
    why: "A value that is computed and then forgotten is often the trace of a mistake: the checked rate is computed, and the unchecked one is used two lines later.",
    whatToDo: "Use the value where it was meant to be used, or remove the assignment.",
    whenToDeviate:
      "When a register or a buffer is read for its side effect: cast the result to `void` instead of keeping it in a variable.",
    limits: [
      "Initial values in a declaration are not reported when they are constants: giving every variable one is good practice.",
      "Variables whose address is taken are followed up to that place only; arrays, globals and `volatile` variables not at all.",
    ],
    examples: [
      {
        language: "c",
        bad: "int Rate_Limit(int rate);\nvoid Motor_Set(int rate);\n\nvoid Pump_Set(int rate)\n{\n    int limited;\n    limited = Rate_Limit(rate);\n    Motor_Set(rate);\n}\n",
        good: "int Rate_Limit(int rate);\nvoid Motor_Set(int rate);\n\nvoid Pump_Set(int rate)\n{\n    int limited;\n    limited = Rate_Limit(rate);\n    Motor_Set(limited);\n}\n",
      },
    ],
  },
  on: { flow: { graph: { visit } } },
});

/** Comments and texts: naming a variable there is no use of it. */
const UNREAD = /\/\*[\s\S]*?\*\/|\/\/.*|"(?:\\.|[^"\\\n])*"/g;

function visit(context: FlowContext<MessageId>, graph: FunctionGraph): void {
  // What was not understood may hold the use.
  if (graph.ir.partial) return;
  const node = context.file.tree.node(context.function.node);
  // A record behind an unknown macro looks like a function's body.
  if (!context.file.tree.text.slice(context.function.nameSpan.end, context.function.span.end).trimStart().startsWith("(")) return;
  // A use in a branch that is not compiled here is a use for whoever configures it.
  const text = (context.project.text(context.file.document.path) ?? "")
    .slice(node.start, node.end)
    .replace(UNREAD, (each) => each.replace(/\S/g, " "));
  const stores = deadStores(graph);
  reportParameters(context, graph, text);
  const reported = new Set<string>();
  for (const store of stores) {
    const at = context.file.tree.node(graph.nodeOf(store.node));
    // One report a variable is enough: the others have the same cause.
    if (reported.has(store.name) || isMeant(context, store, at, text) || isNamedElsewhere(context, graph, store, text)) continue;
    reported.add(store.name);
    const id = store.kind === "unused" ? "unused" : store.kind === "unread" ? "unread" : "overwritten";
    context.report(id, at, { name: store.name });
  }
}

/** Parameters of functions that only this file calls, and only by name: nobody else decides what they get. */
function reportParameters(context: FlowContext<MessageId>, graph: FunctionGraph, text: string): void {
  const { file, function: fact } = context;
  if (fact.linkage !== "internal" || fact.body === undefined || graph.ir.parameters.length !== fact.parameters.length) return;
  const calls = file.facts.calls.filter(({ callee }) => callee === fact.name).length;
  const named = (context.project.text(file.document.path) ?? "").replace(UNREAD, "").split(new RegExp(`\\b${fact.name}\\b`)).length - 1;
  const declared = file.facts.functions.filter(({ name }) => name === fact.name).length;
  // Its address is taken somewhere: the signature is what a table or a library asks for.
  if (calls === 0 || named !== calls + declared) return;
  for (const { name, node } of fact.parameters) {
    if (name === "" || text.split(new RegExp(`\\b${name}\\b`)).length !== 2) continue;
    const at = file.tree.node(node);
    if (/unused/i.test((context.project.text(file.document.path) ?? "").slice(at.start, at.end + 30))) continue;
    context.report("parameter", at, { name, function: fact.name });
  }
}

function isMeant(context: FlowContext<MessageId>, store: DeadStore, at: SyntaxNode, text: string): boolean {
  // An attribute, or a macro with such a name, says it.
  const statement = at.kind === "declaration" ? at : at.ancestor("declaration", "expressionStatement", "for", "function");
  const written = context.project.text(context.file.document.path) ?? "";
  if (statement && statement.kind !== "function" && /unused/i.test(written.slice(statement.start, statement.end))) return true;
  // `#if`, macros and `sizeof` mention variables that the analysis does not see used.
  const mentions = text.split(new RegExp(`\\b${store.name.replace(/[^\w]/g, "")}\\b`)).length - 1;
  if (store.kind === "unused" && mentions > 1) return true;
  if (store.kind === "unread" && mentions > store.mentions) return true;
  // `*to++ = last`, `Show(row++)`, `else if ((token = Next()))`: what is part of something else comes with it.
  if (at.is("update", "assignment") && at.parent?.is("expressionStatement", "for", "comma") === false) return true;
  // What a macro writes is nobody's choice where it is used.
  if (!at.is("declaration", "declarator", "assignment", "update") && at.field !== "value") return true;
  const declarator = at.kind === "declarator" ? at : at.field === "value" && at.parent?.kind === "declarator" ? at.parent : undefined;
  if (declarator) {
    const value = declarator.child("value");
    // `int ret = FAILED;` for macros of a header that is not at hand: they may well use it.
    if (store.kind === "unread" && (value === undefined || !isComputed(context, value)) && hasUnknownMacro(context, text)) return true;
    // A constant as initial value is good practice, and what only reads another place costs nothing.
    return store.kind === "overwritten" && (value === undefined || !isComputed(context, value));
  }
  const value = at.kind === "assignment" ? at.child("right") : undefined;
  // Reading a register of the hardware is done for what reading does.
  if (value !== undefined && store.kind === "unread" && /\b[A-Z][A-Z\d_]{2,}\b/.test(value.text)) return true;
  // `p = NULL` behind `free(p)`, `error = 0` at the end: said for whoever adds the next line.
  const isWhole = at.child("left")?.kind === "identifier";
  if (value !== undefined && isWhole && store.kind !== "unread" && isNothing(context, value)) return true;
  return false;
}

/** True for the result of a function: somebody wanted it. */
function isComputed(context: FlowContext<MessageId>, value: SyntaxNode): boolean {
  return [value, ...value.descendants()].some((each) => {
    const callee = each.kind === "call" ? each.child("callee") : undefined;
    return callee?.kind === "identifier" && context.file.semantics.macro(callee.text) === undefined;
  });
}

function hasUnknownMacro(context: FlowContext<MessageId>, text: string): boolean {
  return [...text.matchAll(/\b([A-Z][A-Z\d_]{3,})\s*\(/g)].some(
    ([, name = ""]) =>
      context.file.semantics.macro(name) === undefined && context.project.resolveFunction(name, context.file.document.path) === undefined,
  );
}

/** True where the variable is named in something that the analysis did not read as a use: other builds, assembly, bodies of macros. */
function isNamedElsewhere(context: FlowContext<MessageId>, graph: FunctionGraph, store: DeadStore, text: string): boolean {
  const name = new RegExp(`(?<!\\.|->)\\b${store.name.replace(/\W/g, "")}\\b`, "g");
  const { start } = context.file.tree.node(context.function.node);
  const understood = [...store.named].map((each) => context.file.tree.node(graph.nodeOf(each)));
  for (const { index } of text.matchAll(name))
    if (!understood.some((each) => each.start <= start + index && start + index < each.end)) return true;
  const seen = new Set<string>();
  const isInMacro = (code: string, depth: number): boolean =>
    depth > 0 &&
    [...code.matchAll(/[A-Za-z_]\w*/g)].some(([word]) => {
      if (seen.has(word)) return false;
      seen.add(word);
      const macro = context.file.semantics.macro(word);
      return macro !== undefined && (namesIt(macro, store.name) || isInMacro(macro.body, depth - 1));
    });
  return isInMacro(text, MACRO_DEPTH);
}

/** Macros in macros that are followed to a name in their text. */
const MACRO_DEPTH = 4;

function namesIt({ parameters, body }: MacroFact, name: string): boolean {
  return parameters?.includes(name) !== true && new RegExp(`\\b${name.replace(/\W/g, "")}\\b`).test(body);
}

function isNothing(context: FlowContext<MessageId>, value: SyntaxNode): boolean {
  const inner = bare(value);
  return inner.is("null", "initializerList") || inner.text === "NULL" || context.file.semantics.integerValue(inner) === 0;
}
