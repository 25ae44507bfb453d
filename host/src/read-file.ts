import { readFileSync, statSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { isArchivePath, languageOfPath, type FileInput, type FilePath } from "../../engine/src/index.js";
import { decode } from "./decode.js";
import { reasonOf } from "./list-files.js";

export interface ReadSettings {
  /** Largest file that is read, in bytes. */
  readonly maxFileSize: number;
  readonly encoding: string;
}

/** Requirement documents and exports are larger than sources; in bytes. */
const MAX_DOCUMENT_SIZE = 64_000_000;

/** Reads one file for the engine; whatever prevents it becomes the reason in the result. */
export async function readInput(root: string, path: FilePath, settings: ReadSettings): Promise<FileInput> {
  const absolute = join(root, path);
  try {
    const { size } = await stat(absolute);
    return tooLarge(path, size, settings) ?? inputOf(path, await readFile(absolute), settings);
  } catch (error) {
    return { path, unreadable: reasonOf(error) };
  }
}

/** As {@link readInput}, for a thread that nobody waits for: several times as quick for many small files. */
export function readInputNow(root: string, path: FilePath, settings: ReadSettings): FileInput {
  const absolute = join(root, path);
  try {
    const { size } = statSync(absolute);
    return tooLarge(path, size, settings) ?? inputOf(path, readFileSync(absolute), settings);
  } catch (error) {
    return { path, unreadable: reasonOf(error) };
  }
}

function tooLarge(path: FilePath, size: number, { maxFileSize }: ReadSettings): FileInput | undefined {
  const limit = languageOfPath(path) === undefined ? Math.max(maxFileSize, MAX_DOCUMENT_SIZE) : maxFileSize;
  if (size <= limit) return undefined;
  const unreadable = `it has ${String(size)} bytes, more than 'maxFileSize' (${String(limit)}) in vitalint.json allows`;
  return { path, unreadable, skipped: true };
}

function inputOf(path: FilePath, bytes: Buffer, { encoding }: ReadSettings): FileInput {
  // An archive's bytes travel as characters; its reader makes bytes of them again.
  if (isArchivePath(path)) return { path, text: bytes.toString("latin1") };
  const decoded = decode(bytes, encoding);
  if ("unreadable" in decoded) return { path, unreadable: decoded.unreadable, skipped: true };
  return { path, text: decoded.text, ...(decoded.note ? { note: decoded.note } : {}) };
}
