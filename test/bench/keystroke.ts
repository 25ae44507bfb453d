import { cpSync } from "node:fs";
import { resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import type { Position, Range } from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import { checkWorkspaceRequest } from "../../protocol/src/index.js";
import { LspClient, temporaryProject } from "../harness/lsp-client.js";
import { firmwareProject } from "./firmware.js";

const LINES = 3000;
/** Rounds of each kind of edit; each is measured on the way there and on the way back. */
const ROUNDS = 20;
const WARM_UP = 3;

/** An edit as a person makes it, and how to take it back. */
interface Edit {
  readonly kind: string;
  readonly at: Position;
  readonly insert: string;
}

/** Pause between two edits while a scan runs, in milliseconds: without one the scan would never get to its work. */
const TYPING_PAUSE = 60;

/**
 * Time from `didChange` to the diagnostics' answer, on the wire, in a file of 3,000 lines within a small project.
 * Between two edits, the time of a hover. `--during-scan FOLDER`: the folder's files lie in the project too, and *Check Workspace* runs during all edits.
 */
export async function keystroke(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: { "during-scan": { type: "string" } } });
  const scanned = values["during-scan"];
  const files = firmwareProject(LINES);
  const project = temporaryProject(files);
  if (scanned !== undefined) cpSync(resolve(scanned), project.path("scanned"), { recursive: true });
  const client = await LspClient.start({ folders: [project.root] });
  const text = files["src/channel.c"] ?? "";
  const uri = await client.open(project.path("src/channel.c"), text);
  const scan = scanned === undefined ? undefined : new Scan(client);
  if (scan) await scan.begun();
  else await client.ready();
  const found = (await client.diagnostics(uri)).length;
  process.stdout.write(
    `${text.split("\n").length} lines, ${Math.round(text.length / 1024)} kB, ${found} diagnostics; ${ROUNDS * 2} edits of each kind\n`,
  );
  const all: number[] = [];
  const hovers: number[] = [];
  const measured = async (range: Range, insert: string): Promise<number> => {
    if (scan) await pause(TYPING_PAUSE / 2);
    hovers.push(await measureHover(client, uri, range.start));
    if (scan) await pause(TYPING_PAUSE / 2);
    const time = await measure(client, uri, range, insert);
    scan?.edited();
    return time;
  };
  for (const kind of KINDS) {
    const times: number[] = [];
    for (let round = -WARM_UP; round < ROUNDS; round++) {
      const edit = kind(text, round + WARM_UP);
      const there = await measured({ start: edit.at, end: edit.at }, edit.insert);
      const back = await measured({ start: edit.at, end: endOf(edit) }, "");
      if (round >= 0) times.push(there, back);
    }
    all.push(...times);
    print(kind(text, 0).kind, times);
  }
  print("all", all);
  print("a hover", hovers);
  const left = (await client.diagnostics(uri)).length;
  const isWrong = left !== found;
  if (isWrong) process.stdout.write(`WRONG: ${left} diagnostics after all edits were taken back, ${found} before\n`);
  if (scan) process.stdout.write(`${scan.text()}\n`);
  await client.stop();
  project.remove();
  return isWrong || scan?.isIdle === true ? 1 : 0;
}

/** *Check Workspace*, from the start of the server on; asked for again whenever it is done. */
class Scan {
  private runs = 0;
  private running = false;
  private edits = 0;
  private editsDuring = 0;

  constructor(private readonly client: LspClient) {
    void this.repeat().catch(() => undefined); // the server is stopped while it works
  }

  /** Resolves when the server is at it. */
  async begun(): Promise<void> {
    await this.client.until("a scan that is under way", () => this.client.progress.some(({ value }) => value.kind === "report"));
  }

  /** Counts an edit, and whether the scan was not over at its end. */
  edited(): void {
    this.edits++;
    if (this.running) this.editsDuring++;
  }

  /** True when some edit was made while nothing was scanned. */
  get isIdle(): boolean {
    return this.editsDuring < this.edits;
  }

  text(): string {
    return `${this.isIdle ? "WRONG: " : ""}the scan ran during ${this.editsDuring} of ${this.edits} edits; begun ${this.runs} times`;
  }

  private async repeat(): Promise<void> {
    for (;;) {
      this.runs++;
      this.running = true;
      await this.client.ask(checkWorkspaceRequest, {});
      this.running = false;
    }
  }
}

const KINDS: readonly ((text: string, round: number) => Edit)[] = [
  (text, round) => ({ kind: "a letter in a body", at: placeOf(text, /    channel->errors\+\+;/g, round, 12), insert: "x" }),
  (text, round) => ({
    kind: "a statement in a body",
    at: placeOf(text, /    uint32_t flags = 0u;/g, round, 0),
    insert: "    channel->retries = 0u;\n",
  }),
  (text, round) => ({ kind: "a new line", at: placeOf(text, /    if \(channel == NULL\) \{/g, round, 0), insert: "\n" }),
  (text, round) => ({
    kind: "a field of a type",
    at: placeOf(text, /    uint16_t code;\n/g, round, 0),
    insert: `    uint8_t more${round};\n`,
  }),
  (text, round) => ({
    kind: "a macro",
    at: placeOf(text, /struct service_record/g, round, 0),
    insert: `#define SERVICE_LIMIT_${round} ${round}u\n`,
  }),
  (text, round) => ({ kind: "a broken brace", at: placeOf(text, /    for \(size_t i = 0u/g, round, 0), insert: "{" }),
];

/** The place of the match number `round` of a pattern, spread over the file; `shift` characters into it. */
function placeOf(text: string, pattern: RegExp, round: number, shift: number): Position {
  const matches = [...text.matchAll(pattern)];
  const match = matches[(round * 7) % matches.length];
  return TextDocument.create("", "c", 0, text).positionAt((match?.index ?? 0) + shift);
}

function endOf({ at, insert }: Edit): Position {
  const lines = insert.split("\n");
  const last = lines.at(-1) ?? "";
  return lines.length === 1
    ? { line: at.line, character: at.character + last.length }
    : { line: at.line + lines.length - 1, character: last.length };
}

async function measure(client: LspClient, uri: string, range: Range, text: string): Promise<number> {
  const start = performance.now();
  await client.change(uri, [{ range, text }]);
  await client.pull(uri);
  return performance.now() - start;
}

/** Time of a hover on the code that is being written, as a person makes it between two keystrokes. */
async function measureHover(client: LspClient, uri: string, position: Position): Promise<number> {
  const start = performance.now();
  await client.connection.sendRequest("textDocument/hover", { textDocument: { uri }, position });
  return performance.now() - start;
}

function print(name: string, times: readonly number[]): void {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number): string =>
    `${(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(1).padStart(7)} ms`;
  process.stdout.write(`${name.padEnd(22)} median ${at(0.5)}   p95 ${at(0.95)}   worst ${at(1)}   n ${times.length}\n`);
}
