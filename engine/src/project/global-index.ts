import type { GlobalIr } from "../flow/ir.js";
import type { WrittenNames } from "../languages/front-end.js";
import type { Cancellation } from "../service/engine.js";
import type { FilePath } from "../text/span.js";
import { mentionOf } from "./declaration-key.js";
import type { FileSymbols, VariableOutline } from "./file-outline.js";
import { sameData } from "./same-data.js";
import type { Project } from "./project.js";

interface Definition {
  readonly path: FilePath;
  readonly variable: VariableOutline;
}

interface FileGlobals {
  readonly internal: ReadonlyMap<string, Definition>;
  readonly external: ReadonlyMap<string, Definition>;
  readonly written: WrittenNames | undefined;
}

/** Whole-project view of variables at file scope. Made once; a file that changed is taken out and put in again. */
interface Snapshot {
  /** What the view holds of each file. */
  readonly files: Map<FilePath, FileGlobals>;
  /** Definitions of a name, by file. */
  readonly external: Map<string, Map<FilePath, Definition>>;
  /** Files that may write a name, by name. */
  readonly assigned: Map<string, Set<FilePath>>;
  readonly passed: Map<string, Set<FilePath>>;
}

/** An initialiser that was lowered, and of what. */
interface Lowered {
  readonly text: string;
  readonly environment: number;
  readonly ir: GlobalIr | undefined;
}

/** Variables of static storage duration: where they are defined, and whether anything can write them. */
export class GlobalIndex {
  private readonly files = new WeakMap<FileSymbols, FileGlobals>();
  private readonly lowered = new Map<string, Lowered>();
  private readonly snapshot: Snapshot = { files: new Map(), external: new Map(), assigned: new Map(), passed: new Map() };
  private isCurrent = false;

  constructor(private readonly project: Project) {}

  /** To be called when any file's code changed. */
  invalidate(): void {
    this.isCurrent = false;
  }

  /** Takes in what was parsed since, so that the first question does not have to. */
  catchUp(cancellation: Cancellation): void {
    for (const path of this.project.paths) {
      if (cancellation.isCancelled()) return;
      if (!this.project.awaitsIndexing(path)) this.update(path);
    }
  }

  global(key: string, from: FilePath): GlobalIr | undefined {
    const definition = this.definitionOf(key, from);
    if (definition === undefined) return undefined;
    const file = this.project.parsed(definition.path);
    const fact = file?.facts.variables[definition.variable.index];
    if (file === undefined || fact === undefined) return undefined;
    const { path } = definition;
    const text = file.tree.text.slice(fact.span.start, fact.span.end);
    const environment = this.project.environmentOf(path);
    const name = `${path}#${fact.name}`;
    const known = this.lowered.get(name);
    if (known?.text === text && this.meansTheSame(path, known, environment)) return known.ir;
    const ir = this.project.lowerGlobal(file, fact);
    // The same data as before keeps its identity: what was read from it holds.
    const kept = known?.ir && ir && sameData(known.ir, ir) ? known.ir : ir;
    this.lowered.set(name, { text, environment, ir: kept });
    return kept;
  }

  private meansTheSame(path: FilePath, known: Lowered, environment: number): boolean {
    if (known.environment === environment) return true;
    const names = this.project.namesChangedSince(path, known.environment);
    return names !== undefined && !mentionOf(names).test(known.text);
  }

  /** The file that defines an object. */
  definer(key: string, from: FilePath): FilePath | undefined {
    return this.definitionOf(key, from)?.path;
  }

  /** True unless nothing in the program can write the object. */
  written(key: string, from: FilePath): boolean {
    const definition = this.definitionOf(key, from);
    if (definition === undefined) return true;
    const { path, variable } = definition;
    const { name, fixed } = variable;
    if (fixed) return false;
    if (variable.linkage === "internal") {
      const names = this.globalsOf(path)?.written;
      return names === undefined || names.assigned.has(name) || (names.passed.has(name) && variable.shared);
    }
    const { assigned, passed } = this.current();
    const programs = this.project.programsOf(path);
    const joins = (other: FilePath): boolean => this.project.programsOf(other).some((program) => programs.includes(program));
    const isJoined = (paths: ReadonlySet<FilePath> | undefined): boolean => paths !== undefined && [...paths].some(joins);
    return isJoined(assigned.get(name)) || (isJoined(passed.get(name)) && variable.shared);
  }

  private definitionOf(key: string, from: FilePath): Definition | undefined {
    const hash = key.lastIndexOf("#");
    if (hash >= 0) return this.globalsOf(key.slice(0, hash))?.internal.get(key.slice(hash + 1));
    const programs = this.project.programsOf(from);
    const visible = [...(this.current().external.get(key)?.values() ?? [])].filter(({ path }) =>
      this.project.programsOf(path).some((program) => programs.includes(program)),
    );
    return visible.length === 1 ? visible[0] : undefined;
  }

  private current(): Snapshot {
    if (this.isCurrent) return this.snapshot;
    const { files } = this.snapshot;
    for (const path of this.project.paths) this.update(path);
    const present = new Set(this.project.paths);
    for (const [path, known] of files) if (!present.has(path)) this.takeOut(path, known);
    this.isCurrent = true;
    return this.snapshot;
  }

  private update(path: FilePath): void {
    const globals = this.globalsOf(path);
    const known = this.snapshot.files.get(path);
    if (globals === known) return;
    if (known) this.takeOut(path, known);
    if (globals) this.putIn(path, globals);
  }

  private putIn(path: FilePath, globals: FileGlobals): void {
    const { files, external, assigned, passed } = this.snapshot;
    files.set(path, globals);
    for (const [name, definition] of globals.external) {
      const definitions = external.get(name);
      if (definitions) definitions.set(path, definition);
      else external.set(name, new Map([[path, definition]]));
    }
    for (const name of globals.written?.assigned ?? []) append(assigned, name, path);
    for (const name of globals.written?.passed ?? []) append(passed, name, path);
  }

  private takeOut(path: FilePath, globals: FileGlobals): void {
    const { files, external, assigned, passed } = this.snapshot;
    files.delete(path);
    for (const name of globals.external.keys()) remove(external, name, path);
    for (const name of globals.written?.assigned ?? []) remove(assigned, name, path);
    for (const name of globals.written?.passed ?? []) remove(passed, name, path);
  }

  private globalsOf(path: FilePath): FileGlobals | undefined {
    const symbols = this.project.symbolsOf(path);
    if (symbols === undefined) return undefined;
    let globals = this.files.get(symbols);
    if (globals === undefined) this.files.set(symbols, (globals = this.read(path, symbols)));
    return globals;
  }

  private read(path: FilePath, { variables }: FileSymbols): FileGlobals {
    const internal = new Map<string, Definition>();
    const external = new Map<string, Definition>();
    for (const variable of variables) (variable.linkage === "internal" ? internal : external).set(variable.name, { path, variable });
    return { internal, external, written: this.project.writtenNames(path) };
  }
}

function append(map: Map<string, Set<FilePath>>, name: string, path: FilePath): void {
  const paths = map.get(name);
  if (paths) paths.add(path);
  else map.set(name, new Set([path]));
}

/** Without a path's entry; names that nobody uses any more are forgotten. */
function remove(map: Map<string, Set<FilePath> | Map<FilePath, Definition>>, name: string, path: FilePath): void {
  const paths = map.get(name);
  paths?.delete(path);
  if (paths?.size === 0) map.delete(name);
}
