import { riskRank } from "./rank.js";
import type {
  ArtifactLocation,
  Fix,
  Invocation,
  Location,
  Log,
  Notification,
  Region,
  ReportingDescriptor,
  Result,
  Suppression,
  ThreadFlowLocation,
} from "sarif";
import type { FilePath } from "../text/span.js";
import { diagnosticsAbout, diagnosticSubject } from "./diagnostics.js";
import { type TextPlace, type ReportedFinding, type ReportedFix } from "./reported.js";
import type { RuleState } from "./rule-states.js";
import { ruleDescriptor, sarifLevel } from "./sarif-rules.js";

export interface SarifRun {
  readonly toolVersion: string;
  readonly configurationDigest: string;
  /** False when the analysis is incomplete: a rule crashed, a file could not be read. */
  readonly successful: boolean;
  /** True when findings were held against a baseline: the others are then new. */
  readonly baseline: boolean;
  readonly commit?: string;
}

const ROOT = "%SRCROOT%";

/**
 * A SARIF 2.1.0 log (OASIS) with one run. Findings of rules are results; what the engine says about the run itself (crashes,
 * skipped files, settings) are notifications of the invocation; problems of records (dispositions, requirement and result files)
 * have a place and a remedy, so they are results too. No time stamps: the same project gives the same bytes.
 */
export function sarifLog(findings: readonly ReportedFinding[], rules: readonly RuleState[], run: SarifRun): string {
  const descriptors: ReportingDescriptor[] = [...rules.map(ruleDescriptor), ...diagnosticsAbout("record").map(diagnosticDescriptor)];
  const indexOf = new Map(descriptors.map((descriptor, index) => [descriptor.id, index]));
  const isNotification = (f: ReportedFinding): boolean => (diagnosticSubject(f.rule) ?? "record") !== "record";
  const log: Log = {
    $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "Vitalint",
            semanticVersion: run.toolVersion,
            version: run.toolVersion,
            shortDescription: { text: "Security, safety and IEC 62304 traceability for medical-device software." },
            rules: descriptors,
            notifications: diagnosticsAbout("analysis", "configuration").map(diagnosticDescriptor),
          },
        },
        automationDetails: { id: "vitalint/" },
        columnKind: "utf16CodeUnits",
        originalUriBaseIds: { [ROOT]: { description: { text: "The project's folder: where vitalint.json stands." } } },
        invocations: [invocation(findings.filter(isNotification), rules, indexOf, run)],
        results: findings.filter((f) => !isNotification(f)).map((f) => result(f, indexOf.get(f.rule), run)),
        properties: { configurationDigest: run.configurationDigest, ...(run.commit === undefined ? {} : { commit: run.commit }) },
      },
    ],
  };
  return JSON.stringify(log, undefined, 2) + "\n";
}

function invocation(
  findings: readonly ReportedFinding[],
  rules: readonly RuleState[],
  indexOf: ReadonlyMap<string, number>,
  run: SarifRun,
): Invocation {
  const of = (about: "analysis" | "configuration"): Notification[] =>
    findings.filter((f) => diagnosticSubject(f.rule) === about).map(notification);
  return {
    executionSuccessful: run.successful,
    toolExecutionNotifications: of("analysis"),
    toolConfigurationNotifications: of("configuration"),
    ruleConfigurationOverrides: rules
      .filter((state) => state.severity !== state.rule.severity)
      .map((state) => ({
        descriptor: { id: state.rule.id, index: indexOf.get(state.rule.id) ?? -1 },
        configuration: state.severity === "off" ? { enabled: false } : { enabled: true, level: sarifLevel(state.severity) },
      })),
  };
}

function diagnosticDescriptor({
  id,
  message,
  why,
}: {
  readonly id: string;
  readonly message: string;
  readonly why: string;
}): ReportingDescriptor {
  return { id, shortDescription: { text: message }, fullDescription: { text: why } };
}

function notification(finding: ReportedFinding): Notification {
  return {
    descriptor: { id: finding.rule },
    level: sarifLevel(finding.severity),
    message: { text: finding.message },
    locations: [location(finding.place)],
  };
}

