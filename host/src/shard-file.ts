import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { FilePath } from "../../engine/src/index.js";
import type { ProjectFolder } from "./open-project.js";
import type { KeptFunction, Shard } from "./shared-exchange.js";

const FORMAT = "vitalint-shard";
/** Grows with the meaning of what is written. */
const VERSION = 1;

/** What a shard was made of: shards that differ in any of it do not belong together. */
export interface ShardOrigin {
  /** Version of the product. */
  readonly tool: string;
  /** What the bytes of the records are written by. */
  readonly runtime: string;
  /** SHA-256 of the configuration's canonical form. */
  readonly configuration: string;
  /** Digest of everything else that findings follow from. */
  readonly inputs: string;
}

/** What one run found out about its part of a project's functions. */
export interface ShardFile {
  readonly origin: ShardOrigin;
  readonly shard: Shard;
  readonly functions: readonly KeptFunction[];
}

interface Written {
  readonly format: string;
  readonly version: number;
  readonly origin: ShardOrigin;
  readonly shard: Shard;
  /** Each function with the lengths of its parts. */
  readonly functions: readonly (readonly [string, number, number, number])[];
  /** SHA-256 of `bytes` as it is written. */
  readonly digest: string;
  /** The parts behind each other, compressed, in base 64. */
  readonly bytes: string;
}

export function shardText({ origin, shard, functions }: ShardFile): string {
  const bytes = deflateRawSync(Buffer.concat(functions.flatMap(([, parts]) => parts)), { level: 3 }).toString("base64");
  const written: Written = {
    format: FORMAT,
    version: VERSION,
    origin,
    shard,
    functions: functions.map(([key, [record, events, crossing]]) => [key, record.length, events.length, crossing.length]),
    digest: digestOf(bytes),
    bytes,
  };
  return `${JSON.stringify(written)}\n`;
}

/** A project without the shards that lie in its folder, which are no documents of it. */
export async function withoutShards(folder: ProjectFolder): Promise<ProjectFolder> {
  const shards = new Set<FilePath>();
  for (const path of folder.paths) if (path.endsWith(".json") && (await isShard(join(folder.root, path)))) shards.add(path);
  return shards.size === 0 ? folder : { ...folder, paths: folder.paths.filter((path) => !shards.has(path)) };
}

async function isShard(path: string): Promise<boolean> {
  const start = Buffer.from(`{"format":"${FORMAT}"`);
  try {
    const file = await open(path);
    try {
      const { buffer } = await file.read(Buffer.alloc(start.length));
      return buffer.equals(start);
    } finally {
      await file.close();
    }
  } catch {
    // Whoever reads it says why it can't be read.
    return false;
  }
}

/** Reads a shard; a text says what is wrong with it. */
export function readShard(text: string): ShardFile | string {
  let written: Partial<Written>;
  try {
    written = JSON.parse(text) as Partial<Written>;
  } catch {
    return "it is no shard, or was cut short";
  }
  if (written.format !== FORMAT) return "it is no shard";
  if (written.version !== VERSION) return `it is of version ${String(written.version)} of the format, not ${String(VERSION)}`;
  const { origin, shard, functions, bytes } = written;
  if (!origin || !shard || !functions || bytes === undefined || written.digest !== digestOf(bytes)) return "it is not whole";
  const whole = inflateRawSync(Buffer.from(bytes, "base64"));
  let at = 0;
  const next = (length: number): Uint8Array => whole.subarray(at, (at += length));
  return { origin, shard, functions: functions.map(([key, a, b, c]): KeptFunction => [key, [next(a), next(b), next(c)]]) };
}

/** What keeps shards from being merged; `undefined` when they are all parts of one project, and `here` is that project. */
export function shardsProblem(shards: readonly (ShardFile & { readonly name: string })[], here: ShardOrigin): string | undefined {
  const count = shards[0]?.shard.count ?? 0;
  const seen = new Map<number, string>();
  for (const { name, shard, origin } of shards) {
    if (shard.count !== count) return `${name} is one of ${String(shard.count)} shards, ${shards[0]?.name ?? ""} one of ${String(count)}.`;
    const other = seen.get(shard.index);
    if (other !== undefined) return `${other} and ${name} are both shard ${String(shard.index)}/${String(count)}.`;
    seen.set(shard.index, name);
    if (origin.tool !== here.tool) return `${name} was made by version ${origin.tool}; this is version ${here.tool}.`;
    if (origin.runtime !== here.runtime) return `${name} was made with ${origin.runtime}; this runs with ${here.runtime}.`;
    if (origin.configuration !== here.configuration) return `${name} was made with another configuration, or another --preset.`;
    if (origin.inputs !== here.inputs) return `${name} was made of other files than the project holds here.`;
  }
  const missing = Array.from({ length: count }, (_, index) => index + 1).filter((index) => !seen.has(index));
  if (missing.length > 0) return `Missing: shard ${missing.map((index) => `${String(index)}/${String(count)}`).join(", ")}.`;
  return undefined;
}

function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
