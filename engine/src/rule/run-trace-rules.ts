import type { ProjectView } from "../project/view.js";
import type { TraceGraph } from "../trace/graph.js";
import { engineDiagnostic } from "./engine-diagnostics.js";
import { formatMessage } from "./message.js";
import type { DraftFinding } from "./reporter.js";
import { severityOfReport, type RuleSet } from "./rule-set.js";

/** Runs every rule that looks at the trace graph. Severity follows the class of the file that holds the finding. */
export function runTraceRules(graph: TraceGraph, ruleSet: RuleSet, project: ProjectView): DraftFinding[] {
  const drafts: DraftFinding[] = [];
  for (const rule of ruleSet.rules) {
    const trace = rule.on.trace;
    if (!trace) continue;
    try {
      trace.visit({
        graph,
        project,
        report: (messageId, at, data = {}, extras = {}) => {
          const safetyClass = extras.safetyClass ?? project.safetyClassOf(at.file);
          const effective = ruleSet.severity(rule, safetyClass);
          if (effective === "off") return;
          const severity = severityOfReport(rule, effective, extras.severity, project.config, safetyClass);
          drafts.push({
            rule: rule.id,
            messageId,
            message: formatMessage(rule.messages[messageId] ?? messageId, data),
            severity,
            confidence: extras.confidence ?? rule.confidence,
            file: at.file,
            span: at.span,
            symbol: at.symbol,
            cwe: rule.standards.cwe,
            steps: extras.steps ?? [],
            fixes: extras.fixes ?? [],
          });
        },
      });
    } catch (error) {
      const file = graph.items[0]?.location.file ?? "";
      drafts.push(engineDiagnostic("vitalint/rule-crashed", file, { start: 0, end: 1 }, { rule: rule.id, error: String(error) }));
    }
  }
  return drafts;
}
