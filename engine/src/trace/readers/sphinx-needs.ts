import type { FilePath } from "../../text/span.js";
import type { TraceItem } from "../graph.js";
import type { ReadOptions, ReadResult, RequirementReader } from "../reader.js";
import { DocumentCollector } from "./item-builder.js";
import { contentOf, directivesOfMyst, directivesOfRst, type Directive } from "./needs/directives.js";
import { DEFAULT_TYPES, kindOfNeed, linkedIds, needLink, wholeOf } from "./needs/need-types.js";
import { needsSettings, type NeedsSettings } from "./needs/settings.js";
import { isTraceabilityDirective, readTraceability } from "./traceability.js";

/**
 * Needs of Sphinx-Needs: `.. req:: Title` with `:id:`, `:status:`, `:links:` and the project's own types and link options, nested, in
 * reStructuredText and as fences of MyST Markdown. Types and links are those of `vitalint.json`, of the `ubproject.toml` or `conf.py`
 * above the document, and the usual ones; any other directive with an `:id:` is read as well. Items of mlx.traceability are read too.
 */
export const sphinxNeedsReader: RequirementReader = {
  name: "sphinx-needs",
  extensions: [".rst", ".rest"],
  canWrite: true,
  recognises(file, text, textOf) {
    // Test data of tools for needs is full of them.
    if (!/\.(?:md|markdown|rst)$/i.test(file) || /(?:^|\/)(?:tests?|fixtures?|examples?)\//i.test(file)) return false;
    if (!/^[ \t]*(?::id:|id:)[ \t]*\S/m.test(text)) return false;
    const settings = needsSettings(file, textOf);
    const isKnown = (name: string): boolean => settings.types.has(name.toLowerCase()) || DEFAULT_TYPES.has(name.toLowerCase());
    const directives = /\.rst$/i.test(file) ? directivesOfRst(text, isKnown) : directivesOfMyst(text, isKnown);
    return directives.some(({ name, options }) => isKnown(name) && options.some((option) => option.name === "id" && option.value !== ""));
  },
  read(file, text, options) {
    const settings = needsSettings(file, options.textOf);
    const isNeed = (name: string): boolean => isNeedType(name, settings, options);
    // Nearly every directive may be a need by its id: all that are no show of Sphinx-Needs itself keep their text apart.
    const directives = /\.(?:md|markdown)$/i.test(file)
      ? directivesOfMyst(text, (name) => isNeed(name))
      : directivesOfRst(text, (name) => isNeed(name) || isTraceabilityDirective(name));
    const collector = new DocumentCollector(file, text, options);
    readTraceability(collector, file, text, directives, options);
    for (const directive of directives) need(collector, file, text, directive, settings, options, isNeed);
    return collector satisfies ReadResult;
  },
};

/** Directives that show needs, and those of Sphinx whose `:id:` names something else. */
const NO_NEEDS =
  /^(?:need(?!$)[\w-]*|item|item-[\w-]+|code-block|grid-item|card|dropdown|button-[\w-]+|tab-[\w-]+|figure|image|src-trace|uml|mermaid|graphviz|math|raw|toctree|(?:csv-|list-)?table|admonition|note|warning|list2need)$/;

function isNeedType(name: string, settings: NeedsSettings, options: ReadOptions): boolean {
  const type = name.toLowerCase();
  return Object.hasOwn(options.types, type) || settings.types.has(type) || DEFAULT_TYPES.has(type) || type.endsWith("req");
}

function need(
  collector: DocumentCollector,
  file: FilePath,
  text: string,
  directive: Directive,
  settings: NeedsSettings,
  options: ReadOptions,
  isNeed: (name: string) => boolean,
): void {
  const type = directive.name.toLowerCase();
  if (NO_NEEDS.test(type)) return;
  const stated = directive.options.find(({ name }) => name === "id");
  if (!stated || stated.value === "") {
    if (!isNeedType(type, settings, options)) return;
    const message = `This '${directive.name}' has no ':id:'. Sphinx-Needs would make one of its title, and every link would break when the title changes: give it an id.`;
    collector.problem(message, { start: directive.span.start, end: Math.max(directive.span.start + 3, directive.argumentSpan.end) });
    return;
  }
  if (!/^[\p{L}\p{N}_][\p{L}\p{N}_.:/~+-]*$/u.test(stated.value)) {
    collector.problem(`'${stated.value}' is no id: it may hold letters, digits and _ . : / - only.`, stated.valueSpan);
    return;
  }
  const kind = kindOfNeed(type, settings.types.get(type), options);
  const id = stated.value;
  const facts = directive.options.filter((option) => option !== stated && !needLink(option.name, kind, settings.links, options));
  const location = { kind: "span", file, span: directive.span, idSpan: stated.valueSpan } as const;
  const item = collector.item(id, directive.argument, contentOf(text, directive), facts.filter(isFact), location, kind);
  collector.items.push(
    withNeedFields(
      item,
      directive,
      facts.map(({ name, value }) => [name.toLowerCase(), value] as const),
    ),
  );
  for (const option of directive.options) links(collector, file, text, id, item, option, settings, options);
  nestedIn(collector, file, item, directive, isNeed);
  for (const span of directive.contentSpans) inlineLinks(collector, file, text, id, span);
}

/** Attributes of ours by name (`class`, `severity`); the type of a need is its directive. */
function isFact({ name }: { readonly name: string }): boolean {
  return !/^(?:type|kind)$/i.test(name);
}

function withNeedFields(item: TraceItem, directive: Directive, facts: readonly (readonly [string, string])[]): TraceItem {
  const version = /^\d{1,9}$/.exec(facts.find(([name]) => name === "version")?.[1] ?? "")?.[0];
  const revision = version === undefined ? {} : { revision: Number(version) };
  return { ...item, attributes: Object.fromEntries(facts), type: directive.name, ...revision };
}

function links(
  collector: DocumentCollector,
  file: FilePath,
  text: string,
  id: string,
  item: TraceItem,
  option: Directive["options"][number],
  settings: NeedsSettings,
  options: ReadOptions,
): void {
  const link = needLink(option.name, item.kind, settings.links, options);
  if (!link) return;
  for (const { id: other, span, revision, whole } of linkedIds(text, option.valueSpan)) {
    const [from, to] = link.inverse ? [other, id] : [id, other];
    collector.links.push({
      role: link.role,
      from,
      to,
      location: { file, span },
      idSpan: span,
      via: option.name,
      relation: option.name,
      ...(link.loose ? { loose: true } : {}),
      ...(link.inverse ? { fromSpan: span } : {}),
      ...(revision === undefined || link.inverse ? {} : { revision }),
      ...(whole === undefined || link.inverse ? {} : { whole }),
    });
  }
}

/** A need within another one has that for its parent, as Sphinx-Needs has it (`parent_needs`). */
function nestedIn(
  collector: DocumentCollector,
  file: FilePath,
  { id, kind }: TraceItem,
  { parent }: Directive,
  isNeed: (name: string) => boolean,
): void {
  const around = parent && isNeed(parent.name) ? parent.options.find(({ name }) => name === "id") : undefined;
  if (!around || around.value === "" || kind === "information") return;
  const span = around.valueSpan;
  const said = { role: "derives", loose: true, via: "parent_needs", relation: "parent_needs" } as const;
  collector.links.push({ ...said, from: id, to: around.value, location: { file, span }, idSpan: span });
}

/** A reference in the text (`:need:` with an id, or with a title and the id in angle brackets): it joins, and fulfils nothing. */
function inlineLinks(collector: DocumentCollector, file: FilePath, text: string, from: string, line: { start: number; end: number }): void {
  const written = text.slice(line.start, line.end);
  if (!written.includes("need")) return;
  for (const match of written.matchAll(/(?::need:|\{need\})`(?:[^`<]{0,300}<)?([^\s`<>[\]]{1,200})(?:\[[^`\]]{0,200}\])?>?`/g)) {
    const to = match[1] ?? "";
    const start = line.start + match.index + match[0].lastIndexOf(to);
    const span = { start, end: start + to.length };
    collector.links.push({
      role: "relates",
      from,
      to,
      location: { file, span },
      idSpan: span,
      via: "need",
      relation: "need",
      ...wholeOf(to),
    });
  }
}
