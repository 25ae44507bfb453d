// Texts from outside that reach somebody who acts on them: who they come from, and whether anybody looked at them on the way.
import type { FlowContext, FunctionRef, SinkEvent, SyntaxNode } from "../../../engine/src/index.js";
import { bare } from "../expressions.js";
import { SOURCES } from "./sources.js";

/** How the source of a text is called in messages. */
export function sourceName(event: SinkEvent): string {
  return SOURCES[event.argument.taint[0]?.kind ?? ""] ?? "outside the program";
}

/** Calls that hand data on, from which on a finding is told as information only: the further it came, the likelier somebody checked it. */
const FAR = 2;
/** Calls that pass on what another function gave. */
const DEEP = 3;

/** True for data that came through so many functions that one of them may have checked it in a way that is not read. */
export function cameFar(steps: SinkEvent["steps"]): boolean {
  const through = steps.filter(({ role }) => role === "through");
  const up = through.filter(({ message }) => message.includes("passes it on")).length;
  const down = through.filter(({ message }) => message.includes("passed on")).length;
  return up >= FAR || (up > 0 && down >= DEEP);
}

/** The call's argument that reaches the sink; the call itself where it has none of its own (a method's object, a macro). */
export function sinkArgument(context: FlowContext, event: SinkEvent): { readonly call: SyntaxNode; readonly argument: SyntaxNode } {
  const call = context.file.tree.node(event.node);
  const shift = call.child("callee")?.kind === "member" ? 1 : 0;
  return { call, argument: call.args[event.position - shift] ?? call };
}

/** Functions through which the data come, the one with the sink included. */
function functionsOnTheWay(context: FlowContext, event: SinkEvent): FunctionRef[] {
  const found: FunctionRef[] = [{ file: context.file, fact: context.function }];
  for (const { location } of event.steps) {
    const file = context.project.parsed(location.file);
    const fact = file?.facts.functions.find(
      ({ span, body }) => body !== undefined && span.start <= location.span.start && location.span.end <= span.end,
    );
    if (file && fact && !found.some((each) => each.fact === fact)) found.push({ file, fact });
  }
  return found;
}

/** Functions of a project that are named for looking at data before they are used. */
const CHECKERS = /sanit|valid|escape|quote|whitelist|allow_?list|is_?safe|safe_?path|canonical|normali[sz]e/i;

/** Searches in a text: in the argument after it stands what is looked for. */
// prettier-ignore
const SEARCHES: readonly string[] = [
  "strstr", "strchr", "strrchr", "strpbrk", "strspn", "strcspn", "memchr", "strcmp", "strncmp", "strcasecmp", "strncasecmp", "fnmatch",
  "wcsstr", "wcschr", "wcsrchr", "wcspbrk", "wcsspn", "wcscspn", "wcscmp", "wcsncmp",
];

/**
 * True when some function on the way checks texts: by name, by one of `checks`, or by a search for characters that `dangerous` matches.
 * Which text it is that is checked is not looked at.
 */
export function isChecked(context: FlowContext, event: SinkEvent, checks: readonly string[], dangerous: RegExp): boolean {
  return functionsOnTheWay(context, event).some(({ file, fact }) =>
    file.facts.calls.some((each) => {
      const call = file.tree.node(each.node);
      if (call.start < fact.span.start || call.end > fact.span.end) return false;
      const name = each.callee.replace(/^.*(::|\.)/, "");
      if (checks.includes(name) || CHECKERS.test(name)) return true;
      if (!SEARCHES.includes(name)) return false;
      return call.args.some((argument) => dangerous.test(literalText(argument)));
    }),
  );
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", "0": "\0" };

function literalText(node: SyntaxNode): string {
  const inner = bare(node);
  if (!inner.is("string", "char")) return "";
  return inner.text.replace(/^\w*["']|["']$/g, "").replace(/\\(.)/g, (_, letter: string) => ESCAPES[letter] ?? letter);
}

/**
 * True when nothing tells who decides about a text: it is given by callers that are not in the project, or by a function that is not. In C++
 * objects and virtual calls hide more than can be seen, so that there only plain functions count.
 */
export function isOpen(context: FlowContext, event: SinkEvent): boolean {
  if (event.origin === "outside" || event.origin === "fixed") return false;
  if (context.file.language !== "cpp") return true;
  return event.origin === "caller" && !isMethod(context);
}

function isMethod({ file, function: fact }: FlowContext): boolean {
  const scopes = fact.qualifiedName.split("::").slice(0, -1);
  return scopes.some((scope) => !new RegExp(String.raw`\bnamespace\s+${scope}\b`).test(file.tree.text));
}
