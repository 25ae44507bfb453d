import assert from "node:assert/strict";
import { join } from "node:path";
import { markReviewed, NEVER_CANCELLED, ProjectEngine, type EngineParts } from "../../../engine/src/index.js";
import { createEngineParts } from "../../../host/src/engine-parts.js";
import { ROOT } from "../../harness/engine.js";

// The graph is kept as files change. Whatever was edited in whatever order: what it says must be what a new one says.

const RUN: Parameters<ProjectEngine["traceReport"]>[0] = {
  project: "pump",
  date: "2026-01-01",
  workTree: "unknown",
  tool: { version: "0", bundleDigest: "" },
  digests: {},
};

/** Numbers that are the same on every run. */
class Dice {
  constructor(private state: number) {}

  below(limit: number): number {
    this.state = (Math.imul(this.state, 1664525) + 1013904223) >>> 0;
    return Math.floor((this.state / 2 ** 32) * limit);
  }

  one<T>(values: readonly T[]): T {
    return values[this.below(values.length)] as T;
  }
}

const pad = (n: number): string => String(n).padStart(3, "0");

/** An id that most often is there, and sometimes is written otherwise. */
function id(dice: Dice, prefix: string): string {
  const n = dice.below(10);
  return dice.one([
    `${prefix}-${pad(n)}`,
    `${prefix}-${pad(n)}`,
    `${prefix}-${pad(n)}`,
    `${prefix}-${String(n)}`,
    `${prefix}-0${pad(n + 3)}`,
  ]);
}

function requirements(dice: Dice, prefix: string, parent: string): string {
  const lines = ["# Requirements", ""];
  for (let i = dice.below(6); i >= 0; i--) {
    lines.push(`### ${id(dice, prefix)} ${dice.one(["Limit the flow", "Show the rate", "Stop on air"])}`, "");
    if (dice.below(2) === 0) lines.push(`- parent: ${id(dice, parent)}`);
    if (dice.below(3) === 0) lines.push(`- mitigates: ${id(dice, "RC")}`);
    if (dice.below(5) === 0) lines.push(`- status: ${dice.one(["withdrawn", "draft"])}`);
    if (dice.below(4) === 0) lines.push(`- class: ${dice.one(["A", "B", "C"])}`);
    lines.push("", `The software shall ${dice.one(["stop", "show", "limit"])} within ${String(dice.below(90))} ms.`, "");
  }
  return lines.join("\n");
}

function risks(dice: Dice): string {
  const lines = ["# Risks", ""];
  for (let i = dice.below(4); i >= 0; i--) {
    lines.push(`### ${id(dice, "HAZ")} Air in the line`, "", `- severity: ${dice.one(["minor", "serious", "critical"])}`, "");
    lines.push(`### ${id(dice, "RC")} Detector`, "", `- mitigates: ${id(dice, "HAZ")}`, "", "The detector stops the pump.", "");
  }
  return lines.join("\n");
}

function openFastTrace(dice: Dice): string {
  const n = String(dice.below(4));
  return ["# Features", `\`feat~flow${n}~${String(1 + dice.below(3))}\``, "", "Text.", "", `Needs: req`, ""].join("\n");
}

function source(dice: Dice, file: number): string {
  const lines = ["#include <stdint.h>", ...(dice.below(2) === 0 ? ['#include "shared.h"'] : []), ""];
  if (dice.below(4) === 0) lines.unshift(`/** @file`, ` * @satisfies ${id(dice, "SRS")}`, " */");
  for (let i = dice.below(4); i >= 0; i--) {
    const tag = dice.one(["satisfies", "satisfies", "mitigates", "verifies"]);
    const name = dice.one([`f${String(file)}_${String(i)}`, `shared_${String(dice.below(3))}`]);
    if (dice.below(3) > 0) lines.push("/**", ` * @${tag} ${id(dice, dice.one(["SRS", "SRS", "RC", "SYS"]))}`, " */");
    if (dice.below(5) === 0) lines.push(`// [impl->feat~flow${String(dice.below(4))}~${String(1 + dice.below(3))}]`);
    lines.push(
      dice.below(4) === 0
        ? `int32_t ${name}(int32_t value);`
        : `int32_t ${name}(int32_t value) { return value + ${String(dice.below(99))}; }`,
    );
  }
  return lines.join("\n") + "\n";
}

function results(dice: Dice): string {
  const cases = Array.from({ length: 1 + dice.below(4) }, () => {
    const name = dice.one([`f2_${String(dice.below(3))}`, "shared_1", `covers ${id(dice, "SRS")}`]);
    const inner = dice.below(3) === 0 ? '<failure message="no"/>' : dice.below(4) === 0 ? "<skipped/>" : "";
    return `<testcase classname="s" name="${name}"><properties><property name="requirement" value="${id(dice, "SRS")}"/></properties>${inner}</testcase>`;
  });
  return `<testsuite name="s" timestamp="2026-01-01T00:00:0${String(dice.below(9))}">${cases.join("")}</testsuite>`;
}

