import { readdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import {
  NEVER_CANCELLED,
  ProjectEngine,
  REVIEWED_FILE,
  REVIEWS_FILE,
  STAMPS_FILE,
  stampsText,
  type FilePath,
  type ReviewTarget,
  type TextEdit,
} from "../../engine/src/index.js";
import { createEngineParts } from "../../host/src/engine-parts.js";
import { openFolder } from "../../host/src/open-project.js";
import { readInput } from "../../host/src/read-file.js";
import { ROOT } from "./engine.js";

// The records of the sample project, made as a team would have made them over time: links were reviewed and tests stamped, then a
// requirement and a unit were changed. After a change of the sample: `npx tsc -b && node out/test/harness/sample-records.js`.

const SAMPLE = join(ROOT, "samples/infusion-pump");
const RECORDS: readonly FilePath[] = [REVIEWS_FILE, REVIEWED_FILE, STAMPS_FILE];

/** What files said before: by path, the text of now and the one of then. */
type Earlier = Readonly<Record<FilePath, readonly [now: string, then: string]>>;

const WHEN_REVIEWED: Earlier = { "docs/srs/alarms.md": ["for 120 s at most", "for 90 s at most"] };
const WHEN_STAMPED: Earlier = { "gateway/src/service-ui/renderer.ts": [".toFixed(1)", ".toFixed(2)"] };
const REVIEWED: readonly ReviewTarget[] = [
  { of: "item", id: "SRS-014" },
  { of: "item", id: "SRS-016" },
];
const REVIEWER = { name: "M. Okafor", date: "2026-10-12" };
const COMMIT = "9d3b8a7c1e5f42608b1d7e3c5a9f0e2d4b6c8a17";

async function earlierProject(earlier: Earlier, records: ReadonlyMap<FilePath, string> = new Map()): Promise<ProjectEngine> {
  const engine = new ProjectEngine(await createEngineParts(join(ROOT, "dist"), "2026-11-23"));
  const { root, paths, loaded } = await openFolder(SAMPLE);
  const { maxFileSize, encoding } = loaded.config;
  const inputs = await Promise.all(
    paths.filter((path) => !RECORDS.includes(path)).map((path) => readInput(root, path, { maxFileSize, encoding })),
  );
  engine.setFiles([
    ...inputs.map((input) => {
      const change = earlier[input.path];
      if (!change || !("text" in input)) return input;
      if (!input.text.includes(change[0])) throw new Error(`${input.path} does not hold '${change[0]}'`);
      return { ...input, text: input.text.replace(...change) };
    }),
    ...[...records].map(([path, text]) => ({ path, text })),
  ]);
  while (engine.index(Infinity, NEVER_CANCELLED) > 0);
  return engine;
}

/** Texts of the sample's records, by file. */
export async function sampleRecords(): Promise<ReadonlyMap<FilePath, string>> {
  let records: ReadonlyMap<FilePath, string> = new Map();
  for (const target of REVIEWED) {
    const engine = await earlierProject(WHEN_REVIEWED, records);
    const reviewed = engine.markReviewedAt(target, REVIEWER);
    if ("problem" in reviewed) throw new Error(reviewed.problem);
    records = new Map(reviewed.files.map((file) => [file.path, applied(records.get(file.path) ?? "", file)]));
  }
  const engine = await earlierProject(WHEN_STAMPED);
  const results = (await readdir(join(SAMPLE, "test/results"))).sort().map((name) => `test/results/${name}`);
  const plan = engine.stampPlan(
    await Promise.all(results.map(async (path) => ({ path, text: await readFile(join(SAMPLE, path), "utf8") }))),
  );
  const stamps = plan.candidates.map(({ stamp }) => ({ ...stamp, commit: COMMIT }));
  return new Map([...records, [STAMPS_FILE, stampsText(stamps)]]);
}

function applied(text: string, { edits }: { readonly edits: readonly TextEdit[] }): string {
  return [...edits]
    .sort((a, b) => b.span.start - a.span.start)
    .reduce((result, { span, newText }) => result.slice(0, span.start) + newText + result.slice(span.end), text);
}

/** The records as they are in the sample's folder. */
export async function writtenSampleRecords(): Promise<ReadonlyMap<FilePath, string>> {
  return new Map(await Promise.all(RECORDS.map(async (file) => [file, await readFile(join(SAMPLE, file), "utf8")] as const)));
}

if (import.meta.url === pathToFileURL(resolve(process.argv[1] ?? "")).href) {
  for (const [file, text] of await sampleRecords()) await writeFile(join(SAMPLE, file), text);
}
