import type { FunctionKey } from "../flow/analysis.js";
import type { KeptStatus } from "../flow/memory.js";
import type { RawEvent } from "../flow/raw-events.js";
import type { Summary } from "../flow/summary.js";
import type { FileOutline } from "../project/file-outline.js";
import type { DraftFinding } from "../rule/reporter.js";
import type { FilePath } from "../text/span.js";

/** A question about the project, with the answer on which a result rests. */
export type KeptAnswer = readonly [question: string, answer: string];

/** What a run knew of a file. */
export interface KeptFile {
  /** Names the file's text and how it is read. */
  readonly own: string;
  /** Names its code with all that it includes. */
  readonly code: string;
  readonly outline: FileOutline;
  /** Texts of other files that its outline was made of. */
  readonly reads: readonly KeptAnswer[];
  /** Findings of its code; absent where they may not be kept. */
  readonly found: { readonly answers: readonly KeptAnswer[]; readonly drafts: readonly DraftFinding[] } | undefined;
}

/** What a run knew of a function, without the large parts. */
export interface KeptFunctionFacts {
  readonly file: FilePath;
  /** Of its file. */
  readonly code: string;
  readonly status: KeptStatus;
  /** Names of functions, what they meant, and the digest of what was known of that. */
  readonly names: readonly (readonly [name: string, key: FunctionKey, summaryDigest: string])[];
  /** Objects of static storage duration, and what their values followed from. */
  readonly globals: readonly (readonly [key: string, origin: string])[];
  readonly summaryDigest: string;
  /** Names its events; empty without any. */
  readonly eventsDigest: string;
  readonly crossing: readonly FunctionKey[];
}

/** The large parts of what is known of a function. */
export interface KeptFunctionParts {
  readonly summary: Uint8Array;
  /** Absent without any. */
  readonly events: Uint8Array | undefined;
}

/**
 * Results of the run before, and those of this one for the next. What it gives was written by the same program under the same
 * configuration; whether it still holds is for the asker to find out.
 */
export interface ResultStore {
  file(path: FilePath): KeptFile | undefined;
  function(key: FunctionKey): (KeptFunctionFacts & KeptFunctionParts) | undefined;
  /** A name for data: SHA-256 or the like. */
  digestOf(data: string | Uint8Array): string;
  encode(data: unknown): Uint8Array;
  /** Data that {@link encode} wrote. */
  decodeSummary(bytes: Uint8Array): Summary;
  decodeEvents(bytes: Uint8Array): readonly RawEvent[];
  /** Replaces all that was kept; functions are taken one by one, then `files` is asked. */
  keep(
    functions: Iterable<readonly [FunctionKey, KeptFunctionFacts & KeptFunctionParts]>,
    files: () => ReadonlyMap<FilePath, KeptFile>,
  ): void;
}
