import { createHash } from "node:crypto";
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeSync } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import { dirname, join } from "node:path";
import { deserialize, serialize } from "node:v8";
import type { FileInput, FilePath, FunctionKey, KeptFile, KeptFunctionFacts, KeptFunctionParts, RawEvent, ResultStore, Summary } from "../../engine/src/index.js"; // prettier-ignore

// What one run found out about a project's files and functions, for the next one: the large parts behind each other, an index, and a foot
// that says what it is. A pack of another program or configuration, or one that is not whole, counts as none and is replaced.

/** Grows with the meaning of what is written. */
const FORMAT = "vitalint-results 1";

/** Packs that are kept; the ones not used for the longest go first. */
const MOST_PACKS = 8;

/** Where a project's pack is, and what else than its files results follow from. */
export interface PackPlace {
  readonly path: string;
  /** Digest of the program, the configuration, and all that is no source. */
  readonly context: string;
}

interface Foot {
  readonly format: string;
  readonly context: string;
  /** Digests of all texts, so that who looks can tell how much is new. */
  readonly texts: Readonly<Record<FilePath, string>>;
  /** Where the large parts end, and the index begins. */
  readonly partBytes: number;
  /** Where the index ends. */
  readonly bodyBytes: number;
  /** SHA-256 of all before the foot. */
  readonly digest: string;
}

type FunctionRow = KeptFunctionFacts & { readonly at: number; readonly summaryBytes: number; readonly eventsBytes: number };

interface Index {
  readonly files: ReadonlyMap<FilePath, KeptFile>;
  readonly functions: ReadonlyMap<FunctionKey, FunctionRow>;
}

const NOTHING: Index = { files: new Map(), functions: new Map() };

/** Where the pack of a project is kept, in a folder for results. */
export function packPlace(folder: string, root: string, context: string): PackPlace {
  return { path: join(folder, "packs", `${digestOf(JSON.stringify(root))}.pack`), context };
}

/** Digest of each text. */
export function textDigests(inputs: readonly FileInput[]): Readonly<Record<FilePath, string>> {
  return Object.fromEntries(inputs.map((input) => [input.path, "text" in input ? digestOf(input.text) : ""]));
}

/** How many of a project's files are not as the pack knows them; `undefined` without a pack of this context. */
export async function changedFiles(place: PackPlace, texts: Readonly<Record<FilePath, string>>): Promise<number | undefined> {
  try {
    const file = await open(place.path);
    try {
      const { size } = await file.stat();
      const tail = await bytesOf(file, Math.max(0, size - FOOT_LENGTH), FOOT_LENGTH);
      const length = tail.readUInt32LE() + FOOT_LENGTH;
      if (length > size) return undefined;
      const foot = footOf(await bytesOf(file, size - length, length), place);
      if (foot === undefined) return undefined;
      return Object.keys({ ...foot.texts, ...texts }).filter((path) => foot.texts[path] !== texts[path]).length;
    } finally {
      await file.close();
    }
  } catch {
    // No pack, or none that can be read: all is new.
    return undefined;
  }
}

async function bytesOf(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const { buffer } = await file.read(Buffer.alloc(length), 0, length, at);
  return buffer;
}

/** Results in a file. What can't be read or written is not there: nobody's check fails because of it. */
export class ResultPack implements ResultStore {
  private readonly index: Index;
  private blob: Uint8Array = new Uint8Array(0);

  constructor(
    private readonly place: PackPlace,
    private readonly texts: () => Readonly<Record<FilePath, string>>,
  ) {
    this.index = this.read() ?? NOTHING;
  }

  file(path: FilePath): KeptFile | undefined {
    return this.index.files.get(path);
  }

  function(key: FunctionKey): (KeptFunctionFacts & KeptFunctionParts) | undefined {
    const row = this.index.functions.get(key);
    if (row === undefined) return undefined;
    const { at, summaryBytes, eventsBytes, ...facts } = row;
    const summary = this.blob.subarray(at, at + summaryBytes);
    const events = eventsBytes === 0 ? undefined : this.blob.subarray(at + summaryBytes, at + summaryBytes + eventsBytes);
    return { ...facts, summary, events };
  }

  digestOf(data: string | Uint8Array): string {
    return digestOf(data);
  }

