import { compareFindings, compareText, type Confidence, type Severity, type Step } from "../rule/finding.js";
import type { Disposition, DispositionKind } from "../compliance/disposition.js";
import type { JoinedFinding } from "../service/engine.js";
import type { SourceDocument } from "../text/document.js";
import type { FilePath, Location, Span } from "../text/span.js";
import type { CodeContext } from "../trace/graph.js";

/** A range as people and other tools read it: lines and columns start at 1, columns count UTF-16 code units, the end is exclusive. */
export interface TextPlace {
  readonly file: FilePath;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** Texts of the files that findings lie in; `undefined` for a file that could not be read. */
export interface TextSource {
  document(file: FilePath): SourceDocument | undefined;
}

export interface ReportedStep {
  readonly place: TextPlace;
  readonly message: string;
  readonly role: Step["role"];
}

export interface ReportedFix {
  readonly title: string;
  readonly kind: "safe" | "suggestion";
  readonly edits: readonly { readonly place: TextPlace; readonly newText: string }[];
}

/** A disposition with its place in lines and columns. */
export interface ReportedDisposition {
  readonly kind: DispositionKind;
  readonly reason: string;
  readonly from: "comment" | "sidecar";
  /** What it covers: a comment's scope, or the sidecar's path or glob. */
  readonly covers: string;
  readonly place: TextPlace;
  readonly safetyImpact?: string;
  readonly securityImpact?: string;
  readonly author?: string;
  readonly approver?: string;
  readonly date?: string;
  readonly expires?: string;
  readonly unitDigest?: string;
}

export type ReportedState =
  | { readonly state: "open" }
  | { readonly state: "disposed"; readonly disposition: ReportedDisposition }
  | { readonly state: "undecided"; readonly marker: string; readonly place: TextPlace }
  | { readonly state: "frozen"; readonly baseline: FilePath };

/** A finding as every writer takes it: places instead of offsets, nothing left to look up. */
export interface ReportedFinding {
  readonly rule: string;
  readonly messageId: string;
  readonly message: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly place: TextPlace;
  readonly symbol: string;
  readonly cwe: readonly number[];
  readonly state: ReportedState;
  readonly context: CodeContext;
  readonly steps: readonly ReportedStep[];
  readonly fixes: readonly ReportedFix[];
  readonly fingerprint: string;
  readonly supersedes: readonly string[];
}

/** Resolves the places of findings, and puts them in the one order that every output has: file, place, rule, message. */
export function reportedFindings(joined: readonly JoinedFinding[], texts: TextSource): readonly ReportedFinding[] {
  return [...joined]
    .sort((a, b) => compareFindings(a.finding, b.finding) || compareText(a.finding.fingerprint, b.finding.fingerprint))
    .map((j) => reportedFinding(j, texts));
}

function reportedFinding({ finding, state, context }: JoinedFinding, texts: TextSource): ReportedFinding {
  return {
    rule: finding.rule,
    messageId: finding.messageId,
    message: finding.message,
    severity: finding.severity,
    confidence: finding.confidence,
    place: placeOf({ file: finding.file, span: finding.span }, texts),
    symbol: finding.symbol,
    cwe: finding.cwe,
    state: reportedState(state, texts),
    context,
    steps: finding.steps.map((step) => ({ place: placeOf(step.location, texts), message: step.message, role: step.role })),
    fixes: finding.fixes.map((fix) => ({
      title: fix.title,
      kind: fix.kind,
      edits: fix.edits.map((edit) => ({ place: placeOf({ file: finding.file, span: edit.span }, texts), newText: edit.newText })),
    })),
    fingerprint: finding.fingerprint,
    supersedes: finding.supersedes,
  };
}

function reportedState(state: JoinedFinding["state"], texts: TextSource): ReportedState {
  switch (state.state) {
    case "open":
      return state;
    case "frozen":
      return { state: "frozen", baseline: state.baseline };
    case "undecided":
      return { state: "undecided", marker: state.marker, place: placeOf(state.location, texts) };
    case "disposed":
      return { state: "disposed", disposition: reportedDisposition(state.disposition, texts) };
  }
}

function reportedDisposition(disposition: Disposition, texts: TextSource): ReportedDisposition {
  const { kind, reason, source } = disposition;
  return {
    kind,
    reason,
    from: source.from,
    covers: source.from === "comment" ? source.scope : source.path,
    place: placeOf(source.location, texts),
    ...given("safetyImpact", disposition.safetyImpact),
    ...given("securityImpact", disposition.securityImpact),
    ...given("author", disposition.author),
    ...given("approver", disposition.approver),
    ...given("date", disposition.date),
    ...given("expires", disposition.expires),
    ...given("unitDigest", disposition.unitDigest),
  };
}

function given<K extends string>(key: K, value: string | undefined): Partial<Record<K, string>> {
  return value === undefined ? {} : ({ [key]: value } as Partial<Record<K, string>>);
}

/** Lines and columns of a location. A file without text has one place: its beginning. */
export function placeOf(location: Location, texts: TextSource): TextPlace {
  const document = texts.document(location.file);
  if (!document) return { file: location.file, line: 1, column: 1, endLine: 1, endColumn: 1 };
  return placeIn(document, location.span);
}

/** Lines and columns of a span of one document. */
export function placeIn(document: SourceDocument, span: Span): TextPlace {
  const start = document.lines.positionAt(span.start);
  const end = document.lines.positionAt(Math.max(span.start, span.end));
  return { file: document.path, line: start.line + 1, column: start.character + 1, endLine: end.line + 1, endColumn: end.character + 1 };
}

/** True when nobody has decided about the finding yet: open, or marked only by another tool's comment. */
export function isOpen(finding: ReportedFinding): boolean {
  return finding.state.state === "open" || finding.state.state === "undecided";
}
