import type { FilePath } from "../../text/span.js";
import type { EdgeRole, ItemKind } from "../graph.js";
import { kindOfWord, riskKindOfId, isSystemRequirementId } from "../item-kinds.js";
import type { ReadOptions, RequirementReader } from "../reader.js";
import { DocumentCollector } from "./item-builder.js";
import { contentOf, directivesOfRst, type Directive } from "./needs/directives.js";

/**
 * Items of Melexis' mlx.traceability: `.. item:: ID Caption` with relations as options (`:fulfills: A B`), `.. item-link::` and
 * `.. item-relink::`, in reStructuredText.
 */
export const traceabilityReader: RequirementReader = {
  name: "mlx-traceability",
  // The reader of Sphinx-Needs takes documents of this kind by their name, and reads their items as well.
  extensions: [],
  canWrite: true,
  read(file, text, options) {
    const collector = new DocumentCollector(file, text, options);
    readTraceability(collector, file, text, directivesOfRst(text, isTraceabilityDirective), options);
    return collector;
  },
};

/** True for a directive that defines or links items. */
export function isTraceabilityDirective(name: string): boolean {
  return name === "item" || name === "item-link" || name === "item-relink";
}

interface Relation {
  readonly role: EdgeRole;
  readonly inverse: boolean;
}

const forward = (role: EdgeRole): Relation => ({ role, inverse: false });
const inverse = (role: EdgeRole): Relation => ({ role, inverse: true });

/** The tool's own relations in both directions. */
const RELATIONS: Readonly<Record<string, Relation>> = {
  fulfills: forward("satisfies"),
  fulfilled_by: inverse("satisfies"),
  depends_on: forward("relates"),
  impacts_on: inverse("relates"),
  implements: forward("satisfies"),
  implemented_by: inverse("satisfies"),
  realizes: forward("satisfies"),
  realized_by: inverse("satisfies"),
  validates: forward("verifies"),
  validated_by: inverse("verifies"),
  verifies: forward("verifies"),
  verified_by: inverse("verifies"),
  tests: forward("verifies"),
  tested_by: inverse("verifies"),
  trace: forward("relates"),
  backtrace: inverse("relates"),
  covers: forward("relates"),
  covered_by: inverse("relates"),
  mitigates: forward("mitigates"),
  mitigated_by: inverse("mitigates"),
  derives: forward("derives"),
  derived_by: inverse("derives"),
  refines: forward("refines"),
  refined_by: inverse("refines"),
  attaches: forward("relates"),
};
/** Options that are facts even if they hold ids. */
const FACTS =
  /^(?:class|nocaptions?|hidetype|asil|status|value|aspice|assignee|effort|hide\w*|type|kind|severity|realisation|realization|title|name)$/;

/** Reads the items and links among directives. */
export function readTraceability(
  collector: DocumentCollector,
  file: FilePath,
  text: string,
  directives: readonly Directive[],
  options: ReadOptions,
): void {
  const relinks: { readonly remap: string; readonly target: string; readonly type: string }[] = [];
  for (const directive of directives) {
    if (directive.name === "item") item(collector, file, text, directive, options);
    else if (directive.name === "item-link") itemLink(collector, file, text, directive, options);
    else if (directive.name === "item-relink") {
      const value = (name: string): string => directive.options.find((option) => option.name === name)?.value ?? "";
      if (value("remap") !== "" && value("target") !== "")
        relinks.push({ remap: value("remap"), target: value("target"), type: value("type") });
      else collector.problem("An item-relink needs ':remap:', ':target:' and ':type:'.", directive.span);
    }
  }
  if (relinks.length === 0) return;
  // Links that lead to the remapped item lead to the target instead, and the placeholder is no item.
  collector.links.forEach((link, index) => {
    const relink = relinks.find(({ remap, type }) => remap === link.to && (type === "" || [link.relation, opposite(type)].includes(type)));
    if (relink) collector.links[index] = { ...link, to: relink.target };
  });
}

function opposite(type: string): string {
  return type.endsWith("_by") ? type : `${type}_by`;
}

