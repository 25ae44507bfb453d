import { CONFIG_FILE } from "../project/load-config.js";
import type { Project } from "../project/project.js";
import { engineDiagnostic } from "../rule/engine-diagnostics.js";
import type { DraftFinding } from "../rule/reporter.js";
import type { FilePath, Span } from "../text/span.js";
import { traceSourcesOf } from "../trace/sources.js";

/** Files that a message names; it counts the rest. */
const NAMED = 3;

/**
 * What is wrong with how source files are shared out to software items, on the configuration: files that several items claim (which
 * class holds is then an accident of order), and files that none claims (they count as class C). Empty where no item is configured.
 */
export function itemDrafts(project: Project): DraftFinding[] {
  if (project.config.softwareItems.length === 0) return [];
  const isTest = (path: FilePath): boolean => project.fileSets.isTest(path) || traceSourcesOf(project.config).isTest(path);
  const claimed = new Map<string, FilePath[]>();
  const unclaimed: FilePath[] = [];
  for (const path of project.paths) {
    if (project.document(path)?.language === undefined || project.isSoup(path) || project.fileSets.isExcluded(path)) continue;
    const names = project.fileSets.itemsOf(path).map(({ name }) => `'${name}'`);
    if (names.length === 0 && !isTest(path)) unclaimed.push(path);
    if (names.length > 1) claimed.set(names.join(" and "), [...(claimed.get(names.join(" and ")) ?? []), path]);
  }
  const text = project.text(CONFIG_FILE) ?? "";
  const drafts = [...claimed].map(([items, paths]) =>
    engineDiagnostic("vitalint/item-overlap", CONFIG_FILE, spanOf(text, "softwareItems"), { items, files: listed(paths) }),
  );
  if (unclaimed.length > 0)
    drafts.push(
      engineDiagnostic("vitalint/item-missing", CONFIG_FILE, spanOf(text, "softwareItems"), {
        count: unclaimed.length,
        files: listed(unclaimed),
      }),
    );
  return drafts;
}

function listed(paths: readonly FilePath[]): string {
  const rest = paths.length - NAMED;
  return paths.slice(0, NAMED).join(", ") + (rest > 0 ? ` and ${String(rest)} more` : "");
}

/** The key's first occurrence; the start where it is missing. */
function spanOf(text: string, key: string): Span {
  const start = Math.max(0, text.indexOf(`"${key}"`));
  return { start, end: start === 0 ? 0 : start + key.length + 2 };
}
