// The one place where rule tests touch the engine's interface.
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { NEVER_CANCELLED, ProjectEngine, type EngineParts, type FileInput, type Finding, type Fix } from "../../engine/src/index.js";
import { createEngineParts } from "../../host/src/engine-parts.js";

export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** Root of the repository, from `out/test/harness/`. */
export const ROOT = join(fileURLToPath(import.meta.url), "../../../..");

let parts: Promise<EngineParts> | undefined;

/** Findings of a project made of these files, in the order of paths and places. Dispositions and trace stand aside. */
export async function analyse(files: readonly SourceFile[]): Promise<readonly Finding[]> {
  const engine = new ProjectEngine(await (parts ??= createEngineParts(join(ROOT, "dist"), "2026-01-01")));
  engine.setFiles(files.map((file): FileInput => ({ path: file.path, text: file.text })));
  return (engine.allFindings(NEVER_CANCELLED) ?? []).map(({ finding }) => finding);
}

/** The text with a fix applied. */
export function applyFix(text: string, fix: Fix): string {
  let result = text;
  for (const { span, newText } of [...fix.edits].sort((a, b) => b.span.start - a.span.start))
    result = result.slice(0, span.start) + newText + result.slice(span.end);
  return result;
}
