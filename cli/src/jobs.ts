import type { Shard } from "../../host/src/index.js";
import { UsageError } from "./command.js";

/**
 * Workers where nobody says how many: each holds the whole project in memory, and on two cores a second one was measured to cost more than it
 * saves (betaflight src/main: 25 s and 1.3 GB against 21 s and 0.9 GB).
 */
export const USUAL_JOBS = 1;
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
