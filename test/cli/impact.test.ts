import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import type { ReportedImpact } from "../../engine/src/index.js";
import { CliProject } from "../harness/cli.js";

const PROJECT = `//- docs/requirements.md
### SRS-001 Limit the rate
- mitigates: RC-001

The pump shall limit the rate.

### SRS-002 Name the drug

The pump shall show the name of the drug.
//- docs/risk/hazards.csv
id,kind,title,severity,mitigates,realisation
HZ-001,hazard,Over-infusion,critical,,
RC-001,risk control,Limit the rate,,HZ-001,software
//- firmware/limits.h
#define RATE_MAX 999
#define LIMIT(r) ((r) > RATE_MAX ? RATE_MAX : (r))
#define NAME_MAX 16
//- firmware/flow.c
#include "limits.h"
/** @satisfies SRS-001 */
int Flow_Limit(int rate)
{
    return LIMIT(rate);
}
/** @satisfies SRS-002 */
const char *Flow_Drug(void)
{
    return "none";
}
//- firmware/idle.c
int idle(void) { return 0; }
//- test/test_flow.c
int Flow_Limit(int rate);
const char *Flow_Drug(void);
/** @verifies SRS-001 */
void test_limit(void) { Flow_Limit(1); }
void show(void) { Flow_Drug(); }
/** @verifies SRS-002 */
void test_shows(void) { show(); }
`;

describe("vitalint trace --since", function () {
  this.timeout(60_000);
  let project: CliProject;
  const git = (...args: string[]): string =>
    execFileSync("git", ["-c", "user.name=A", "-c", "user.email=a@example.org", ...args], { cwd: project.folder, encoding: "utf8" });
  const impact = async (): Promise<ReportedImpact> =>
    JSON.parse((await project.run("trace", "--since", "HEAD", "--format", "json")).stdout) as ReportedImpact;
  const ids = (items: readonly { readonly id: string }[]): string[] => items.map(({ id }) => id.replace(/^.*#/, ""));

  beforeEach(() => {
    project = CliProject.make(PROJECT);
    git("init", "-q");
    git("add", "-A");
    git("commit", "-qm", "first");
  });
  afterEach(() => {
    project.remove();
  });

  const change = (path: string, from: string, to: string): void => {
    const text = project.read(path);
    assert.ok(text.includes(from), `${path} holds ${from}`);
    project.write(path, text.replace(from, to));
  };

  it("says that nothing changed, also where comments and layout did", async () => {
    change("firmware/flow.c", "return LIMIT(rate);", "return LIMIT( rate ); /* limited */");
    change("docs/requirements.md", "shall limit", "shall\nlimit");
    const { stdout, code } = await project.run("trace", "--since", "HEAD");
    assert.equal(stdout, "Nothing that the trace knows changed since HEAD.\n");
    assert.equal(code, 0);
  });

  it("leads from a changed function to its requirement, risk control, hazard and tests, and no further", async () => {
    change("firmware/flow.c", "LIMIT(rate)", "LIMIT(rate) - 1");
    const found = await impact();
    assert.deepEqual(
      found.code.map(({ file, functions }) => [file, functions.map(({ name }) => name)]),
      [["firmware/flow.c", ["Flow_Limit"]]],
    );
    assert.deepEqual(ids(found.requirements), ["SRS-001"]);
    assert.deepEqual(ids(found.riskControls), ["RC-001"]);
    assert.deepEqual(ids(found.hazards), ["HZ-001"]);
    assert.deepEqual(ids(found.tests), ["test_limit"]);
    assert.deepEqual(found.unlinked, []);
  });

  it("follows calls to tests that reach the change", async () => {
    change("test/test_flow.c", "Flow_Drug(); }", "Flow_Drug(); Flow_Drug(); }");
    assert.deepEqual(ids((await impact()).tests), ["test_shows"]);
  });

  it("follows a changed macro through macros made of it to the functions that use it", async () => {
    change("firmware/limits.h", "RATE_MAX 999", "RATE_MAX 900");
    const found = await impact();
    assert.deepEqual(found.code[0]?.declared, ["RATE_MAX"]);
    assert.deepEqual(ids(found.requirements), ["SRS-001"]);
    assert.deepEqual(ids(found.units), ["firmware/flow.c"]);
    assert.deepEqual(ids(found.tests), ["test_limit"]);
    change("firmware/limits.h", "RATE_MAX 900", "RATE_MAX 999");
    change("firmware/limits.h", "NAME_MAX 16", "NAME_MAX 17");
    assert.deepEqual(ids((await impact()).requirements), []);
  });

  it("leads from a changed requirement to its units and tests, and names removed and untracked things", async () => {
    change("docs/requirements.md", "show the name", "display the name");
    project.write("firmware/new.c", "int fresh(void) { return 1; }\n");
    git("rm", "-q", "firmware/idle.c");
    const found = await impact();
    assert.deepEqual(
      found.items.map(({ id, change: what, fields }) => [id, what, fields]),
      [["SRS-002", "changed", ["text"]]],
    );
    assert.deepEqual(ids(found.units), ["firmware/flow.c"]);
    assert.deepEqual(ids(found.tests), ["test_shows"]);
    assert.deepEqual(
      found.code.map(({ file, change: what }) => `${file} ${what}`),
      ["firmware/idle.c removed", "firmware/new.c added"],
    );
    assert.deepEqual(found.unlinked, ["firmware/new.c"]);
  });

  it("writes Markdown with a list of tests to tick off", async () => {
    change("firmware/flow.c", "LIMIT(rate)", "LIMIT(rate) - 1");
    const { stdout } = await project.run("trace", "--since", "HEAD", "--format", "md");
    assert.match(stdout, /^# Change impact$/m);
    assert.match(stdout, /^- \[ \] `test\/test_flow\.c#test_limit` \[not-run\]: calls Flow\\_Limit, verifies SRS-001$/m);
  });

  it("refuses what is no commit, an option in disguise, and a format that it can't write", async () => {
    for (const revision of ["nowhere", "--output=x"]) {
      const { code, stderr } = await project.run("trace", `--since=${revision}`);
      assert.equal(code, 2);
      assert.match(stderr, /there is no commit/);
    }
    assert.equal(project.has("x"), false);
    assert.equal((await project.run("trace", "--since", "HEAD", "--format", "html")).code, 2);
  });
});
