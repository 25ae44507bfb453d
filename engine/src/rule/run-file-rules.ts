import type { ParsedFile } from "../languages/front-end.js";
import type { ProjectView } from "../project/view.js";
import { Cancelled, type Cancellation } from "../service/engine.js";
import { KIND_INDEX } from "../syntax/kinds.js";
import { SyntaxNode } from "../syntax/node.js";
import { engineDiagnostic } from "./engine-diagnostics.js";
import type { SafetyClass } from "./finding.js";
import { draftFinding, type DraftFinding } from "./reporter.js";
import type { RuleContext } from "./rule.js";
import { severityOfReport, type ActiveRule, type Dispatch } from "./rule-set.js";

/** Nodes after which it is asked whether the result is still wanted; one less than a power of two. */
const POLL_MASK = 255;

/** Runs every active rule that looks at one file alone, in one traversal of its tree. Throws {@link Cancelled}. */
export function runFileRules(
  file: ParsedFile,
  dispatch: Dispatch,
  project: ProjectView,
  safetyClass: SafetyClass | undefined,
  cancellation: Cancellation,
): DraftFinding[] {
  const run = new FileRun(file, project, safetyClass);
  for (const entry of dispatch.files) run.visit(entry, 0, (context) => entry.rule.on.file?.visit(context));
  traverse(file, dispatch, run, cancellation);
  if (dispatch.functions.length > 0) {
    for (const fact of file.facts.functions) {
      if (fact.body === undefined) continue;
      if (cancellation.isCancelled()) throw new Cancelled();
      const node = file.tree.node(fact.node);
      for (const entry of dispatch.functions) run.visit(entry, fact.node, (context) => entry.rule.on.function?.visit(context, fact, node));
    }
  }
  return run.drafts;
}

function traverse(file: ParsedFile, dispatch: Dispatch, run: FileRun, cancellation: Cancellation): void {
  const { tree, semantics } = file;
  const callKind = KIND_INDEX.call;
  const newKind = KIND_INDEX.new;
  for (let id = 0; id < tree.size; id++) {
    if ((id & POLL_MASK) === 0 && cancellation.isCancelled()) throw new Cancelled();
    const kind = tree.kindIndex(id);
    for (const entry of dispatch.byKind[kind] ?? []) {
      run.visit(entry, id, (context) => entry.rule.on.nodes?.visit(context, tree.node(id)));
    }
    if (kind !== callKind && kind !== newKind) continue;
    const call = tree.node(id);
    const callee = semantics.calleeName(call);
    const visitCall = (entry: ActiveRule): void => run.visit(entry, id, (context) => entry.rule.on.call?.visit(context, call));
    dispatch.byCallee.get(callee)?.forEach(visitCall);
    const dot = callee.lastIndexOf(".");
    if (dot >= 0) dispatch.byMethod.get(callee.slice(dot + 1))?.forEach(visitCall);
    dispatch.anyCall.forEach(visitCall);
  }
}

/** One run over one file: contexts by rule, drafts so far, and rules that crashed (reported once a file). */
export class FileRun {
  readonly drafts: DraftFinding[] = [];
  private readonly contexts = new Map<ActiveRule, RuleContext>();
  private readonly crashed = new Set<string>();

  constructor(
    private readonly file: ParsedFile,
    private readonly project: ProjectView,
    private readonly safetyClass: SafetyClass | undefined,
  ) {}

  /** Calls a visitor; its exception becomes a visible diagnostic at the node and the other rules go on. */
  visit(entry: ActiveRule, nodeId: number, call: (context: RuleContext) => void): void {
    try {
      call(this.context(entry));
    } catch (error) {
      if (this.crashed.has(entry.rule.id)) return;
      this.crashed.add(entry.rule.id);
      const { document, origin, tree } = this.file;
      const span = origin.toWritten(firstLine(new SyntaxNode(tree, nodeId)));
      this.drafts.push(engineDiagnostic("vitalint/rule-crashed", document.path, span, { rule: entry.rule.id, error: String(error) }));
    }
  }

  private context(entry: ActiveRule): RuleContext {
    let context = this.contexts.get(entry);
    if (!context) {
      const { file, project, safetyClass, drafts } = this;
      context = {
        file,
        project,
        safetyClass,
        report: (messageId, at, data, extras) => {
          const severity = severityOfReport(entry.rule, entry.severity, extras?.severity, project.config, safetyClass);
          drafts.push(draftFinding(file, entry.rule, severity, messageId, at, data, extras));
        },
      };
      this.contexts.set(entry, context);
    }
    return context;
  }
}

/** The node's span, cut at its first line: a whole function as a squiggle would hide everything else. */
function firstLine(node: SyntaxNode): { start: number; end: number } {
  const newline = node.tree.text.indexOf("\n", node.start);
  return { start: node.start, end: newline < 0 ? node.end : Math.min(node.end, newline) };
}
