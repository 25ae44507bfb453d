import type { Connection, TextDocumentContentChangeEvent } from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { TextEdit } from "../../engine/src/index.js";

/** Who wants to know what happens to open documents. Called at once, in the order of the client's messages. */
export interface DocumentListener {
  opened(document: TextDocument): void;
  /** `edits` in offsets, each against the text that the one before made. */
  changed(document: TextDocument, edits: readonly TextEdit[]): void;
  closed(uri: string): void;
  saved(uri: string): void;
}

/** The documents that the client holds open, kept in step with it by incremental changes. */
export class Documents {
  private readonly open = new Map<string, TextDocument>();

  listen(connection: Connection, listener: DocumentListener): void {
    connection.onDidOpenTextDocument(({ textDocument: { uri, languageId, version, text } }) => {
      const document = TextDocument.create(uri, languageId, version, text);
      this.open.set(uri, document);
      listener.opened(document);
    });
    connection.onDidChangeTextDocument(({ textDocument, contentChanges }) => {
      const document = this.open.get(textDocument.uri);
      if (!document) return;
      const edits = contentChanges.map((change) => apply(document, change, textDocument.version));
      if (edits.length > 0) listener.changed(document, edits);
    });
    connection.onDidCloseTextDocument(({ textDocument: { uri } }) => {
      if (this.open.delete(uri)) listener.closed(uri);
    });
    connection.onDidSaveTextDocument(({ textDocument: { uri } }) => listener.saved(uri));
  }

  get(uri: string): TextDocument | undefined {
    return this.open.get(uri);
  }

  get all(): readonly TextDocument[] {
    return [...this.open.values()];
  }
}

/** Applies one change to the document and says it in offsets. */
function apply(document: TextDocument, change: TextDocumentContentChangeEvent, version: number): TextEdit {
  const span =
    "range" in change
      ? { start: document.offsetAt(change.range.start), end: document.offsetAt(change.range.end) }
      : { start: 0, end: document.getText().length };
  const before = document.getText();
  const edit = { span: span.start <= span.end ? span : { start: span.end, end: span.start }, newText: change.text };
  // Where a carriage return meets a line feed, or leaves one, lines join or part around the change: the library's
  // bookkeeping of line starts does not follow that, so it gets the whole text.
  const isLineEndAtStake =
    before.charAt(edit.span.start - 1) === "\r" || before.charAt(edit.span.end - 1) === "\r" || change.text.endsWith("\r");
  if (isLineEndAtStake) {
    const text = before.slice(0, edit.span.start) + change.text + before.slice(edit.span.end);
    TextDocument.update(document, [{ text }], version);
  } else TextDocument.update(document, [change], version);
  return edit;
}
