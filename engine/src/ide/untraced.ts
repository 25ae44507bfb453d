import { oneLine } from "../report/plain.js";
import { placeOf, type TextPlace } from "../report/reported.js";
import type { SafetyClass } from "../rule/finding.js";
import type { FilePath } from "../text/span.js";
import { excuseIn } from "../trace/scanners/lobster.js";
import { traceSourcesOf } from "../trace/sources.js";
import type { IdeContext } from "./context.js";

/** A function of the product that no tag links to anything: not its own, and not one of its whole file. */
export interface UntracedFunction {
  readonly file: FilePath;
  readonly signature: string;
  readonly place: TextPlace;
  readonly safetyClass?: SafetyClass;
  readonly softwareItem?: string;
}

/** Functions without a requirement, in path and text order. Tests, SOUP and excluded files have none to show. */
export function untracedFunctions(context: Pick<IdeContext, "project" | "graph">): readonly UntracedFunction[] {
  const { project } = context;
  const graph = context.graph();
  const sources = traceSourcesOf(project.config);
  const found: UntracedFunction[] = [];
  for (const path of project.paths) {
    if (project.isSoup(path) || sources.isExcluded(path) || sources.isTest(path)) continue;
    const parsed = project.parsed(path);
    if (!parsed) continue;
    const links = graph.outgoing(path).filter(({ role }) => role === "satisfies" || role === "mitigates");
    if (links.some(({ symbol }) => symbol === undefined)) continue;
    const traced = new Set(links.map(({ symbol }) => symbol?.name));
    const safetyClass = project.safetyClassOf(path);
    const softwareItem = project.softwareItemOf(path)?.name;
    const { comments, functions } = parsed.facts;
    const excused = new Set(comments.flatMap(({ attachment: to, text }) => (to.to === "function" && excuseIn(text) ? [to.index] : [])));
    for (const [index, { body, qualifiedName, signature, nameSpan }] of functions.entries()) {
      if (excused.has(index)) continue;
      if (body === undefined || qualifiedName === "" || traced.has(qualifiedName)) continue;
      if (graph.outgoing(`${path}#${qualifiedName}`).length > 0) continue;
      found.push({
        file: path,
        signature: oneLine(signature),
        place: placeOf({ file: path, span: nameSpan }, project),
        ...(safetyClass === undefined ? {} : { safetyClass }),
        ...(softwareItem === undefined ? {} : { softwareItem }),
      });
    }
  }
  return found;
}
