import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { CliProject } from "../harness/cli.js";

const PROJECT = `//- vitalint.json
{ "tests": { "results": ["build/results/*.xml"] } }
//- .gitignore
build/
//- docs/requirements.md
### SRS-001 Limit the rate

The pump shall limit the rate to 1200 ml/h.

### SRS-002 Alarm

The pump shall alarm.
//- firmware/flow.c
/** @satisfies SRS-001 */
int Flow_Set(int rate) { return rate; }
/** @satisfies SRS-002 */
int Flow_Alarm(void) { return 1; }
//- test/test_flow.c
/** @verifies SRS-001 */
void test_limit(void) { Flow_Set(5); }
/** @verifies SRS-002 */
void test_alarm(void) { Flow_Alarm(); }
`;

const results = (time: string, alarm = "/>"): string =>
  `<testsuite name="test_flow" hostname="bench" timestamp="${time}"><testcase classname="test_flow" name="test_limit"/><testcase classname="test_flow" name="test_alarm"${alarm}</testsuite>\n`;

describe("vitalint trace --stamp", function () {
  this.timeout(60_000);
  let project: CliProject;

  function git(date: string, ...args: readonly string[]): void {
    const env = {
      ...process.env,
      GIT_AUTHOR_DATE: date,
      GIT_COMMITTER_DATE: date,
      GIT_CONFIG_GLOBAL: "/dev/null",
      GIT_CONFIG_NOSYSTEM: "1",
    };
    execFileSync("git", ["-c", "user.name=M. Okafor", "-c", "user.email=m@example.org", ...args], {
      cwd: project.folder,
      env,
      stdio: "ignore",
    });
  }

  function commit(date: string): void {
    git(date, "add", "-A");
    git(date, "commit", "-q", "-m", "change");
  }

  beforeEach(() => {
    project = CliProject.make(PROJECT);
    git("2026-09-01T10:00:00Z", "init", "-q");
    commit("2026-09-01T10:00:00Z");
  });
  afterEach(() => {
    project.remove();
  });

  it("records what passed, and tells later what is stale", async () => {
    project.write("build/results/flow.xml", results("2026-09-02T10:00:00Z"));
    const { code, stderr } = await project.run("trace", "--stamp", "build/results/*.xml", "--commit", "HEAD");
    assert.match(stderr, /^2 passed tests stamped at [0-9a-f]{12} in vitalint\.stamps\.\n$/);
    assert.equal(code, 0);
    assert.equal(project.read("vitalint.stamps").split("\n").length, 4);
    assert.doesNotMatch((await project.run("check")).stdout, /stale-verification|not-verified/);
    project.write("firmware/flow.c", project.read("firmware/flow.c").replace("return 1", "return 2"));
    const { stdout } = await project.run("check");
    assert.match(stdout, /trace\/stale-verification/);
    assert.match(stdout, /its unit changed since/);
    // The file is the unit: both requirements rest on it.
    const { requirements } = JSON.parse((await project.run("trace", "--format", "json")).stdout) as {
      requirements: { state: string; verifiedBy: { state: string; changed: string[]; environment: string }[] }[];
    };
    assert.deepEqual(
      requirements.map(({ state, verifiedBy: [test] }) => [state, test?.state, test?.changed, test?.environment]),
      [
        ["stale", "stale", ["unit"], "bench"],
        ["stale", "stale", ["unit"], "bench"],
      ],
    );
  });

  it("refuses a work tree that is not the commit's, naming what differs", async () => {
    project.write("build/results/flow.xml", results("2026-09-02T10:00:00Z"));
    project.write("firmware/flow.c", project.read("firmware/flow.c").replace("return 1", "return 2"));
    project.write("firmware/new.c", "int other(void) { return 1; }\n");
    const { code, stderr } = await project.run("trace", "--stamp", "build/results/flow.xml", "--commit", "HEAD");
    assert.match(stderr, /work tree is not that of HEAD \(firmware\/flow\.c, firmware\/new\.c\)/);
    assert.equal(code, 2);
    assert.equal(project.has("vitalint.stamps"), false);
    commit("2026-09-01T11:00:00Z");
    assert.equal((await project.run("trace", "--stamp", "build/results/flow.xml", "--commit", "HEAD~1")).code, 2);
    assert.match((await project.run("trace", "--stamp", "build/results/flow.xml", "--commit", "nothing")).stderr, /no commit 'nothing'/);
    assert.match((await project.run("trace", "--stamp", "build/results/flow.xml")).stderr, /needs --commit/);
    assert.match((await project.run("trace", "--stamp", "build/results/no.xml", "--commit", "HEAD")).stderr, /names no file/);
  });

  it("does not stamp a result that is older than what it is about, nor a failure, whose earlier stamp it removes", async () => {
    project.write("build/results/flow.xml", results("2026-09-02T10:00:00Z"));
    await project.run("trace", "--stamp", "build/results/flow.xml", "--commit", "HEAD");
    project.write("docs/requirements.md", project.read("docs/requirements.md").replace("shall alarm", "shall alarm at once"));
    commit("2026-09-03T10:00:00Z");
    const old = await project.run("trace", "--stamp", "build/results/flow.xml", "--commit", "HEAD");
    assert.match(
      old.stderr,
      /it ran at 2026-09-02T10:00:00Z, and docs\/requirements\.md was changed at 2026-09-03T10:00:00Z: run it again/,
    );
    assert.equal(old.code, 1);
    project.write("build/results/flow.xml", results("2026-09-04T10:00:00Z", '><failure message="no"/></testcase>'));
    // A shell makes several arguments of a pattern.
    project.write("build/results/more.xml", "<testsuite name='none'/>\n");
    const failed = await project.run("trace", "--commit", "HEAD", "--stamp", "build/results/flow.xml", "build/results/more.xml");
    assert.match(failed.stderr, /^1 passed test stamped at .*\n1 failed test not stamped/);
    assert.equal(project.read("vitalint.stamps").split("\n").length, 3);
  });
});
