import type { GlobalIr } from "../flow/ir.js";
import type { ParsedFile, WrittenNames } from "../languages/front-end.js";
import type { FilePath } from "../text/span.js";
import type { VariableFact } from "./facts.js";
import type { Project } from "./project.js";

interface Definition {
  readonly file: ParsedFile;
  readonly fact: VariableFact;
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
  private readonly files = new WeakMap<ParsedFile, FileGlobals>();
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
    let ir = this.lowered.get(definition.fact);
    if (ir === undefined) {
      ir = this.project.lowerGlobal(definition.file, definition.fact) ?? null;
      this.lowered.set(definition.fact, ir);
    }
    return ir ?? undefined;
  }

  /** True unless nothing in the program can write the object. */
  written(key: string, from: FilePath): boolean {
    const definition = this.definitionOf(key, from);
    if (definition === undefined) return true;
    const { fact, file } = definition;
    if (fact.constant && fact.type.kind !== "pointer") return false;
    const shares = fact.type.kind === "array" || fact.type.kind === "record" || fact.type.kind === "unknown" || file.language === "cpp";
    if (fact.linkage === "internal") {
      const names = this.globalsOf(file).written;
      return names === undefined || names.assigned.has(fact.name) || (shares && names.passed.has(fact.name));
    }
    const { assigned, passed } = this.current();
    const programs = this.project.programsOf(file.document.path);
    const shared = (path: FilePath): boolean => this.project.programsOf(path).some((program) => programs.includes(program));
    return (assigned.get(fact.name) ?? []).some(shared) || (shares && (passed.get(fact.name) ?? []).some(shared));
  }

  private definitionOf(key: string, from: FilePath): Definition | undefined {
    const hash = key.lastIndexOf("#");
    if (hash >= 0) {
      const file = this.project.parsed(key.slice(0, hash));
      return file && this.globalsOf(file).internal.get(key.slice(hash + 1));
    }
    const programs = this.project.programsOf(from);
    const visible = (this.current().external.get(key) ?? []).filter(({ file }) =>
      this.project.programsOf(file.document.path).some((program) => programs.includes(program)),
    );
    return visible.length === 1 ? visible[0] : undefined;
  }

  private current(): Snapshot {
    if (this.snapshot !== undefined) return this.snapshot;
    const external = new Map<string, Definition[]>();
    const assigned = new Map<string, FilePath[]>();
    const passed = new Map<string, FilePath[]>();
    for (const path of this.project.paths) {
      const file = this.project.parsed(path);
      if (file === undefined) continue;
      const globals = this.globalsOf(file);
      for (const [name, definition] of globals.external) append(external, name, definition);
      for (const name of globals.written?.assigned ?? []) append(assigned, name, path);
      for (const name of globals.written?.passed ?? []) append(passed, name, path);
    }
    return (this.snapshot = { external, assigned, passed });
  }

  private globalsOf(file: ParsedFile): FileGlobals {
    let globals = this.files.get(file);
    if (globals === undefined) this.files.set(file, (globals = this.read(file)));
    return globals;
  }

  private read(file: ParsedFile): FileGlobals {
    const internal = new Map<string, Definition>();
    const external = new Map<string, Definition>();
    for (const fact of file.facts.variables) {
      // `int limit;` defines too, but an initialiser elsewhere in the file says more.
      if (fact.initializer === undefined && file.tree.text.slice(fact.span.start, fact.span.end).startsWith("extern")) continue;
      const table = fact.linkage === "internal" ? internal : external;
      if (fact.initializer !== undefined || !table.has(fact.name)) table.set(fact.name, { file, fact });
    }
    return { internal, external, written: this.project.writtenNames(file) };
  }
}

function append<V>(map: Map<string, V[]>, key: string, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
