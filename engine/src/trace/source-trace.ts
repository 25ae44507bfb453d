import type { ParsedFile, SurveyedFile, SurveyedFunction } from "../languages/front-end.js";
import type { SyntaxNode } from "../syntax/node.js";
import { isCFamily } from "../text/document.js";
import type { LineIndex } from "../text/line-index.js";
import type { Span } from "../text/span.js";
import type { SourceFunction, SourceMention, SourceTrace } from "./contribution.js";
import type { IdMatcher } from "./ids.js";
import type { CommentItems, ScanContext, TaggedText, TagMention, TagScanner } from "./scanner.js";
import { excuseIn } from "./scanners/lobster.js";
import { TAG_SCANNERS } from "./scanners/registry.js";

/** A source that the trace looks into. Where tests are calls, as in TypeScript, it has to be parsed. */
export type TracedSource = SurveyedFile & Partial<Pick<ParsedFile, "tree" | "semantics">>;

/** What the scanners found in one file. */
export interface ScannedSource extends CommentItems {
  readonly source: SourceTrace;
}

/** Functions and tags of a source file, and the items that its comments define. */
export function traceSource(file: TracedSource, ids: IdMatcher, isSoup: boolean, context: ScanContext): ScannedSource {
  const excuses = excusesIn(file);
  const functions = file.facts.functions.map((fact, index) => functionOf(fact, excuses.get(index)));
  const { isTest } = context;
  if (isSoup) return { source: { isTest, isSoup, functions, mentions: [] }, items: [], links: [], problems: [] };
  const { mentions, ...defined } = scanTags(TAG_SCANNERS, file, ids, context);
  const groups = groupsOf(file);
  const owned = mentions.map((mention) => sourceMention(mention, isTest, groupOwner(file, groups, mention) ?? ownerOf(file, mention)));
  return { ...defined, source: { isTest, isSoup, functions, mentions: owned } };
}

/** Tags and items that the comments of a file hold, by scanner. */
export function scanTags(
  scanners: readonly TagScanner[],
  file: TaggedText,
  ids: IdMatcher,
  context: ScanContext,
): CommentItems & { readonly mentions: readonly TagMention[] } {
  const isId = (text: string): boolean => ids.matches(text);
  const defined = scanners.flatMap((scanner) => {
    const found = scanner.items?.(file, isId, context);
    return found ? [{ ...found, items: found.items.map((item) => ({ ...item, reader: scanner.name })) }] : [];
  });
  return {
    mentions: scanners.flatMap((scanner) => scanner.scan(file, isId, context)),
    items: defined.flatMap(({ items }) => items),
    links: defined.flatMap(({ links }) => links),
    problems: defined.flatMap(({ problems }) => problems),
  };
}

/** A tag with the code that it belongs to. */
export function sourceMention(mention: TagMention, isTest: boolean, owner: SourceMention["owner"]): SourceMention {
  return {
    role: (isTest ? mention.roleInTests : undefined) ?? mention.role,
    id: mention.id,
    idSpan: mention.idSpan,
    tag: mention.tag,
    owner,
    ...(mention.relation === undefined ? {} : { relation: mention.relation }),
    ...(mention.revision === undefined ? {} : { revision: mention.revision }),
    ...(mention.probable === undefined ? {} : { probable: mention.probable }),
    ...(mention.loose === undefined ? {} : { loose: mention.loose }),
    ...(mention.inexact === undefined ? {} : { inexact: mention.inexact }),
  };
}

/** Functions, by index, whose comments say that they need no requirement; a reason has to be given. */
function excusesIn(file: TracedSource): ReadonlyMap<number, string> {
  const excuses = new Map<number, string>();
  if (!file.document.text.includes("lobster-exclude:")) return excuses;
  for (const { attachment, text } of file.facts.comments) {
    const excuse = attachment.to === "function" ? excuseIn(text) : undefined;
    if (excuse !== undefined && excuse !== "" && attachment.to === "function") excuses.set(attachment.index, excuse);
  }
  return excuses;
}

function functionOf(fact: SurveyedFunction, excused: string | undefined): SourceFunction {
  return {
    name: fact.name,
    qualifiedName: fact.qualifiedName,
    signature: fact.signature,
    span: fact.span,
    nameSpan: fact.nameSpan,
    defined: fact.body !== undefined,
    external: fact.linkage === "external",
    ...(excused === undefined ? {} : { excused }),
  };
}

/** Macros that define a test: GoogleTest, Zephyr's ztest, Catch2, CppUTest, Criterion. */
const TEST_MACROS =
  /^(?:TEST|TEST_F|TEST_P|TYPED_TEST|TYPED_TEST_P|ZTEST|ZTEST_F|ZTEST_USER|ZTEST_USER_F|TEST_CASE|SCENARIO|Test|IGNORE_TEST)$/;

