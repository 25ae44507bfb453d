import type { FilePath } from "../../text/span.js";
import type { TraceItem } from "../graph.js";
import type { ReadOptions, RequirementReader } from "../reader.js";
import { DocumentCollector } from "./item-builder.js";
import { elementsOf, insideQuotes, member, membersOf, parseJson, spanOf, textOfNode, type JsonNode } from "./json/json-document.js";
import { kindOfNeed, linkedIds, needLink } from "./needs/need-types.js";

/**
 * The export of Sphinx-Needs, `needs.json`: the needs of its current version, with links told by the schema that newer exports hold
 * (`needs_schema`), and values that it leaves out (`needs_defaults_removed`) from there too.
 */
export const needsJsonReader: RequirementReader = {
  name: "needs-json",
  extensions: ["needs.json"],
  canWrite: false,
  read(file, text, options) {
    const collector = new DocumentCollector(file, text, options);
    const { root, problem } = parseJson(text);
    if (problem) collector.problem(problem.message, problem.span);
    if (!root) return collector;
    const version = currentVersion(collector, root);
    if (version) readVersion(collector, file, text, version, options);
    return collector;
  },
};

function currentVersion(collector: DocumentCollector, root: JsonNode): JsonNode | undefined {
  const versions = membersOf(member(root, "versions"));
  if (versions.length === 0) {
    collector.problem("This file has no 'versions': it is not an export of Sphinx-Needs.", { start: 0, end: 1 });
    return undefined;
  }
  const named = member(root, "current_version");
  const current = textOfNode(named);
  const found = versions.find(({ key }) => key === current);
  if (found) return found.value;
  const last = versions.at(-1);
  if (named && current !== undefined)
    collector.problem(`There is no version '${current}' in this file: '${last?.key ?? ""}' is read instead.`, insideQuotes(named));
  return last?.value;
}

interface Schema {
  readonly links: ReadonlySet<string>;
  readonly backlinks: ReadonlySet<string>;
  readonly extra: ReadonlySet<string>;
  readonly defaults: ReadonlyMap<string, string>;
}

function schemaOf(version: JsonNode): Schema {
  const fields = membersOf(member(member(version, "needs_schema"), "properties"));
  const named = (type: string) =>
    new Set(fields.filter(({ value }) => textOfNode(member(value, "field_type")) === type).map(({ key }) => key));
  const defaults = new Map<string, string>();
  if (textOfNode(member(version, "needs_defaults_removed")) === "true") {
    for (const { key, value } of fields) {
      const text = textOfNode(member(value, "default"));
      if (text !== undefined && text !== "") defaults.set(key, text);
    }
  }
  return { links: named("links"), backlinks: named("backlinks"), extra: named("extra"), defaults };
}

/** Fields of Sphinx-Needs itself that say nothing of the requirement. */
const INTERNAL =
  /^(?:id|title|content|description|type|type_name|type_color|type_style|type_prefix|title_full|full_title|docname|doctype|lineno|lineno_content|external_css|external_url|is_external|is_import|is_modified|is_need|is_part|modifications|sections|section_name|signature|signatures|parent_need|parent_needs_back|parts|hide|hidden|collapse|layout|style|template|pre_template|post_template|jinja_content|pre_content|post_content|delete|constraints_error|constraints_passed|constraints_results|arch|target_id|content_id|completion|duration|avatar|closed_at|created_at|updated_at|max_.*|query|service|specific|has_dead_links|has_forbidden_dead_links|collapsed|params|prefix|url|user|external_.*)$/;

function readVersion(collector: DocumentCollector, file: FilePath, text: string, version: JsonNode, options: ReadOptions): void {
  const schema = schemaOf(version);
  for (const { key, keySpan, value } of membersOf(member(version, "needs"))) {
    if (value.type !== "object") {
      collector.problem(`The need '${key}' is no object.`, spanOf(value));
      continue;
    }
    readNeed(collector, file, text, { id: key, idSpan: keySpan, node: value }, schema, options);
  }
}

interface NeedEntry {
  readonly id: string;
  readonly idSpan: { readonly start: number; readonly end: number };
  readonly node: JsonNode;
}

function readNeed(
  collector: DocumentCollector,
  file: FilePath,
  text: string,
  { id, idSpan, node }: NeedEntry,
  schema: Schema,
  options: ReadOptions,
): void {
  const fields = membersOf(node);
  const field = (name: string): string | undefined =>
    textOfNode(fields.find(({ key }) => key === name)?.value) ?? schema.defaults.get(name);
  if (field("is_need") === "false" || field("is_external") === "true") return;
  const type = field("type") ?? "";
  const kind = kindOfNeed(type, field("type_name"), options);
  const attributes = new Map<string, string>();
  for (const [name, value] of schema.defaults) if (!INTERNAL.test(name) && !schema.links.has(name)) attributes.set(name, value);
  for (const { key, value } of fields) {
    if (INTERNAL.test(key) || schema.backlinks.has(key) || key.endsWith("_back")) continue;
    const link = needLink(key, kind, schema.links, options);
    if (link && value.type === "array") {
      for (const element of elementsOf(value)) linkOf(collector, file, text, id, key, element, link);
      continue;
    }
    const written =
      value.type === "array"
        ? elementsOf(value)
            .flatMap((each) => textOfNode(each) ?? [])
            .join(", ")
        : textOfNode(value);
    if (written !== undefined && written !== "") attributes.set(key.toLowerCase(), written);
  }
  const stated = [...attributes].map(([name, value]) => ({
    name,
    value,
    nameSpan: idSpan,
    valueSpan: { start: idSpan.start, end: idSpan.start },
  }));
  // Only what says something of the item itself: links are made above, where each has its place.
  const own = stated.filter(({ name }) => /^(?:class|safety.class|severity|realisation|realization|implementation)$/.test(name));
  const location = { kind: "span", file, span: { start: idSpan.start, end: node.offset + node.length }, idSpan } as const;
  const item = collector.item(id, field("title") ?? "", field("content") ?? field("description") ?? "", own, location, kind);
  const version = /^\d{1,9}$/.exec(field("version") ?? "")?.[0];
  const made: TraceItem = { ...item, attributes: Object.fromEntries(attributes), type };
  collector.items.push(version === undefined ? made : { ...made, revision: Number(version) });
}

function linkOf(
  collector: DocumentCollector,
  file: FilePath,
  text: string,
  id: string,
  via: string,
  element: JsonNode,
  link: NonNullable<ReturnType<typeof needLink>>,
): void {
  if (element.type !== "string") return;
  const [named] = linkedIds(text, insideQuotes(element));
  if (!named) return;
  const [from, to] = link.inverse ? [named.id, id] : [id, named.id];
  collector.links.push({
    role: link.role,
    from,
    to,
    location: { file, span: named.span },
    idSpan: named.span,
    via,
    relation: via,
    ...(link.loose ? { loose: true } : {}),
    ...(link.inverse ? { fromSpan: named.span } : {}),
    ...(named.revision === undefined || link.inverse ? {} : { revision: named.revision }),
    ...(named.whole === undefined || link.inverse ? {} : { whole: named.whole }),
  });
}
