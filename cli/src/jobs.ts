import { availableParallelism, totalmem } from "node:os";
import { languageOfPath, type FileInput } from "../../engine/src/index.js";
import type { Shard } from "../../host/src/index.js";
import { UsageError } from "./command.js";

/** Characters of sources that one worker reads in about a second: with less, a second worker costs more than it saves. */
const WORTH_A_WORKER = 400_000;
/** A worker needs memory of its own, and few machines have more for us than this many of them take. */
const MOST_BY_ITSELF = 4;
/** Bytes of memory that each worker may need beside the project's code. */
const MEMORY_OF_ONE = 700 * 1024 * 1024;

/** One worker keeps two cores busy: the runtime collects garbage and compiles on the second one. */
const CORES_OF_ONE = 2;

/** Workers where nobody says how many: one for two cores, as far as the size of the project and the machine's memory suggest. */
export function usualJobs(inputs: readonly FileInput[]): number {
  const size = inputs.reduce(
    (sum, input) => sum + ("text" in input && languageOfPath(input.path) !== undefined ? input.text.length : 0),
    0,
  );
  return Math.max(1, Math.min(mostWorkers(), Math.floor(size / WORTH_A_WORKER)));
}

/** Files that are worth the time and memory that another worker takes to start. */
const FILES_OF_READER = 300;

/** Workers that read a project's files for its trace, where nobody says how many. */
export function traceJobs(files: number): number {
  return Math.max(1, Math.min(mostWorkers(), Math.floor(files / FILES_OF_READER)));
}

function mostWorkers(): number {
  return Math.min(Math.ceil(availableParallelism() / CORES_OF_ONE), MOST_BY_ITSELF, Math.floor(totalmem() / 2 / MEMORY_OF_ONE));
}

const MOST = 64;

/** Value of `--jobs`; `undefined` when it is not given. */
export function jobsOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const jobs = Number(text);
  if (!/^\d+$/.test(text) || jobs < 1 || jobs > MOST)
    throw new UsageError(`--jobs is a number from 1 to ${String(MOST)}; it is '${text}'.`);
  return jobs;
}

/** Value of `--shard`, as `2/5`; `undefined` when it is not given. */
export function shardOf(text: string | undefined): Shard | undefined {
  if (text === undefined) return undefined;
  const [, index, count] = (/^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? []).map(Number);
  if (index === undefined || count === undefined || index < 1 || index > count)
    throw new UsageError(`--shard is a part and the number of parts, such as 1/4; it is '${text}'.`);
  return { index, count };
}