  encode(data: unknown): Uint8Array {
    return serialize(data);
  }

  decodeSummary(bytes: Uint8Array): Summary {
    return deserialize(bytes) as Summary;
  }

  decodeEvents(bytes: Uint8Array): readonly RawEvent[] {
    return deserialize(bytes) as readonly RawEvent[];
  }

  keep(
    functions: Iterable<readonly [FunctionKey, KeptFunctionFacts & KeptFunctionParts]>,
    files: () => ReadonlyMap<FilePath, KeptFile>,
  ): void {
    const { path, context } = this.place;
    const beside = `${path}.${String(process.pid)}.part`;
    try {
      mkdirSync(dirname(path), { recursive: true });
      const writer = new Writer(beside);
      try {
        const rows = new Map<FunctionKey, FunctionRow>();
        for (const [key, { summary, events, ...facts }] of functions) {
          rows.set(key, { ...facts, at: writer.length, summaryBytes: summary.length, eventsBytes: events?.length ?? 0 });
          writer.write(summary);
          if (events) writer.write(events);
        }
        const partBytes = writer.length;
        writer.write(serialize({ files: files(), functions: rows } satisfies Index));
        const foot: Foot = { format: FORMAT, context, texts: this.texts(), partBytes, bodyBytes: writer.length, digest: writer.digest() };
        const text = Buffer.from(JSON.stringify(foot));
        writer.write(text);
        writer.write(footLength(text.length));
      } finally {
        writer.close();
      }
      // Written beside and then renamed: who reads meanwhile, or after a crash, finds all of it or nothing.
      renameSync(beside, path);
      dropOldest(dirname(path));
    } catch {
      rmSync(beside, { force: true });
    }
  }

  private read(): Index | undefined {
    try {
      const bytes = readFileSync(this.place.path);
      const foot = footOf(bytes, this.place);
      if (foot?.digest !== digestOf(bytes.subarray(0, foot?.bodyBytes))) return undefined;
      this.blob = bytes.subarray(0, foot.partBytes);
      return deserialize(bytes.subarray(foot.partBytes, foot.bodyBytes)) as Index;
    } catch {
      return undefined;
    }
  }
}

/** The foot at the end of a pack, or of its last bytes; `undefined` when it is of another kind or context. */
function footOf(bytes: Buffer, place: PackPlace): Foot | undefined {
  const length = bytes.readUInt32LE(bytes.length - FOOT_LENGTH);
  const foot = JSON.parse(bytes.toString("utf8", bytes.length - FOOT_LENGTH - length, bytes.length - FOOT_LENGTH)) as Partial<Foot>;
  return foot.format === FORMAT && foot.context === place.context ? (foot as Foot) : undefined;
}

/** Bytes that say how long the foot before them is. */
const FOOT_LENGTH = 4;

function footLength(length: number): Buffer {
  const bytes = Buffer.alloc(FOOT_LENGTH);
  bytes.writeUInt32LE(length);
  return bytes;
}

/** Writes a file piece by piece. */
class Writer {
  private readonly file: number;
  private readonly hash = createHash("sha256");
  private pieces: Uint8Array[] = [];
  private waiting = 0;
  length = 0;

  constructor(path: string) {
    this.file = openSync(path, "w");
  }

  write(piece: Uint8Array): void {
    this.pieces.push(piece);
    this.length += piece.length;
    this.waiting += piece.length;
    if (this.waiting >= AT_ONCE) this.flush();
  }

  /** Of all that was written so far. */
  digest(): string {
    this.flush();
    return this.hash.copy().digest("hex");
  }

  close(): void {
    this.flush();
    closeSync(this.file);
  }

  private flush(): void {
    const bytes = Buffer.concat(this.pieces);
    this.pieces = [];
    this.waiting = 0;
    this.hash.update(bytes);
    for (let at = 0; at < bytes.length;) at += writeSync(this.file, bytes, at);
  }
}

const AT_ONCE = 1 << 20;

function dropOldest(folder: string): void {
  const aged = readdirSync(folder).map((name) => ({ name, used: statSync(join(folder, name)).mtimeMs }));
  aged.sort((a, b) => b.used - a.used);
  for (const { name } of aged.slice(MOST_PACKS)) rmSync(join(folder, name), { force: true });
}

function digestOf(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}