function config(dice: Dice): string {
  return JSON.stringify({
    softwareItems: [
      { name: "Device", class: dice.one(["A", "B", "C"]), files: ["src/**"] },
      { name: "Other", class: "A", files: ["lib/**"] },
    ],
    ...(dice.below(2) === 0 ? { units: "function" } : {}),
  });
}

const MAKERS: Readonly<Record<string, (dice: Dice) => string>> = {
  "docs/srs-a.md": (dice) => requirements(dice, "SRS", "SYS"),
  "docs/srs-b.md": (dice) => requirements(dice, "SRS", dice.one(["SYS", "SRS"])),
  "docs/sysrs.md": (dice) => requirements(dice, "SYS", "SYS"),
  "docs/risks.md": risks,
  "docs/spec.md": openFastTrace,
  "src/one.c": (dice) => source(dice, 1),
  "test/test_two.c": (dice) => source(dice, 2),
  "lib/three.c": (dice) => source(dice, 3),
  "src/shared.h": (dice) => source(dice, 4),
  "build/junit.xml": results,
};

describe("the graph of a project that is edited", function () {
  this.timeout(120_000);
  let parts: EngineParts;

  before(async () => {
    parts = await createEngineParts(join(ROOT, "dist"), "2026-01-01");
  });

  for (let seed = 1; seed <= 12; seed++) {
    it(`is that of a new one: ${String(seed)}`, () => {
      const dice = new Dice(seed * 7919);
      const files = new Map(Object.entries(MAKERS).map(([path, make]) => [path, make(dice)]));
      files.set("vitalint.json", config(dice));
      const warm = engineOf(files);
      said(warm);
      for (let step = 1; step <= 25; step++) {
        const what = change(dice, warm, files, step);
        if (dice.below(4) === 0) continue; // Several changes before anybody asks.
        assert.equal(said(warm), said(engineOf(files)), `step ${String(step)}: ${what}`);
      }
    });
  }

  function engineOf(files: ReadonlyMap<string, string>): ProjectEngine {
    const engine = new ProjectEngine(parts);
    engine.setFiles([...files].map(([path, text]) => ({ path, text })));
    return engine;
  }
});

/** One change of a project, made to the engine and to the texts; says which. */
function change(dice: Dice, engine: ProjectEngine, files: Map<string, string>, step: number): string {
  if (dice.below(12) === 0) {
    const graph = graphOf(engine);
    const { texts } = markReviewed(graph, { of: "all" }, { name: "A. Person", date: `2026-01-0${String(1 + dice.below(9))}` });
    for (const [path, text] of texts) files.set(path, text);
    engine.setFiles([...texts].map(([path, text]) => ({ path, text })));
    return "reviewed all links";
  }
  const path = dice.one(Object.keys(MAKERS));
  const text = files.get(path);
  if (text !== undefined && dice.below(8) === 0) {
    files.delete(path);
    engine.removeFiles([path]);
    return `removed ${path}`;
  }
  const fresh = MAKERS[path]?.(dice) ?? "";
  if (text === undefined || dice.below(3) === 0) {
    files.set(path, fresh);
    engine.setFiles([{ path, text: fresh }]);
    return `set ${path}`;
  }
  const start = dice.below(text.length + 1);
  const end = Math.min(text.length, start + dice.below(12));
  const newText = dice.one(["", "x", " ", "\n", "0", "SRS-003", "/**", " */", fresh.slice(start, end + 20)]);
  files.set(path, text.slice(0, start) + newText + text.slice(end));
  engine.editFile(path, step, [{ span: { start, end }, newText }]);
  return `edited ${path} at ${String(start)}`;
}

/** The engine's own graph: reviews are made of it. */
function graphOf(engine: ProjectEngine): Parameters<typeof markReviewed>[0] {
  return (engine as unknown as { ide: { graph(): Parameters<typeof markReviewed>[0] } }).ide.graph();
}

/** All that a project says of its trace: the findings of every file, and the report with items, links and gaps. */
function said(engine: ProjectEngine): string {
  const report = engine.traceReport(RUN, true, NEVER_CANCELLED);
  const graph = graphOf(engine);
  const asked = graph.items.map(({ id, location }) => [
    id,
    graph.mentions(id),
    graph.outgoing(id),
    graph.incoming(id),
    graph.probable(id),
    graph.verification(id),
    graph.resultsOf(id),
    graph.itemsIn(location.file).map((item) => item.id),
  ]);
  const lists = [graph.items, graph.edges, graph.stated, graph.problems, graph.tests, graph.packages, graph.hasDocuments];
  return JSON.stringify([report, lists, asked, engine.allFindings(NEVER_CANCELLED)], undefined, 1);
}
