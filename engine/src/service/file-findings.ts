import type { FlowAnalysis } from "../flow/analysis.js";
import { deliverFlowEvent, wantsEvent, type FlowContext } from "../flow/events.js";
import type { FunctionGraph } from "../flow/function-graph.js";
import type { ParsedFile } from "../languages/front-end.js";
import type { FunctionIndex } from "../project/function-index.js";
import type { Project } from "../project/project.js";
import type { ProjectView } from "../project/view.js";
import { engineDiagnostic } from "../rule/engine-diagnostics.js";
import type { DraftFinding } from "../rule/reporter.js";
import type { RuleSet } from "../rule/rule-set.js";
import { FileRun, runFileRules } from "../rule/run-file-rules.js";
import type { FilePath, Span } from "../text/span.js";
import { traceSourcesOf } from "../trace/sources.js";
import { QUESTIONS } from "./asked-project.js";
import { Cancelled, type Cancellation } from "./engine.js";

/** What kept a file from being analysed, or analysed in full: found without any rule. */
export function readingDrafts(project: Project, path: FilePath): DraftFinding[] {
  const start: Span = { start: 0, end: 0 };
  // A script or a data file that is looked into for tags alone may be anything.
  if (traceSourcesOf(project.config).isOnlySearchedForTags(path)) return [];
  const unreadable = project.unreadable(path);
  if (unreadable !== undefined) return [engineDiagnostic("vitalint/file-skipped", path, start, { file: path, reason: unreadable })];
  const drafts: DraftFinding[] = [];
  const note = project.note(path);
  if (note) drafts.push(engineDiagnostic("vitalint/encoding", path, start, { encoding: note.encoding }));
  return drafts;
}

/** Findings of the rules that look at one file alone; `undefined` when cancelled. */
export function localDrafts(
  project: ProjectView,
  ruleSet: RuleSet,
  parsed: ParsedFile,
  cancellation: Cancellation,
): DraftFinding[] | undefined {
  const { path } = parsed.document;
  const safetyClass = project.safetyClassOf(path);
  let drafts: DraftFinding[];
  try {
    drafts = runFileRules(parsed, ruleSet.dispatch(parsed.language, safetyClass), project, safetyClass, cancellation);
  } catch (error) {
    if (error instanceof Cancelled) return undefined;
    throw error;
  }
  const [first] = parsed.syntaxErrors;
  if (first) drafts.push(engineDiagnostic("vitalint/syntax-error", path, first, { count: parsed.syntaxErrors.length }));
  pushLimit(parsed, drafts);
  return drafts;
}

/** What rules asked for decides whether a budget ran out; told twice it counts once. */
function pushLimit(parsed: ParsedFile, drafts: DraftFinding[]): void {
  if (parsed.semantics.isLimited === true)
    drafts.push(engineDiagnostic("vitalint/expansion-limit", parsed.document.path, { start: 0, end: 0 }));
}

/** Findings that need the flow analysis; `undefined` when it was cancelled. */
export function flowDrafts(
  project: ProjectView,
  functions: FunctionIndex,
  flow: FlowAnalysis,
  ruleSet: RuleSet,
  parsed: ParsedFile,
  cancellation: Cancellation,
  asked?: (question: string) => void,
): DraftFinding[] | undefined {
  const { path } = parsed.document;
  const safetyClass = project.safetyClassOf(path);
  const rules = ruleSet.dispatch(parsed.language, safetyClass).flow;
  if (rules.size === 0) return [];
  const run = new FileRun(parsed, project, safetyClass);
  for (const key of functions.functionsOf(path)) {
    if (cancellation.isCancelled()) return undefined;
    const fact = functions.factOf(key);
    asked?.(QUESTIONS.flow(key));
    const result = flow.resultOf(key, cancellation);
    if (cancellation.isCancelled()) return undefined;
    const crash = functions.crashOf(key) ?? result?.crashed;
    if (fact && crash !== undefined) {
      run.drafts.push(
        engineDiagnostic("vitalint/rule-crashed", path, fact.nameSpan, { rule: "flow analysis", error: crash }, fact.qualifiedName),
      );
    }
    const spent = functions.limitOf(key) ?? (result?.incomplete === true ? result.steps : undefined);
    if (fact && spent !== undefined) {
      run.drafts.push(
        engineDiagnostic("vitalint/budget-spent", path, fact.nameSpan, { function: fact.name, steps: spent }, fact.qualifiedName),
      );
    }
    if (!fact || !result) continue;
    const visitors = rules.get("graph") ?? [];
    const graph = visitors.length > 0 ? flow.graphOf(key) : undefined;
    if (graph) {
      for (const entry of visitors)
        run.visit(entry, fact.node, (context) => entry.rule.on.flow?.graph?.visit({ ...context, function: fact }, graph));
      if (asked) tellGraph(graph, asked);
    }
    for (const event of result.events) {
      for (const entry of rules.get(event.kind) ?? []) {
        const subscriptions = entry.rule.on.flow;
        if (!subscriptions || !wantsEvent(subscriptions, event)) continue;
        run.visit(entry, event.node, (context) => {
          const flowContext: FlowContext = { ...context, function: fact };
          deliverFlowEvent(subscriptions, flowContext, event);
        });
      }
    }
  }
  pushLimit(parsed, run.drafts);
  return run.drafts;
}

/** What the graphs that rules looked at rest on. */
function tellGraph(graph: FunctionGraph, asked: (question: string) => void): void {
  graph.tellBasis(new Set(), (file, { names, globals }) => {
    asked(QUESTIONS.code(file));
    for (const name of names) asked(QUESTIONS.function(name, file));
    for (const key of globals) asked(QUESTIONS.global(key, file));
  });
}
