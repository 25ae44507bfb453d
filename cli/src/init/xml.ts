import { XMLParser, XMLValidator } from "fast-xml-parser";
import type { ReadFailure } from "./build-project.js";

/** An element: its name, attributes, children in order, and the text directly in it. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: "",
  parseTagValue: false,
  parseAttributeValue: false,
  processEntities: false,
});

/** Parses a project file's XML. Document types are refused, so no entity can grow; broken XML is a located failure. */
export function parseXml(text: string): XmlElement | ReadFailure {
  const doctype = /<!(?:DOCTYPE|ENTITY)/i.exec(text);
  if (doctype) return { problem: "it declares a document type or entities, which are not read", line: lineAt(text, doctype.index) };
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- its successor is a package of its own, for one function
  const valid = XMLValidator.validate(text);
  if (valid !== true) return { problem: `it is not well-formed XML: ${valid.err.msg}`, line: valid.err.line };
  try {
    const root = elements(parser.parse(text) as unknown).find(({ name }) => !name.startsWith("?"));
    return root ?? { problem: "it holds no element", line: 1 };
  } catch (error) {
    return { problem: `it can't be read as XML: ${error instanceof Error ? error.message : String(error)}` };
  }
}

function elements(nodes: unknown): XmlElement[] {
  if (!Array.isArray(nodes)) return [];
  return nodes.flatMap((node: unknown) => {
    if (!isRecord(node)) return [];
    const name = Object.keys(node).find((key) => key !== ":@" && key !== "#text");
    if (name === undefined) return [];
    const inner = node[name];
    const attributes = isRecord(node[":@"]) ? node[":@"] : {};
    return [
      {
        name,
        attributes: Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, decode(String(value))])),
        children: elements(inner),
        text: decode(textIn(inner)),
      },
    ];
  });
}

function textIn(nodes: unknown): string {
  if (!Array.isArray(nodes)) return "";
  return nodes
    .map((node: unknown) => (isRecord(node) && "#text" in node ? String(node["#text"]) : ""))
    .join("")
    .trim();
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const ENTITIES: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

/** The five entities that XML itself has. */
function decode(text: string): string {
  return text.replace(/&(lt|gt|amp|quot|apos);/g, (whole, name: string) => ENTITIES[name] ?? whole);
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}

/** Direct children of a name. */
export function childrenOf(element: XmlElement | undefined, name: string): readonly XmlElement[] {
  return element?.children.filter((child) => child.name === name) ?? [];
}

/** The first element along a path of names. */
export function at(element: XmlElement | undefined, ...path: readonly string[]): XmlElement | undefined {
  return path.reduce<XmlElement | undefined>((current, name) => current?.children.find((child) => child.name === name), element);
}

/** All elements of a name below one, in document order. */
export function below(element: XmlElement, name: string): XmlElement[] {
  return element.children.flatMap((child) => [...(child.name === name ? [child] : []), ...below(child, name)]);
}
