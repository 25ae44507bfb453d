import { XMLParser, XMLValidator } from "fast-xml-parser";
import { LineIndex } from "../../text/line-index.js";
import type { FilePath, Span } from "../../text/span.js";
import { TEST_LEVELS, type TestLevel, type TestResult, type TestStatus } from "../graph.js";
import { wordsOf } from "../ids.js";
import type { ReadProblem } from "../reader.js";
import { idsInName } from "../scanners/test-names.js";

/** Properties by which teams name where tests ran, and at which level. */
const ENVIRONMENT_PROPERTIES = /^(?:environment|test[ ._-]?environment|env|target|platform|board)$/i;
const LEVEL_PROPERTIES = /^(?:level|test[ ._-]?level)$/i;

export interface TestResultFile {
  readonly tests: readonly TestResult[];
  readonly problems: readonly ReadProblem[];
}

/** Larger result files are refused: parsing would take the editor's memory. In UTF-16 code units. */
const MAX_LENGTH = 64_000_000;

/** Properties of a test case by which teams name what it verifies. */
const ID_PROPERTIES = /^(?:requirements?|verifies|partiallyverifies|fullyverifies|lobster-tracing|tests?|req|traces?)$/i;
/** The one by which a test says that it verifies a part of what it names. */
const PARTIAL_PROPERTY = /^partiallyverifies$/i;
/** Properties by which a tool names ids and nothing else: ids of any form count. */
const EXACT_PROPERTIES = /^(?:partiallyverifies|fullyverifies|lobster-tracing)$/i;

/**
 * Reads test results in JUnit's XML as GoogleTest, CTest, Unity's converters, mocha, jest, pytest and cargo-nextest write
 * them. Document types and entities are refused, and never expanded; a file that is cut off or malformed is one located problem.
 */
export function readJUnit(file: FilePath, text: string, isId: (text: string) => boolean): TestResultFile {
  const refuse = (message: string, span: Span): TestResultFile => ({ tests: [], problems: [{ message, file, span }] });
  if (text.length > MAX_LENGTH)
    return refuse(`This result file is larger than ${MAX_LENGTH / 1_000_000} million characters and is not read.`, { start: 0, end: 0 });
  const docType = docTypeOf(text);
  if (docType)
    return refuse("This result file declares a document type. Entities can be used to attack the reader, so it is not read.", docType);
  if (text.trim() === "") return refuse("This result file is empty: the test run may have been cut off.", { start: 0, end: 0 });
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- its successor is a second package for the same check
  const valid = XMLValidator.validate(text, { allowBooleanAttributes: true });
  if (valid !== true) {
    // Elements that are never closed are told as a list in JSON.
    const open = /^Invalid '(\[[\s\S]*\])' found/
      .exec(valid.err.msg)?.[1]
      ?.replace(/[\s"[\]]/g, "")
      .replace(/,/g, ", ");
    const reason = open === undefined ? valid.err.msg : `these elements are never closed: ${open}. The test run may have been cut off.`;
    return refuse(`This result file is not well-formed XML: ${reason}`, lineSpan(text, valid.err.line - 1));
  }
  try {
    const root = PARSER.parse(text) as XmlNode[];
    const collector = new Collector(file, text, isId);
    collector.visit(root, { suite: "", properties: [], depth: 0 });
    return collector.result();
  } catch (error) {
    return refuse(`This result file can't be read: ${error instanceof Error ? error.message : String(error)}`, { start: 0, end: 0 });
  }
}

type XmlNode = Readonly<Record<string, unknown>> & { readonly ":@"?: Readonly<Record<string, string>> };

const PARSER = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: "",
  parseTagValue: false,
  parseAttributeValue: false,
  processEntities: false,
  allowBooleanAttributes: true,
  captureMetaData: true,
  trimValues: true,
});
const META = XMLParser.getMetaDataSymbol() as unknown as symbol;

/** An id that a property or a name names. */
interface NamedId {
  readonly id: string;
  readonly partial: boolean;
}

interface Suite {
  readonly suite: string;
  readonly timestamp?: string;
  readonly environment?: string;
  readonly host?: string;
  readonly level?: TestLevel;
  readonly properties: readonly NamedId[];
  readonly depth: number;
}

type Setting = Pick<Suite, "environment" | "host" | "level">;

class Collector {
  private readonly tests: TestResult[] = [];
  private readonly problems: ReadProblem[] = [];
  private suites = 0;

