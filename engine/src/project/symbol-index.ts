import type { FilePath } from "../text/span.js";
import type { DefinitionOutline, FileSymbols } from "./file-outline.js";

/** A function's definition and the file that holds it. */
export interface DefinitionRef {
  readonly path: FilePath;
  readonly definition: DefinitionOutline;
}

/** Definitions of functions and of variables with external linkage of all files, by name. */
export class SymbolIndex {
  private readonly files = new Map<FilePath, FileSymbols>();
  private readonly variables = new Map<string, FilePath[]>();
  private readonly byName = new Map<string, DefinitionRef[]>();

  /** Replaces what a file defines. */
  update(path: FilePath, symbols: FileSymbols): void {
    this.remove(path);
    this.files.set(path, symbols);
    for (const definition of symbols.functions) {
      for (const name of namesOf(definition)) append(this.byName, name, { path, definition });
    }
    for (const { name, linkage } of symbols.variables) if (linkage === "external") append(this.variables, name, path);
  }

  /** What a file defines, as far as it was looked into. */
  symbolsOf(path: FilePath): FileSymbols | undefined {
    return this.files.get(path);
  }

  /** Files that define a variable of external linkage. */
  definersOf(variable: string): readonly FilePath[] {
    return this.variables.get(variable) ?? [];
  }

  remove(path: FilePath): void {
    const symbols = this.files.get(path);
    if (symbols === undefined) return;
    this.files.delete(path);
    const names = new Set(symbols.functions.flatMap((definition) => [...namesOf(definition)]));
    for (const name of names) drop(this.byName, name, (ref) => ref.path === path);
    for (const { name, linkage } of symbols.variables) if (linkage === "external") drop(this.variables, name, (other) => other === path);
  }

  definitions(name: string): readonly DefinitionRef[] {
    return this.byName.get(name) ?? [];
  }
}

function namesOf({ name, qualifiedName, overload }: DefinitionOutline): ReadonlySet<string> {
  return new Set([name, qualifiedName, overload ?? name]);
}

function append<V>(map: Map<string, V[]>, key: string, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

function drop<V>(map: Map<string, V[]>, key: string, isGone: (value: V) => boolean): void {
  const rest = (map.get(key) ?? []).filter((value) => !isGone(value));
  if (rest.length > 0) map.set(key, rest);
  else map.delete(key);
}
