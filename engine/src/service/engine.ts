import type { FunctionKey } from "../flow/analysis.js";
import type { FunctionCalls } from "../flow/call-graph.js";
import type { FlowCoverage } from "./flow-coverage.js";
import type { CodeContext } from "../trace/graph.js";
import type { FindingState } from "../compliance/disposition.js";
import type { FileOutline } from "../project/file-outline.js";
import type { FileInput } from "../project/file-input.js";
import type { RunFacts } from "../report/build-model.js";
import type { ReportModel } from "../report/model.js";
import type { TraceDocument, TraceWanted } from "../report/trace-document.js";
import type { ReportedImpact } from "../report/impact.js";
import type { ReportedFinding } from "../report/reported.js";
import type { Finding } from "../rule/finding.js";
import type { DraftFinding } from "../rule/reporter.js";
import type { StampPlan } from "../trace/verification/stamp-plan.js";
import type { IdeQueries } from "../ide/queries.js";
import type { FilePath, TextEdit } from "../text/span.js";

/** Version of the interface between the engine's worker and its hosts. */
export const ENGINE_INTERFACE_VERSION = 1;

/** A finding as people see it: with what became of it and what its code is for. Joined at presentation, never cached. */
export interface JoinedFinding {
  readonly finding: Finding;
  readonly state: FindingState;
  readonly context: CodeContext;
}

/** What the rules that look at code found in one file. */
export interface FileDrafts {
  readonly path: FilePath;
  readonly drafts: readonly DraftFinding[];
  /** What was asked of the project for it; absent where nobody keeps results. */
  readonly questions?: readonly string[];
}

/** Asked often while work is done; a cancelled result is neither shown nor cached. */
export interface Cancellation {
  isCancelled(): boolean;
}

/** Thrown inside an engine where work that was cancelled ends. */
export class Cancelled extends Error {}

export const NEVER_CANCELLED: Cancellation = { isCancelled: () => false };

/** One project's engine. All answers are about the state after the calls before them, and are plain data. */
export interface Engine extends IdeQueries {
  /** Sets or replaces files. `vitalint.json`, sidecars, requirement documents and result files come the same way as sources. */
  setFiles(files: readonly FileInput[]): void;
  removeFiles(paths: readonly FilePath[]): void;
  /** Applies edits in order, each against the text that the one before made. */
  editFile(path: FilePath, version: number, edits: readonly TextEdit[]): void;
  /** Reads up to `limit` files that were set but not yet looked into; returns how many are left, those too that a cancelled call did not come to. Until 0, names across files may be unknown. */
  index(limit: number, cancellation: Cancellation): number;
  /**
   * Reads files for the trace alone, which takes a fraction of {@link index}. When all were, the trace is whole, though names across
   * files may be unknown. Whoever asks for the trace reads what is left.
   */
  readTrace(paths: readonly FilePath[]): void;
  /** As {@link readTrace}, but keeps nothing: what the files say to the trace, written for {@link adoptTrace} of another engine. */
  writtenTrace(paths: readonly FilePath[]): string;
  /** Takes what another engine of the same project, in the same state, read of files. */
  adoptTrace(written: string): void;
  /**
   * Analyses the flow of up to `limit` functions that are not known in their present surroundings. Until none is left, findings that
   * callers in other files cause may be missing. `isNews` says that findings of known files may be others now.
   */
  analyse(limit: number, cancellation: Cancellation): { readonly left: number; readonly isNews: boolean };
  /** Looks at all files, so that decisions that cover nothing are known. False when cancelled. */
  decideAll(cancellation: Cancellation): boolean;
  /** Findings of one file, with engine diagnostics; `undefined` when cancelled. */
  findings(path: FilePath, cancellation: Cancellation): readonly JoinedFinding[] | undefined;
  /** What other engines of the same project need to know of files so as not to parse them. */
  outlines(paths: readonly FilePath[]): readonly FileOutline[];
  /** Takes what an engine of the same project, in the same state, knows of files. */
  adoptOutlines(outlines: readonly FileOutline[]): void;
  /** Names of all functions, in the order in which the workers of one run count them; asked when nothing is left to read. */
  functionKeys(): readonly FunctionKey[];
  /** Functions of files with what they can call; `holder` is the place of the worker that asks. */
  callsOf(paths: readonly FilePath[], holder: number): readonly FunctionCalls[];
  /** Says how the workers of one run share out the functions; the same in each of them. */
  share(functions: readonly FunctionCalls[]): void;
  /** What the code of some files says before anything is joined with it, for another engine of the same project; `undefined` when cancelled. */
  codeDrafts(paths: readonly FilePath[], cancellation: Cancellation): readonly FileDrafts[] | undefined;
  /** Takes what another engine of the same project, in the same state, gave as drafts of the code. */
  adoptDrafts(files: readonly FileDrafts[]): void;
  /** Keeps what is known for a later run, after all findings were asked for. Does nothing where there is no place for it. */
  keepResults(): void;
  /** Findings of all files in path order; `undefined` when cancelled. */
  allFindings(cancellation: Cancellation): readonly JoinedFinding[] | undefined;
  /** All findings in lines and columns, as every writer takes them. */
  reportedFindings(cancellation: Cancellation): readonly ReportedFinding[] | undefined;
  /** How many functions the flow analysis came to the end of; `undefined` when cancelled. */
  flowCoverage(cancellation: Cancellation): FlowCoverage | undefined;
  /** What changes since earlier states of files affect; `before` holds those of all files that changed, unreadable where a file was not there. */
  changeImpact(before: readonly FileInput[], since: string, cancellation: Cancellation): ReportedImpact | undefined;
  /** What these test results would stamp; they stand for all results of the project. */
  stampPlan(results: readonly { readonly path: FilePath; readonly text: string }[]): StampPlan;
  /** Everything that a report states; facts of the machine and the date are the host's. */
  report(run: RunFacts, cancellation: Cancellation): ReportModel | undefined;
  /** The trace as it is written down; no code is analysed for it. `undefined` when cancelled. */
  traceDocument(run: RunFacts, wanted: TraceWanted, cancellation: Cancellation): TraceDocument | undefined;
}
