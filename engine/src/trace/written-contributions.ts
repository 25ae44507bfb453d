import type { FilePath } from "../text/span.js";
import type { FileTrace } from "./contribution.js";

/*
 * What files contribute to the trace, as one text: it crosses the boundary between two workers at once, where a hundred thousand objects
 * would be copied one by one.
 */

type Written = readonly [path: FilePath, trace: FileTrace | null];

/** Writes the contributions of files. Those that hold a record are left out: who takes the others reads them. */
export function writtenContributions(contributions: readonly (readonly [FilePath, FileTrace | undefined])[]): string {
  const plain = contributions.flatMap(([path, trace]): Written[] => (trace && holdsRecord(trace) ? [] : [[path, trace ?? null]]));
  return JSON.stringify(plain);
}

/** What {@link writtenContributions} wrote. */
export function contributionsOf(written: string): readonly (readonly [FilePath, FileTrace | undefined])[] {
  return (JSON.parse(written) as readonly Written[]).map(([path, trace]) => [path, trace ?? undefined]);
}

/** Records are looked up in, and so no plain data. */
function holdsRecord({ reviews, reviewedTexts, stamps }: FileTrace): boolean {
  return (reviews ?? reviewedTexts ?? stamps) !== undefined;
}
