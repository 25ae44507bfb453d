import type { SoupPackage } from "./soup/package.js";
import type { SafetyClass } from "../rule/finding.js";
import type { FilePath, Location, Span } from "../text/span.js";
import type { LinkReviews } from "./review/link-reviews.js";
import type { JudgedStamp, VerificationStates } from "./verification/verification-states.js";

/** Kinds of trace nodes (DESIGN: trace graph; IEC 62304 5.1.1 c, 7.3.3; ISO 14971). */
export const ITEM_KINDS = [
  "system-requirement",
  "software-requirement",
  "design",
  "software-item",
  "unit",
  "test-case",
  "verification-record",
  "hazard",
  "sequence-of-events",
  "software-cause",
  "hazardous-situation",
  "harm",
  "risk-control",
  "threat",
  "anomaly",
  "change-request",
  "soup",
  // What a document says beside its items and that links may name: a section, a note, a feature of a plan. Nothing is asked of it.
  "information",
] as const;
export type ItemKind = (typeof ITEM_KINDS)[number];

/** `relates` is a link of no stated meaning: it joins anything and fulfils nothing. */
export const EDGE_ROLES = ["derives", "refines", "satisfies", "verifies", "mitigates", "relates"] as const;
export type EdgeRole = (typeof EDGE_ROLES)[number];

export type Realisation = "software" | "hardware" | "labelling" | "process";

/** Where an item stands: a span of text, or a cell or entry of a container that has no text of its own. */
export type ItemLocation =
  | { readonly kind: "span"; readonly file: FilePath; readonly span: Span; readonly idSpan: Span }
  | {
      readonly kind: "cell";
      readonly file: FilePath;
      readonly span: Span;
      readonly idSpan: Span;
      readonly sheet?: string;
      readonly row: number;
      readonly column: number;
    }
  | { readonly kind: "entry"; readonly file: FilePath; readonly entry: string };

/** A requirement, risk item, unit, test case … as its reader found it. */
export interface TraceItem {
  readonly id: string;
  readonly kind: ItemKind;
  readonly title: string;
  readonly text: string;
  /** Attribute names in lower case, in document order. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly location: ItemLocation;
  /** Class from the item's own attribute, its software item, or (risk control) the risk it controls. */
  readonly safetyClass?: SafetyClass;
  readonly realisation?: Realisation;
  /** Severity of harm as the risk file words it. */
  readonly severity?: string;
  /** The type as the document words it: `FEATURE`, `dsn`, `spec`. */
  readonly type?: string;
  /** Revision of formats that count them (OpenFastTrace). */
  readonly revision?: number;
  /** Fingerprint of its content as its format computes it (Doorstop): what a link that was reviewed keeps. */
  readonly fingerprint?: string;
  /** The format's own review of the item (Doorstop): the fingerprint that was reviewed, `null` for none, and the present one. */
  readonly review?: { readonly stated: string | null; readonly actual: string; readonly place: Span };
  /** Name of the reader that found it; absent for items of code, results and configuration. */
  readonly reader?: string;
}

/** An end of a link that is code, as a document names it: a file, or a part of it. */
export interface CodeEnd {
  readonly file: FilePath;
  readonly part?:
    | { readonly of: "function" | "class"; readonly name: string }
    /** Lines from 1, both included. */
    | { readonly of: "lines"; readonly first: number; readonly last: number };
}

/** Why a link must be looked at again. */
export type SuspectReason =
  /** The item's own format keeps the fingerprint of the text that was linked, and it differs (Doorstop); empty: it was never reviewed. */
  | { readonly kind: "fingerprint"; readonly stated: string; readonly actual: string }
  /** A reference keeps the SHA-256 of the file that it names, and the file has another content now (Doorstop). */
  | { readonly kind: "content"; readonly stated: string; readonly actual: string }
  /** The link names another revision than the item has (OpenFastTrace). */
  | { readonly kind: "revision"; readonly stated: number; readonly actual: number }
  /** The text at an end differs from the one in the review record. */
  | { readonly kind: "changed"; readonly end: "from" | "to"; readonly reviewed: string; readonly actual: string };

export interface TraceEdge {
  readonly role: EdgeRole;
  readonly from: string;
  readonly to: string;
  /** The place that states the link: a tag, an attribute, a table cell. */
  readonly location: Location;
  /** The id as written at that place. */
  readonly idSpan: Span;
  /** The tag or attribute as written: `@satisfies`, `parent`. */
  readonly via: string;
  /** The function that a tag in code belongs to, where the unit is its file; absent for a tag of the whole file and for documents. */
  readonly symbol?: { readonly name: string; readonly location: Location };
  /** The role as the document words it: `Refines`, `blocks`. */
  readonly relation?: string;
  /** Revision of the end that the link names (OpenFastTrace). */
  readonly revision?: number;
  /** Fingerprint of the end that the link keeps (Doorstop); `null`: the link says that it was never reviewed. */
  readonly stamp?: string | null;
  /** Where the link keeps the fingerprint: of a link from behind the id (`: STAMP`), of a reference the SHA-256 itself. */
  readonly stampSpan?: Span;
  /** Present and not empty: the link is suspect. */
  readonly suspect?: readonly SuspectReason[];
  /** True for a link that an id of almost the same form suggests: it never counts as coverage. */
  readonly probable?: boolean;
}

export type TestStatus = "passed" | "failed" | "skipped" | "not-run";

/**
 * How a test stands for what it verifies. `stale`: it passed, and since then the code, the test or the requirement changed;
 * `unstamped`: it passed, but nobody recorded on which version, where the project keeps such a record.
 */
