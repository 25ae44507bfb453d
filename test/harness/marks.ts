// Marks in fixtures: what a rule shall report, written under the line that it shall be reported at.
//
//     strcpy(name, text);
//     // ^^^^^^^^^^^^^^^^ memory/unbounded-copy (warning) #A: 'strcpy' writes [safe]
//     // @0+4 step #A.1: comes from here          (for places that carets can't reach: column, length)
import { LineIndex, type Finding } from "../../engine/src/index.js";

export interface Mark {
  readonly file: string;
  /** One-based line that the mark speaks of. */
  readonly line: number;
  readonly column: number;
  readonly length: number;
  /** Rule id of a finding's mark; `undefined` for a step. */
  readonly rule: string | undefined;
  readonly severity: string | undefined;
  /** Name by which steps refer to a finding: `A` in `#A`, and `A.1` for its first step. */
  readonly label: string | undefined;
  readonly message: string;
  readonly fix: "safe" | "suggestion" | "none" | undefined;
}

const MARK = /^(?<lead>\s*(?:\/\/|<!--)\s*)(?:(?<carets>\^+)|@(?<column>\d+)\+(?<length>\d+))\s+(?<rest>\S.*?)\s*(?:-->)?$/;
const REST =
  /^(?<what>step|[a-z-]+\/[a-z-]+)(?:\s+\((?<severity>\w+)\))?(?:\s+#(?<label>[A-Z]\w*(?:\.\d+)?))?(?::\s*(?<message>.*?))?(?:\s*\[(?<fix>safe|suggestion|none)\])?$/;

/** Reads the marks of a file. A line that looks like a mark and is none is an error: a typing slip must not make a test pass. */
export function readMarks(file: string, text: string): readonly Mark[] {
  const marks: Mark[] = [];
  let target = 0;
  text.split(/\r\n|\r|\n/).forEach((lineText, index) => {
    const mark = MARK.exec(lineText)?.groups;
    if (!mark) {
      if (/^\s*\/\/.*\^\^/.test(lineText)) throw new Error(`${file}:${index + 1}: not a mark: ${lineText.trim()}`);
      target = index + 1;
      return;
    }
    const rest = REST.exec(mark["rest"] ?? "")?.groups;
    if (!rest) throw new Error(`${file}:${index + 1}: can't read the mark: ${lineText.trim()}`);
    marks.push({
      file,
      line: target,
      column: mark["carets"] === undefined ? Number(mark["column"]) : (mark["lead"] ?? "").length,
      length: mark["carets"]?.length ?? Number(mark["length"]),
      rule: rest["what"] === "step" ? undefined : rest["what"],
      severity: rest["severity"],
      label: rest["label"],
      message: rest["message"] ?? "",
      fix: rest["fix"] as Mark["fix"],
    });
  });
  return marks;
}

/** What is wrong with findings, held against marks: empty when each mark has its finding and each finding its mark. */
export function compareMarks(marks: readonly Mark[], findings: readonly Finding[], textOf: (file: string) => string): readonly string[] {
  const problems: string[] = [];
  const open = [...findings];
  const labelled = new Map<string, Finding>();
  for (const mark of marks) {
    if (mark.rule === undefined) continue;
    const index = open.findIndex(
      (finding) =>
        finding.rule === mark.rule &&
        finding.file === mark.file &&
        isAt(mark, finding.span, textOf(mark.file)) &&
        finding.message.includes(mark.message),
    );
    const [finding] = index < 0 ? [] : open.splice(index, 1);
    if (!finding) {
      problems.push(`${mark.file}:${mark.line}:${mark.column + 1}: missing: ${mark.rule}: ${mark.message}`);
      continue;
    }
    if (mark.label !== undefined) labelled.set(mark.label, finding);
    if (mark.severity !== undefined && mark.severity !== finding.severity)
      problems.push(`${mark.file}:${mark.line}: severity is ${finding.severity}, not ${mark.severity}`);
    const fix = finding.fixes.some(({ kind }) => kind === "safe") ? "safe" : finding.fixes.length > 0 ? "suggestion" : "none";
    if (mark.fix !== undefined && mark.fix !== fix) problems.push(`${mark.file}:${mark.line}: fix is ${fix}, not ${mark.fix}`);
  }
  for (const mark of marks) {
    if (mark.rule !== undefined) continue;
    const [label, number] = (mark.label ?? "").split(".");
    const step = labelled.get(label ?? "")?.steps[Number(number) - 1];
    if (step?.location.file !== mark.file || !isAt(mark, step.location.span, textOf(mark.file)) || !step.message.includes(mark.message)) {
      problems.push(`${mark.file}:${mark.line}: missing: step ${mark.label ?? "without label"}: ${mark.message}`);
    }
  }
  for (const finding of open) {
    const { line, character } = new LineIndex(textOf(finding.file)).positionAt(finding.span.start);
    const length = firstLineLength(finding.span, textOf(finding.file));
    problems.push(
      `${finding.file}:${line + 1}:${character + 1}: unexpected (length ${length}): ${finding.rule} (${finding.severity}): ${finding.message}`,
    );
  }
  return problems;
}

/** A mark covers a span's part on its first line. */
function isAt(mark: Mark, span: { readonly start: number; readonly end: number }, text: string): boolean {
  const { line, character } = new LineIndex(text).positionAt(span.start);
  return line + 1 === mark.line && character === mark.column && firstLineLength(span, text) === mark.length;
}

function firstLineLength(span: { readonly start: number; readonly end: number }, text: string): number {
  const index = new LineIndex(text);
  return Math.min(span.end, index.lineEnd(index.lineAt(span.start))) - span.start;
}
