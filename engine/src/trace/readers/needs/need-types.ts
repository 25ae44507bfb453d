import type { EdgeRole, ItemKind } from "../../graph.js";
import { kindOfWord } from "../../item-kinds.js";
import { linkAttribute, type LinkAttribute } from "../../link-attributes.js";
import type { ReadOptions } from "../../reader.js";
import type { Span } from "../../../text/span.js";

// What the types and link options of Sphinx-Needs mean: data, not code. A project's own words come from vitalint.json.

/** Types that are needs wherever nobody says otherwise. */
export const DEFAULT_TYPES: ReadonlySet<string> = new Set(["req", "spec", "impl", "test", "need", "requirement", "testcase", "test_case"]);

const KINDS: readonly (readonly [RegExp, ItemKind | "own"])[] = [
  [/^(?:test|tests|testcase|test_case|swtest|systest|unit_test|int_test|verification)$/, "test-case"],
  [/^(?:hazard|haz|risk)$/, "hazard"],
  [/^(?:safety_goal|risk_control|rcm|mitigation|measure|safety_measure|aou_req)$/, "risk-control"],
  [/^(?:threat|threat_scenario)$/, "threat"],
  [
    /^(?:sysreq|sys_req|sys-req|system_requirement|stkh_req|stk_req|stakeholder_req|feat_req|fsr|user_need|user_story|un)$/,
    "system-requirement",
  ],
  [/^(?:req|requirement|need|swreq|sw_req|sw-req|comp_req|tool_req|software_requirement|tsr|srs)$/, "own"],
  [/^(?:spec|specification|impl|implementation|design|dd|swdd|interface|component|comp|module|layer)$/, "design"],
  [/(?:^|[_-])(?:req|requirement)$/, "own"],
  [/arch|(?:^|[_-])(?:design|comp|dd|int|mod)$/, "design"],
];

/** Kind of a need by its directive or by the title of its type; `information` for what is none of ours (`person`, `release`). */
export function kindOfNeed(type: string, title: string | undefined, options: ReadOptions): ItemKind {
  const name = type.toLowerCase();
  const stated = options.types[name] ?? kindOfWord(name) ?? (title === undefined ? undefined : kindOfWord(title));
  if (stated) return stated;
  const found = KINDS.find(([pattern]) => pattern.test(name))?.[1];
  if (found === undefined) return "information";
  if (found !== "own") return found;
  return options.kind === "hazard" || options.kind === "design" ? "software-requirement" : options.kind;
}

const OWN_LINKS: Readonly<Record<string, EdgeRole>> = {
  links: "relates",
  parent_needs: "derives",
  derives_from: "derives",
  based_on: "derives",
  reqs: "satisfies",
  realizes: "satisfies",
  fulfils: "satisfies",
  specs: "verifies",
  tests: "verifies",
  checks: "verifies",
};

export interface NeedLink extends LinkAttribute {
  /** False where the configuration states the role. */
  readonly loose: boolean;
}

/** What an option links a need of a kind by; `undefined` for an option that is a plain fact. */
export function needLink(name: string, kind: ItemKind, links: ReadonlySet<string>, options: ReadOptions): NeedLink | undefined {
  const key = name.toLowerCase();
  const stated = options.relations[key];
  if (stated) return { role: stated, inverse: false, loose: false };
  const known = linkAttribute(key, kind);
  const own = Object.hasOwn(OWN_LINKS, key) ? OWN_LINKS[key] : undefined;
  if (own === undefined && known && /^(?:risk.control|requirement)s?$/.test(key) && !links.has(key)) return undefined;
  if (own === undefined && known) return { ...known, loose: true };
  if (own === undefined && !links.has(key)) return undefined;
  return { role: own === undefined || own === "relates" ? usualRole(kind) : own, inverse: false, loose: true };
}

/** What a link of no stated meaning says of an item of a kind, where its other end allows it. */
function usualRole(kind: ItemKind): EdgeRole {
  if (kind === "test-case") return "verifies";
  if (kind === "design") return "satisfies";
  if (kind === "system-requirement" || kind === "software-requirement") return "derives";
  return kind === "risk-control" ? "mitigates" : "relates";
}

export interface LinkedId {
  readonly id: string;
  readonly span: Span;
  /** The need itself, where the id names a part of it: `REQ_1` of `REQ_1.limit`. */
  readonly whole?: string;
  /** Revision that a condition asks for: `REQ_1[version==2]`. */
  readonly revision?: number;
}

/** A list of ids (`A, B; C`, each with a condition in brackets); what a function computes (`[[copy("id")]]`) is left out. */
export function linkedIds(text: string, span: Span): LinkedId[] {
  const value = text.slice(span.start, span.end).replace(/\[\[[^\]]*\]\]/g, (computed) => " ".repeat(computed.length));
  const ids: LinkedId[] = [];
  for (const match of value.matchAll(/([^\s,;|[\]]{1,200})(?:\[([^\][]{0,200})\])?/g)) {
    const id = match[1] ?? "";
    if (!/[A-Za-z0-9]/.test(id)) continue;
    const start = span.start + match.index;
    const version = /^\s*version\s*==\s*["']?(\d{1,9})["']?\s*$/.exec(match[2] ?? "")?.[1];
    const revision = version === undefined ? {} : { revision: Number(version) };
    ids.push({ id, span: { start, end: start + id.length }, ...wholeOf(id), ...revision });
  }
  return ids;
}

/** The need of a part, as a dot behind its id says it. */
export function wholeOf(id: string): { readonly whole?: string } {
  const dot = id.indexOf(".");
  return dot > 0 && dot < id.length - 1 ? { whole: id.slice(0, dot) } : {};
}