function item(collector: DocumentCollector, file: FilePath, text: string, directive: Directive, options: ReadOptions): void {
  const { argument, argumentSpan } = directive;
  const id = /^\S+/.exec(argument)?.[0] ?? "";
  if (id === "") {
    collector.problem("This item has no id: write '.. item:: ID Caption'.", directive.span);
    return;
  }
  const idSpan = { start: argumentSpan.start, end: argumentSpan.start + id.length };
  const kind = kindOfItem(id, directive, options);
  const facts = directive.options.filter(({ name, value }) => !relationOf(name, value, options));
  const title = argument.slice(id.length).trim();
  const made = collector.item(id, title, contentOf(text, directive), [], { kind: "span", file, span: directive.span, idSpan }, kind);
  const attributes = Object.fromEntries(facts.map(({ name, value }) => [name.toLowerCase(), value]));
  collector.items.push({ ...made, attributes, type: "item" });
  for (const option of directive.options) {
    const relation = relationOf(option.name, option.value, options);
    if (!relation) continue;
    for (const word of wordsIn(text, option.valueSpan))
      link(collector, file, relation, option.name, { text: id, span: idSpan }, word, true);
  }
}

/** `.. item-link::` with `:sources:`, `:targets:` and `:type:`: each source to each target. */
function itemLink(collector: DocumentCollector, file: FilePath, text: string, directive: Directive, options: ReadOptions): void {
  const option = (name: string) => directive.options.find((each) => each.name === name);
  const [sources, targets, type] = [option("sources") ?? option("source"), option("targets") ?? option("target"), option("type")];
  const relation = type && relationOf(type.value, "A-1", options);
  if (!sources || !targets || !type || !relation) {
    collector.problem("An item-link needs ':sources:', ':targets:' and a ':type:' that is a relation.", directive.span);
    return;
  }
  const ends = wordsIn(text, targets.valueSpan);
  for (const from of wordsIn(text, sources.valueSpan).slice(0, MAX_ENDS))
    for (const to of ends.slice(0, MAX_ENDS)) link(collector, file, relation, type.value, from, to, false);
}

/** One directive joins at most so many items at each end. */
const MAX_ENDS = 200;

type Named = ReturnType<typeof wordsIn>[number];

function link(
  collector: DocumentCollector,
  file: FilePath,
  relation: Relation,
  name: string,
  own: Named,
  other: Named,
  isAttribute: boolean,
): void {
  const [from, to] = relation.inverse ? [other, own] : [own, other];
  collector.links.push({
    role: relation.role,
    loose: true,
    from: from.text,
    to: to.text,
    location: { file, span: other.span },
    idSpan: isAttribute ? other.span : to.span,
    via: name,
    relation: name,
    ...(relation.inverse || !isAttribute ? { fromSpan: from.span } : {}),
  });
}

function relationOf(name: string, value: string, options: ReadOptions): Relation | undefined {
  const key = name.toLowerCase();
  const stated = options.relations[key];
  if (stated) return forward(stated);
  // Items of another tool (`ext_jira: 12`) are known there.
  if (key.startsWith("ext_")) return undefined;
  if (Object.hasOwn(RELATIONS, key)) return RELATIONS[key];
  // A project's own relation: an option that holds nothing but ids.
  const words = value.split(/\s+/).filter((word) => word !== "");
  return !FACTS.test(key) && words.length > 0 && words.every((word) => options.isLinkId(word)) ? forward("relates") : undefined;
}

function kindOfItem(id: string, directive: Directive, options: ReadOptions): ItemKind {
  const stated = directive.options.find(({ name }) => /^(?:type|kind)$/i.test(name))?.value;
  const byWord = stated === undefined ? undefined : (options.types[stated.toLowerCase()] ?? kindOfWord(stated));
  if (byWord) return byWord;
  const byType = Object.entries(options.types).find(([prefix]) => id.toLowerCase().startsWith(prefix));
  if (byType) return byType[1];
  if (options.kind === "hazard") return riskKindOfId(id) ?? "hazard";
  if (/^(?:.*[-_])?(?:[UIS]?TEST|TC|[A-Z]*TST|QTP|UTP|ITP)(?:[-_]|$)/i.test(id)) return "test-case";
  if (options.guessKind && (isSystemRequirementId(id) || /^[A-Z]+-SYS-/.test(id))) return "system-requirement";
  return options.kind;
}

function wordsIn(text: string, span: { readonly start: number; readonly end: number }) {
  return [...text.slice(span.start, span.end).matchAll(/[^\s,;]+/g)].map((match) => {
    const start = span.start + match.index;
    return { text: match[0], span: { start, end: start + match[0].length } };
  });
}
