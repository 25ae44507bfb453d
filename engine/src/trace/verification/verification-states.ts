import type { TestResult, TestState, TraceEdge, TraceItem, VerificationStatus, VerifyingTest } from "../graph.js";
import type { EndTexts } from "../review/end-texts.js";
import type { ReachView } from "./code-reach.js";
import { STAMP_PARTS, type Stamp, type StampPart, type StampRecord } from "./stamp-record.js";
import { StampParts, type LinkView, type VerifiedState } from "./stamp-parts.js";

/** A stamp held against what the code, test and requirement say now. */
export interface JudgedStamp {
  readonly stamp: Stamp;
  /** What changed since; empty: the test passed on exactly this. */
  readonly changed: readonly StampPart[];
}

/** How a test stands for one item that it verifies. */
export interface TestStanding {
  readonly state: TestState;
  /** Its stamps, one for each level and environment. */
  readonly stamps: readonly JudgedStamp[];
}

/** Decides how tests stand: by their results and, where the project keeps stamps, by whether these are of the code of now. */
export class VerificationStates {
  private readonly stamps: ReadonlyMap<string, readonly Stamp[]>;
  private readonly parts: StampParts;
  private readonly judged = new Map<string, readonly JudgedStamp[]>();
  /** True where a record of stamps is kept: a pass without one then counts for nothing. */
  readonly hasRecord: boolean;
  readonly all: readonly Stamp[];

  constructor(record: StampRecord | undefined, links: LinkView, ends: EndTexts, view: ReachView) {
    this.hasRecord = record !== undefined;
    this.all = record?.stamps ?? [];
    this.stamps = record ? byTest(record) : NO_STAMPS;
    this.parts = new StampParts(links, ends, view);
  }

  /** What a test's passing would rest on now. */
  stateOf(test: TraceItem, verified: TraceItem): VerifiedState {
    return this.parts.of(test, verified);
  }

  of(test: TraceItem, verified: TraceItem, result: TestResult | undefined): TestStanding {
    const stamps = this.judge(test, verified);
    return { state: stateOf(test, result, stamps, this.hasRecord), stamps };
  }

  private judge(test: TraceItem, verified: TraceItem): readonly JudgedStamp[] {
    const key = keyOf(test.id, verified.id);
    const own = this.stamps.get(key);
    if (!own) return [];
    let known = this.judged.get(key);
    if (!known) {
      const { parts } = this.parts.of(test, verified);
      known = own.map((stamp) => ({ stamp, changed: STAMP_PARTS.filter((part) => stamp.parts[part] !== parts[part]) }));
      this.judged.set(key, known);
    }
    return known;
  }
}

const NO_STAMPS: ReadonlyMap<string, readonly Stamp[]> = new Map();
const BY_TEST = new WeakMap<StampRecord, ReadonlyMap<string, readonly Stamp[]>>();

/** The stamps of a record by what they are for; looked through once, however often the graph changes. */
function byTest(record: StampRecord): ReadonlyMap<string, readonly Stamp[]> {
  const known = BY_TEST.get(record);
  if (known) return known;
  const stamps = new Map<string, Stamp[]>();
  for (const stamp of record.stamps) {
    const key = keyOf(stamp.test, stamp.verified);
    const list = stamps.get(key);
    if (list) list.push(stamp);
    else stamps.set(key, [stamp]);
  }
  BY_TEST.set(record, stamps);
  return stamps;
}

function stateOf(test: TraceItem, result: TestResult | undefined, stamps: readonly JudgedStamp[], hasRecord: boolean): TestState {
  if (result?.status === "failed") return "failed";
  // What is no automatic test (a review, an inspection) is not stamped.
  if (!hasRecord || test.kind !== "test-case") return result?.status ?? "not-run";
  if (stamps.some(({ changed }) => changed.length > 0)) return "stale";
  // A stamp stays true as long as nothing changed, whether or not its result file is at hand.
  if (stamps.length > 0) return "passed";
  return result?.status === "passed" ? "unstamped" : (result?.status ?? "not-run");
}

/** The relation of a link by which a test says that it verifies a part of an item. */
export const PARTLY = "PartiallyVerifies";

/** True for a link that says of itself that it verifies only a part: `PartiallyVerifies` of results, `partially_verifies` of documents. */
export function isPartial({ relation }: Pick<TraceEdge, "relation">): boolean {
  return relation !== undefined && /^partial(?:ly)?[ _-]?verif/i.test(relation);
}

/** State of an item's verification by all its tests. */
export function statusOf(tests: readonly Pick<VerifyingTest, "state" | "partial">[]): VerificationStatus {
  const states = tests.map(({ state }) => state);
  if (states.length === 0) return "none";
  if (states.includes("failed")) return "failed";
  // Whether several parts are the whole, nobody has said.
  if (states.every((state) => state === "passed")) return tests.every(({ partial }) => partial === true) ? "partial" : "passed";
  if (states.some((state) => state === "skipped" || state === "not-run")) return "not-run";
  return states.includes("stale") ? "stale" : "unstamped";
}

function keyOf(test: string, verified: string): string {
  return `${test}\t${verified}`;
}
