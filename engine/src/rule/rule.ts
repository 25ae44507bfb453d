import type { Obligation } from "../compliance/obligation.js";
import type { FlowSubscriptions } from "../flow/events.js";
import type { ParsedFile } from "../languages/front-end.js";
import type { FunctionFact } from "../project/facts.js";
import type { ProjectView } from "../project/view.js";
import type { NodeKind } from "../syntax/kinds.js";
import type { SyntaxNode } from "../syntax/node.js";
import type { Language } from "../text/document.js";
import type { FilePath, Span, TextEdit } from "../text/span.js";
import type { ItemKind, TraceGraph, TraceItem, TraceProblem } from "../trace/graph.js";
import type { Confidence, SafetyClass, Severity, Step } from "./finding.js";

/** FDA premarket cybersecurity guidance, appendix 1: the eight control categories. */
export const FDA_CONTROLS = [
  "authentication",
  "authorization",
  "cryptography",
  "code-data-execution-integrity",
  "confidentiality",
  "event-detection-logging",
  "resiliency-recovery",
  "firmware-software-updates",
] as const;
export type FdaControl = (typeof FDA_CONTROLS)[number];

/** IEC 62304 5.5.4: further acceptance criteria of units (class C), in our own short names. */
export const UNIT_CRITERIA = [
  "event sequence",
  "data and control flow",
  "resource allocation",
  "fault handling",
  "initialisation of variables",
  "self-diagnostics",
  "memory management and overflow",
  "boundary conditions",
] as const;
export type UnitCriterion = (typeof UNIT_CRITERIA)[number];

export interface RuleStandards {
  /** At most four, each proved by a fixture. */
  readonly cwe: readonly number[];
  readonly cert?: readonly string[];
  /** MISRA C:2012/2023/2025 rule or directive numbers, e.g. `C:2012 21.3`. */
  readonly misra?: readonly string[];
  readonly iec62304?: readonly UnitCriterion[];
  /** Clauses of IEC 62304 that a trace rule evaluates, e.g. `5.1.1 c`. */
  readonly clauses?: readonly string[];
  readonly fda?: readonly FdaControl[];
  /** ISO/IEC 27001:2022 Annex A controls, e.g. `A.8.24`. */
  readonly iso27001?: readonly string[];
  readonly owasp?: readonly string[];
}

export interface RuleExample {
  readonly language: Language;
  /** Code that the rule reports at least once; runs as a test. */
  readonly bad: string;
  /** The same task done well: the rule stays silent; runs as a test. */
  readonly good: string;
}

/** The rule's page. Plain sentences; Markdown inline code allowed. */
export interface RuleDocs {
  /** One line, used as title of the page and description in lists. */
  readonly title: string;
  readonly what: string;
  readonly why: string;
  readonly whatToDo: string;
  readonly whenToDeviate: string;
  /** What the rule cannot see: known misses and known false alarms. */
  readonly limits: readonly string[];
  readonly examples: readonly RuleExample[];
  /** Examples of a trace rule, in place of the above: several files in one text, each after a line `//- path`. Run as tests. */
  readonly traceExamples?: readonly { readonly bad: string; readonly good: string }[];
}

export type FixAvailability = "safe" | "suggestion" | "none";

/** Data for a message's `{placeholders}`. */
export type MessageData = Readonly<Record<string, string | number>>;

export interface FixDraft {
  readonly title: string;
  readonly kind: "safe" | "suggestion";
  /** In parsed text, as node spans are; the runner maps them and drops a fix that would touch text nobody wrote here. */
  readonly edits: readonly TextEdit[];
}

export interface ReportExtras {
  readonly fixes?: readonly FixDraft[];
  readonly steps?: readonly Step[];
  /**
   * Severity of this one report where the case is graver or milder than the rule's default. Where `severityByClass`
   * says something, the graver of both stands; a severity that the configuration sets wins over all.
   */
  readonly severity?: Severity;
  /** Confidence of this one report, where it differs from the rule's. */
  readonly confidence?: Confidence;
  /** Weaknesses of this one report, where the rule knows several and not all of them apply: some of the rule's own. */
  readonly cwe?: readonly number[];
  /** Class that a trace finding is judged by, when it is not that of its file: a requirement's own. */
  readonly safetyClass?: SafetyClass;
}

