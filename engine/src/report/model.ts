import type { Edition } from "../project/config.js";
import type { Confidence, SafetyClass, Severity } from "../rule/finding.js";
import type { FilePath } from "../text/span.js";
import type { StampPart } from "../trace/verification/stamp-record.js";
import type { ItemKind, Realisation, TestLevel, TestState, TestStatus, TraceEdge, TraceItem } from "../trace/graph.js";
import type { TextPlace, ReportedDisposition, ReportedFinding } from "./reported.js";

/** Version of the model as `report --format json` writes it. Fields are only ever added within a version. */
export const REPORT_FORMAT_VERSION = 1;

/** Class of an item, or that none was assigned: then the obligations of class C count (IEC 62304 4.3). */
export type ClassOrNone = SafetyClass | "unassigned";

/** Everything that a report states, as plain data. All writers say the same, because they say this. */
export interface ReportModel {
  readonly format: "vitalint-report";
  readonly version: number;
  readonly verdict: Verdict;
  readonly identification: Identification;
  readonly edition: Edition;
  readonly tool: ToolFacts;
  readonly classes: ClassFacts;
  readonly programs: readonly ProgramFacts[];
  readonly target: string;
  readonly files: readonly FileFact[];
  readonly rules: readonly RuleFact[];
  readonly sources: readonly EvidenceSource[];
  readonly testTotals: Readonly<Record<TestStatus, number>>;
  /** Stamps that record on which version a test passed. */
  readonly stamps: number;
  readonly coverage: Coverage;
  readonly requirements: readonly RequirementRow[];
  readonly risks: readonly RiskRow[];
  readonly gaps: readonly Gap[];
  /** All findings, with what became of them, in the order of every output. */
  readonly findings: readonly ReportedFinding[];
  readonly hazardGroups: readonly HazardGroup[];
  /** For `trace --format json`; the report itself does not repeat it. */
  readonly trace: TraceListing;
  readonly dispositions: readonly DispositionRow[];
  /** What the report does not show, in our own words. */
  readonly limits: readonly string[];
  readonly signatures: readonly Signature[];
}

/** IEC 62304 5.7.5, 5.8.4: what exactly was looked at. Absent facts are stated as absent. */
export interface Identification {
  readonly project: string;
  readonly device?: string;
  readonly softwareVersion?: string;
  readonly commit?: string;
  readonly workTree: "clean" | "dirty" | "unknown";
  /** ISO 8601, as injected by the host. */
  readonly date: string;
}

/** IEC 62304 5.1.10: the tool and its settings are configuration items. */
export interface ToolFacts {
  readonly name: "Vitalint";
  readonly version: string;
  /** SHA-256 of the program that ran, hexadecimal. */
  readonly bundleDigest: string;
  readonly configurationDigest: string;
}

export interface ClassFacts {
  /** Highest class of the items: the class of the software system unless it is argued otherwise (4.3). */
  readonly system: ClassOrNone;
  readonly items: readonly {
    readonly name: string;
    readonly class: SafetyClass;
    readonly parent?: string;
    readonly rationale?: string;
    readonly segregation?: string;
    readonly files: number;
  }[];
  /** Analysed files in no software item; they count as class C once items are configured. */
  readonly filesInNoItem: number;
}

export interface ProgramFacts {
  readonly name: string;
  readonly globs: readonly string[];
  readonly files: number;
}

/** What became of a file. `over-budget`: analysed, but a function's flow analysis stopped early. */
export type FileState = "analysed" | "over-budget" | "skipped" | "failed";

export interface FileFact {
  readonly path: FilePath;
  readonly state: FileState;
  /** Why it was skipped or failed. */
  readonly reason?: string;
  readonly lines?: number;
  /** Functions that it defines, and how many of them hold something that could not be parsed. */
  readonly functions?: number;
  readonly brokenFunctions?: number;
  /** Tokens that were left out so that the rest could be parsed: vendor keywords, unknown macros. */
  readonly blankedTokens?: number;
  readonly language?: string;
  readonly softwareItem?: string;
  readonly programs?: readonly string[];
  /** Indexed, not reported. */
  readonly soup?: boolean;
  /** Test code: not part of the device, so in no software item. */
  readonly test?: boolean;
}

export interface RuleFact {
  readonly id: string;
  readonly title: string;
  readonly on: boolean;
  readonly severity: Severity | "off";
  readonly confidence: Confidence;
  readonly cwe: readonly number[];
  /** Findings that are open, and all of them. */
  readonly open: number;
  readonly all: number;
}

/** A document that the report rests on. */
export interface EvidenceSource {
  readonly path: FilePath;
  readonly role:
    | "system requirements"
    | "software requirements"
    | "risks"
    | "design"
    | "test results"
    | "SOUP list"
    | "dispositions"
    | "baseline"
    | "reviews"
    | "stamps"
    | "configuration";
  /** SHA-256 of its bytes, hexadecimal. */
  readonly digest: string;
  /** For test results: when the run took place, as the file says. ISO 8601. */
  readonly date?: string;
}

/** An item of the trace graph as rows name it. */
export interface ItemRef {
  readonly id: string;
  readonly title: string;
  readonly kind: ItemKind;
  /** For a unit that is a file: the functions in it that carry the link. */
  readonly symbols?: readonly string[];
  /** Absent where an item has no text position (an entry of a container). */
  readonly place?: TextPlace;
}

