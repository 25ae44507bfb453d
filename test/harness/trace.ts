import ts from "typescript";
import {
  createCFrontEnd,
  createEcmascriptFrontEnd,
  defaultConfig,
  loadConfig,
  DEFAULT_IDS,
  type Finding,
  type FrontEnd,
  type ReadOptions,
  type Rule,
  type ScanContext,
} from "../../engine/src/index.js";
import { Project } from "../../engine/src/project/project.js";
import { RuleSet } from "../../engine/src/rule/rule-set.js";
import { runTraceRules } from "../../engine/src/rule/run-trace-rules.js";
import type { AssembledGraph } from "../../engine/src/trace/assembled-graph.js";
import { buildTraceGraph } from "../../engine/src/trace/build-graph.js";
import { traceOfDocument, traceOfSource, type FileTrace } from "../../engine/src/trace/contribution.js";
import { cParsers } from "./parsers.js";

/** Options of a reader as an unconfigured project gives them, with ids of the usual form. */
export function readOptions(changes: Partial<ReadOptions> = {}): ReadOptions {
  const isId = (text: string): boolean => DEFAULT_IDS.matches(text);
  return {
    kind: "software-requirement",
    isId,
    isLinkId: isId,
    guessKind: true,
    types: {},
    relations: {},
    columns: {},
    textOf: () => undefined,
    ...changes,
  };
}

/** Context of a scanner as an unconfigured project gives it. */
export function scanContext(changes: Partial<ScanContext> = {}): ScanContext {
  return { textOf: () => undefined, isTest: false, plainIds: false, codelinks: "", ...changes };
}

export interface TraceProject {
  readonly project: Project;
  readonly contributions: readonly FileTrace[];
  readonly graph: AssembledGraph;
}

/** Files of one string: each begins with a line `//- path/of/file`. */
export function splitFiles(fixture: string): { readonly path: string; readonly text: string }[] {
  return fixture
    .split(/^\/\/- /m)
    .slice(1)
    .map((part) => {
      const end = part.indexOf("\n");
      return { path: part.slice(0, end).trim(), text: part.slice(end + 1) };
    });
}

/** A project of the files in one string; `vitalint.json` among them configures it. `reverse` gives the files in the other order. */
export async function traceProject(fixture: string, reverse = false): Promise<TraceProject> {
  const files = splitFiles(fixture);
  if (reverse) files.reverse();
  const configText = files.find(({ path }) => path === "vitalint.json")?.text;
  const loaded = configText === undefined ? undefined : loadConfig(configText);
  if (loaded && loaded.problems.length > 0) throw new Error(loaded.problems.map(({ message }) => message).join("; "));
  const project = new Project(await frontEnds(), loaded?.config ?? defaultConfig());
  for (const file of files) project.set(file);
  const contributions = files.flatMap(({ path, text }) => {
    const parsed = project.parsed(path);
    const found = parsed
      ? traceOfSource(parsed, project.config, project, (other) => project.text(other))
      : traceOfDocument(path, text, project.config, (other) => project.text(other));
    return found ? [found] : [];
  });
  return { project, contributions, graph: buildTraceGraph(contributions, project) };
}

async function frontEnds(): Promise<FrontEnd[]> {
  return [createCFrontEnd(await cParsers()), createEcmascriptFrontEnd(() => ts)];
}

/** What rules report on a fixture, as `path:line rule message`, in order; asserts that the order of the files makes no difference. */
export async function traceFindings(fixture: string, rules: readonly Rule[]): Promise<string[]> {
  const [one, other] = await Promise.all([reportOf(fixture, rules, false), reportOf(fixture, rules, true)]);
  if (one.join("\n") !== other.join("\n"))
    throw new Error(`the order of files makes a difference:\n${one.join("\n")}\n--\n${other.join("\n")}`);
  return one;
}

async function reportOf(fixture: string, rules: readonly Rule[], reverse: boolean): Promise<string[]> {
  const traced = await traceProject(fixture, reverse);
  const drafts = runTraceRules(traced.graph, new RuleSet(rules, traced.project.config), traced.project);
  return drafts
    .map((draft) => ({ draft, line: lineOf(traced.project, draft) }))
    .sort((a, b) =>
      a.draft.file < b.draft.file ? -1 : a.draft.file > b.draft.file ? 1 : a.line - b.line || (a.draft.rule < b.draft.rule ? -1 : 1),
    )
    .map(({ draft, line }) => `${draft.file}:${String(line)} ${draft.severity} ${draft.rule} ${draft.message}`);
}

/** A file's text after a finding's fix; the first one unless another is named. */
export async function fixedText(fixture: string, rules: readonly Rule[], fixIndex = 0): Promise<string> {
  const { graph, project } = await traceProject(fixture);
  const draft = runTraceRules(graph, new RuleSet(rules, project.config), project).find(({ fixes }) => fixes.length > 0);
  let text = draft && project.text(draft.file);
  if (draft === undefined || text === undefined) throw new Error("no finding has a fix");
  for (const edit of [...(draft.fixes[fixIndex]?.edits ?? [])].sort((a, b) => b.span.start - a.span.start)) {
    text = text.slice(0, edit.span.start) + edit.newText + text.slice(edit.span.end);
  }
  return text;
}

function lineOf(project: Project, finding: Pick<Finding, "file" | "span">): number {
  return (project.document(finding.file)?.lines.lineAt(finding.span.start) ?? 0) + 1;
}
