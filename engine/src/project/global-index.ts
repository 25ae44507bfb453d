import type { GlobalIr } from "../flow/ir.js";
import type { WrittenNames } from "../languages/front-end.js";
import type { FilePath } from "../text/span.js";
import type { VariableFact } from "./facts.js";
import type { FileSymbols, VariableOutline } from "./file-outline.js";
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

/** Whole-project view of variables at file scope, valid for one state of the code. */
interface Snapshot {
  readonly external: ReadonlyMap<string, readonly Definition[]>;
  /** Files that may write a name, by name. */
  readonly assigned: ReadonlyMap<string, readonly FilePath[]>;
  readonly passed: ReadonlyMap<string, readonly FilePath[]>;
}

/** Variables of static storage duration: where they are defined, and whether anything can write them. */
export class GlobalIndex {
  private readonly files = new WeakMap<FileSymbols, FileGlobals>();
  private readonly lowered = new WeakMap<VariableFact, GlobalIr | null>();
  private snapshot: Snapshot | undefined;

  constructor(private readonly project: Project) {}

  /** To be called when any file's code changed. */
  invalidate(): void {
    this.snapshot = undefined;
  }

  global(key: string, from: FilePath): GlobalIr | undefined {
    const definition = this.definitionOf(key, from);
    if (definition === undefined) return undefined;
    const file = this.project.parsed(definition.path);
    const fact = file?.facts.variables[definition.variable.index];
    if (file === undefined || fact === undefined) return undefined;
    let ir = this.lowered.get(fact);
    if (ir === undefined) this.lowered.set(fact, (ir = this.project.lowerGlobal(file, fact) ?? null));
    return ir ?? undefined;
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
    return (assigned.get(name) ?? []).some(joins) || ((passed.get(name) ?? []).some(joins) && variable.shared);
  }

  private definitionOf(key: string, from: FilePath): Definition | undefined {
    const hash = key.lastIndexOf("#");
    if (hash >= 0) return this.globalsOf(key.slice(0, hash))?.internal.get(key.slice(hash + 1));
    const programs = this.project.programsOf(from);
    const visible = (this.current().external.get(key) ?? []).filter(({ path }) =>
      this.project.programsOf(path).some((program) => programs.includes(program)),
    );
    return visible.length === 1 ? visible[0] : undefined;
  }

  private current(): Snapshot {
    if (this.snapshot !== undefined) return this.snapshot;
    const external = new Map<string, Definition[]>();
    const assigned = new Map<string, FilePath[]>();
    const passed = new Map<string, FilePath[]>();
    for (const path of this.project.paths) {
      const globals = this.globalsOf(path);
      if (globals === undefined) continue;
      for (const [name, definition] of globals.external) append(external, name, definition);
      for (const name of globals.written?.assigned ?? []) append(assigned, name, path);
      for (const name of globals.written?.passed ?? []) append(passed, name, path);
    }
    return (this.snapshot = { external, assigned, passed });
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

function append<V>(map: Map<string, V[]>, key: string, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