export interface VerificationRef extends ItemRef {
  /** Of the result, where one was read. */
  readonly status: TestStatus;
  /** How it stands for this item: by its result and its stamps. */
  readonly state: TestState;
  readonly level?: TestLevel;
  /** Where it ran; several, where it was stamped in several. */
  readonly environment?: string;
  /** The commit on which it passed, by its stamp. */
  readonly commit?: string;
  /** What changed since the stamp; absent where nothing did. */
  readonly changed?: readonly StampPart[];
  readonly timestamp?: string;
  readonly message?: string;
}

/** How a requirement or risk control stands, worst first; `none`: nothing is asked of it. */
export const ROW_STATES = ["failing", "uncovered", "stale", "unverified", "passed", "none"] as const;
export type RowState = (typeof ROW_STATES)[number];

export interface RequirementRow {
  readonly item: ItemRef;
  readonly class: ClassOrNone;
  /** Ids of the requirements that it derives from or refines. */
  readonly parents: readonly string[];
  /** Units and designs that satisfy it; for a system requirement also the requirements derived from it. */
  readonly implementedBy: readonly ItemRef[];
  readonly verifiedBy: readonly VerificationRef[];
  readonly riskControls: readonly string[];
  readonly state: RowState;
}

/** How a requirement stands, without what stands behind it. */
export type RequirementStanding = Pick<RequirementRow, "item" | "class" | "state">;

/** What coverage and gaps alone need of a report: most of a large one is what stands behind each requirement. */
export interface TraceSummary {
  readonly coverage: Coverage;
  readonly requirements: readonly RequirementStanding[];
  readonly risks: readonly RiskRow[];
  readonly gaps: readonly Gap[];
  readonly findings: readonly ReportedFinding[];
}

/** IEC 62304 7.3.3: hazard -> cause -> control -> requirement -> verification. One row per control and hazard; a hazard without a control has a row too. */
export interface RiskRow {
  readonly hazard?: ItemRef;
  readonly severity?: string;
  /** Hazardous situation, sequence of events or software cause between hazard and control. */
  readonly causes: readonly ItemRef[];
  /** What the hazard itself says of its cause and situation, where these are no items of their own. */
  readonly causeText?: string;
  readonly control?: ItemRef;
  readonly realisation?: Realisation;
  readonly class: ClassOrNone;
  readonly requirements: readonly ItemRef[];
  readonly verifiedBy: readonly VerificationRef[];
  readonly state: RowState;
}

export const GAP_KINDS = [
  "requirement-not-implemented",
  "requirement-not-verified",
  "requirement-failing-tests",
  "stale-verification",
  "risk-control-without-requirement",
  "risk-control-not-verified",
  "hazard-without-control",
  "unit-without-requirement",
  "unknown-id",
  "duplicate-id",
  "wrong-role",
  "suspect-link",
] as const;
export type GapKind = (typeof GAP_KINDS)[number];

/** A missing or broken link. */
export interface Gap {
  /** One of {@link GAP_KINDS}, or the name of the rule that found it: `unit-without-design`. */
  readonly kind: string;
  /** What the kind means, and the clause of IEC 62304 that asks for what is missing. */
  readonly text: string;
  readonly clause: string;
  readonly id: string;
  readonly title: string;
  readonly class: ClassOrNone;
  readonly place?: TextPlace;
}

export interface Coverage {
  readonly requirements: { readonly total: number; readonly implemented: number; readonly verified: number };
  readonly riskControls: { readonly total: number; readonly verified: number };
  readonly units: { readonly total: number; readonly linked: number };
  /** Links that were reviewed, and of those the ones whose ends changed since; absent without a review record. */
  readonly links?: { readonly total: number; readonly reviewed: number; readonly suspect: number };
}

/** Open findings in code that a hazard's controls live in; without an id: in code that no hazard is linked to. */
export interface HazardGroup {
  readonly hazard?: ItemRef;
  readonly severity?: string;
  readonly class: ClassOrNone;
  readonly findings: readonly ReportedFinding[];
}

export interface DispositionRow {
  readonly finding: ReportedFinding;
  readonly disposition: ReportedDisposition;
}

export interface VerdictReason {
  readonly about: "analysis" | "configuration" | "records" | "identification" | "findings" | "trace";
  readonly text: string;
}

/** `complete` says that nothing of what the report could show is known to be missing; it is not a claim of conformity. */
export interface Verdict {
  readonly verdict: "complete" | "incomplete";
  readonly reasons: readonly VerdictReason[];
}

export interface Signature {
  readonly role: "Prepared" | "Reviewed" | "Approved";
}

/** Every item and every place that states a link. */
export interface TraceListing {
  readonly items: readonly ListedItem[];
  readonly links: readonly ListedLink[];
}

export interface ListedItem extends Pick<TraceItem, "id" | "kind" | "type" | "title" | "reader" | "revision" | "fingerprint"> {
  readonly attributes?: Readonly<Record<string, string>>;
  /** By the review that the item's own format keeps. */
  readonly reviewed?: boolean;
  readonly stamp?: string;
  readonly place?: TextPlace;
  readonly entry?: { readonly file: FilePath; readonly name: string };
}

export interface ListedLink extends Pick<
  TraceEdge,
  "from" | "to" | "role" | "via" | "relation" | "revision" | "stamp" | "suspect" | "probable"
> {
  /** The function, class or lines that state the link, where the end is their file. */
  readonly symbol?: { readonly name: string; readonly place: TextPlace };
  readonly place: TextPlace;
}
