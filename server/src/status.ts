import type { Connection } from "vscode-languageserver/node";
import { isEngineDiagnostic, ENGINE_DIAGNOSTICS, type JoinedFinding } from "../../engine/src/index.js";
import { statusNotification, type ServerState, type Status } from "../../protocol/src/index.js";
import { isShown } from "./convert.js";
import { Debounced } from "./throttle.js";

interface FileCounts {
  readonly errors: number;
  readonly warnings: number;
  readonly problems: number;
}

/** Tells the client how the server is: at every change, at most a few times a second. */
export class StatusReporter {
  private readonly send = new Debounced(150, () => this.report());
  private readonly files = new Map<string, FileCounts>();
  private readonly activities = new Map<symbol, string>();
  private started = false;
  private crash: string | undefined;
  private note: string | undefined;
  private last = "";
  private knownFiles: () => number = () => 0;
  private enabled = false;

  constructor(private readonly connection: Connection) {}

  /** To be called when the client is ready to be told; `knownFiles` counts the files of all projects. */
  enable(knownFiles: () => number): void {
    this.enabled = true;
    this.knownFiles = knownFiles;
    this.report();
  }

  /** The engine runs. */
  engineStarted(): void {
    this.started = true;
    this.crash = undefined;
    this.report();
  }

  /** The engine is gone, with a sentence for people that says what happened and what to do. */
  engineCrashed(message: string): void {
    this.crash = message;
    this.files.clear();
    this.report();
  }

  /** Something that stays worth knowing though everything goes on, until it is taken back with `undefined`. */
  incomplete(message: string | undefined): void {
    this.note = message;
    this.send.trigger();
  }

  /** Shows that work goes on until the returned function is called. */
  busy(message: string): () => void {
    const key = Symbol(message);
    this.activities.set(key, message);
    this.send.trigger();
    return () => {
      this.activities.delete(key);
      this.send.trigger();
    };
  }

  /** Counts what was found in a file. */
  analysed(uri: string, findings: readonly JoinedFinding[]): void {
    const open = findings.filter(isShown).map(({ finding }) => finding);
    const counts = {
      errors: open.filter(({ severity }) => severity === "error").length,
      warnings: open.filter(({ severity }) => severity === "warning").length,
      problems: open.filter(({ rule }) => isEngineDiagnostic(rule) && ENGINE_DIAGNOSTICS[rule].incomplete).length,
    };
    this.files.set(uri, counts);
    this.send.trigger();
  }

  forget(uri: string): void {
    if (this.files.delete(uri)) this.send.trigger();
  }

  dispose(): void {
    this.send.cancel();
  }

  private report(): void {
    if (!this.enabled) return;
    const status = this.current();
    const text = JSON.stringify(status);
    if (text === this.last) return;
    this.last = text;
    void this.connection.sendNotification(statusNotification.method, status);
  }

  private current(): Status {
    if (this.crash !== undefined) return { state: "crashed", message: this.crash };
    const counts = { files: this.knownFiles(), errors: 0, warnings: 0, problems: 0 };
    for (const { errors, warnings, problems } of this.files.values()) {
      counts.errors += errors;
      counts.warnings += warnings;
      counts.problems += problems;
    }
    const [activity] = this.activities.values();
    const message = activity ?? this.note ?? problemsMessage(counts.problems);
    return { state: this.state(counts.problems), ...(message === undefined ? {} : { message }), counts };
  }

  private state(problems: number): ServerState {
    if (!this.started) return "starting";
    if (this.activities.size > 0) return "checking";
    return problems > 0 || this.note !== undefined ? "incomplete" : "ready";
  }
}

function problemsMessage(problems: number): string | undefined {
  if (problems === 0) return undefined;
  return problems === 1
    ? "One problem kept a file from being analysed in full: see the problem list."
    : `${problems} problems kept files from being analysed in full: see the problem list.`;
}
