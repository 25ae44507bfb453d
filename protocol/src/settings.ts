/**
 * What the client tells the server once, in `initializationOptions`. Another client (Neovim) sends none: every field is optional
 * and its absence means the plainest behaviour.
 */
export interface InitializationOptions {
  /** The client opens links of `RULE_SCHEME`. */
  readonly ruleLinks?: boolean;
  /** The client has `RECORD_DEVIATION_COMMAND`, which asks for a reason. */
  readonly asksForReasons?: boolean;
  /** The client has `MARK_REVIEWED_COMMAND`. */
  readonly marksReviews?: boolean;
  /** The client runs `command:` links to `vitalint.…` in Markdown hovers. */
  readonly commandLinks?: boolean;
  /** False in an untrusted workspace: analysis, no edits. */
  readonly trusted?: boolean;
  /** Folder (a path) in the user's storage for the cache. */
  readonly storage?: string;
  readonly settings?: Partial<Settings>;
}

/** Section of the editor's settings, for `workspace/configuration` and the manifest. */
export const SETTINGS_SECTION = "vitalint";

/** The editor's settings: presentation only. What changes findings lives in `vitalint.json`. */
export interface Settings {
  /** Diagnostics of the open files, or of the whole workspace. */
  readonly scope: "openFiles" | "workspace";
  /** Show findings that have a disposition or are frozen by a baseline, as hints. */
  readonly showDisposed: boolean;
  /** Show above functions what they are linked to. */
  readonly codeLens: boolean;
  /** Name under which links are marked as reviewed; empty: the one that git knows. */
  readonly reviewer: string;
}

export const DEFAULT_SETTINGS: Settings = { scope: "openFiles", showDisposed: false, codeLens: false, reviewer: "" };
