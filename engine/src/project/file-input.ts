import type { Language } from "../text/document.js";
import type { FilePath } from "../text/span.js";

/** A file as its host read it: decoded text, or the reason why there is none. */
export type FileInput =
  | { readonly path: FilePath; readonly text: string; readonly language?: Language; readonly version?: number; readonly note?: FileNote }
  /** `skipped`: the host could have read it and did not (too large, binary); otherwise reading failed. */
  | { readonly path: FilePath; readonly unreadable: string; readonly skipped?: boolean };

/** Something the host had to do to read a file that its user should know. */
export interface FileNote {
  readonly kind: "decoded-as";
  readonly encoding: string;
}
