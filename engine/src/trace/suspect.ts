import type { SuspectReason, TraceItem } from "./graph.js";
import type { StatedLink } from "./reader.js";

/** Why a link has to be looked at again, by what its own format keeps: revisions (OpenFastTrace) and fingerprints (Doorstop). */
export function suspectReasons(link: Pick<StatedLink, "revision" | "stamp" | "suspect">, to: TraceItem): readonly SuspectReason[] {
  const reasons: SuspectReason[] = [...(link.suspect ?? [])];
  if (link.revision !== undefined && to.revision !== undefined && link.revision !== to.revision)
    reasons.push({ kind: "revision", stated: link.revision, actual: to.revision });
  if (link.stamp !== undefined && to.fingerprint !== undefined && link.stamp !== to.fingerprint)
    reasons.push({ kind: "fingerprint", stated: link.stamp ?? "", actual: to.fingerprint });
  return reasons;
}

/** `req~limit` of `req~limit~2`. */
export function withoutRevision(id: string): string {
  return id.replace(/~[0-9]+$/, "");
}
