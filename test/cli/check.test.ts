import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { assertGolden, CliProject } from "../harness/cli.js";
import { reportedFindingsOfFolder } from "../harness/folder.js";
import { CLEAN, PUMP } from "./pump.js";

interface FindingsLog {
  readonly summary: { readonly open: Readonly<Record<string, number>>; readonly disposed: number; readonly frozen: number };
  readonly findings: readonly { readonly rule: string; readonly file: string; readonly fingerprint: string; readonly state: string }[];
}

const log = (text: string): FindingsLog => JSON.parse(text) as FindingsLog;

describe("vitalint check", function () {
  this.timeout(60_000);
  let pump: CliProject;
  before(() => (pump = CliProject.make(PUMP)));
  after(() => {
    pump.remove();
  });

  it("shows findings with frame, rule, class, requirement, hazard and fix, and exits with 1", async () => {
    const { code, stdout, stderr } = await pump.run("check");
    assertGolden("check.txt", stdout);
    assert.equal(code, 1);
    assert.equal(stderr, "");
  });

  it("exits with 0 on a clean project", async () => {
    const clean = CliProject.make(CLEAN);
    const { code, stdout } = await clean.run("check");
    clean.remove();
    assert.equal(stdout, "no open findings\n");
    assert.equal(code, 0);
  });

  it("writes the documented JSON, the same bytes each time, and valid after its schema", async () => {
    const first = await pump.run("check", "--format", "json");
    const second = await pump.run("check", "--format", "json");
    assert.equal(first.stdout, second.stdout);
    assertGolden("check.json", first.stdout);
    const validate = new Ajv().compile(JSON.parse(readFileSync("schemas/findings.schema.json", "utf8")) as object);
    assert.equal(validate(JSON.parse(first.stdout)), true, JSON.stringify(validate.errors));
  });

  it("finds what an engine in one thread finds", async () => {
    const { stdout } = await pump.run("check", "--format", "json");
    const expected = await reportedFindingsOfFolder(pump.folder, "2026-09-21");
    assert.deepEqual(
      log(stdout).findings.map((f) => f.fingerprint),
      expected.map((f) => f.fingerprint),
    );
  });

  it("writes SARIF with results, suppressions and the rules behind them", async () => {
    const { stdout } = await pump.run("check", "--format", "sarif");
    const sarif = JSON.parse(stdout) as { runs: { tool: { driver: { rules?: unknown[] } } }[] };
    const [run] = sarif.runs;
    assert.ok(run?.tool.driver.rules && run.tool.driver.rules.length > 20);
    // Rules come and go; that they are there was just seen.
    run.tool.driver.rules = [];
    assertGolden("check.sarif.json", JSON.stringify(sarif, undefined, 2).replaceAll(/"ruleIndex": \d+/g, '"ruleIndex": 0') + "\n");
  });

  it("writes JUnit", async () => {
    const { stdout } = await pump.run("check", "--format", "junit");
    assertGolden("check.junit.xml", stdout);
  });

  it("writes to a file", async () => {
    const { stdout } = await pump.run("check", "--format", "json", "--output", "findings.json");
    assert.equal(stdout, "");
    assert.ok(log(pump.read("findings.json")).findings.length > 0);
  });

  it("reports only the files that were named", async () => {
    const { code, stdout } = await pump.run("check", "tools", "--format", "json");
    assert.deepEqual([...new Set(log(stdout).findings.map((f) => f.file))], ["tools/pack.c"]);
    assert.equal(code, 0);
  });

  it("names files from where one stands", async () => {
    const { stdout } = await pump.runIn("firmware", "check", "flow.c");
    assert.match(stdout, /^flow\.c:15:5: /);
  });

  it("fails from the severity on that is asked for", async () => {
    assert.equal((await pump.run("check", "--fail-on", "never")).code, 0);
    assert.equal((await pump.run("check", "firmware", "--fail-on", "error")).code, 0);
    assert.equal((await pump.run("check", "firmware", "--fail-on", "warning")).code, 1);
  });

  it("reports the rules that are asked for", async () => {
    const { stdout } = await pump.run("check", "--rules", "trace/*", "--format", "json");
    const groups = new Set(log(stdout).findings.map((f) => f.rule.split("/")[0]));
    assert.deepEqual([...groups], ["trace"]);
  });

  it("counts with --stats", async () => {
    const { stderr } = await pump.run("check", "--stats", "--quiet");
    assert.match(stderr, /^\d+ files analysed \(\d+ lines\), 0 skipped, 0 failed, 0 over budget, 1 of SOUP\n/);
    assert.match(stderr, / 1 {2}memory\/unbounded-copy\n/);
  });

  it("takes another preset for a run, and says so by another configuration digest", async () => {
    const digest = async (...args: string[]): Promise<string | undefined> =>
      /"digest": "(\w+)"/.exec((await pump.run("check", "--format", "json", ...args)).stdout)?.[1];
    assert.notEqual(await digest("--preset", "strict"), await digest());
  });
});

