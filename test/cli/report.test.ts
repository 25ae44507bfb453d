import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { assertGolden, CliProject } from "../harness/cli.js";
import { PUMP } from "./pump.js";

/** The digest of the build changes with it, and stays out of golden files. */
function stable(text: string): string {
  return text.replaceAll(/(bundle )[0-9a-f]{64}/g, "$1<digest>");
}

describe("vitalint trace and report", function () {
  this.timeout(60_000);
  let pump: CliProject;
  before(() => (pump = CliProject.make(PUMP)));
  after(() => {
    pump.remove();
  });

  it("trace shows coverage and gaps, and exits with 0 although there are some", async () => {
    const { code, stdout } = await pump.run("trace");
    assertGolden("trace.txt", stdout);
    assert.equal(code, 0);
    assert.equal((await pump.run("trace", "--fail-on-gaps")).code, 1);
  });

  it("trace says when there is nothing to trace", async () => {
    const project = CliProject.make("//- a.c\nint a;\n");
    const { stdout } = await project.run("trace");
    project.remove();
    assert.match(stdout, /No requirement or risk documents were found/);
  });

  it("trace writes JSON and CSV", async () => {
    assertGolden("trace.json", (await pump.run("trace", "--format", "json")).stdout);
    assertGolden("trace.csv", (await pump.run("trace", "--format", "csv")).stdout);
    assertGolden("trace-risks.csv", (await pump.run("trace", "--format", "csv", "--table", "risks")).stdout);
  });

  it("counts as gaps exactly what the trace rules report", async () => {
    const { gaps } = JSON.parse((await pump.run("trace", "--format", "json")).stdout) as { gaps: { kind: string; id: string }[] };
    const { findings } = JSON.parse((await pump.run("check", "--format", "json")).stdout) as {
      findings: { rule: string; symbol: string }[];
    };
    const reported = findings
      .filter(({ rule }) => rule.startsWith("trace/"))
      .map(({ rule, symbol }) => `${rule.slice("trace/".length)} ${symbol}`);
    assert.ok(reported.length > 0);
    assert.deepEqual(gaps.map(({ kind, id }) => `${kind} ${id}`).sort(), reported.sort());
  });

  it("report writes one HTML file that needs nothing else", async () => {
    const { code, stdout, stderr } = await pump.run("report", "--output", "report.html");
    assert.equal(stdout, "");
    assert.match(stderr, /^report\.html: incomplete \(\d+ reasons\)\n$/);
    assert.equal(code, 0);
    const page = pump.read("report.html");
    assert.match(page, /^<!DOCTYPE html>/);
    for (const part of ["Test pump", "1.2.3", "HZ-001", "RC-001", "SRS-002", "runs on the build machine only", "2026-09-21T14:13:20Z"]) {
      assert.ok(page.includes(part), part);
    }
    assert.doesNotMatch(page, /<script|https?:/);
  });

  it("report gives the same bytes for the same project and date", async () => {
    const first = await pump.run("report");
    assert.equal((await pump.run("report")).stdout, first.stdout);
  });

  it("report writes Markdown and JSON, valid after its schema", async () => {
    const json = (await pump.run("report", "--format", "json")).stdout;
    const validate = new Ajv().compile(JSON.parse(readFileSync("schemas/report.schema.json", "utf8")) as object);
    assert.equal(validate(JSON.parse(json)), true, JSON.stringify(validate.errors));
    // Which rules there are is told elsewhere: here they would only make the file change with each of them.
    const markdown = (await pump.run("report", "--format", "md")).stdout.replace(/## Rules\n[^#]*/, "").replace(/\| Rules \|.*\n/, "");
    assertGolden("report.md", stable(markdown));
  });

  it("report states commit and whether the tree is clean", async () => {
    const project = CliProject.make(PUMP);
    const git = (...args: string[]): void => {
      execFileSync("git", ["-c", "user.name=T", "-c", "user.email=t@example.org", ...args], { cwd: project.folder, stdio: "ignore" });
    };
    git("init");
    git("add", ".");
    git("commit", "-m", "Start");
    const state = async (): Promise<string> => {
      const { stdout } = await project.run("report", "--format", "json");
      const { identification } = JSON.parse(stdout) as { identification: { commit: string; workTree: string } };
      assert.match(identification.commit, /^[0-9a-f]{40}$/);
      return identification.workTree;
    };
    assert.equal(await state(), "clean");
    project.write("firmware/flow.c", "int a;\n");
    assert.equal(await state(), "dirty");
    project.remove();
  });
});

describe("vitalint rules, explain, help and version", function () {
  this.timeout(60_000);
  let pump: CliProject;
  before(() => (pump = CliProject.make(PUMP)));
  after(() => {
    pump.remove();
  });

  it("rules lists every rule in each format", async () => {
    const { stdout } = await pump.run("rules", "--format", "json");
    const { rules } = JSON.parse(stdout) as { rules: { id: string; on: boolean }[] };
    const text = (await pump.run("rules")).stdout;
    const markdown = (await pump.run("rules", "--format", "md")).stdout;
    assert.ok(rules.length > 20);
    for (const { id } of rules) {
      assert.ok(text.includes(id));
      assert.ok(markdown.includes(`\`${id}\``));
    }
  });

  it("rules shows what the configuration makes of them", async () => {
    const project = CliProject.make('//- vitalint.json\n{ "rules": { "memory/unbounded-copy": "off" } }\n');
    const { rules } = JSON.parse((await project.run("rules", "--format", "json")).stdout) as { rules: { id: string; on: boolean }[] };
    project.remove();
    assert.equal(rules.find(({ id }) => id === "memory/unbounded-copy")?.on, false);
  });

  it("explain shows a rule's page, and a diagnostic's", async () => {
    const { code, stdout } = await pump.run("explain", "memory/unbounded-copy");
    assert.equal(code, 0);
    for (const heading of ["## What", "## Why", "## What to do", "## When to deviate", "## Limits", "## Example"]) {
      assert.ok(stdout.includes(heading), heading);
    }
    assert.match((await pump.run("explain", "vitalint/file-skipped")).stdout, /exits with 3/);
  });

  it("help names every command, option and exit code", async () => {
    assertGolden("help.txt", (await pump.run("help")).stdout);
    assertGolden("help-check.txt", (await pump.run("help", "check")).stdout);
    for (const command of ["trace", "report", "rules", "explain", "init"]) {
      const { code, stdout } = await pump.run(command, "--help");
      assert.equal(code, 0);
      assert.ok(stdout.startsWith(`vitalint ${command}`));
    }
  });

  it("version", async () => {
    assert.match((await pump.run("version")).stdout, /^vitalint \d+\.\d+\.\d+\n$/);
    assert.equal((await pump.run("--version")).code, 0);
  });
});