/** What every visitor of a source file gets. */
export interface RuleContext<MessageId extends string = string> {
  readonly file: ParsedFile;
  readonly project: ProjectView;
  /** Class of the file's software item; `undefined` when no items are configured. */
  readonly safetyClass: SafetyClass | undefined;
  report(messageId: MessageId, at: SyntaxNode | Span, data?: MessageData, extras?: ReportExtras): void;
}

/** What a trace rule gets: the whole graph, after all files were read. */
export interface TraceContext<MessageId extends string = string> {
  readonly graph: TraceGraph;
  readonly project: ProjectView;
  /** `symbol` distinguishes findings at the same place: a requirement's id, a unit's name. */
  report(
    messageId: MessageId,
    at: { readonly file: FilePath; readonly span: Span; readonly symbol: string },
    data?: MessageData,
    extras?: ReportExtras,
  ): void;
}

/**
 * What a trace rule wants to see. Items, problems and files are visited again only when something changed that the visit asked for:
 * a rule that can say what it finds at each of them does not cost anything for the rest of a large project.
 */
export interface TraceSubscriptions<MessageId extends string> {
  /** Items of some kinds, or of all. */
  readonly item?: { readonly kinds: readonly ItemKind[] | "*"; visit(context: TraceContext<MessageId>, item: TraceItem): void };
  /** Problems of the graph, where there are requirements. */
  problem?(context: TraceContext<MessageId>, problem: TraceProblem): void;
  /** Files that contribute; asked again when their links or text change. Only links that stand in the file may be asked for. */
  file?(context: TraceContext<MessageId>, file: FilePath): void;
  /** The graph as a whole; after every change. */
  visit?(context: TraceContext<MessageId>): void;
}

/** What a rule wants to see. One traversal of a file serves all rules; flow events come after the fixpoint. */
export interface Subscriptions<MessageId extends string> {
  readonly call?: {
    /** Callee names as `Semantics.calleeName` gives them; a name that starts with `.` matches a method by its last part; `"*"` matches all. */
    readonly names: readonly string[] | "*";
    visit(context: RuleContext<MessageId>, call: SyntaxNode): void;
  };
  readonly nodes?: {
    readonly kinds: readonly NodeKind[];
    visit(context: RuleContext<MessageId>, node: SyntaxNode): void;
  };
  readonly function?: { visit(context: RuleContext<MessageId>, fact: FunctionFact, node: SyntaxNode): void };
  readonly file?: { visit(context: RuleContext<MessageId>): void };
  readonly flow?: FlowSubscriptions<MessageId>;
  readonly trace?: TraceSubscriptions<MessageId>;
}

export interface RuleDefinition<MessageId extends string = string> {
  /** `folder/name`; reads as "allow …". Never changes once released. */
  readonly id: string;
  /** Empty for trace rules. */
  readonly languages: readonly Language[];
  readonly since: string;
  /** Smallest preset that switches the rule on. */
  readonly preset: "recommended" | "strict";
  readonly severity: Severity | "off";
  /** Severity in files of a configured safety class, where it differs. */
  readonly severityByClass?: Partial<Readonly<Record<SafetyClass, Severity | "off">>>;
  readonly confidence: Confidence;
  readonly fix: FixAvailability;
  readonly standards: RuleStandards;
  /** What the rule evaluates, for a rule that holds a project against a standard: it is off for classes that none of them names. */
  readonly obligations?: readonly Obligation[];
  readonly messages: Readonly<Record<MessageId, string>>;
  readonly docs: RuleDocs;
  /** Rules that give way where this one reports the same weakness at the same place. */
  readonly supersedes?: readonly string[];
  readonly on: Subscriptions<MessageId>;
}

/** A rule whose message ids are forgotten, so that rules of all kinds fit in one list. */
export type Rule = RuleDefinition;

/** Makes a rule; a report with a message id that the rule does not define does not compile. */
export function defineRule<MessageId extends string>(definition: RuleDefinition<MessageId>): Rule {
  return definition;
}
