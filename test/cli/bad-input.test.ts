import assert from "node:assert/strict";
import { chmodSync, symlinkSync } from "node:fs";
import { CliProject, type CliResult } from "../harness/cli.js";
import { CLEAN, PUMP } from "./pump.js";

const WEAK = "#include <string.h>\nstatic char to[8];\nvoid f(const char *from)\n{\n    strcpy(to, from);\n}\n";

/** Checks a project of one clean file, one weak file, and whatever else is done to it: the weakness must still be found. */
async function withWeakFile(change: (project: CliProject) => void, ...args: readonly string[]): Promise<CliResult> {
  const project = CliProject.make(CLEAN);
  project.write("weak.c", WEAK);
  change(project);
  const result = await project.run("check", ...args);
  project.remove();
  assert.match(result.stdout, /weak\.c:5:5: warning: .*\[memory\/unbounded-copy\]/, result.stderr);
  return result;
}

describe("bad input leaves everything else working", function () {
  this.timeout(60_000);

  it("a path that does not exist", async () => {
    const { code, stderr } = await withWeakFile(() => undefined, "weak.c", "missing.c");
    assert.equal(stderr, "vitalint: missing.c: it does not exist\n");
    assert.equal(code, 2);
  });

  it("only paths that do not exist", async () => {
    const project = CliProject.make(CLEAN);
    const { code, stdout } = await project.run("check", "missing");
    project.remove();
    assert.equal(stdout, "");
    assert.equal(code, 2);
  });

  it("a link that leads nowhere, and one out of the project: exit code 3 wins over 1", async () => {
    const { code, stdout } = await withWeakFile((project) => {
      symlinkSync("nowhere.c", project.path("gone.c"));
      symlinkSync("/etc/hostname", project.path("outside.c"));
    });
    assert.match(stdout, /gone\.c:1:1: error: 'gone\.c' was not analysed: it does not exist\./);
    assert.match(stdout, /outside\.c:1:1: error: 'outside\.c' was not analysed: it is a link to a place outside of the project\./);
    assert.equal(code, 3);
  });

  it("an unreadable file", async function () {
    // The superuser may read everything.
    if (process.getuid?.() === 0) return this.skip();
    const { code, stdout } = await withWeakFile((project) => {
      project.write("secret.c", "int a;\n");
      chmodSync(project.path("secret.c"), 0);
    });
    assert.match(stdout, /'secret\.c' was not analysed: permission to read it was denied/);
    assert.equal(code, 3);
  });

  it("a binary file", async () => {
    const { code, stdout } = await withWeakFile((project) => {
      project.write("image.c", new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 0, 0, 1, 2]));
    });
    assert.match(stdout, /'image\.c' was not analysed: it is a binary file\./);
    assert.equal(code, 3);
  });

  it("a file over the limit", async () => {
    const { code, stdout } = await withWeakFile((project) => {
      project.write("vitalint.json", '{ "maxFileSize": 2000 }');
      project.write("huge.c", "int a;\n".repeat(1000));
    });
    assert.match(stdout, /'huge\.c' was not analysed: it has 7000 bytes, more than 'maxFileSize' \(2000\)/);
    assert.equal(code, 3);
  });

  it("broken syntax", async () => {
    const { code, stdout } = await withWeakFile((project) => {
      project.write("broken.c", "int f( { if (((\nint g(void) { return 1; }\n");
    }, "--all");
    assert.match(stdout, /broken\.c:1:\d+: hint: .*\[vitalint\/syntax-error\]/);
    assert.equal(code, 1);
  });

  it("a file that is not UTF-8", async () => {
    const { code, stdout } = await withWeakFile((project) => {
      project.write("latin.c", Buffer.from("/* gr\u00f6\u00dfe */\nint a;\n", "latin1"));
    }, "--all");
    assert.match(stdout, /latin\.c:1:1: hint: This file is not UTF-8; it was read as Latin-1/);
    assert.equal(code, 1);
  });

  it("a broken vitalint.json: located, and exit code 2", async () => {
    const { code, stdout } = await withWeakFile((project) => {
      project.write("vitalint.json", '{\n  "edition": ,\n}');
    });
    assert.match(stdout, /vitalint\.json:2:14: error: vitalint\.json is not valid JSON: value expected\. \[vitalint\/config\]/);
    assert.equal(code, 2);
  });

  it("a vitalint.json with a setting that is not understood", async () => {
    const { code, stdout } = await withWeakFile((project) => {
      project.write("vitalint.json", '{\n  "target": "z80"\n}');
    });
    assert.match(stdout, /vitalint\.json:2:13: error: vitalint\.json: 'target'/);
    assert.equal(code, 2);
  });

  it("malformed XML, an entity bomb, and malformed CSV", async () => {
    const { code, stdout } = await withWeakFile((project) => {
      project.write("vitalint.json", '{ "tests": { "results": ["*.xml"] }, "risks": [{ "reader": "csv", "files": ["risks.csv"] }] }');
      project.write("broken.xml", "<testsuite>\n<testcase name='a'>\n</testsuite>");
      project.write(
        "bomb.xml",
        '<?xml version="1.0"?>\n<!DOCTYPE l [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>\n<testsuite name="&b;"/>',
      );
      project.write("risks.csv", 'id,kind,title\nHZ-001,hazard,"unterminated\n');
    });
    assert.match(stdout, /broken\.xml:\d+:\d+: warning: .*\[vitalint\/test-result-format\]/);
    assert.match(stdout, /bomb\.xml:\d+:\d+: warning: .*\[vitalint\/test-result-format\]/);
    assert.match(stdout, /risks\.csv:\d+:\d+: warning: .*\[vitalint\/requirement-format\]/);
    assert.equal(code, 1);
  });

  it("cyclic includes and a loop of links", async () => {
    const { code, stdout } = await withWeakFile((project) => {
      project.write("a.h", '#include "b.h"\nint a(void);\n');
      project.write("b.h", '#include "a.h"\nint b(void);\n');
      project.write("sub/c.c", '#include "../a.h"\nint c(void) { return a() + b(); }\n');
      symlinkSync("..", project.path("sub/loop"));
    });
    assert.doesNotMatch(stdout, /loop/);
    assert.equal(code, 1);
  });
});