function result(finding: ReportedFinding, ruleIndex: number | undefined, run: SarifRun): Result {
  const flow = finding.steps.filter((step) => step.role !== "related");
  const related = finding.steps.filter((step) => step.role === "related");
  const { context } = finding;
  return {
    ruleId: finding.rule,
    ...(ruleIndex === undefined ? {} : { ruleIndex }),
    level: sarifLevel(finding.severity),
    rank: riskRank(finding),
    message: { text: finding.message },
    locations: [
      { ...location(finding.place), ...(finding.symbol === "" ? {} : { logicalLocations: [{ fullyQualifiedName: finding.symbol }] }) },
    ],
    partialFingerprints: { "vitalint/v1": finding.fingerprint },
    ...(flow.length === 0
      ? {}
      : {
          codeFlows: [
            {
              threadFlows: [
                {
                  locations: flow.map((step, index): ThreadFlowLocation => ({
                    location: { ...location(step.place), message: { text: step.message } },
                    kinds: [step.role],
                    executionOrder: index + 1,
                    importance: step.role === "through" ? "important" : "essential",
                  })),
                },
              ],
            },
          ],
        }),
    ...(related.length === 0
      ? {}
      : { relatedLocations: related.map((step, index) => ({ id: index, ...location(step.place), message: { text: step.message } })) }),
    ...(finding.fixes.length === 0 ? {} : { fixes: finding.fixes.map((fix) => sarifFix(finding.place.file, fix)) }),
    suppressions: suppressions(finding),
    ...(run.baseline ? { baselineState: finding.state.state === "frozen" ? ("unchanged" as const) : ("new" as const) } : {}),
    properties: {
      confidence: finding.confidence,
      state: finding.state.state,
      ...(finding.cwe.length === 0 ? {} : { cwe: finding.cwe.map((id) => `CWE-${id}`) }),
      ...(context.safetyClass === undefined ? {} : { safetyClass: context.safetyClass }),
      ...(context.softwareItem === undefined ? {} : { softwareItem: context.softwareItem }),
      ...(context.unit === undefined ? {} : { unit: context.unit }),
      ...(context.requirements.length === 0 ? {} : { requirements: context.requirements }),
      ...(context.riskControls.length === 0 ? {} : { riskControls: context.riskControls }),
      ...(context.hazards.length === 0 ? {} : { hazards: context.hazards }),
    },
  };
}

/** An empty list says "not suppressed" (SARIF 3.27.23); leaving it out would say "unknown". */
function suppressions(finding: ReportedFinding): Suppression[] {
  const { state } = finding;
  switch (state.state) {
    case "open":
    case "undecided":
      return [];
    case "frozen":
      return [{ kind: "external", status: "accepted", justification: `Frozen in the baseline ${state.baseline}` }];
    case "disposed": {
      const { disposition } = state;
      return [
        {
          kind: disposition.from === "comment" ? "inSource" : "external",
          // A disposition without a reason convinces nobody: SARIF then counts the result as still there.
          status: disposition.reason === "" ? "underReview" : "accepted",
          justification: disposition.reason,
          location: location(disposition.place),
          properties: {
            kind: disposition.kind,
            ...(disposition.author === undefined ? {} : { author: disposition.author }),
            ...(disposition.approver === undefined ? {} : { approver: disposition.approver }),
            ...(disposition.date === undefined ? {} : { date: disposition.date }),
            ...(disposition.expires === undefined ? {} : { expires: disposition.expires }),
          },
        },
      ];
    }
  }
}

function sarifFix(file: FilePath, fix: ReportedFix): Fix {
  return {
    description: { text: fix.title },
    artifactChanges: [
      {
        artifactLocation: artifact(file),
        replacements: fix.edits.map((edit) => ({ deletedRegion: region(edit.place), insertedContent: { text: edit.newText } })),
      },
    ],
    properties: { kind: fix.kind },
  };
}

function location(place: TextPlace): Location {
  return { physicalLocation: { artifactLocation: artifact(place.file), region: region(place) } };
}

function artifact(file: FilePath): ArtifactLocation {
  return { uri: file.split("/").map(encodeURIComponent).join("/"), uriBaseId: ROOT };
}

function region(place: TextPlace): Region {
  return { startLine: place.line, startColumn: place.column, endLine: place.endLine, endColumn: place.endColumn };
}
