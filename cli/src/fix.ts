import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  count,
  isOpen,
  SourceDocument,
  type FilePath,
  type ReportedFinding,
  type ReportedFix,
  type TextEdit,
} from "../../engine/src/index.js";
import { reasonOf } from "../../host/src/index.js";
import type { Io } from "./io.js";
import type { Session } from "./session.js";

/** A fix can make place for another, but not for ever: rules that undo each other's work would run on. */
const MAX_ROUNDS = 10;

/** Applies safe fixes of open findings and analyses again until none is left; returns the findings that then stand. */
export async function fixUntilStable(
  session: Session,
  find: () => Promise<readonly ReportedFinding[]>,
  io: Io,
): Promise<readonly ReportedFinding[]> {
  let findings = await find();
  let applied = 0;
  const failed = new Set<FilePath>();
  const files = new Set<FilePath>();
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const before = applied;
    for (const [file, fixes] of safeFixes(findings)) {
      if (failed.has(file)) continue;
      const result = await fixFile(session, file, fixes);
      if (typeof result === "string") {
        failed.add(file);
        io.err(`vitalint: ${file}: not fixed: ${result}\n`);
        continue;
      }
      for (const line of result) io.err(`${line}\n`);
      applied += result.length;
      if (result.length > 0) files.add(file);
    }
    if (applied === before) break;
    findings = await find();
  }
  io.err(`${count(applied, "fix", "fixes")} applied in ${count(files.size, "file")}\n`);
  return findings;
}

function safeFixes(
  findings: readonly ReportedFinding[],
): Map<FilePath, { readonly finding: ReportedFinding; readonly fix: ReportedFix }[]> {
  const byFile = new Map<FilePath, { readonly finding: ReportedFinding; readonly fix: ReportedFix }[]>();
  for (const finding of findings.filter(isOpen)) {
    const fix = finding.fixes.find(({ kind }) => kind === "safe");
    if (!fix) continue;
    const list = byFile.get(finding.place.file) ?? [];
    list.push({ finding, fix });
    byFile.set(finding.place.file, list);
  }
  return byFile;
}

/** What was changed, a line each; or the reason why the file was left alone. */
async function fixFile(
  session: Session,
  file: FilePath,
  fixes: readonly { readonly finding: ReportedFinding; readonly fix: ReportedFix }[],
): Promise<string[] | string> {
  const path = join(session.folder.root, file);
  try {
    const bytes = await readFile(path);
    const text = bytes.toString("utf8");
    // Bytes that do not survive the way through text would be damaged by writing.
    if (!Buffer.from(text, "utf8").equals(bytes)) return "it is not UTF-8";
    // The analysis did not see a byte order mark; it stays where it is.
    const mark = text.startsWith("\ufeff") ? "\ufeff" : "";
    const document = new SourceDocument(file, undefined, text.slice(mark.length), 0);
    const taken: TextEdit[] = [];
    const lines: string[] = [];
    for (const { finding, fix } of fixes) {
      const edits = fix.edits.map((edit): TextEdit => ({ span: spanIn(document, edit.place), newText: edit.newText }));
      // Edits that meet others wait for the next round, where their places are known anew.
      if (edits.some((edit) => taken.some((other) => edit.span.start <= other.span.end && other.span.start <= edit.span.end))) continue;
      taken.push(...edits);
      lines.push(`${file}:${String(finding.place.line)}:${String(finding.place.column)}: fixed: ${fix.title} [${finding.rule}]`);
    }
    const fixed = applyEdits(document.text, taken);
    await writeFile(path, mark + fixed);
    await session.setText(file, fixed);
    return lines;
  } catch (error) {
    return reasonOf(error);
  }
}

function spanIn(document: SourceDocument, place: ReportedFix["edits"][number]["place"]): TextEdit["span"] {
  const offset = (line: number, column: number): number => document.lines.offsetAt({ line: line - 1, character: column - 1 });
  return { start: offset(place.line, place.column), end: offset(place.endLine, place.endColumn) };
}

function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let result = text;
  for (const { span, newText } of [...edits].sort((a, b) => b.span.start - a.span.start)) {
    result = result.slice(0, span.start) + newText + result.slice(span.end);
  }
  return result;
}
