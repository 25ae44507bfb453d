import type { HeaderModel } from "../front-end.js";

/** Finds our own declarations of a header that the project does not hold. */
export class HeaderModels {
  private readonly exact = new Map<string, HeaderModel>();
  private readonly patterns: { readonly pattern: RegExp; readonly model: HeaderModel }[] = [];

  constructor(models: readonly HeaderModel[]) {
    for (const model of models) {
      for (const name of model.names) {
        if (!name.includes("*")) this.exact.set(name, model);
        else {
          const pattern = new RegExp(`^${name.replace(/[.+]/g, "\\$&").replaceAll("*", "[^/]*")}$`);
          this.patterns.push({ pattern, model });
        }
      }
    }
  }

  /** By the whole path that an include names, then by ever shorter ends of it; letter case and kind of slash are forgiven. */
  find(target: string): HeaderModel | undefined {
    let name = target.replaceAll("\\", "/").toLowerCase();
    for (;;) {
      const found = this.exact.get(name) ?? this.patterns.find(({ pattern }) => pattern.test(name))?.model;
      if (found !== undefined) return found;
      const slash = name.indexOf("/");
      if (slash < 0) return undefined;
      name = name.slice(slash + 1);
    }
  }
}