export type TestState = TestStatus | "stale" | "unstamped";

/**
 * State of a verification by all its tests; `stale` and `unstamped` only where all of them ran and passed; `partial` where they passed,
 * and each says that it verifies only a part.
 */
export type VerificationStatus = "none" | "passed" | "failed" | "not-run" | "stale" | "unstamped" | "partial";

export const TEST_LEVELS = ["unit", "integration", "system"] as const;
export type TestLevel = (typeof TEST_LEVELS)[number];

/** A test case of an item that it verifies, and how it stands. */
export interface VerifyingTest {
  readonly item: TraceItem;
  /** The result that decides, where one was read. */
  readonly result?: TestResult;
  readonly state: TestState;
  /** By the results' own word, else by the folder of the test (`tests.levels`). */
  readonly level?: TestLevel;
  /** True for a test that says of itself that it verifies the item in part. */
  readonly partial?: boolean;
  readonly stamps: readonly JudgedStamp[];
}

export interface Verification {
  readonly tests: readonly VerifyingTest[];
  readonly status: VerificationStatus;
}

/** One test case of a result file (5.7.5: what, result, when, with which environment). */
export interface TestResult {
  readonly suite: string;
  readonly name: string;
  readonly status: TestStatus;
  readonly message?: string;
  /** As the file says it, ISO 8601; absent when it doesn't. */
  readonly timestamp?: string;
  readonly file: FilePath;
  readonly span: Span;
  /** Where it ran, by a property that people set: the bench, board or platform. */
  readonly environment?: string;
  /** Name of the machine; build services make up a new one for each run. */
  readonly host?: string;
  /** The level that the file names. */
  readonly level?: TestLevel;
  /** Ids that the result itself names (properties, ids in the name). */
  readonly ids: readonly string[];
  /** What may be ids in its name, where they can't be written as they are: `SRS_012` of `test_SRS_012_limits`. */
  readonly idsInName?: readonly string[];
  /** Those of them that it verifies only in part, as it says itself (`PartiallyVerifies`). */
  readonly partialIds?: readonly string[];
}

/** A problem of the graph itself, at a place: rules word it. */
export type TraceProblem =
  | {
      readonly kind: "unknown-id";
      readonly id: string;
      readonly location: Location;
      readonly via: string;
      readonly suggestions: readonly string[];
      /** Code that a document names, in place of an item: there is no such file, or no such function in it. */
      readonly code?: { readonly file: FilePath; readonly missingFunction?: string };
    }
  | { readonly kind: "duplicate-id"; readonly id: string; readonly location: Location; readonly first: Location }
  | {
      readonly kind: "wrong-role";
      readonly id: string;
      readonly role: EdgeRole;
      readonly location: Location;
      readonly expected: readonly ItemKind[];
    };

/** The joined graph of one project, as it is until the next change of a file; lists are in a fixed order (path, place). */
export interface TraceGraph {
  /** True when any requirement or risk document was found: without one the trace rules stay silent. */
  readonly hasDocuments: boolean;
  readonly items: readonly TraceItem[];
  readonly edges: readonly TraceEdge[];
  /** Every place that states a link, in order: as `edges`, but what is stated twice is there twice. */
  readonly stated: readonly TraceEdge[];
  readonly tests: readonly TestResult[];
  readonly problems: readonly TraceProblem[];
  /** Packages that the project's manifests ask for, in order of path and place. */
  readonly packages: readonly SoupPackage[];
  /** True when any test result was read. */
  readonly hasResults: boolean;
  item(id: string): TraceItem | undefined;
  /** True when there is an item of the kind. */
  has(kind: ItemKind): boolean;
  /** Items of a kind, in order. */
  ofKind(kind: ItemKind): readonly TraceItem[];
  /** Links that a file contributes, in order; what is stated twice is there once. */
  edgesIn(file: FilePath): readonly TraceEdge[];
  /** Items that stand in a file, in order. */
  itemsIn(file: FilePath): readonly TraceItem[];
  /** Edges that start at / end at an item, in order; without those that are only probable, which count for nothing. */
  outgoing(id: string, role?: EdgeRole): readonly TraceEdge[];
  incoming(id: string, role?: EdgeRole): readonly TraceEdge[];
  /** Links that an id of almost the same form suggests, at either end of an item; to be shown as "probably" and nothing more. */
  probable(id: string): readonly TraceEdge[];
  /** All places that name an id in a link, in order: tags on prototype and definition both, though they are one edge. */
  mentions(id: string): readonly Location[];
  /** State of a requirement's or risk control's verification by tests, from its `verifies` edges and their results. */
  verification(id: string): Verification;
  /** All results that belong to a test case, in the order of their files. */
  resultsOf(test: string): readonly TestResult[];
  /** The record of stamps, held against the code of now. */
  readonly verifications: VerificationStates;
  /** What a place of code is held by: unit, software item, requirements, risk controls, hazards (through risk controls). */
  contextOf(file: FilePath, offset: number): CodeContext;
  /** The review record, held against the links and texts of now. */
  readonly reviews: LinkReviews;
}

/** The sentence behind a finding: what its code is for, and which harm it is near. */
export interface CodeContext {
  readonly unit?: string;
  readonly softwareItem?: string;
  readonly safetyClass?: SafetyClass;
  readonly requirements: readonly string[];
  readonly riskControls: readonly string[];
  readonly hazards: readonly string[];
  /** Class that the gravest of the hazards asks for; absent without a hazard whose severity is known. */
  readonly hazardClass?: SafetyClass;
}
