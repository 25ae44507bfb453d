import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import type { FileInput, ProjectConfig, ReportedFinding } from "../../engine/src/index.js";

/** Results that are kept; the ones not asked for the longest go first. */
const MOST_ENTRIES = 24;

/** Grows with the meaning of what is kept. */
const VERSION = 1;

interface Entry {
  readonly version: number;
  readonly key: string;
  /** SHA-256 of `findings`: a file that was cut short or touched is no result. */
  readonly digest: string;
  /** JSON text of the findings. */
  readonly findings: string;
}

/** What the findings of a project follow from, all of it: the same key means the same findings. */
export interface CacheKeyParts {
  /** Programs and parsers that run, as files: another version is another key. */
  readonly programs: readonly string[];
  /** Calendar date by which dispositions expire, ISO 8601. */
  readonly today: string;
  readonly inputs: readonly FileInput[];
}

/** SHA-256 over what results of single files and functions follow from beside sources: the program, the configuration, models. */
export async function contextKey({ programs, inputs }: Pick<CacheKeyParts, "programs" | "inputs">, config: ProjectConfig): Promise<string> {
  const hash = createHash("sha256");
  for (const program of programs) hash.update(await readFile(program));
  hash.update(JSON.stringify([VERSION, config]));
  const models = new Set(config.models);
  for (const input of inputs) if (models.has(input.path)) hash.update(JSON.stringify(input));
  return hash.digest("hex");
}

/** SHA-256 over everything that findings follow from, in hexadecimal digits. */
export async function cacheKey({ programs, today, inputs }: CacheKeyParts): Promise<string> {
  const hash = createHash("sha256");
  for (const program of programs) hash.update(await readFile(program));
  hash.update(JSON.stringify([VERSION, today, inputs.length]));
  // Each piece says how long it is: two projects can't run into one text.
  for (const input of inputs) {
    const text = JSON.stringify(input);
    hash.update(`${String(text.length)}:`).update(text);
  }
  return hash.digest("hex");
}

/**
 * Where results are kept: in the user's own storage, never in the workspace, where a cache that came with it could hide findings.
 * `VITALINT_CACHE` names another folder; `off` keeps nothing.
 */
export function cacheFolder(env: NodeJS.ProcessEnv): string | undefined {
  const named = env["VITALINT_CACHE"];
  if (named === "off") return undefined;
  if (named !== undefined && named !== "") return named;
  const base = env["XDG_CACHE_HOME"] ?? env["LOCALAPPDATA"];
  return join(base !== undefined && base !== "" ? base : join(homedir(), ".cache"), "vitalint", "findings");
}

/** Findings kept under a key; `undefined` when there are none, or what is there is not whole. */
export async function cachedFindings(folder: string, key: string): Promise<readonly ReportedFinding[] | undefined> {
  const path = join(folder, `${key}.json`);
  try {
    const entry = JSON.parse(await readFile(path, "utf8")) as Partial<Entry>;
    if (entry.version !== VERSION || entry.key !== key || typeof entry.findings !== "string") return undefined;
    if (digestOf(entry.findings) !== entry.digest) return undefined;
    const now = new Date();
    await utimes(path, now, now);
    return JSON.parse(entry.findings) as readonly ReportedFinding[];
  } catch {
    // Not there, not readable, not whole: the analysis runs, as it would without a cache.
    return undefined;
  }
}

/** Keeps findings under a key. A cache that can't be written is none: nobody's check fails because of it. */
export async function keepFindings(folder: string, key: string, findings: readonly ReportedFinding[]): Promise<void> {
  const text = JSON.stringify(findings);
  const entry: Entry = { version: VERSION, key, digest: digestOf(text), findings: text };
  try {
    await mkdir(folder, { recursive: true });
    // Written beside and then renamed: who reads meanwhile, or after a crash, finds all of it or nothing.
    const beside = join(folder, `${key}.${String(process.pid)}.part`);
    await writeFile(beside, JSON.stringify(entry));
    await rename(beside, join(folder, `${key}.json`));
    await dropOldest(folder);
  } catch {
    return;
  }
}

async function dropOldest(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => /^[\da-f]{64}\.(?:json|\d+\.part)$/.test(name));
  if (names.length <= MOST_ENTRIES) return;
  const aged = await Promise.all(names.map(async (name) => ({ name, used: (await stat(join(folder, name))).mtimeMs })));
  aged.sort((a, b) => b.used - a.used);
  for (const { name } of aged.slice(MOST_ENTRIES)) await rm(join(folder, name), { force: true });
}

function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
