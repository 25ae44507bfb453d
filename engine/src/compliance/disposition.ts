import type { FilePath, Location } from "../text/span.js";

export const DISPOSITION_KINDS = ["false-positive", "deviation", "residual-anomaly"] as const;
export type DispositionKind = (typeof DISPOSITION_KINDS)[number];

/** A recorded decision to leave a finding standing (IEC 62304 5.8.2, 5.8.3; MISRA Compliance:2020 deviations). */
export interface Disposition {
  readonly kind: DispositionKind;
  readonly rule: string;
  /** Empty when none was given: such a disposition is itself a finding. */
  readonly reason: string;
  readonly safetyImpact?: string;
  readonly securityImpact?: string;
  readonly author?: string;
  readonly approver?: string;
  /** ISO 8601 calendar dates. */
  readonly date?: string;
  readonly expires?: string;
  /** Unit digest v1 of the code when the decision was taken. */
  readonly unitDigest?: string;
  readonly source:
    | { readonly from: "comment"; readonly location: Location; readonly scope: "statement" | "function" | "file" }
    | { readonly from: "sidecar"; readonly location: Location; readonly path: string };
}

/** What became of a finding after dispositions and baseline were applied. */
export type FindingState =
  | { readonly state: "open" }
  | { readonly state: "disposed"; readonly disposition: Disposition }
  /** `NOLINT`, `cppcheck-suppress`, `//lint`: another tool's comment; read, not obeyed. */
  | { readonly state: "undecided"; readonly marker: string; readonly location: Location }
  | { readonly state: "frozen"; readonly baseline: FilePath };