describe("wrong usage", function () {
  this.timeout(60_000);
  let project: CliProject;
  before(() => (project = CliProject.make(PUMP)));
  after(() => {
    project.remove();
  });

  const cases: readonly (readonly [readonly string[], RegExp])[] = [
    [[], /^vitalint COMMAND/],
    [["chekc"], /There is no command 'chekc'\. Did you mean 'check'\?/],
    [["check", "--nope"], /Unknown option '--nope'.*See 'vitalint check --help'/],
    [["check", "--format", "xml"], /--format can be text, json, sarif, junit; it is 'xml'/],
    [["check", "--rules", "memory/unbound-copy"], /There is no rule 'memory\/unbound-copy'\. Did you mean 'memory\/unbounded-copy'\?/],
    [["check", "--write-baseline"], /--write-baseline needs --baseline FILE/],
    [["check", "--output", "no/such/folder/x"], /can't be written/],
    [["explain"], /Which rule\?/],
    [["explain", "memory/nothing"], /There is no rule 'memory\/nothing'/],
    [["trace", "nowhere"], /nowhere: it does not exist/],
    [["trace", ".", "."], /is one argument too many/],
    [["init", "--write"], /vitalint\.json is already there/],
  ];
  for (const [args, message] of cases) {
    it(`vitalint ${args.join(" ")}: says what is wrong, and exits with 2`, async () => {
      const { code, stdout, stderr } = await project.run(...args);
      assert.match(stderr, message);
      assert.doesNotMatch(stderr, /at .*\.cjs/);
      assert.equal(stdout, "");
      assert.equal(code, 2);
    });
  }
});