  constructor(
    private readonly file: FilePath,
    private readonly text: string,
    private readonly isId: (text: string) => boolean,
  ) {}

  result(): TestResultFile {
    if (this.suites === 0) {
      this.problems.push({
        message: "This file has no <testsuite>: it is not a JUnit result file.",
        file: this.file,
        span: lineSpan(this.text, 0),
      });
    }
    return { tests: this.tests, problems: this.problems };
  }

  visit(nodes: readonly XmlNode[], outer: Suite): void {
    for (const node of nodes) {
      const name = nameOf(node);
      if (name === "testsuites" || name === "testsuite") this.suite(node, name, outer);
      else if (name === "testcase") this.testCase(node, outer);
    }
  }

  /** What attributes and properties say of where and at which level tests ran; inner ones win. */
  private setting(node: XmlNode, outer: Setting): Setting {
    const properties = propertiesOf(childrenOf(node));
    const environment = properties.find(({ name }) => ENVIRONMENT_PROPERTIES.test(name))?.value ?? outer.environment;
    const own = decode(node[":@"]?.["hostname"] ?? "").trim();
    const host = own === "" ? outer.host : own;
    const named = properties.find(({ name }) => LEVEL_PROPERTIES.test(name))?.value.toLowerCase();
    const level = TEST_LEVELS.find((each) => named?.split(/[\s_-]/)[0] === each) ?? outer.level;
    return {
      ...(environment === undefined ? {} : { environment }),
      ...(host === undefined ? {} : { host }),
      ...(level === undefined ? {} : { level }),
    };
  }

  private suite(node: XmlNode, name: string, outer: Suite): void {
    this.suites++;
    const attributes = node[":@"] ?? {};
    const timestamp = attributes["timestamp"] ?? outer.timestamp;
    const own = name === "testsuite" ? decode(attributes["name"] ?? "") : "";
    const children = childrenOf(node);
    this.visit(children, {
      suite: own || outer.suite,
      properties: [...outer.properties, ...this.idsOfProperties(children)],
      depth: outer.depth + 1,
      ...this.setting(node, outer),
      ...(timestamp === undefined ? {} : { timestamp }),
    });
  }

  private testCase(node: XmlNode, outer: Suite): void {
    const attributes = node[":@"] ?? {};
    const start = startOf(node);
    const tagEnd = this.text.indexOf(">", start);
    const span = { start, end: tagEnd < 0 ? start : tagEnd + 1 };
    const name = decode(attributes["name"] ?? "");
    if (name === "") {
      this.problems.push({ message: "A <testcase> without a name can't be matched to a test.", file: this.file, span });
      return;
    }
    const children = childrenOf(node);
    const { status, message } = outcomeOf(children, attributes);
    const timestamp = attributes["timestamp"] ?? outer.timestamp;
    // GoogleTest wrote properties as attributes until 1.8.
    const asAttributes = Object.entries(attributes).flatMap(([key, value]) =>
      ID_PROPERTIES.test(key) ? this.named(this.idsOfText(decode(value)), PARTIAL_PROPERTY.test(key)) : [],
    );
    const ids = [...outer.properties, ...asAttributes, ...this.idsOfProperties(children), ...this.named(this.idsOfText(name))];
    const whole = new Set(ids.flatMap(({ id, partial }) => (partial ? [] : [id])));
    const inName = idsInName(name).flatMap(({ id }) => (ids.some((each) => each.id === id) ? [] : [id]));
    const partialIds = [...new Set(ids.flatMap(({ id }) => (whole.has(id) ? [] : [id])))];
    this.tests.push({
      suite: decode(attributes["classname"] ?? "") || outer.suite,
      name,
      status,
      ...(message === undefined ? {} : { message }),
      ...(timestamp === undefined ? {} : { timestamp }),
      ...this.setting(node, outer),
      file: this.file,
      span,
      ids: [...new Set(ids.map(({ id }) => id))],
      ...(inName.length === 0 ? {} : { idsInName: inName }),
      ...(partialIds.length === 0 ? {} : { partialIds }),
    });
  }

  private idsOfProperties(children: readonly XmlNode[]): NamedId[] {
    return propertiesOf(children).flatMap(({ name, value }) => {
      if (EXACT_PROPERTIES.test(name)) return this.named(idsOfList(value), PARTIAL_PROPERTY.test(name));
      return ID_PROPERTIES.test(name) ? this.named(this.idsOfText(value)) : [];
    });
  }

  private named(ids: readonly string[], partial = false): NamedId[] {
    return ids.map((id) => ({ id, partial }));
  }

