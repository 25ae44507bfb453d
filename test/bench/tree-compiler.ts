import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, posix } from "node:path";
import { isBuildDescription } from "../../engine/src/index.js";
import { BuildDatabase } from "../../engine/src/project/build-database.js";
import { HeaderIndex } from "./header-index.js";

/** Where a header is there several times: how many ways to choose are tried for one file. */
const MAX_RUNS = 40;
/** And where it is begun with what others were compiled with. */
const MAX_RUNS_TAKEN = 6;
const TIME_LIMIT = 20_000;
/** Empty stand-ins for headers that the tree does not hold: a file that needs one does not count as compiled. */
const STAND_INS = ".stand-ins";

/** How gcc takes a file: the flags, and what it says of the file as it is. */
export interface Unit {
  readonly path: string;
  readonly flags: readonly string[];
  /** Headers are missing in the tree, so that an empty file stands in for them. */
  readonly incomplete: boolean;
  readonly errors: readonly string[];
}

/** A header, and the folder that was chosen among those that have one of this name. */
interface Choice {
  readonly header: string;
  readonly folders: readonly string[];
  readonly at: number;
}

interface GccError {
  readonly file: string;
  readonly message: string;
}

interface MissingHeader {
  readonly header: string;
  /** Who includes it. */
  readonly from: string;
}

/**
 * Compiles files of a tree on this machine: with the defines and folders that its build description says, and where there is none, or it
 * says too little, with the folders of the tree that hold the headers which gcc misses, the nearest first. Where a header is there for
 * several platforms, those are tried one after the other until gcc takes it. Works on a copy: the tree stays as it is.
 */
export class TreeCompiler {
  private readonly copy = mkdtempSync(join(tmpdir(), "vitalint-tree-"));
  private readonly index: HeaderIndex;
  private readonly paths: ReadonlySet<string>;
  private readonly build = new BuildDatabase();
  private readonly known = new Map<string, Unit | undefined>();
  /** What was chosen for the last file of a folder that compiled: its neighbours mostly need the same. */
  private readonly lastOf = new Map<string, readonly Choice[]>();
  private last: readonly Choice[] | undefined;
  private standIns = 0;

  constructor(root: string) {
    cpSync(root, this.copy, { recursive: true, filter: (path) => !path.endsWith("/.git") });
    this.index = new HeaderIndex(this.copy);
    this.paths = new Set(this.index.files);
    for (const path of this.index.files) if (isBuildDescription(path)) this.build.set(path, readFileSync(join(this.copy, path), "utf8"));
  }

  /** Takes the copy away. */
  close(): void {
    rmSync(this.copy, { recursive: true, force: true });
  }

  /** What to compile to see a change of a file: itself, or up to two sources that read it, those first that name `symbol`. */
  unitsOf(file: string, symbol: string): readonly Unit[] {
    if (!isHeader(file)) return [this.unit(file, file)].flatMap((unit) => unit ?? []);
    const sources = this.index.sourcesThatInclude(file);
    const naming = symbol === "" ? [] : sources.filter((path) => readFileSync(join(this.copy, path), "latin1").includes(symbol));
    const units: Unit[] = [];
    for (const path of new Set([...naming.slice(0, 2), ...sources.slice(0, 2)])) {
      const unit = this.unit(path, file);
      if (unit && this.reads(unit, file)) units.push(unit);
      if (units.filter(compiles).length === 2) break;
    }
    const compiled = units.filter(compiles);
    return compiled.length > 0 ? compiled : units.slice(0, 1);
  }

  /** What gcc says of a unit while `file` has another text. */
  errorsWith(unit: Unit, file: string, text: Uint8Array): readonly string[] {
    const path = join(this.copy, file);
    const original = readFileSync(path);
    writeFileSync(path, text);
    try {
      return this.run(unit.path, unit.flags).map(({ message }) => message);
    } finally {
      writeFileSync(path, original);
    }
  }

  private unit(path: string, wanted: string): Unit | undefined {
    const key = `${path}\n${wanted}`;
    if (!this.known.has(key)) this.known.set(key, this.discover(path, wanted));
    return this.known.get(key);
  }

  /** The first way to choose headers with which gcc takes the file; else the one with the fewest errors. */
  private discover(path: string, wanted: string): Unit | undefined {
    let best: Unit | undefined;
    for (const start of this.starts(path, wanted)) {
      const found = this.search(path, wanted, start);
      if (found && (!best || found.errors.length < best.errors.length)) best = found;
      if (best?.errors.length === 0) return best;
    }
    return best ?? this.withStandIns(path, wanted);
  }

  /** What files of the same folder, and other files, were compiled with: neighbours mostly need the same. At last from nothing. */
  private starts(path: string, wanted: string): readonly (readonly Choice[])[] {
    const taken = [this.lastOf.get(dirname(path)), this.last].flatMap((choices) => {
      const other = choices?.findIndex(({ header }) => path !== wanted && posix.basename(header) === posix.basename(wanted));
      return choices === undefined ? [] : [other === -1 ? choices : choices.slice(0, other)];
    });
    return [...new Set([...taken, []])];
  }

