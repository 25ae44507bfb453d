import { existsSync } from "node:fs";
import { readFile, stat, writeFile } from "node:fs/promises";
import { join, relative, resolve, sep } from "node:path";
import {
  count,
  GlobSet,
  readStamps,
  REVIEWED_FILE,
  REVIEWS_FILE,
  stampKey,
  STAMPS_FILE,
  stampsText,
  traceSourcesOf,
  type FilePath,
  type Stamp,
  type StampCandidate,
} from "../../engine/src/index.js";
import { changesSince, decode, lastChange, listFiles, projectFileFilter, reasonOf } from "../../host/src/index.js";
import { UsageError } from "./command.js";
import type { Io } from "./io.js";
import type { Session } from "./session.js";

/** Files and reasons that a message names; it counts the rest. */
const NAMED = 5;

/**
 * Records on which version tests passed. Refused as a whole where the work tree is not that of the commit: then nobody knows what ran.
 * Returns false when a result was too old to be stamped.
 */
export async function stampResults(session: Session, patterns: readonly string[], revision: string, io: Io): Promise<boolean> {
  const { root } = session.folder;
  const results = await readResults(patterns, root, io.cwd);
  const commit = await cleanCommit(session, revision, new Set(results.map(({ path }) => path)));
  const record = await readRecord(join(root, STAMPS_FILE));
  const plan = await session.stampPlan(results);
  for (const { file, message } of plan.problems) io.err(`${file}: ${message}\n`);
  const stamps = new Map(record.map((stamp) => [stampKey(stamp), stamp]));
  const ages = new Ages(root, commit);
  const refused: string[] = [];
  let stamped = 0;
  for (const candidate of plan.candidates) {
    const { stamp } = candidate;
    const problem = await ages.problemOf(candidate);
    if (problem !== undefined) {
      refused.push(`'${stamp.test}' for ${stamp.verified}: ${problem}`);
      continue;
    }
    stamps.set(stampKey(stamp), { ...stamp, commit });
    stamped++;
  }
  for (const failed of plan.failed) stamps.delete(stampKey(failed));
  await write(join(root, STAMPS_FILE), [...stamps.values()]);
  io.err(`${count(stamped, "passed test")} stamped at ${commit.slice(0, 12)} in ${STAMPS_FILE}.\n`);
  if (plan.failed.length > 0) io.err(`${count(plan.failed.length, "failed test")} not stamped, and earlier stamps of theirs removed.\n`);
  if (plan.unmatched > 0) io.err(`${count(plan.unmatched, "result")} of tests that verify nothing here.\n`);
  for (const text of listed(refused)) io.err(`not stamped: ${text}\n`);
  return refused.length === 0;
}

/** The commit's full id, where the work tree is the commit's but for results and our own records. */
async function cleanCommit({ folder }: Session, revision: string, results: ReadonlySet<FilePath>): Promise<string> {
  const { config } = folder.loaded;
  const wanted = projectFileFilter(config);
  const isCode = (path: FilePath): boolean =>
    wanted(path) && !results.has(path) && !OWN_RECORDS.includes(path) && traceSourcesOf(config).roleOf(path)?.role !== "results";
  const state = await changesSince(folder.root, revision, isCode, config.encoding);
  if ("error" in state) throw new UsageError(`--commit: ${state.error}.`);
  if (state.files.length === 0) return state.commit;
  const names = listed(state.files.map(({ path }) => path)).join(", ");
  throw new UsageError(
    `Nothing is stamped: the work tree is not that of ${revision} (${names}). Commit first and run the tests on that: a stamp says on which version they passed.`,
  );
}

const OWN_RECORDS: readonly FilePath[] = [REVIEWS_FILE, REVIEWED_FILE, STAMPS_FILE];

/** Tells results that are older than what they are about. */
class Ages {
  private readonly changes = new Map<FilePath, Promise<number | undefined>>();

  constructor(
    private readonly root: string,
    private readonly commit: string,
  ) {}

  async problemOf({ stamp, results, files }: StampCandidate): Promise<string | undefined> {
    const ran = stamp.ran === "" ? await writtenAt(resolve(this.root, results)) : Date.parse(stamp.ran);
    if (ran === undefined || Number.isNaN(ran)) return `${results} says no time that can be read ('${stamp.ran}')`;
    for (const file of files) {
      let known = this.changes.get(file);
      if (!known) this.changes.set(file, (known = lastChange(this.root, this.commit, file)));
      const changed = await known;
      if (changed !== undefined && ran < changed)
        return `it ran at ${isoOf(ran)}, and ${file} was changed at ${isoOf(changed)}: run it again`;
    }
    return undefined;
  }
}

function isoOf(time: number): string {
  return new Date(time).toISOString().replace(/\.\d+Z$/, "Z");
}

async function writtenAt(file: string): Promise<number | undefined> {
  try {
    // Clocks of file systems are finer than what git says.
    return Math.floor((await stat(file)).mtimeMs);
  } catch {
    return undefined;
  }
}

async function readResults(
  patterns: readonly string[],
  root: string,
  cwd: string,
): Promise<readonly { readonly path: FilePath; readonly text: string }[]> {
  const files = new Set<string>();
  for (const pattern of patterns) {
    const found = existsSync(resolve(cwd, pattern)) ? [pattern] : await matching(pattern, cwd);
    if (found.length === 0) throw new UsageError(`--stamp: ${pattern} names no file.`);
    for (const file of found) files.add(resolve(cwd, file));
  }
  const read = [];
  for (const file of [...files].sort()) {
    const path = relative(root, file).split(sep).join("/");
    try {
      const decoded = decode(await readFile(file), "utf-8");
      if ("unreadable" in decoded) throw new UsageError(`${path}: ${decoded.unreadable}.`);
      read.push({ path, text: decoded.text });
    } catch (error) {
      if (error instanceof UsageError) throw error;
      throw new UsageError(`${path} can't be read: ${reasonOf(error)}.`);
    }
  }
  return read;
}

/** Files that a pattern means which no shell has expanded. */
async function matching(pattern: string, cwd: string): Promise<readonly string[]> {
  if (!/[*?[{]/.test(pattern)) return [];
  const files = new GlobSet([pattern.replace(/^\.\//, "")]);
  return (await listFiles(cwd, (path) => files.has(path))).paths;
}

async function readRecord(file: string): Promise<readonly Stamp[]> {
  if (!existsSync(file)) return [];
  const { stamps, problems } = readStamps((await readFile(file, "utf8")).replace(/^\ufeff/, ""));
  const [problem] = problems;
  // Written over, a record that is not understood would be lost.
  if (problem) throw new UsageError(`${STAMPS_FILE}: ${problem.message} Mend this first.`);
  return stamps;
}

async function write(file: string, stamps: readonly Stamp[]): Promise<void> {
  try {
    await writeFile(file, stampsText(stamps));
  } catch (error) {
    throw new UsageError(`${file} can't be written: ${reasonOf(error)}.`);
  }
}

function listed(texts: readonly string[]): readonly string[] {
  const rest = texts.length - NAMED;
  return rest > 0 ? [...texts.slice(0, NAMED), `and ${String(rest)} more`] : texts;
}
