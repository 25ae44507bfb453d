import { engineDiagnostic, isEngineDiagnostic, type EngineDiagnosticId } from "../rule/engine-diagnostics.js";
import type { Finding } from "../rule/finding.js";
import type { DraftFinding } from "../rule/reporter.js";
import type { SourceDocument } from "../text/document.js";
import type { Disposition, FindingState } from "./disposition.js";
import type { FileDispositions } from "./file-dispositions.js";
import type { Sidecar } from "./sidecar.js";

/** What decisions are held against. */
export interface DispositionContext {
  /** Today's calendar date, ISO 8601, by the host. */
  readonly today: string;
  /** Unit digest, version 1, of the unit that holds a finding; `undefined` for files that are no code. */
  readonly unitDigestAt: (offset: number) => string | undefined;
  /** True for rules that ran on the file: a decision about another one can't be found useless. */
  readonly ran: (rule: string) => boolean;
}

export interface AppliedDispositions {
  /** One state for each finding, in their order. */
  readonly states: readonly FindingState[];
  /**
   * Decisions in this file's comments that give no reason, expired, are about changed code, or cover nothing, and entries of
   * the sidecar that are about changed code of this file. Those of the sidecar as a whole come from {@link unusedSidecarDiagnostics}.
   */
  readonly diagnostics: readonly DraftFinding[];
  /** Sidecar entries that covered a finding of this file: the project asks {@link unusedSidecarDiagnostics} when all files are done. */
  readonly usedEntries: ReadonlySet<Disposition>;
}

const OPEN: FindingState = { state: "open" };

/** Says what became of a file's findings. Engine diagnostics can't be decided away: they say what the analysis did not see. */
export function applyDispositions(
  document: SourceDocument,
  findings: readonly Finding[],
  own: FileDispositions,
  sidecar: Sidecar,
  context: DispositionContext,
): AppliedDispositions {
  const diagnostics = new Map<string, DraftFinding>();
  const used = new Set<Disposition>();
  const report = (id: EngineDiagnosticId, disposition: Disposition) => {
    const { location } = disposition.source;
    const key = `${id} ${location.file} ${String(location.span.start)} ${disposition.rule}`;
    diagnostics.set(key, dispositionDiagnostic(id, disposition));
  };
  const entries = sidecar.entries.filter(({ files }) => files.has(document.path));
  const holds = (disposition: Disposition, finding: Finding): boolean => {
    used.add(disposition);
    const fault = faultOf(disposition, finding, context);
    // What is wrong with an entry of the sidecar in every file alike is told once, with the project.
    if (fault && (disposition.source.from === "comment" || fault === "vitalint/disposition-unit-changed")) report(fault, disposition);
    return fault === undefined;
  };
  const states = findings.map((finding): FindingState => {
    if (isEngineDiagnostic(finding.rule)) return OPEN;
    const covering = [
      ...own.dispositions
        .filter(
          ({ disposition, covers }) =>
            disposition.rule === finding.rule && covers.some((span) => span.start <= finding.span.start && finding.span.start <= span.end),
        )
        .map(({ disposition }) => disposition),
      ...entries
        .filter(({ disposition, symbol }) => disposition.rule === finding.rule && (symbol === undefined || symbol === finding.symbol))
        .map(({ disposition }) => disposition),
    ];
    // Every covering decision is looked at, so that each of two is known to be used.
    const valid = covering.filter((disposition) => holds(disposition, finding));
    if (valid[0]) return { state: "disposed", disposition: valid[0] };
    const line = document.lines.lineAt(finding.span.start);
    const foreign = own.foreign.find(({ firstLine, lastLine }) => firstLine <= line && line <= lastLine);
    return foreign ? { state: "undecided", marker: foreign.marker, location: { file: document.path, span: foreign.span } } : OPEN;
  });
  for (const { disposition } of own.dispositions) {
    if (!hasReason(disposition)) report("vitalint/disposition-without-reason", disposition);
    else if (!used.has(disposition) && context.ran(disposition.rule)) report("vitalint/disposition-unused", disposition);
  }
  const usedEntries = new Set(entries.map(({ disposition }) => disposition).filter((disposition) => used.has(disposition)));
  return { states, diagnostics: [...diagnostics.values()], usedEntries };
}

/** Diagnostics of a whole project's sidecar: entries without reason, expired ones, and those that covered nothing in any file. */
export function unusedSidecarDiagnostics(
  sidecar: Sidecar,
  used: ReadonlySet<Disposition>,
  context: Pick<DispositionContext, "today" | "ran">,
): DraftFinding[] {
  return sidecar.entries.flatMap(({ disposition }) => {
    if (!hasReason(disposition)) return [dispositionDiagnostic("vitalint/disposition-without-reason", disposition)];
    if (isExpired(disposition, context.today)) return [dispositionDiagnostic("vitalint/disposition-expired", disposition)];
    if (!used.has(disposition) && context.ran(disposition.rule)) return [dispositionDiagnostic("vitalint/disposition-unused", disposition)];
    return [];
  });
}

/** Why a decision does not hold for a finding; `undefined` when it does. */
function faultOf(disposition: Disposition, finding: Finding, context: DispositionContext): EngineDiagnosticId | undefined {
  if (!hasReason(disposition)) return "vitalint/disposition-without-reason";
  if (isExpired(disposition, context.today)) return "vitalint/disposition-expired";
  if (disposition.unitDigest !== undefined && context.unitDigestAt(finding.span.start) !== disposition.unitDigest) {
    return "vitalint/disposition-unit-changed";
  }
  return undefined;
}

/** A reason has a word in it: `-`, `TODO` or `tbd` say nothing. */
export function hasReason(disposition: Pick<Disposition, "reason">): boolean {
  const reason = disposition.reason.trim();
  return /\p{L}{2}/u.test(reason) && !/^(?:todo|tbd|tbc|fixme|xxx|n\/a|none)\b[.:!]*$/i.test(reason);
}

/** A decision holds on its last day. What is no date has passed: a mistyped one must not hold for ever. */
function isExpired(disposition: Disposition, today: string): boolean {
  if (disposition.expires === undefined) return false;
  return !/^\d{4}-\d{2}-\d{2}$/.test(disposition.expires) || disposition.expires < today.slice(0, 10);
}

function dispositionDiagnostic(id: EngineDiagnosticId, disposition: Disposition): DraftFinding {
  const { file, span } = disposition.source.location;
  return engineDiagnostic(
    id,
    file,
    span,
    { kind: disposition.kind, rule: disposition.rule, date: disposition.expires ?? "" },
    disposition.rule,
  );
}