/** Functions of test frameworks that take a title and a body: mocha, jest, vitest, node:test. */
const TEST_CALLS = /^(?:it|test|specify|describe|suite|context)(?:\.(?:only|skip|concurrent|sequential))?$/;

function ownerOf(file: TracedSource, mention: TagMention): SourceMention["owner"] {
  const { scope } = mention;
  if (scope?.of === "file") return { of: "file" };
  if (scope?.of === "range") return { of: "range", name: linesName(file.document.lines, scope.span), span: scope.span };
  if (!isCFamily(file.language)) {
    const test = testCallAt(file, mention.tagSpan.end);
    if (test) return test;
  }
  const { attachment } = mention;
  if (attachment.to === "type") {
    const type = file.facts.types[attachment.index];
    if (type && (scope?.of === "class" || CLASSES.has(type.kind))) return { of: "class", name: type.name, span: type.span };
  }
  if (attachment.to !== "function") return { of: "file" };
  const fact = file.facts.functions[attachment.index];
  if (!fact) return { of: "file" };
  if (TEST_MACROS.test(file.document.text.slice(fact.nameSpan.start, fact.nameSpan.end))) {
    const [suite, name] = macroArguments(file.document.text, fact);
    if (suite !== undefined)
      return { of: "test", suite: name === undefined ? "" : suite, name: name ?? suite, span: fact.span, nameSpan: fact.nameSpan };
  }
  return { of: "function", index: attachment.index };
}

const CLASSES: ReadonlySet<string> = new Set(["class", "struct", "interface"]);

/** A group of Doxygen (`@{ … @}`), with the comment that opens it. */
interface Group {
  readonly head: Span;
  readonly span: Span;
}

function groupsOf(file: TracedSource): readonly Group[] {
  if (!/[@\\]\{/.test(file.document.text)) return [];
  const groups: Group[] = [];
  const open: Span[] = [];
  for (const comment of file.facts.comments) {
    for (const mark of comment.text.matchAll(/[@\\]([{}])/g)) {
      if (mark[1] === "{") open.push(comment.span);
      else {
        const head = open.pop();
        if (head) groups.push({ head, span: { start: head.start, end: comment.span.end } });
      }
    }
  }
  return groups;
}

/** A tag in the comment that opens a group is one of all its members. */
function groupOwner(file: TracedSource, groups: readonly Group[], { scope, tagSpan }: TagMention): SourceMention["owner"] | undefined {
  if (scope !== undefined) return undefined;
  const group = groups.find(({ head }) => head.start <= tagSpan.start && tagSpan.end <= head.end);
  return group && { of: "range", name: linesName(file.document.lines, group.span), span: group.span };
}

/** `lines 10-20`, `line 7`. */
export function linesName(lines: LineIndex, span: Span): string {
  const first = lines.lineAt(span.start) + 1;
  const last = lines.lineAt(Math.max(span.start, span.end - 1)) + 1;
  return first === last ? `line ${String(first)}` : `lines ${String(first)}-${String(last)}`;
}

/** What stands between the brackets of `TEST(Suite, Name)`. */
function macroArguments(text: string, fact: SurveyedFunction): string[] {
  const match = /^\s*\(([^)]*)\)/.exec(text.slice(fact.nameSpan.end, fact.span.end));
  return (match?.[1] ?? "")
    .split(",")
    .map((part) => part.trim().replace(/^"|"$/g, ""))
    .filter((part) => part !== "");
}

/** The test call that directly follows the comment around `offset`, with the titles of the calls around it as its suite. */
function testCallAt(file: TracedSource, offset: number): SourceMention["owner"] | undefined {
  const comment = file.facts.comments.find(({ span }) => span.start <= offset && offset <= span.end);
  if (!comment) return undefined;
  const text = file.document.text;
  let start = comment.span.end;
  while (start < text.length && /\s/.test(text.charAt(start))) start++;
  let node: SyntaxNode | undefined = file.tree?.node(file.tree.smallestAt(start, start + 1));
  while (node && !(node.kind === "call" && node.start === start)) {
    if (node.start < start) return undefined;
    node = node.parent;
  }
  const title = node && titleOf(file, node);
  if (!node || title === undefined) return undefined;
  const suites: string[] = [];
  for (let outer = node.ancestor("call"); outer; outer = outer.ancestor("call")) {
    const suite = titleOf(file, outer);
    if (suite !== undefined) suites.unshift(suite);
  }
  const nameSpan: Span = node.args[0]?.span ?? node.span;
  return { of: "test", suite: suites.join(" "), name: title, span: node.span, nameSpan };
}

function titleOf(file: TracedSource, call: SyntaxNode): string | undefined {
  const callee = call.child("callee");
  const first = call.args[0];
  if (!callee || !first || !TEST_CALLS.test(callee.text)) return undefined;
  return file.semantics?.stringValue(first);
}