  private idsOfText(text: string): string[] {
    return wordsOf(text, 0, text.length)
      .map((word) => word.text.replace(/^@?(?:tests|verifies|req):/i, "").replace(/^req\s+/, ""))
      .filter((word) => this.isId(word));
  }
}

/** Ids of a list, each perhaps with a namespace before it and a version behind it: `req pump.limit@3, req pump.stop`. */
function idsOfList(text: string): string[] {
  return text.split(",").flatMap((part) => {
    const id = (part.trim().split(/\s+/).at(-1) ?? "").replace(/@[^@]*$/, "");
    return /[\p{L}\p{N}]/u.test(id) && id.length <= 200 ? [id] : [];
  });
}

/** The properties that stand directly below an element. */
function propertiesOf(children: readonly XmlNode[]): { readonly name: string; readonly value: string }[] {
  const properties = children.filter((child) => nameOf(child) === "properties").flatMap(childrenOf);
  return properties.map((property) => {
    const attributes = property[":@"] ?? {};
    return { name: decode(attributes["name"] ?? ""), value: decode(attributes["value"] ?? textOf(property)).trim() };
  });
}

function outcomeOf(
  children: readonly XmlNode[],
  attributes: Readonly<Record<string, string>>,
): { readonly status: TestStatus; readonly message?: string } {
  for (const child of children) {
    const name = nameOf(child);
    if (name !== "failure" && name !== "error" && name !== "rerunFailure") continue;
    const message = decode(child[":@"]?.["message"] ?? textOf(child)).trim();
    return { status: "failed", ...(message === "" ? {} : { message }) };
  }
  // GoogleTest: status="notrun" for disabled tests, result="skipped"; CTest: status="run" | "fail" | "notrun" | "disabled".
  const status = (attributes["status"] ?? "").toLowerCase();
  if (status === "fail" || status === "failed") return { status: "failed" };
  const skipped = children.find((child) => nameOf(child) === "skipped");
  // CTest calls a test that skipped itself "notrun" too, and gives the reason.
  const isOwnChoice = (skipped?.[":@"]?.["message"] ?? "").startsWith("SKIP_");
  if (["notrun", "disabled"].includes(status) && !isOwnChoice) return { status: "not-run" };
  if (skipped || ["skipped", "suppressed"].includes((attributes["result"] ?? "").toLowerCase())) return { status: "skipped" };
  return { status: "passed" };
}

/** A `<!DOCTYPE` before the root element, where alone it may stand (a failure's text may well quote one). */
function docTypeOf(text: string): Span | undefined {
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  for (;;) {
    while (at < text.length && /\s/.test(text.charAt(at))) at++;
    const end = text.startsWith("<?", at) ? text.indexOf("?>", at) + 2 : text.startsWith("<!--", at) ? text.indexOf("-->", at) + 3 : -1;
    if (end > at) at = end;
    else if (/^<!(?:DOCTYPE|ENTITY)/i.test(text.slice(at, at + 9))) return { start: at, end: at + 9 };
    else return undefined;
  }
}

function nameOf(node: XmlNode): string {
  return Object.keys(node).find((key) => key !== ":@") ?? "";
}

function childrenOf(node: XmlNode): readonly XmlNode[] {
  const children = node[nameOf(node)];
  return Array.isArray(children) ? (children as XmlNode[]) : [];
}

function textOf(node: XmlNode): string {
  return childrenOf(node)
    .map((child) => (typeof child["#text"] === "string" ? child["#text"] : textOf(child)))
    .join("");
}

function startOf(node: XmlNode): number {
  const meta = (node as unknown as Record<symbol, { readonly startIndex?: number } | undefined>)[META];
  return meta?.startIndex ?? 0;
}

const PREDEFINED: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

/** XML's five predefined entities and character references; there can be no others without a document type. */
function decode(text: string): string {
  return text.replace(
    /&(?:#x([0-9a-f]{1,6})|#([0-9]{1,7})|(lt|gt|amp|quot|apos));/gi,
    (whole, hex?: string, decimal?: string, name?: string) => {
      if (name !== undefined) return PREDEFINED[name.toLowerCase()] ?? whole;
      const code = hex !== undefined ? Number.parseInt(hex, 16) : Number(decimal);
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}

function lineSpan(text: string, line: number): Span {
  const lines = new LineIndex(text);
  return { start: lines.lineStart(line), end: lines.lineEnd(line) };
}
