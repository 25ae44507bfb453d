import type { Span } from "../text/span.js";
import type { CommentMarker } from "./comment-marker.js";
import type { Disposition } from "./disposition.js";

/** A decision in a file's own text with what it covers there. */
export interface LocatedDisposition {
  readonly disposition: Disposition;
  readonly covers: readonly Span[];
}

/** Fields of a disposition that a marker in a comment gives, once for each of its rules. */
export function dispositionsOfMarker(marker: CommentMarker, source: Disposition["source"], covers: readonly Span[]): LocatedDisposition[] {
  const { fields } = marker;
  const common = {
    kind: marker.kind,
    reason: marker.reason,
    source,
    ...given("author", fields["author"]),
    ...given("approver", fields["approver"]),
    ...given("date", fields["date"]),
    ...given("expires", fields["expires"]),
    ...given("safetyImpact", fields["safety"]),
    ...given("securityImpact", fields["security"]),
    ...given("unitDigest", fields["digest"]),
  };
  return marker.rules.map((rule) => ({ disposition: { ...common, rule }, covers }));
}

function given<K extends string>(key: K, value: string | undefined): Partial<Record<K, string>> {
  return value === undefined || value === "" ? {} : ({ [key]: value } as Partial<Record<K, string>>);
}
