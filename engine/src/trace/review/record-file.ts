import { compareText } from "../../rule/finding.js";
import type { Span } from "../../text/span.js";

// The records that users commit beside their code (reviews, reviewed texts, stamps) have one form: a line with name and version,
// then one entry a line, its fields separated by tabs, the lines sorted. So two branches rarely touch the same place, and where
// they do a person can merge by keeping both sides.

export interface RecordLine {
  readonly fields: readonly string[];
  readonly span: Span;
}

export interface RecordProblem {
  readonly message: string;
  readonly span: Span;
}

export interface RecordFile {
  readonly lines: readonly RecordLine[];
  readonly problems: readonly RecordProblem[];
}

/** What the lines of one kind of record are. */
export interface RecordForm {
  /** First word of the first line: `vitalint-reviews`. */
  readonly name: string;
  readonly version: number;
  /** How many fields a line has. */
  readonly fields: number;
}

const CONFLICT = /^(?:<{7}|={7}|>{7}|\|{7})(?: |$)/;

/**
 * Reads a record. A file of another kind or version is refused as a whole; a line that is no entry is a located problem, and the
 * others hold. Of a merge conflict both sides are read, and it is told.
 */
export function readRecord(text: string, form: RecordForm): RecordFile {
  const lines: RecordLine[] = [];
  const problems: RecordProblem[] = [];
  let offset = 0;
  let isFirst = true;
  for (const raw of text.split("\n")) {
    const line = raw.endsWith("\r") ? raw.slice(0, -1) : raw;
    const span = { start: offset, end: offset + line.length };
    offset += raw.length + 1;
    const content = span.start === 0 ? line.replace(/^\ufeff/, "") : line;
    if (content.trim() === "") continue;
    if (CONFLICT.test(content)) {
      if (content.startsWith("<"))
        problems.push({ message: "This is an unresolved merge conflict: keep the lines of both sides, and remove the markers.", span });
      continue;
    }
    if (isFirst) {
      isFirst = false;
      const message = headProblem(content, form);
      if (message !== undefined) return { lines: [], problems: [{ message, span }] };
      continue;
    }
    const fields = content.split("\t").map(unescaped);
    if (fields.length === form.fields) lines.push({ fields, span });
    else
      problems.push({
        message: `This line has ${String(fields.length)} fields instead of ${String(form.fields)} (separated by tabs): it is left out.`,
        span,
      });
  }
  if (isFirst && text !== "") problems.push({ message: headMissing(form), span: { start: 0, end: 0 } });
  return { lines, problems };
}

function headProblem(line: string, form: RecordForm): string | undefined {
  const [name, version, ...rest] = line.split(" ");
  if (name !== form.name || rest.length > 0 || version === undefined) return headMissing(form);
  if (version === String(form.version)) return undefined;
  return `This record has version ${version.slice(0, 20)}, which this Vitalint does not know (it knows ${String(form.version)}): nothing of it is read.`;
}

function headMissing({ name, version }: RecordForm): string {
  return `The first line must be '${name} ${String(version)}': nothing of this file is read.`;
}

/** Text of a record: lines sorted by code units, each once. */
export function recordText(lines: Iterable<readonly string[]>, { name, version }: RecordForm): string {
  const texts = [...new Set([...lines].map((fields) => fields.map(escaped).join("\t")))].sort(compareText);
  return [`${name} ${String(version)}`, ...texts, ""].join("\n");
}

function escaped(field: string): string {
  return field.replace(/[\\\t\n\r]/g, (found) => ESCAPES[found] ?? found);
}

function unescaped(field: string): string {
  return field.includes("\\") ? field.replace(/\\([\\tnr])/g, (whole, letter: string) => LETTERS[letter] ?? whole) : field;
}

const ESCAPES: Readonly<Record<string, string>> = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r" };
const LETTERS: Readonly<Record<string, string>> = { "\\": "\\", t: "\t", n: "\n", r: "\r" };

/** True for a digest as records write it. */
export function isDigest(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}

/** True for a calendar date: `2026-11-24`. */
export function isDate(text: string): boolean {
  return /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/.test(text);
}
