import type { ParsedFile } from "../languages/front-end.js";
import type { FilePath } from "../text/span.js";
import type { FunctionRef } from "./view.js";

/** Definitions of functions and of variables with external linkage of all files, by name. */
export class SymbolIndex {
  private readonly variables = new Map<string, FilePath[]>();
  private readonly variablesOf = new Map<FilePath, readonly string[]>();
  private readonly byName = new Map<string, FunctionRef[]>();
  private readonly namesOf = new Map<FilePath, readonly string[]>();

  /** Replaces what a file defines. */
  update(path: FilePath, file: ParsedFile): void {
    this.remove(path);
    const names = new Set<string>();
    for (const fact of file.facts.functions) {
      if (fact.body === undefined) continue;
      for (const name of new Set([fact.name, fact.qualifiedName, fact.overload ?? fact.name])) {
        names.add(name);
        const refs = this.byName.get(name);
        if (refs) refs.push({ file, fact });
        else this.byName.set(name, [{ file, fact }]);
      }
    }
    this.namesOf.set(path, [...names]);
    this.updateVariables(path, file);
  }

  /** Files that define a variable of external linkage. */
  definersOf(variable: string): readonly FilePath[] {
    return this.variables.get(variable) ?? [];
  }

  private updateVariables(path: FilePath, file: ParsedFile): void {
    const names = new Set<string>();
    for (const { name, linkage, initializer, span } of file.facts.variables) {
      if (linkage !== "external" || names.has(name)) continue;
      if (initializer === undefined && file.tree.text.startsWith("extern", span.start)) continue;
      names.add(name);
      const paths = this.variables.get(name);
      if (paths) paths.push(path);
      else this.variables.set(name, [path]);
    }
    if (names.size > 0) this.variablesOf.set(path, [...names]);
  }

  remove(path: FilePath): void {
    for (const name of this.namesOf.get(path) ?? []) {
      const rest = (this.byName.get(name) ?? []).filter((ref) => ref.file.document.path !== path);
      if (rest.length > 0) this.byName.set(name, rest);
      else this.byName.delete(name);
    }
    this.namesOf.delete(path);
    for (const name of this.variablesOf.get(path) ?? []) {
      const rest = (this.variables.get(name) ?? []).filter((other) => other !== path);
      if (rest.length > 0) this.variables.set(name, rest);
      else this.variables.delete(name);
    }
    this.variablesOf.delete(path);
  }

  definitions(name: string): readonly FunctionRef[] {
    return this.byName.get(name) ?? [];
  }
}
