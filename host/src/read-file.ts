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
    const limit = languageOfPath(path) === undefined ? Math.max(settings.maxFileSize, MAX_DOCUMENT_SIZE) : settings.maxFileSize;
    if (size > limit) {
      return {
        path,
        unreadable: `it has ${String(size)} bytes, more than 'maxFileSize' (${String(limit)}) in vitalint.json allows`,
        skipped: true,
      };
    }
    // An archive's bytes travel as characters; its reader makes bytes of them again.
    if (isArchivePath(path)) return { path, text: (await readFile(absolute)).toString("latin1") };
    const decoded = decode(await readFile(absolute), settings.encoding);
    if ("unreadable" in decoded) return { path, unreadable: decoded.unreadable, skipped: true };
    return { path, text: decoded.text, ...(decoded.note ? { note: decoded.note } : {}) };
  } catch (error) {
    return { path, unreadable: reasonOf(error) };
  }
}
