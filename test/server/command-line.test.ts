import { ok, strictEqual } from "node:assert";
import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { exportReportRequest, findingsRequest, reportRequest, rulePageRequest, rulesRequest } from "../../protocol/src/index.js";
import { LspClient } from "../harness/lsp-client.js";

const SAMPLE = resolve("samples/infusion-pump");

describe("server: what the command line writes", function () {
  // Each starts real servers: slow on a machine that is busy with other things.
  this.timeout(120_000);
  let client: LspClient;

  before(async () => {
    client = await LspClient.start({ folders: [SAMPLE] });
  });
  after(() => client.stop());

  it("is what the editor gets, byte for byte", async () => {
    const findings = await client.ask(findingsRequest, {});
    const { stdout, stderr } = spawnSync(process.execPath, ["dist/cli.cjs", "check", SAMPLE, "--format", "json"], {
      encoding: "utf8",
      maxBuffer: 1 << 28,
    });
    ok(stdout.length > 1000, stderr);
    strictEqual(findings, stdout);
  });

  it("is shown and exported as reports", async () => {
    const report = await client.ask(reportRequest, {});
    ok(report.summary.requirements > 10 && report.body.includes("data-uri="), JSON.stringify(report.summary));
    const active = /<script|<style|javascript:|<[^>]* on[a-z]+=/i.exec(report.body);
    strictEqual(active, null, "the panel's page alone brings scripts and styles");
    for (const format of ["html", "csv", "json", "markdown", "sarif"] as const) {
      const { content, fileName } = await client.ask(exportReportRequest, { format });
      ok(content.length > 500 && fileName.startsWith("vitalint-report."), fileName);
    }
  });

  it("is explained rule by rule", async () => {
    const rules = await client.ask(rulesRequest, {});
    ok(rules.length > 20 && rules.every(({ summary }) => summary !== ""));
    const page = await client.ask(rulePageRequest, { rule: "memory/unbounded-copy" });
    ok(page?.markdown.includes("## When to deviate"));
    ok((await client.ask(rulePageRequest, { rule: "vitalint/file-skipped" }))?.markdown.includes("## Why"));
    strictEqual(await client.ask(rulePageRequest, { rule: "no/such-rule" }), null);
  });

  it("can't be asked of a project that nobody opened", async () => {
    const message = await client.ask(reportRequest, { project: "file:///nowhere" }).then(
      () => "a report",
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    ok(/no project/i.test(message), message);
  });
});
