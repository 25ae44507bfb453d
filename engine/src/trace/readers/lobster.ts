import type { FilePath, Span } from "../../text/span.js";
import type { EdgeRole, ItemKind, ItemLocation } from "../graph.js";
import { kindOfWord } from "../item-kinds.js";
import type { ReadOptions, RequirementReader } from "../reader.js";
import { DocumentCollector } from "./item-builder.js";
import { elementsOf, insideQuotes, member, parseJson, spanOf, textOfNode, type JsonNode } from "./json/json-document.js";

/**
 * LOBSTER's interchange files: requirements (`lobster-req-trace`, as TRLC and its other tools write them), implementations
 * (`lobster-imp-trace`) and activities (`lobster-act-trace`: tests). An item's id is its tag without namespace and version; a link that
 * names a version is held against the item's.
 */
export const lobsterReader: RequirementReader = {
  name: "lobster",
  extensions: [".lobster"],
  isOwnFormat: true,
  canWrite: false,
  read(file, text, options) {
    const collector = new DocumentCollector(file, text, options);
    const { root, problem } = parseJson(text);
    if (problem) collector.problem(problem.message, problem.span);
    const schema = textOfNode(member(root, "schema")) ?? "";
    const data = member(root, "data");
    if (!root) return collector;
    const known = /^lobster-(req|imp|act)-trace$/.exec(schema)?.[1];
    if (known === undefined || data?.type !== "array") {
      collector.problem(
        "This file has no 'schema' of LOBSTER ('lobster-req-trace', 'lobster-imp-trace', 'lobster-act-trace') with 'data'.",
        {
          start: 0,
          end: 1,
        },
      );
      return collector;
    }
    for (const node of elementsOf(data)) readEntry(collector, file, node, known as Trace, options);
    return collector;
  },
};

type Trace = "req" | "imp" | "act";

/** A tag: `req pkg.name@42` is the name and its version in a namespace. */
interface Tag {
  readonly id: string;
  readonly version?: number;
}

function tagOf(written: string): Tag | undefined {
  const match = /^(?:[a-z]{2,10} )?\s*(\S.*?)(?:@(\S+))?$/.exec(written.trim());
  const id = match?.[1];
  if (id === undefined || id.length > 500) return undefined;
  const version = /^\d{1,9}$/.exec(match?.[2] ?? "")?.[0];
  return { id, ...(version === undefined ? {} : { version: Number(version) }) };
}

const USUAL: Readonly<Record<Trace, EdgeRole>> = { req: "derives", imp: "satisfies", act: "verifies" };

function readEntry(collector: DocumentCollector, file: FilePath, node: JsonNode, trace: Trace, options: ReadOptions): void {
  const tagNode = member(node, "tag");
  const tag = tagOf(textOfNode(tagNode) ?? "");
  if (!tagNode || !tag) {
    collector.problem("This entry has no 'tag', which names it.", spanOf(node));
    return;
  }
  const idSpan = placeOfTag(tagNode, tag.id);
  const field = (name: string): string | undefined => textOfNode(member(node, name));
  const location: ItemLocation = { kind: "span", file, span: spanOf(node), idSpan };
  const attributes: Record<string, string> = {};
  for (const name of ["status", "framework", "kind", "language"]) {
    const value = field(name);
    if (value !== undefined) attributes[name] = value;
  }
  const source = placeWords(member(node, "location"));
  if (source !== "") attributes["location"] = source;
  for (const name of ["just_up", "just_down", "just_global"]) {
    const reasons = elementsOf(member(node, name)).flatMap((each) => textOfNode(each) ?? []);
    if (reasons.length > 0) attributes[name] = reasons.join("; ");
  }
  const kind = kindOfEntry(trace, field("kind") ?? "", field("status"), options);
  const item = collector.item(tag.id, field("name") ?? "", field("text") ?? "", [], location, kind);
  collector.items.push({
    ...item,
    attributes,
    type: field("kind") ?? trace,
    ...(tag.version === undefined ? {} : { revision: tag.version }),
  });
  const role = options.relations["refs"] ?? USUAL[trace];
  for (const ref of elementsOf(member(node, "refs"))) linkTo(collector, file, tag.id, ref, role);
}

function kindOfEntry(trace: Trace, word: string, status: string | undefined, options: ReadOptions): ItemKind {
  const stated = options.types[word.toLowerCase()] ?? kindOfWord(word);
  // An activity that says how it ended is its own record: no result file has to.
  const isRun = trace === "act" && status !== undefined && status !== "";
  if (stated && !(isRun && stated === "test-case")) return stated;
  // An implementation or a test that only an export tells of: the code itself is not at hand.
  if (trace === "imp") return "design";
  if (trace !== "act") return options.kind;
  return isRun ? "verification-record" : "test-case";
}

function linkTo(collector: DocumentCollector, file: FilePath, from: string, node: JsonNode, role: EdgeRole): void {
  const tag = tagOf(textOfNode(node) ?? "");
  if (!tag) {
    collector.problem(`This reference of ${from} names no tag.`, spanOf(node));
    return;
  }
  const idSpan = placeOfTag(node, tag.id);
  const revision = tag.version === undefined ? {} : { revision: tag.version };
  collector.links.push({ role, loose: true, from, to: tag.id, location: { file, span: idSpan }, idSpan, via: "refs", ...revision });
}

/** The place of the name in `"req pkg.name@42"`. */
function placeOfTag(node: JsonNode, id: string): Span {
  const span = insideQuotes(node);
  const written = typeof node.value === "string" ? node.value.lastIndexOf(id) : -1;
  // With an escape in it the text is longer than the value: then the whole tag is its place.
  const isPlain = typeof node.value === "string" && node.value.length === span.end - span.start;
  return isPlain && written >= 0 ? { start: span.start + written, end: span.start + written + id.length } : span;
}

/** Where the tool found it, in words: `src/a.c:12`, an issue of a server. */
function placeWords(node: JsonNode | undefined): string {
  const part = (name: string): string => textOfNode(member(node, name)) ?? "";
  const kind = part("kind");
  if (kind === "file" || kind === "github") return [part("file"), part("line") || part("lines")].filter((each) => each !== "").join(":");
  if (kind === "codebeamer") return [part("cb_root"), part("item")].filter((each) => each !== "").join("/");
  return "";
}
