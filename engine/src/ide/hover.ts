import { ENGINE_DIAGNOSTICS, isEngineDiagnostic } from "../rule/engine-diagnostics.js";
import type { Cancellation, JoinedFinding } from "../service/engine.js";
import type { FilePath, Span } from "../text/span.js";
import { contextSentence } from "./context-sentence.js";
import type { IdeContext } from "./context.js";
import { lineTables } from "./file-view.js";
import { idAt } from "./id-at.js";
import { inlineMarkdown } from "./markdown.js";
import { cardOf } from "./requirement-card.js";
import { suspectMarkdown } from "./reviews.js";

/** What is said of a place: parts in Markdown, each about one thing. */
export interface HoverCard {
  readonly version: number;
  readonly span: Span;
  readonly lines: readonly number[];
  readonly parts: readonly HoverPart[];
}

export interface HoverPart {
  readonly markdown: string;
  /** The rule that the part is about: an editor that can open its page links to it. */
  readonly rule?: string;
}

/** A rule's id in text: a configuration, a comment, a sidecar. */
const RULE_ID = /[a-z][a-z-]*\/[a-z][a-z-]*/g;

/** Findings, requirement ids and rule ids at an offset; `undefined` when cancelled, `null` when there is nothing to say. */
export function hoverAt(context: IdeContext, path: FilePath, offset: number, cancellation: Cancellation): HoverCard | null | undefined {
  const document = context.project.document(path);
  if (!document) return null;
  const findings = context.findings(path, cancellation);
  if (!findings) return undefined;
  const here = findings.filter(({ finding: { span } }) => span.start <= offset && offset < Math.max(span.end, span.start + 1));
  const id = idPart(context, path, offset);
  const rule = id ? undefined : rulePart(context, document.text, offset);
  const suspect = suspectMarkdown(context.graph(), path, { start: offset, end: offset });
  const parts = [
    ...(id ? [id.part] : []),
    ...(suspect === undefined ? [] : [{ markdown: suspect }]),
    ...(rule ? [rule.part] : []),
    ...here.map((joined) => findingPart(context, joined)),
  ];
  const span = id?.span ?? rule?.span ?? smallest(here.map(({ finding }) => finding.span));
  if (!span || parts.length === 0) return null;
  return { version: document.version, span, lines: lineTables(context, [path])[path] ?? [0], parts };
}

function idPart(context: IdeContext, path: FilePath, offset: number): { part: HoverPart; span: Span } | undefined {
  const at = idAt(context.project, path, offset);
  const markdown = at && cardOf(context.graph(), at.id);
  return at && markdown !== undefined ? { part: { markdown }, span: at.span } : undefined;
}

function rulePart(context: IdeContext, text: string, offset: number): { part: HoverPart; span: Span } | undefined {
  const lineStart = text.lastIndexOf("\n", offset - 1) + 1;
  const newline = text.indexOf("\n", offset);
  for (const match of text.slice(lineStart, newline < 0 ? text.length : newline).matchAll(RULE_ID)) {
    const start = lineStart + match.index;
    const end = start + match[0].length;
    if (offset < start || end < offset) continue;
    const markdown = summaryOf(context, match[0]);
    if (markdown !== undefined) return { part: { markdown, rule: match[0] }, span: { start, end } };
  }
  return undefined;
}

/** The rule's page in short, and what the code is for. The message itself the editor shows with the finding. */
function findingPart(context: IdeContext, { finding, context: code }: JoinedFinding): HoverPart {
  const sentence = contextSentence(code, context.graph());
  const summary = summaryOf(context, finding.rule) ?? `**${inlineMarkdown(finding.rule)}**`;
  return { markdown: sentence === "" ? summary : `${sentence}\n\n${summary}`, rule: finding.rule };
}

/** Title, reason and remedy of a rule, or why an engine diagnostic matters; `undefined` for an id that nothing has. */
function summaryOf({ ruleSet }: IdeContext, id: string): string | undefined {
  if (isEngineDiagnostic(id)) return `**${inlineMarkdown(id)}**: ${ENGINE_DIAGNOSTICS[id].why}`;
  const rule = ruleSet.rule(id);
  if (!rule) return undefined;
  const { title, why, whatToDo } = rule.docs;
  return `**${inlineMarkdown(title)}** (\`${id}\`)\n\n${why}\n\n*What to do:* ${whatToDo}`;
}

function smallest(spans: readonly Span[]): Span | undefined {
  return [...spans].sort((a, b) => a.end - a.start - (b.end - b.start))[0];
}