describe("vitalint check --baseline", function () {
  this.timeout(60_000);

  it("freezes what is there, and fails for what is new", async () => {
    const pump = CliProject.make(PUMP);
    const written = await pump.run("check", "--baseline", "base.json", "--write-baseline");
    assert.equal(written.code, 0);
    assertGolden("baseline.json", pump.read("base.json"));
    const frozen = await pump.run("check", "--baseline", "base.json", "--format", "json");
    assert.equal(frozen.code, 0);
    assert.deepEqual(log(frozen.stdout).summary.open, { error: 0, warning: 0, information: 0, hint: 0 });
    assert.ok(log(frozen.stdout).summary.frozen > 0);
    pump.write(
      "firmware/new.c",
      "#include <string.h>\n/** @satisfies SRS-002 */\nvoid New_Copy(char *to, const char *from)\n{\n    strcpy(to, from);\n}\n",
    );
    const fresh = await pump.run("check", "--baseline", "base.json", "--format", "json");
    assert.equal(fresh.code, 1);
    assert.deepEqual(
      log(fresh.stdout)
        .findings.filter((f) => f.state === "open" && f.rule === "memory/unbounded-copy")
        .map((f) => f.file),
      ["firmware/new.c"],
    );
    pump.remove();
  });

  it("takes nothing else for a baseline, and says where it is wrong", async () => {
    const clean = CliProject.make(CLEAN);
    clean.write("base.json", '{\n  "format": "other" }');
    const wrong = await clean.run("check", "--baseline", "base.json");
    assert.equal(wrong.code, 2);
    assert.equal(wrong.stderr, "vitalint: base.json:1:1: it is not a baseline of Vitalint.\n");
    clean.write("base.json", '{\n  "format": ,');
    assert.match((await clean.run("check", "--baseline", "base.json")).stderr, /^vitalint: base.json:2:13: it is not valid JSON/);
    const absent = await clean.run("check", "--baseline", "absent.json");
    assert.equal(absent.code, 2);
    assert.equal(absent.stderr, "vitalint: absent.json: it does not exist. Make it with --write-baseline.\n");
    clean.remove();
  });
});

describe("vitalint check --fix", function () {
  this.timeout(60_000);

  it("applies safe fixes until nothing changes, says what it did, and leaves the rest of the file alone", async () => {
    const pump = CliProject.make(PUMP);
    const before = pump.read("firmware/flow.c").split("\n");
    const { stderr, stdout } = await pump.run("check", "--fix", "--format", "json");
    const after = pump.read("firmware/flow.c");
    assert.match(stderr, /^firmware\/flow\.c:15:5: fixed: /);
    assert.match(stderr, /1 fix applied in 1 file\n$/);
    assert.doesNotMatch(after, /strcpy\(/);
    assert.equal(after.split("\n").filter((line) => !before.includes(line)).length, 1);
    assert.ok(!log(stdout).findings.some((f) => f.rule === "memory/unbounded-copy"));
    assert.match((await pump.run("check", "--fix")).stderr, /^0 fixes applied/);
    assert.equal(pump.read("firmware/flow.c"), after);
    pump.remove();
  });

  it("keeps byte order marks and line ends, and does not touch a file in another encoding", async () => {
    const project = CliProject.make("");
    const code =
      "#include <stdio.h>\r\n#include <string.h>\r\nstatic char to[8];\r\nvoid f(const char *from)\r\n{\r\n    strcpy(to, from); // \u00b5\r\n}\r\n";
    project.write("marked.c", `\ufeff${code}`);
    project.write("latin.c", Buffer.from(code, "latin1"));
    const { stderr } = await project.run("check", "--fix");
    assert.match(stderr, /latin\.c: not fixed: it is not UTF-8/);
    assert.ok(readFileSync(project.path("latin.c")).equals(Buffer.from(code, "latin1")));
    const fixed = project.read("marked.c");
    assert.ok(fixed.startsWith("\ufeff#include <stdio.h>\r\n"));
    assert.doesNotMatch(fixed, /strcpy\(|[^\r]\n/);
    project.remove();
  });
});
