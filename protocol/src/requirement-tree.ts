import type { Place } from "./lsp.js";
import type { ProjectName } from "./project.js";
import type { Request } from "./request.js";

/** `vitalint/requirementTree`: what the view *Requirements* shows, in document order. */
export const requirementTreeRequest: Request<Record<string, never>, RequirementTree> = { method: "vitalint/requirementTree" };

export interface RequirementTree {
  readonly projects: readonly RequirementProject[];
  /** True while files are still being read: what they hold counts as missing until then. */
  readonly reading: boolean;
}

export interface RequirementProject extends ProjectName {
  readonly documents: readonly RequirementDocument[];
}

/** A document that holds requirements or risk controls. */
export interface RequirementDocument {
  readonly uri: string;
  /** Path inside the project. */
  readonly path: string;
  /** The document's own title, else its file name. */
  readonly title: string;
  readonly requirements: readonly RequirementNode[];
}

/**
 * How an item stands, worst first:
 * `failing` (a test of it failed), `uncovered` (nothing implements it), `stale` (its tests passed on an older version), `unverified` (implemented, no test ran),
 * `passed` (implemented and verified), `none` (nothing is asked of it, as of a hardware risk control or a withdrawn requirement).
 */
export const TRACE_STATES = ["failing", "uncovered", "stale", "unverified", "passed", "none"] as const;
export type TraceState = (typeof TRACE_STATES)[number];

/** A requirement or a risk control. */
export interface RequirementNode {
  readonly id: string;
  readonly kind: "requirement" | "risk-control";
  readonly title: string;
  readonly state: TraceState;
  /** Links of it that must be looked at again because an end changed after their review. */
  readonly suspectLinks: number;
  /** One sentence that says why: "verified by 3 tests", "no unit satisfies it". */
  readonly explanation: string;
  readonly safetyClass?: "A" | "B" | "C";
  readonly place: Place;
  readonly units: readonly UnitNode[];
  readonly tests: readonly TestNode[];
}

/** A unit that implements the item above it. */
export interface UnitNode {
  /** Symbol, or file name where units are files. */
  readonly name: string;
  readonly path: string;
  readonly place: Place;
}

/** `stale`: it passed on an older version; `unstamped`: it passed, nobody recorded on which. */
export type TestState = "passed" | "failed" | "skipped" | "not-run" | "stale" | "unstamped";

/** A test that verifies the item above it, with its last result. */
export interface TestNode {
  readonly name: string;
  readonly path: string;
  readonly state: TestState;
  /** The failure's message, where there is one. */
  readonly message?: string;
  readonly place: Place;
}
