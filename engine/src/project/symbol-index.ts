import type { ParsedFile } from "../languages/front-end.js";
import type { FilePath } from "../text/span.js";
import type { FunctionRef } from "./view.js";

/** Function definitions of all files by name. */
export class SymbolIndex {
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
  }

  remove(path: FilePath): void {
    for (const name of this.namesOf.get(path) ?? []) {
      const rest = (this.byName.get(name) ?? []).filter((ref) => ref.file.document.path !== path);
      if (rest.length > 0) this.byName.set(name, rest);
      else this.byName.delete(name);
    }
    this.namesOf.delete(path);
  }

  definitions(name: string): readonly FunctionRef[] {
    return this.byName.get(name) ?? [];
  }
}