  private search(path: string, wanted: string, start: readonly Choice[]): Unit | undefined {
    let choices = start;
    let best: Unit | undefined;
    for (let runs = 0; runs < (start.length > 0 ? MAX_RUNS_TAKEN : MAX_RUNS); runs++) {
      const flags = this.flags(path, choices);
      const errors = this.run(path, flags);
      const missing = errors.map(missingHeader).find((each) => each !== undefined);
      if (!missing && (!best || errors.length < best.errors.length))
        best = { path, flags, incomplete: false, errors: errors.map(({ message }) => message) };
      if (errors.length === 0) {
        this.last = choices;
        this.lastOf.set(dirname(path), choices);
        return best;
      }
      const next = (missing && this.chosen(missing, path, wanted, choices)) ?? otherChoice(choices, missing?.from);
      if (!next) break;
      choices = next;
    }
    return best;
  }

  /** The nearest headers, and an empty one for each that the tree lacks. */
  private withStandIns(path: string, wanted: string): Unit | undefined {
    let choices: readonly Choice[] = [];
    const folder = `${STAND_INS}/${String(this.standIns++)}`;
    for (let runs = 0; runs < MAX_RUNS; runs++) {
      const flags = [...this.flags(path, choices), `-idirafter${folder}`];
      const errors = this.run(path, flags);
      const missing = errors.map(missingHeader).find((each) => each !== undefined);
      if (!missing) return { path, flags, incomplete: true, errors: errors.map(({ message }) => message) };
      const next = this.chosen(missing, path, wanted, choices);
      if (next) choices = next;
      else if (posix.normalize(missing.header).startsWith("..")) return undefined;
      else {
        const standIn = join(this.copy, folder, missing.header);
        mkdirSync(dirname(standIn), { recursive: true });
        writeFileSync(standIn, "");
      }
    }
    return undefined;
  }

  /** The choices with a folder for a header that gcc misses, that of the file itself before all; `undefined` where the tree has none. */
  private chosen({ header, from }: MissingHeader, path: string, wanted: string, choices: readonly Choice[]): readonly Choice[] | undefined {
    if (choices.some((choice) => choice.header === header)) return undefined;
    const near = [dirname(path), dirname(from), ...choices.filter(({ folders }) => folders.length > 1).map(folderOf)];
    const folders = this.index.foldersFor(header, wanted, near);
    if (folders.length === 0) return undefined;
    return [...choices, { header, folders: folders[0] === dirname(path) ? folders.slice(0, 1) : folders, at: 0 }];
  }

  private flags(path: string, choices: readonly Choice[]): readonly string[] {
    const { defines, includePaths } = this.build.of(path, (each) => this.paths.has(each));
    const language = /\.(?:cc|cpp|cxx)$/.test(path) ? ["-std=gnu++17"] : ["-std=gnu11", "-Werror=implicit-function-declaration"];
    return [
      ...language,
      "-fsyntax-only",
      "-w",
      ...Object.entries(defines).map(([name, value]) => `-D${name}=${value}`),
      ...[...new Set([...includePaths, ...choices.map(folderOf)])].map((folder) => `-I${folder === "" ? "." : folder}`),
    ];
  }

  private run(path: string, flags: readonly string[]): readonly GccError[] {
    const { status, stderr } = spawnSync("gcc", [...flags, path], { cwd: this.copy, encoding: "utf8", timeout: TIME_LIMIT });
    if (status === 0) return [];
    const errors = [...stderr.matchAll(/^([^\s:][^:\n]*):\d+:(?:\d+:)? ((?:fatal )?error: .*)$/gm)].map(([, file = "", message = ""]) => ({
      file: posix.normalize(file),
      message,
    }));
    return errors.length > 0 ? errors : [{ file: path, message: `no answer: ${stderr.slice(0, 200)}` }];
  }

  private reads(unit: Unit, header: string): boolean {
    const { stdout } = spawnSync("gcc", [...unit.flags, "-M", unit.path], { cwd: this.copy, encoding: "utf8", timeout: TIME_LIMIT });
    return stdout.split(/[\s\\]+/).some((path) => posix.normalize(path) === header);
  }
}

/** True when gcc takes the unit with nothing but what the tree holds. */
export function compiles({ incomplete, errors }: Unit): boolean {
  return !incomplete && errors.length === 0;
}

function isHeader(path: string): boolean {
  return /\.(?:h|hpp|inc)$/.test(path);
}

function missingHeader({ file, message }: GccError): MissingHeader | undefined {
  const header = /^fatal error: (.+): No such file or directory/.exec(message)?.[1];
  return header === undefined ? undefined : { header, from: file };
}

function folderOf({ folders, at }: Choice): string {
  return folders[at] ?? "";
}

/**
 * The next folder for the header `file`, which includes what is missing; else for that header which is there the fewest times, as one for a
 * platform stands above those for its boards. What was chosen after it is forgotten.
 */
function otherChoice(choices: readonly Choice[], file: string | undefined): readonly Choice[] | undefined {
  const open = choices.filter(({ at, folders }) => at + 1 < folders.length);
  const next =
    open.find((choice) => posix.join(folderOf(choice), choice.header) === file) ??
    [...open].sort((a, b) => a.folders.length - b.folders.length)[0];
  return next && [...choices.slice(0, choices.indexOf(next)), { ...next, at: next.at + 1 }];
}
