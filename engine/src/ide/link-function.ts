import type { ParsedFile } from "../languages/front-end.js";
import type { CommentFact, FunctionFact } from "../project/facts.js";
import { isCFamily } from "../text/document.js";
import { spansTouch, type FilePath, type Span, type TextEdit } from "../text/span.js";
import type { ItemKind } from "../trace/graph.js";
import { expectedEnds } from "../trace/roles.js";
import { traceSourcesOf } from "../trace/sources.js";
import type { IdeContext } from "./context.js";
import { lineTables } from "./file-view.js";

/** A function that can be linked, and what it can be linked to. */
export interface LinkTargets {
  readonly version: number;
  readonly function: string;
  readonly span: Span;
  readonly items: readonly { readonly id: string; readonly title: string; readonly kind: ItemKind; readonly linked: boolean }[];
}

/** An edit of one file, with what an editor needs to apply it. */
export interface FileEdit {
  readonly path: FilePath;
  readonly version: number;
  readonly lines: readonly number[];
  readonly edits: readonly TextEdit[];
}

/** Name of the function whose head a span touches, where there is anything to link it to. */
export function linkableAt(context: IdeContext, path: FilePath, span: Span): string | undefined {
  const found = functionAt(context, path, span.start);
  return found && spansTouch(found.fact.nameSpan, span) && context.graph().hasDocuments ? found.fact.qualifiedName : undefined;
}

/** What the function at an offset can be linked to: requirements, designs and risk controls; `null` outside of a function and without any document. */
export function linkTargetsAt(context: IdeContext, path: FilePath, offset: number): LinkTargets | null {
  const found = functionAt(context, path, offset);
  if (!found) return null;
  const graph = context.graph();
  const isTest = traceSourcesOf(context.project.config).isTest(path);
  const kinds = new Set(
    isTest ? expectedEnds("verifies", "test-case") : [...expectedEnds("satisfies", "unit"), ...expectedEnds("mitigates", "unit")],
  );
  kinds.delete("unit");
  const { qualifiedName } = found.fact;
  const links = [
    ...graph.outgoing(path).filter(({ symbol }) => symbol?.name === qualifiedName),
    ...graph.outgoing(`${path}#${qualifiedName}`),
  ];
  const linked = new Set(links.map(({ to }) => to));
  const items = graph.items
    .filter(({ kind }) => kinds.has(kind))
    .map(({ id, title, kind }) => ({ id, title, kind, linked: linked.has(id) }));
  if (items.length === 0) return null;
  return { version: found.file.document.version, function: qualifiedName, span: found.fact.nameSpan, items };
}

/**
 * The edit that links the function at an offset to an item: a tag in the comment that documents it, else in a new one above it. A test
 * verifies, a unit satisfies a requirement and mitigates by a risk control.
 */
export function linkFunctionAt(context: IdeContext, path: FilePath, offset: number, id: string): FileEdit | null {
  const found = functionAt(context, path, offset);
  const item = context.graph().item(id);
  if (!found || !item) return null;
  const { file, fact } = found;
  const isTest = traceSourcesOf(context.project.config).isTest(path);
  // In TypeScript `@satisfies` is the language's own.
  const satisfies = isCFamily(file.language) ? "satisfies" : "req";
  const tag = `@${isTest ? "verifies" : item.kind === "risk-control" ? "mitigates" : satisfies} ${id}`;
  const edit = tagEdit(file, fact, tag);
  return { path, version: file.document.version, lines: lineTables(context, [path])[path] ?? [0], edits: [edit] };
}

function functionAt(
  context: IdeContext,
  path: FilePath,
  offset: number,
): { readonly file: ParsedFile; readonly fact: FunctionFact } | undefined {
  const file = context.project.parsed(path);
  let innermost: FunctionFact | undefined;
  for (const fact of file?.facts.functions ?? []) {
    const start = file ? file.document.lines.lineStart(file.document.lines.lineAt(fact.span.start)) : 0;
    if (fact.name !== "" && start <= offset && offset <= fact.span.end && (!innermost || fact.span.start >= innermost.span.start))
      innermost = fact;
  }
  return file && innermost && { file, fact: innermost };
}

function tagEdit(file: ParsedFile, fact: FunctionFact, tag: string): TextEdit {
  const { text, lines } = file.document;
  const line = lines.lineStart(lines.lineAt(fact.span.start));
  const comment = file.facts.comments.find((each) => documents(file, each, fact) && each.span.end <= fact.span.start);
  const indent = /^[ \t]*/.exec(text.slice(line))?.[0] ?? "";
  const end = text.includes("\r\n") ? "\r\n" : "\n";
  if (!comment) return insertion(line, `${indent}/** ${tag} */${end}`);
  const { span } = comment;
  if (!text.startsWith("/*", span.start)) {
    const marker = /^\/\/[/!]?<?/.exec(text.slice(span.start))?.[0] ?? "//";
    return insertion(span.end, `${end}${indent}${marker} ${tag}`);
  }
  const closing = span.end - 2;
  if (!text.slice(span.start, span.end).includes("\n"))
    return insertion(closing, /\s$/.test(text.slice(span.start, closing)) ? `${tag} ` : ` ${tag} `);
  const lastLine = lines.lineStart(lines.lineAt(closing));
  const before = text.slice(lastLine, closing);
  // Text stands before the closing mark: the tag goes below it.
  if (before.trim() !== "") return insertion(closing, `${end}${indent} * ${tag}${end}${indent} `);
  return insertion(lastLine, `${indent} * ${tag}${end}`);
}

function documents(file: ParsedFile, { attachment }: CommentFact, fact: FunctionFact): boolean {
  return attachment.to === "function" && !attachment.inside && file.facts.functions[attachment.index] === fact;
}

function insertion(offset: number, newText: string): TextEdit {
  return { span: { start: offset, end: offset }, newText };
}
