import type { ProjectConfig } from "../project/config.js";
import type { CommentFact } from "../project/facts.js";
import { SourceDocument } from "../text/document.js";
import type { FilePath } from "../text/span.js";
import type { SourceMention, SourceTrace } from "./contribution.js";
import { outlineOfPython, type PythonDefinition } from "./python-text.js";
import type { ScanContext, TagMention } from "./scanner.js";
import { TAG_SCANNERS } from "./scanners/registry.js";
import { linesName, scanTags, sourceMention, type ScannedSource } from "./source-trace.js";
import { traceSourcesOf } from "./sources.js";

/** Words of which each tag that is looked for in such texts has one: most texts hold none and cost no more than this. */
const SIGNS = /@relation\b|->|req-(?:Id|traceability):|lobster-|@need-ids|@rst|@tests:|@SVCs|@satisfies|@verifies|@Requirements|@req\b/;

/**
 * Tags of a text that no front end reads: a script, a build file, a source in another language. Python is known by its
 * comments, docstrings and indentation; of any other text each line may hold a tag. One without tags may be named by a document.
 */
export function traceText(path: FilePath, text: string, config: ProjectConfig, context: ScanContext): ScannedSource {
  const sources = traceSourcesOf(config);
  const { isTest } = context;
  const isSoup = sources.isSoup(path);
  if (isSoup || !SIGNS.test(text)) return { ...NO_ITEMS, source: { ...EMPTY, isTest, isSoup } };
  const document = new SourceDocument(path, undefined, text, 0);
  const isPython = path.endsWith(".py");
  const outline = isPython ? outlineOfPython(text) : { definitions: [], comments: [wholeText(text)] };
  const file = { document, language: undefined, facts: { comments: outline.comments } };
  const { mentions: found, ...defined } = scanTags(TEXT_SCANNERS, file, sources.linkIds, context);
  const mentions = found.map((mention) => sourceMention(mention, isTest, ownerOf(document, mention, outline.definitions, isTest)));
  return { ...defined, source: { ...EMPTY, isTest, mentions } };
}

const TEXT_SCANNERS = TAG_SCANNERS.filter(({ anyText }) => anyText === true);
const NO_ITEMS = { items: [], links: [], problems: [] } as const;

/** Functions are not told: nothing is asked of code in a language that is not analysed. */
const EMPTY: SourceTrace = { isTest: false, isSoup: false, functions: [], mentions: [] };

function wholeText(text: string): CommentFact {
  return { span: { start: 0, end: text.length }, text, attachment: { to: "file" } };
}

function ownerOf(
  document: SourceDocument,
  { scope, attachment, role, roleInTests }: TagMention,
  definitions: readonly PythonDefinition[],
  isTest: boolean,
): SourceMention["owner"] {
  if (scope?.of === "file") return { of: "file" };
  if (scope?.of === "range") return { of: "range", name: linesName(document.lines, scope.span), span: scope.span };
  const definition = attachment.to === "function" ? definitions[attachment.index] : undefined;
  if (!definition) return { of: "file" };
  const { kind, name, qualifiedName, span, nameSpan } = definition;
  const verifies = ((isTest ? roleInTests : undefined) ?? role) === "verifies";
  if (kind === "function" && verifies) {
    const suite = qualifiedName.slice(0, Math.max(0, qualifiedName.length - name.length - 1));
    return { of: "test", suite, name, span, nameSpan };
  }
  return { of: "class", name: qualifiedName, span };
}
