import { availableParallelism } from "node:os";
import type { FileInput } from "../../engine/src/index.js";
import type { Shard } from "../../host/src/index.js";
import { UsageError } from "./command.js";

/** Characters of a project below which another worker costs more than it saves. */
const WORTH_A_WORKER = 600_000;
/** Each worker has the project's files in memory: more of them are started only when somebody says so. */
const MOST_BY_ITSELF = 4;
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

/** Workers for a project where nobody says how many. */
export function usualJobs(inputs: readonly FileInput[]): number {
  const size = inputs.reduce((sum, input) => sum + ("text" in input ? input.text.length : 0), 0);
  return Math.max(1, Math.min(availableParallelism(), MOST_BY_ITSELF, Math.ceil(size / WORTH_A_WORKER)));
}
