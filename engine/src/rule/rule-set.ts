import { KIND_INDEX, NODE_KINDS } from "../syntax/kinds.js";
import type { Language } from "../text/document.js";
import type { ProjectConfig } from "../project/config.js";
import type { FlowEventKind } from "../flow/events.js";
import { atLeast, type SafetyClass, type Severity } from "./finding.js";
import { isObliged, judgedClass } from "../compliance/obligation.js";
import type { Rule } from "./rule.js";

/** Effective severity of a rule: `vitalint.json` first, then the safety class of the file, then the rule's own. */
export function severityOf(rule: Rule, config: ProjectConfig, safetyClass: SafetyClass | undefined): Severity | "off" {
  const configured = config.ruleSeverities[rule.id];
  if (configured !== undefined) return configured;
  if (rule.preset === "strict" && !config.presets.includes("strict")) return "off";
  if (rule.obligations && !isObliged(rule.obligations, safetyClass, config.edition)) return "off";
  const judged = safetyClass && rule.obligations ? judgedClass(safetyClass, config.edition) : safetyClass;
  return (judged && rule.severityByClass?.[judged]) ?? rule.severity;
}

/**
 * Severity of one report: the one that it asks for, unless the configuration sets one; where the rule says something of
 * the file's class, the graver of both.
 */
export function severityOfReport(
  rule: Rule,
  effective: Severity,
  asked: Severity | undefined,
  config: ProjectConfig,
  safetyClass: SafetyClass | undefined,
): Severity {
  if (asked === undefined || config.ruleSeverities[rule.id] !== undefined) return effective;
  const saidOfClass = safetyClass !== undefined && rule.severityByClass?.[safetyClass] !== undefined;
  return saidOfClass && atLeast(effective, asked) ? effective : asked;
}

/** A rule that is on for a file, with the severity it has there. */
export interface ActiveRule {
  readonly rule: Rule;
  readonly severity: Severity;
}

/** The rules that are on for one language and safety class, ready for dispatch: one traversal serves all of them. */
export interface Dispatch {
  readonly active: readonly ActiveRule[];
  /** Visitors of a node kind, by kind index. */
  readonly byKind: readonly (readonly ActiveRule[])[];
  readonly byCallee: ReadonlyMap<string, readonly ActiveRule[]>;
  /** Visitors of methods by last name, without the dot. */
  readonly byMethod: ReadonlyMap<string, readonly ActiveRule[]>;
  readonly anyCall: readonly ActiveRule[];
  readonly functions: readonly ActiveRule[];
  readonly files: readonly ActiveRule[];
  /** Visitors of flow events and graphs, by kind; empty when no rule listens to any. */
  readonly flow: ReadonlyMap<FlowEventKind | "graph", readonly ActiveRule[]>;
}

/** All rules under one configuration. Dispatch tables are made once per language and class. */
export class RuleSet {
  private readonly tables = new Map<string, Dispatch>();

  constructor(
    readonly rules: readonly Rule[],
    readonly config: ProjectConfig,
  ) {}

  rule(id: string): Rule | undefined {
    return this.rules.find((rule) => rule.id === id);
  }

  severity(rule: Rule, safetyClass: SafetyClass | undefined): Severity | "off" {
    return severityOf(rule, this.config, safetyClass);
  }

  /** Ids in the configuration that no rule has. */
  get unknownIds(): readonly string[] {
    return Object.keys(this.config.ruleSeverities).filter((id) => !this.rule(id));
  }

  dispatch(language: Language, safetyClass: SafetyClass | undefined): Dispatch {
    const key = `${language}/${safetyClass ?? ""}`;
    let table = this.tables.get(key);
    if (!table) this.tables.set(key, (table = this.buildDispatch(language, safetyClass)));
    return table;
  }

  private buildDispatch(language: Language, safetyClass: SafetyClass | undefined): Dispatch {
    const active: ActiveRule[] = [];
    for (const rule of this.rules) {
      const severity = this.severity(rule, safetyClass);
      if (severity !== "off" && rule.languages.includes(language)) active.push({ rule, severity });
    }
    const byKind: ActiveRule[][] = NODE_KINDS.map(() => []);
    const byCallee = new Map<string, ActiveRule[]>();
    const byMethod = new Map<string, ActiveRule[]>();
    const anyCall: ActiveRule[] = [];
    for (const entry of active) {
      const { call, nodes } = entry.rule.on;
      for (const kind of nodes?.kinds ?? []) byKind[KIND_INDEX[kind]]?.push(entry);
      if (call?.names === "*") anyCall.push(entry);
      else for (const name of call?.names ?? []) append(name.startsWith(".") ? byMethod : byCallee, name.replace(/^\./, ""), entry);
    }
    return {
      active,
      byKind,
      byCallee,
      byMethod,
      anyCall,
      functions: active.filter((entry) => entry.rule.on.function),
      files: active.filter((entry) => entry.rule.on.file),
      flow: byEventKind(active),
    };
  }
}

function byEventKind(active: readonly ActiveRule[]): ReadonlyMap<FlowEventKind | "graph", readonly ActiveRule[]> {
  const table = new Map<FlowEventKind | "graph", ActiveRule[]>();
  for (const entry of active) {
    // The keys of the subscriptions are the kinds of events.
    for (const kind of Object.keys(entry.rule.on.flow ?? {})) append(table, kind as FlowEventKind | "graph", entry);
  }
  return table;
}

function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
