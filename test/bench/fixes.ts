import { basename, resolve } from "node:path";
import { parseArgs } from "node:util";
import type { Finding, Fix } from "../../engine/src/index.js";
import { drawFrom, seedOf } from "../../scripts/bench/draw.js";
import { FixTrial, type Outcome } from "./fix-trial.js";

// `npm run bench -- fixes FOLDER… [--count 200]`: applies quick fixes to real code, one at a time, at places drawn in turn from each kind of
// fix and each folder. Each must leave the syntax as whole as it was, clear its finding, offer itself no more, and compile where the
// original did: a source by itself, a header with sources that include it. Where the original does not compile on this machine (registers
// of another processor, headers that the folder lacks), gcc may say nothing that it did not say before.

interface Place {
  readonly folder: string;
  readonly finding: Finding;
  readonly fix: Fix;
}

const FIGURES: readonly (readonly [string, (outcome: Outcome) => boolean])[] = [
  ["re-parsed", ({ parses }) => parses],
  ["compiled before", ({ compiledBefore }) => compiledBefore],
  ["compiled after", ({ compiledAfter }) => compiledAfter],
  ["same gcc errors elsewhere", ({ compared }) => compared],
  ["finding gone", ({ gone }) => gone],
  ["not offered again", ({ settled }) => settled],
];

/** Runs the benchmark; gives the process's exit code. */
export async function fixes(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      count: { type: "string", default: "200" },
      preset: { type: "string", multiple: true, default: ["recommended", "strict"] },
      each: { type: "boolean", default: false },
      seed: { type: "string", default: "1" },
    },
  });
  if (positionals.length === 0) {
    console.error("usage: npm run bench -- fixes FOLDER… [--count 200] [--preset NAME]… [--seed TEXT] [--each]");
    return 2;
  }
  const places: Place[] = [];
  const outcomes = new Map<string, Outcome[]>();
  const projects = new Map<string, FixTrial>();
  try {
    for (const folder of new Set(positionals.map((each) => resolve(each)))) {
      const project = await FixTrial.open(folder, values.preset);
      projects.set(folder, project);
      for (const finding of project.findings()) for (const fix of finding.fixes) places.push({ folder, finding, fix });
    }
    for (const place of inOrder(draw(places, Number(values.count), seedOf(values.seed)))) {
      const begun = performance.now();
      const outcome = projects.get(place.folder)?.try(place.finding, place.fix);
      if (!outcome) continue;
      const kind = kindOf(place);
      if (values.each)
        console.log(`${basename(place.folder)}/${place.finding.file}: ${kind}, ${String(Math.round(performance.now() - begun))} ms`);
      outcomes.set(kind, [...(outcomes.get(kind) ?? []), outcome]);
      for (const problem of outcome.problems)
        console.log(`${basename(place.folder)}/${place.finding.file} ${place.finding.rule} '${place.fix.title}': ${problem}`);
    }
  } finally {
    for (const project of projects.values()) project.close();
  }
  for (const [kind, each] of [...outcomes].sort()) console.log(`${kind}: ${summary(each)}`);
  const all = [...outcomes.values()].flat();
  console.log(`of ${String(places.length)} places, fixes of ${String(outcomes.size)} kinds: ${summary(all)}`);
  return all.some(({ problems }) => problems.length > 0) ? 1 : 0;
}

function summary(outcomes: readonly Outcome[]): string {
  const figures = FIGURES.map(([name, holds]) => `${name} ${String(outcomes.filter(holds).length)}`);
  const wrong = outcomes.filter(({ problems }) => problems.length > 0).length;
  return [`tried ${String(outcomes.length)}`, ...figures, `wrong ${String(wrong)}`].join(", ");
}

/** A rule and what its fix does, without the names of the place. */
function kindOf({ finding, fix }: Place): string {
  return `${finding.rule} (${fix.title.replace(/'[^']*'/g, "'…'")})`;
}

/** One place of each kind in turn, and in each kind one of each folder in turn, until there are enough or none is left. */
function draw(places: readonly Place[], count: number, seed: number): readonly Place[] {
  const shuffled = drawFrom(places, places.length, seed);
  const kinds = [...grouped(shuffled, kindOf).values()].map((kind) => inTurn([...grouped(kind, ({ folder }) => folder).values()]));
  return inTurn(kinds).slice(0, count);
}

function grouped<T>(elements: readonly T[], key: (element: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const element of elements) groups.set(key(element), [...(groups.get(key(element)) ?? []), element]);
  return groups;
}

function inTurn<T>(lists: readonly (readonly T[])[]): readonly T[] {
  const longest = Math.max(0, ...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_, at) => lists.flatMap((list) => (at < list.length ? list.slice(at, at + 1) : []))).flat();
}

/** By file: what was found out for one place of a file serves the next. */
function inOrder(places: readonly Place[]): readonly Place[] {
  const key = ({ folder, finding }: Place): string => `${folder}\n${finding.file}`;
  return [...places].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}
