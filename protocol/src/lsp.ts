// The few shapes of the Language Server Protocol that our own requests speak in, as plain data: this floor imports nothing.

/** Zero-based line and UTF-16 code unit. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/** Half-open. */
export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/** A place in a document, as every request of ours gives it. */
export interface Place {
  readonly uri: string;
  readonly range: Range;
}

export interface TextEdit {
  readonly range: Range;
  readonly newText: string;
}

export interface TextDocumentEdit {
  /** `version` is null for a document that is not open. */
  readonly textDocument: { readonly uri: string; readonly version: number | null };
  readonly edits: readonly TextEdit[];
}

export interface CreateFile {
  readonly kind: "create";
  readonly uri: string;
  readonly options?: { readonly overwrite?: boolean; readonly ignoreIfExists?: boolean };
}

/** LSP's `WorkspaceEdit`, in its versioned form. */
export interface WorkspaceEdit {
  readonly documentChanges: readonly (TextDocumentEdit | CreateFile)[];
}

/** LSP's work-done token: the server reports progress to it, its cancellation is the request's. */
export type ProgressToken = string | number;
