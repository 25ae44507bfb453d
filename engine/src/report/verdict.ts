import { atLeast } from "../rule/finding.js";
import { isEngineDiagnostic } from "../rule/engine-diagnostics.js";
import { diagnosticSubject } from "./diagnostics.js";
import type { ReportModel, Verdict, VerdictReason } from "./model.js";
import { count } from "./plain.js";
import { isOpen, type ReportedFinding } from "./reported.js";

type Facts = Omit<ReportModel, "verdict" | "limits">;

/**
 * `complete` only where nothing that the report could show is known to be missing. Each reason says one thing that is, in
 * the order in which one would mend it: the analysis, the settings, the records, the identification, the code, the links.
 */
export function verdictOf(facts: Facts): Verdict {
  const reasons: VerdictReason[] = [
    ...analysisReasons(facts),
    ...identificationReasons(facts),
    ...findingReasons(facts),
    ...traceReasons(facts),
  ];
  return { verdict: reasons.length === 0 ? "complete" : "incomplete", reasons };
}

function analysisReasons({ files, findings }: Facts): VerdictReason[] {
  const inState = (state: string): number => files.filter((file) => file.state === state).length;
  const ofRule = (rule: string): number => findings.filter((f) => f.rule === rule).length;
  const reasons: VerdictReason[] = [];
  const add = (about: VerdictReason["about"], n: number, text: string): void => {
    if (n > 0) reasons.push({ about, text });
  };
  add("analysis", inState("failed"), `${count(inState("failed"), "file")} could not be read or analysed`);
  add("analysis", inState("skipped"), `${count(inState("skipped"), "file")} skipped`);
  add("analysis", inState("over-budget"), `${count(inState("over-budget"), "file")} with a function whose analysis stopped early`);
  add("analysis", ofRule("vitalint/rule-crashed"), `${count(ofRule("vitalint/rule-crashed"), "crash", "crashes")} of rules`);
  add("analysis", ofRule("vitalint/syntax-error"), `${count(ofRule("vitalint/syntax-error"), "part")} of files could not be parsed`);
  add("configuration", ofRule("vitalint/config"), `${count(ofRule("vitalint/config"), "problem")} in the configuration`);
  const records = findings.filter((f) => diagnosticSubject(f.rule) === "record").length;
  add("records", records, `${count(records, "problem")} in dispositions, requirement documents or test results`);
  return reasons;
}

function identificationReasons({ identification, edition, classes, sources, requirements }: Facts): VerdictReason[] {
  const reasons: VerdictReason[] = [];
  const add = (missing: boolean, text: string): void => {
    if (missing) reasons.push({ about: "identification", text });
  };
  add(identification.device === undefined, "the device is not named (`device` in vitalint.json)");
  add(identification.softwareVersion === undefined, "the software version is not stated (`version` in vitalint.json)");
  add(identification.commit === undefined, "no commit is known: the code is not under version control, or git was not found");
  add(identification.workTree === "dirty", "the work tree holds changes that no commit has");
  add(edition === "ed2-draft", "the edition is a draft of the second edition, which no release report may rest on");
  add(classes.items.length === 0, "no software item has a safety class (`softwareItems` in vitalint.json)");
  add(classes.items.length > 0 && classes.filesInNoItem > 0, `${count(classes.filesInNoItem, "file")} in no software item`);
  add(requirements.length > 0 && !sources.some((source) => source.role === "test results"), "no test results were found");
  add(requirements.length === 0, "no requirement documents were found");
  return reasons;
}

function findingReasons({ findings }: Facts): VerdictReason[] {
  const stops = (f: ReportedFinding): boolean =>
    !isEngineDiagnostic(f.rule) && !f.rule.startsWith("trace/") && isOpen(f) && atLeast(f.severity, "warning");
  const open = findings.filter(stops).length;
  const frozen = findings.filter((f) => f.state.state === "frozen").length;
  return [
    ...(open > 0 ? [{ about: "findings" as const, text: `${count(open, "open finding")} of severity warning and above` }] : []),
    ...(frozen > 0 ? [{ about: "findings" as const, text: `${count(frozen, "finding")} frozen in a baseline, without a decision` }] : []),
  ];
}

function traceReasons({ gaps }: Facts): VerdictReason[] {
  return gaps.length > 0 ? [{ about: "trace", text: count(gaps.length, "missing or broken link") }] : [];
}
