import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { FileInput, FilePath } from "../../engine/src/index.js";
import { decode } from "./decode.js";
import { reasonOf } from "./list-files.js";

export interface ReadSettings {
  /** Largest file that is read, in bytes. */
  readonly maxFileSize: number;
  readonly encoding: string;
}

/** Reads one file for the engine; whatever prevents it becomes the reason in the result. */
export async function readInput(root: string, path: FilePath, settings: ReadSettings): Promise<FileInput> {
  const absolute = join(root, path);
  try {
    const { size } = await stat(absolute);
    if (size > settings.maxFileSize) {
      return {
        path,
        unreadable: `it has ${String(size)} bytes, more than 'maxFileSize' (${String(settings.maxFileSize)}) in vitalint.json allows`,
        skipped: true,
      };
    }
    const decoded = decode(await readFile(absolute), settings.encoding);
    if ("unreadable" in decoded) return { path, unreadable: decoded.unreadable, skipped: true };
    return { path, text: decoded.text, ...(decoded.note ? { note: decoded.note } : {}) };
  } catch (error) {
    return { path, unreadable: reasonOf(error) };
  }
}
