import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import type { TraceListing } from "../../engine/src/index.js";

// `npm run bench -- trace-golden [NAME…]`: `vitalint trace --format json` on repositories of the tools themselves, beside what the tools
// say of them. Work trees lie in VITALINT_TRACE_TREES/NAME, the tools' own answers in VITALINT_TRACE_GOLDEN.

const CLI = resolve("dist/cli.cjs");
const run = promisify(execFile);

type Listing = TraceListing;
type Link = Listing["links"][number];
type Item = Listing["items"][number];

interface Golden {
  /** What `vitalint.json` says for the run; without one, documents are found as they are. */
  readonly config: object | undefined;
  compare(listing: Listing, golden: string): Promise<Figure[]>;
}

/** One figure beside the tool's own, with what is missing or beyond it. */
interface Figure {
  readonly name: string;
  readonly golden: number;
  readonly found: number;
  readonly missing: readonly string[];
  readonly extra: readonly string[];
}

/** Runs the comparison for the named repositories, or all. */
export async function traceGolden(names: readonly string[]): Promise<number> {
  const trees = process.env["VITALINT_TRACE_TREES"];
  const golden = process.env["VITALINT_TRACE_GOLDEN"];
  if (trees === undefined || golden === undefined || !existsSync(CLI)) {
    console.error("Set VITALINT_TRACE_TREES (work trees by name) and VITALINT_TRACE_GOLDEN (lists), and run the bundler first.");
    return 2;
  }
  for (const [name, repository] of Object.entries(REPOSITORIES)) {
    if (names.length > 0 && !names.includes(name)) continue;
    const tree = join(trees, name);
    if (!existsSync(tree)) {
      console.log(`\n${name}: no work tree in ${tree}`);
      continue;
    }
    const started = performance.now();
    const listing = await listingOf(tree, repository.config);
    const figures = await repository.compare(listing, golden);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(`\n${name} (${repository.config === undefined ? "found without configuration" : "configured"}, ${seconds} s)`);
    for (const figure of figures) print(figure);
  }
  return 0;
}

function print({ name, golden, found, missing, extra }: Figure): void {
  const state = missing.length === 0 && extra.length === 0 ? (golden === found ? "same" : "DIFFERS") : "DIFFERS";
  console.log(`  ${name.padEnd(44)} golden ${String(golden).padStart(5)}  found ${String(found).padStart(5)}  ${state}`);
  for (const [label, list] of [
    ["missing", missing],
    ["beyond", extra],
  ] as const) {
    for (const each of list.slice(0, 40)) console.log(`      ${label}: ${each}`);
    if (list.length > 40) console.log(`      … and ${String(list.length - 40)} more`);
  }
}

