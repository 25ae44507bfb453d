import { diffHunks, type Hunk } from "../../text/diff.js";
import { documentWords } from "../../text/document-words.js";
import { digestTokens } from "../../text/versioned-digests.js";
import type { EndText } from "./reviewed-texts.js";

/** What changed at an end of a link since it was reviewed. */
export interface EndChange {
  readonly end: "from" | "to";
  /** Id of the item at that end. */
  readonly id: string;
  /** `undefined`: the reviewed text was not kept. */
  readonly before: EndText | undefined;
  readonly after: EndText;
}

/** A message quotes at most so much of a change, in characters. */
const QUOTED = 120;
/** Lines of a diff that a hover shows. */
const SHOWN_LINES = 60;

/** The change in few words, for a message: `"at most [1200 -> 1000] ml/h"`; empty where the reviewed text was not kept. */
export function changeInShort(change: EndChange): string {
  const { before, after } = change;
  if (before?.kind !== after.kind) return "";
  if (before.kind === "unit" && after.kind === "unit") {
    const { removed, added, first } = countLines(before, after);
    if (removed + added === 0) return "";
    const quoted = first === "" ? "" : `, first '${cut(first)}'`;
    return `${lines(added)} new, ${lines(removed)} gone${quoted}`;
  }
  const [field] = changedFields(before, after);
  return field ? `'${cut(inlineDiff(field.before, field.after))}'` : "";
}

/** The whole change as Markdown: a diff of lines for code, of words for the fields of an item. */
export function changeInMarkdown({ before, after }: EndChange): string {
  if (before?.kind !== after.kind) return "*The reviewed text was not kept: what changed can't be shown.*";
  const shown = before.kind === "unit" && after.kind === "unit" ? lineDiff(before, after) : fieldDiff(before, after);
  const rest = shown.length - SHOWN_LINES;
  const kept = rest > 0 ? [...shown.slice(0, SHOWN_LINES), `… ${String(rest)} more lines`] : shown;
  const fence = "`".repeat(Math.max(3, ...kept.map((line) => (/`{3,}/.exec(line)?.[0].length ?? 0) + 1)));
  return [`${fence}diff`, ...kept, fence].join("\n");
}

/** A line of code that holds tokens, and what it says without comments and layout. */
interface CodeLine {
  readonly shown: string;
  readonly key: string;
}

type UnitText = Extract<EndText, { readonly kind: "unit" }>;

/** Lines of code that hold anything but comments. */
function codeLines({ text, family }: UnitText): CodeLine[] {
  const language = family === "c" ? "c" : "typescript";
  const lines = withoutComments(text).split("\n");
  return lines.flatMap((line) => {
    const key = digestTokens(line, language).join(" ");
    return key === "" ? [] : [{ shown: line.trimEnd(), key }];
  });
}

/** Text with block comments over several lines blanked: line by line nobody could tell them from code. */
function withoutComments(text: string): string {
  return text.replace(/"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|\/\/[^\n]*|\/\*[^]*?(?:\*\/|$)/g, (found) =>
    found.startsWith("/*") ? found.replace(/[^\n]/g, " ") : found.startsWith("//") ? "" : found,
  );
}

function lineHunks(before: UnitText, after: UnitText): { a: CodeLine[]; b: CodeLine[]; hunks: readonly Hunk[] } {
  const a = codeLines(before);
  const b = codeLines(after);
  return {
    a,
    b,
    hunks: diffHunks(
      a.map(({ key }) => key),
      b.map(({ key }) => key),
    ),
  };
}

function countLines(before: UnitText, after: UnitText): { removed: number; added: number; first: string } {
  const { b, a, hunks } = lineHunks(before, after);
  const sum = (of: "before" | "after"): number => hunks.reduce((total, hunk) => total + hunk[of].end - hunk[of].start, 0);
  const [hunk] = hunks;
  const line = hunk && (hunk.after.end > hunk.after.start ? b[hunk.after.start] : a[hunk.before.start]);
  return { removed: sum("before"), added: sum("after"), first: line?.shown.trim() ?? "" };
}

/** Changed lines with one line around them. */
function lineDiff(before: UnitText, after: UnitText): string[] {
  const { a, b, hunks } = lineHunks(before, after);
  const out: string[] = [];
  let shown = 0;
  for (const [index, { before: gone, after: come }] of hunks.entries()) {
    const above = come.start - 1;
    if (above >= shown) {
      if (above > shown && index > 0) out.push("  …");
      out.push(`  ${b[above]?.shown ?? ""}`);
    }
    for (let i = gone.start; i < gone.end; i++) out.push(`- ${a[i]?.shown ?? ""}`);
    for (let i = come.start; i < come.end; i++) out.push(`+ ${b[i]?.shown ?? ""}`);
    shown = come.end;
    const next = hunks[index + 1]?.after.start ?? b.length;
    if (shown < next) out.push(`  ${b[shown++]?.shown ?? ""}`);
  }
  return out;
}

interface ChangedField {
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

type ItemText = Extract<EndText, { readonly kind: "item" }>;

function changedFields(before: EndText, after: EndText): ChangedField[] {
  const a = (before as ItemText).fields;
  const b = (after as ItemText).fields;
  const words = (text: string | undefined): string => documentWords(text ?? "").join(" ");
  return [...new Set([...Object.keys(a), ...Object.keys(b)])]
    .map((name) => ({ name, before: words(a[name]), after: words(b[name]) }))
    .filter((field) => field.before !== field.after);
}

function fieldDiff(before: EndText, after: EndText): string[] {
  return changedFields(before, after).flatMap(({ name, before: a, after: b }) => [
    `@@ ${name.replace(/^attribute /, "")} @@`,
    ...(a === "" ? [] : [`- ${a}`]),
    ...(b === "" ? [] : [`+ ${b}`]),
    ...(a === "" || b === "" ? [] : [`  ${inlineDiff(a, b)}`]),
  ]);
}

/** Two texts in one: `at most [1200 -> 1000] ml/h`, with what stays the same shortened to a few words. */
function inlineDiff(before: string, after: string): string {
  const a = before === "" ? [] : before.split(" ");
  const b = after === "" ? [] : after.split(" ");
  const out: string[] = [];
  let shown = 0;
  const same = (to: number, isLast: boolean): void => {
    const words = b.slice(shown, to);
    const head = shown === 0 ? [] : words.slice(0, 3);
    const tail = isLast ? [] : words.slice(Math.max(head.length, words.length - 3));
    out.push(...head, ...(head.length + tail.length < words.length ? ["…"] : []), ...tail);
  };
  for (const { before: gone, after: come } of diffHunks(a, b)) {
    same(come.start, false);
    out.push(
      `[${a.slice(gone.start, gone.end).join(" ")} -> ${b.slice(come.start, come.end).join(" ")}]`
        .replace("[ ->", "[->")
        .replace("-> ]", "->]"),
    );
    shown = come.end;
  }
  same(b.length, true);
  return out.join(" ");
}

function cut(text: string): string {
  const plain = text.replace(/\s+/g, " ");
  return plain.length <= QUOTED ? plain : `${plain.slice(0, QUOTED)} …`;
}

function lines(count: number): string {
  return `${String(count)} line${count === 1 ? "" : "s"}`;
}
