import { EDGE_ROLES, ITEM_KINDS, type EdgeRole, type ItemKind, type TraceItem } from "../graph.js";
import type { ReadResult, RequirementReader, StatedLink } from "../reader.js";
import type { FilePath } from "../../text/span.js";
import { DocumentCollector } from "./item-builder.js";
import { elementsOf, insideQuotes, member, membersOf, parseJson, spanOf, textOfNode, type JsonNode } from "./json/json-document.js";

/** How exports of other repositories end, wherever they lie: `bootloader.vitalint-trace.json`. */
export const EXPORT_EXTENSION = ".vitalint-trace.json";

/**
 * The trace of another repository, as `vitalint trace --format json` exports it. Items of documents keep their ids: the same id in both is
 * one requirement, found twice. Units, test cases and software items get the export's name in front, and test cases are verification
 * records with the result that they had there, because the results themselves are not here.
 */
export const vitalintTraceReader: RequirementReader = {
  name: "vitalint",
  extensions: [EXPORT_EXTENSION],
  canWrite: false,
  read(file, text, options): ReadResult {
    const collector = new DocumentCollector(file, text, options);
    const { root, problem } = parseJson(text);
    if (problem) collector.problem(problem.message, problem.span);
    if (!root) return collector;
    if (textOfNode(member(root, "format")) !== "vitalint-trace" || textOfNode(member(root, "version")) !== "1") {
      collector.problem("This is no trace in version 1 of 'vitalint trace --format json': it is not read.", { start: 0, end: 1 });
      return collector;
    }
    readExport(collector, file, root);
    return collector;
  },
};

function readExport(collector: DocumentCollector, file: FilePath, root: JsonNode): void {
  const name = file.slice(file.lastIndexOf("/") + 1, -EXPORT_EXTENSION.length) || "export";
  const results = testResults(root);
  const renamed = new Map<string, string>();
  for (const node of elementsOf(member(root, "items"))) {
    const idNode = member(node, "id");
    const id = textOfNode(idNode);
    const kind = ITEM_KINDS.find((each) => each === textOfNode(member(node, "kind")));
    if (!idNode || id === undefined || kind === undefined) {
      collector.problem("This entry has no id or no kind that is known: it is left out.", spanOf(node));
      continue;
    }
    // What is not from a document means something only in its own repository.
    const own = CODE_KINDS.has(kind) ? `${name}:${id}` : id;
    renamed.set(id, own);
    if (kind === "software-item") continue;
    const item = itemOf(file, node, idNode, own, kind, results.get(id));
    // An item that this project defines itself stands; the export's is the same one.
    (CODE_KINDS.has(kind) ? collector.items : collector.implied).push(item);
  }
  for (const node of elementsOf(member(root, "links"))) {
    const link = linkOf(file, node, renamed);
    if (link === undefined) collector.problem("This link has no ends or no role that is known: it is left out.", spanOf(node));
    else if (link !== "probable") collector.links.push(link);
  }
}

const CODE_KINDS: ReadonlySet<ItemKind> = new Set(["unit", "test-case", "software-item"]);

/** Statuses of test cases, as the rows of requirements and risk controls tell them. */
function testResults(root: JsonNode): ReadonlyMap<string, string> {
  const results = new Map<string, string>();
  for (const rows of ["requirements", "risks"]) {
    for (const row of elementsOf(member(root, rows))) {
      for (const test of elementsOf(member(row, "verifiedBy"))) {
        const id = textOfNode(member(test, "id"));
        const status = textOfNode(member(test, "status"));
        if (id !== undefined && status !== undefined) results.set(id, status);
      }
    }
  }
  return results;
}

function itemOf(file: FilePath, node: JsonNode, idNode: JsonNode, id: string, kind: ItemKind, status: string | undefined): TraceItem {
  const attributes: Record<string, string> = {};
  for (const { key, value } of membersOf(member(node, "attributes"))) {
    const text = textOfNode(value);
    if (text !== undefined) attributes[key] = text;
  }
  if (kind === "test-case") attributes["result"] = status ?? "not run";
  const type = textOfNode(member(node, "type"));
  return {
    id,
    kind: kind === "test-case" ? "verification-record" : kind,
    title: textOfNode(member(node, "title")) ?? "",
    text: "",
    attributes,
    location: { kind: "span", file, span: spanOf(node), idSpan: insideQuotes(idNode) },
    ...(type === undefined ? {} : { type }),
    ...(attributes["severity"] === undefined ? {} : { severity: attributes["severity"] }),
  };
}

function linkOf(file: FilePath, node: JsonNode, renamed: ReadonlyMap<string, string>): StatedLink | "probable" | undefined {
  const [from, to, said] = ["from", "to", "role"].map((key) => textOfNode(member(node, key)));
  const toNode = member(node, "to");
  const role: EdgeRole | undefined = EDGE_ROLES.find((each) => each === said);
  if (from === undefined || to === undefined || role === undefined || !toNode) return undefined;
  if (textOfNode(member(node, "probable")) === "true") return "probable";
  const idSpan = insideQuotes(toNode);
  return { role, from: renamed.get(from) ?? from, to: renamed.get(to) ?? to, location: { file, span: idSpan }, idSpan, via: "export" };
}