/** The trace of a work tree. Its files are linked into a folder of its own, so that a configuration can stand beside them. */
async function listingOf(tree: string, config: object | undefined): Promise<Listing> {
  const folder = await mkdtemp(join(tmpdir(), "vitalint-golden-"));
  const output = join(folder, "trace.json");
  const project = join(folder, "project");
  try {
    await run("cp", ["-a", tree, project]);
    if (config !== undefined) await writeFile(join(project, "vitalint.json"), JSON.stringify(config));
    // Findings make the exit code; the listing is what counts here.
    await run(process.execPath, [CLI, "trace", project, "--format", "json", "--output", output], { maxBuffer: 1 << 26 }).catch(
      () => undefined,
    );
    return JSON.parse(await readFile(output, "utf8")) as Listing;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function figure(name: string, golden: readonly string[], found: readonly string[]): Figure {
  const left = new Map<string, number>();
  for (const each of golden) left.set(each, (left.get(each) ?? 0) + 1);
  const extra: string[] = [];
  for (const each of found) {
    const count = left.get(each) ?? 0;
    if (count > 0) left.set(each, count - 1);
    else extra.push(each);
  }
  const missing = [...left].flatMap(([each, count]) => Array.from({ length: count }, () => each));
  return { name, golden: golden.length, found: found.length, missing, extra };
}

function count(name: string, golden: number, found: number): Figure {
  return { name, golden, found, missing: [], extra: [] };
}

async function json<T>(folder: string, name: string): Promise<T> {
  return JSON.parse(await readFile(join(folder, name), "utf8")) as T;
}

const line = ({ place }: Item | Link): string => `${place?.file ?? "?"}:${String(place?.line ?? 0)}`;

async function strictdoc(listing: Listing, folder: string): Promise<Figure[]> {
  const links = await json<{
    nodes_with_uid: { uid: string; type: string }[];
    relations: { from: string; type: string; value: string; role: string | null }[];
  }>(folder, "strictdoc-links.json");
  const source = await json<{ rows: { req: string; file: string; kind: string; begin: number; end: number }[] }>(
    folder,
    "strictdoc-source-trace.json",
  );
  const nodes = listing.items.filter(({ reader, type }) => reader?.startsWith("strictdoc") === true && type !== "ANCHOR");
  const parents = listing.links.filter(({ via }) => via === "Parent");
  const files = listing.links.filter(({ via }) => via === "File");
  const marks = listing.links.filter(({ via }) => via === "@relation");
  const ownPlace = (link: Link): string => `${link.to} ${link.place.file}`;
  const rowsOf = (kind: string): typeof source.rows => source.rows.filter((row) => row.kind === kind);
  const isRange = (link: Link): boolean => /^lines? \d/.test(link.symbol?.name ?? "");
  const lines = (link: Link): [number, number] => {
    const [first = 0, last = first] = (link.symbol?.name ?? "").match(/\d+/g)?.map(Number) ?? [];
    return [first, last];
  };
  const ranges = marks.filter(isRange).map((link) => `${ownPlace(link)} ${lines(link).join("-")}`);
  const python = (file: string): boolean => file.endsWith(".py");
  const items = marks.filter((link) => !isRange(link));
  return [
    figure(
      "nodes with a UID (UID, type)",
      links.nodes_with_uid.map((n) => `${n.uid} ${n.type}`),
      nodes.map((n) => `${n.id} ${n.type ?? ""}`),
    ),
    figure(
      "relations to parents",
      links.relations.filter((r) => r.type === "Parent").map((r) => `${r.from} -> ${r.value}`),
      parents.map((l) => `${l.from} -> ${l.to}`),
    ),
    figure(
      "relations to files",
      links.relations.filter((r) => r.type === "File").map((r) => `${r.from} -> ${r.value}`),
      files.map((l) => `${l.to} -> ${l.from.replace(/#.*/, "")}`),
    ),
    figure(
      "source trace: files named by requirements",
      rowsOf("ForwardFileMarker").map((r) => `${r.req} ${r.file}`),
      files.map((l) => `${l.to} ${l.from.replace(/#.*/, "")}`),
    ),
    figure(
      "source trace: ranges and lines",
      [...rowsOf("RangeMarker"), ...rowsOf("LineMarker")].map((r) => `${r.req} ${r.file} ${String(r.begin)}-${String(r.end)}`),
      ranges,
    ),
    figure(
      "source trace: markers outside Python",
      rowsOf("LanguageItemMarker").map((r) => `${r.req} ${r.file}`),
      items.filter((l) => !python(l.place.file)).map(ownPlace),
    ),
    count("source trace: markers in Python (none in golden)", 0, items.filter((l) => python(l.place.file)).length),
  ];
}

async function doorstop(listing: Listing, folder: string): Promise<Figure[]> {
  const golden = await json<{
    items: {
      uid: string; links: string[]; suspect: string[]; stamp: string; reviewed: boolean; active: boolean; normative: boolean; derived: boolean; level: string;
    }[];
    total: Record<string, number>;
  }>(folder, "doorstop-items.json"); // prettier-ignore
  const items = listing.items.filter(({ reader }) => reader === "doorstop");
  const ids = new Set(items.map(({ id }) => id));
  const links = listing.links.filter((l) => l.via === "links" && ids.has(l.from));
  const attribute = (item: Item, name: string): string => item.attributes?.[name] ?? "";
  const flags = (item: Item): string =>
    `${item.id} active=${attribute(item, "active")} normative=${attribute(item, "normative")} derived=${attribute(item, "derived")} level=${attribute(item, "level")}`;
  return [
    figure(
      "items",
      golden.items.map(({ uid }) => uid),
      [...ids],
    ),
    figure(
      "active, normative, derived, level",
      golden.items.map(
        (i) => `${i.uid} active=${String(i.active)} normative=${String(i.normative)} derived=${String(i.derived)} level=${i.level}`,
      ),
      items.map(flags),
    ),
    figure(
      "stamps",
      golden.items.map((i) => `${i.uid} ${i.stamp}`),
      items.map((i) => `${i.id} ${i.fingerprint ?? ""}`),
    ),
    figure(
      "reviewed",
      golden.items.map((i) => `${i.uid} ${String(i.reviewed)}`),
      items.map((i) => `${i.id} ${String(i.reviewed)}`),
    ),
    figure(
      "links",
      golden.items.flatMap((i) => i.links.map((to) => `${i.uid} -> ${to}`)),
      links.map((l) => `${l.from} -> ${l.to}`),
    ),
    figure(
      "suspect links",
      golden.items.flatMap((i) => i.suspect.map((to) => `${i.uid} -> ${to}`)),
      links.filter((l) => l.suspect !== undefined).map((l) => `${l.from} -> ${l.to}`),
    ),
    count("references to files", (golden.total["ref"] ?? 0) + (golden.total["references"] ?? 0), referencesIn(items)),
  ];
}

function referencesIn(items: readonly Item[]): number {
  const words = (text: string | undefined): number => (text === undefined || text === "" ? 0 : text.split("\n").length);
  return items.reduce((sum, { attributes }) => sum + words(attributes?.["ref"]) + words(attributes?.["references"]), 0);
}

async function openFastTrace(listing: Listing, folder: string): Promise<Figure[]> {
  const golden = await json<{
    items: { type: string; id: string | null; file: string; line: number }[];
    links: { from_type: string; file: string; line: number; to: string }[];
  }>(folder, "openfasttrace-links.json");
  const items = listing.items.filter(({ reader }) => reader === "openfasttrace");
  const byId = new Map(items.map((item) => [item.id, item]));
  const tags = listing.links.filter(({ via }) => via.startsWith("[") && via.endsWith("->"));
  const covers = listing.links.filter(({ via }) => via === "Covers");
  const tagPlaces = new Set(tags.map((tag) => `${tag.relation ?? ""} ${line(tag)}:${String(tag.place.column)}`));
  const started = (link: Link): string => {
    const item = byId.get(link.from);
    return item ? `${item.type ?? ""} ${line(item)}` : link.from;
  };
  return [
    figure(
      "items of documents (id, place)",
      golden.items.filter((i) => i.id !== null).map((i) => `${i.id ?? ""} ${i.file}:${String(i.line)}`),
      items.map((i) => `${i.id} ${line(i)}`),
    ),
    figure(
      "items of tags (type, place)",
      golden.items.filter((i) => i.id === null).map((i) => `${i.type} ${i.file}:${String(i.line)}`),
      [...tagPlaces].map((place) => place.replace(/:\d+$/, "")),
    ),
    figure(
      "covers",
      golden.links.map((l) => `${l.from_type} ${l.file}:${String(l.line)} -> ${l.to}`),
      [...covers.map((l) => `${started(l)} -> ${l.to}`), ...tags.map((l) => `${l.relation ?? ""} ${line(l)} -> ${l.to}`)],
    ),
    count("outdated, predated, orphaned (none: its trace is ok)", 0, listing.links.filter((l) => l.suspect !== undefined).length),
  ];
}

const REPOSITORIES: Readonly<Record<string, Golden>> = {
  strictdoc: {
    // What its own strictdoc_config.py includes; the rest are inputs of its tests.
    config: {
      requirements: [
        { kind: "software-requirement", reader: "strictdoc", files: ["docs/*.sdoc"] },
        { kind: "software-requirement", reader: "strictdoc-markdown", files: ["spec/Formatting.md", "spec/Markdown.md"] },
      ],
      tagFiles: ["LICENSE", "NOTICE", "tests/integration/**/*.itest"],
      exclude: [
        "developer/**", "tests/integration/**/!(*.itest)", "tests/unit/**/__init__.py", "strictdoc/helpers/*.py", "tests/unit/helpers/**",
        "tests/end2end/helpers/**", "output/**", "tools/**",
      ], // prettier-ignore
    },
    compare: strictdoc,
  },
  doorstop: { config: undefined, compare: doorstop },
  openfasttrace: {
    // The folders that its own oft-self-trace.sh names.
    config: {
      requirements: [{ kind: "software-requirement", reader: "openfasttrace", files: ["doc/spec/**/*.md"] }],
      exclude: [
        "doc/!(spec)/**", "doc/*.md", "*.md", "core/src/test/resources/**", "exporter/!(specobject|common)/**", "importer/xmlparser/**",
        "reporter/!(plaintext|html|aspec)/**", "*/pom.xml", "product/src/!(test)/**", "parent/**", ".github/**", "openfasttrace-mc-deps/**",
        "**/src/main/resources/**/*.html",
      ], // prettier-ignore
    },
    compare: openFastTrace,
  },
  "sphinx-needs-demo": {
    config: undefined,
    compare: (listing) =>
      Promise.resolve([count("needs", 251, listing.items.filter(({ reader }) => reader?.includes("needs") === true).length)]),
  },
  "docs-as-code": {
    config: undefined,
    compare: (listing) =>
      Promise.resolve([
        count("tool requirements", 68, listing.items.filter(({ type }) => type === "tool_req").length),
        count(
          "lines with req-Id or req-traceability in src",
          203,
          listing.links.filter(({ via }) => /req-(?:Id|traceability)/.test(via)).length,
        ),
      ]),
  },
};
