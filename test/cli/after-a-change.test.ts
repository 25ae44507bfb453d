import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CliProject } from "../harness/cli.js";

/** Calls across files and in a circle, a table of functions, a constant object, a header with a macro, and events in callees. */
const PROJECT = `//- limits.h
#define ROOM 8
extern const int most;
int put(char *to, int at);
int down(int depth, char *to);
int up(int depth, char *to);
int choose(int which, char *to);
int ready(void);
//- limits.c
#include "limits.h"
const int most = 4;
int ready(void) { return 1; }
//- put.c
#include "limits.h"
int put(char *to, int at) { to[at] = 0; return at; }
//- circle.c
#include "limits.h"
int down(int depth, char *to) { return depth > 0 ? up(depth - 1, to) : to[depth]; }
int up(int depth, char *to) { put(to, depth); return down(depth, to); }
//- table.c
#include "limits.h"
typedef int (*action)(char *, int);
static int first(char *to, int at) { return put(to, at + 1); }
static const action actions[] = { put, first };
int choose(int which, char *to) { return actions[which & 1](to, ROOM); }
//- use.c
#include <string.h>
#include "limits.h"
void start(const char *text) { char room[ROOM]; put(room, 9); choose(1, room); strcpy(room, text); }
int divide(int n) { char few[4]; if (!ready()) { return 0; } down(3, few); return n / (most - 4); }
//- broken.c
#include "limits.h"
void broken(int n) { if (n { put(0, n); }
`;

/** Each edit with what it is about. */
const EDITS: readonly (readonly [about: string, path: string, from: string | RegExp, to: string])[] = [
  ["a body without an effect outside", "use.c", "put(room, 9);", "put(room, 9); (void)text;"],
  ["places that move", "put.c", /^/, "\n\n// moved\n"],
  ["a summary that callers rest on", "put.c", "to[at] = 0", "to[at + 1] = 0"],
  ["a constant of another file", "limits.c", "most = 4", "most = 5"],
  ["an object that somebody writes from now on", "table.c", "int choose(", "void change(void) { *(int *)&most = 3; }\nint choose("],
  ["a constant result of another file's function", "limits.c", "return 1", "return 0"],
  ["a table of functions", "table.c", "{ put, first }", "{ first, first }"],
  ["a macro in a header", "limits.h", "ROOM 8", "ROOM 12"],
  ["a second definition of a name", "use.c", /$/, "int put(char *to, int at) { return to[at]; }\n"],
  ["a repaired file", "broken.c", "if (n {", "if (n) {"],
];

describe("vitalint check, after a change", function () {
  this.timeout(240_000);
  let project: CliProject;
  let storage: string;
  const check = async (...more: readonly string[]): Promise<string> => {
    const { stdout, stderr, code } = await project.run("check", "--format", "json", "--preset", "strict", ...more);
    assert.ok(code !== null && code <= 1, stderr);
    return stdout;
  };
  const packs = (): string[] => readdirSync(join(storage, "packs")).map((name) => join(storage, "packs", name));

  beforeEach(() => {
    project = CliProject.make(PROJECT);
    storage = mkdtempSync(join(tmpdir(), "vitalint-cache-"));
    project.cache = storage;
  });
  afterEach(() => {
    project.remove();
    rmSync(storage, { recursive: true });
  });

  it("says what a run that knows nothing says", async () => {
    await check("--jobs", "1");
    for (const [about, path, from, to] of EDITS) {
      const text = project.read(path);
      const edited = text.replace(from, to);
      assert.notEqual(edited, text, about);
      project.write(path, edited);
      assert.equal(await check("--jobs", "1"), await check("--no-cache", "--jobs", "1"), about);
    }
  });

  it("goes on from what several workers found out", async () => {
    assert.equal(await check("--jobs", "3"), await check("--no-cache", "--jobs", "1"));
    project.write("use.c", project.read("use.c").replace("put(room, 9)", "put(room, 7)"));
    assert.equal(await check("--jobs", "1"), await check("--no-cache", "--jobs", "3"));
  });

  it("follows files that come and go", async () => {
    await check();
    project.write(
      "more.c",
      '#include "limits.h"\nint more(char *to) { return put(to, 100); }\nvoid most_of_it(void) { char x[2]; more(x); }\n',
    );
    assert.equal(await check("--jobs", "1"), await check("--no-cache"));
    rmSync(join(project.folder, "put.c"));
    assert.equal(await check("--jobs", "1"), await check("--no-cache"));
  });

  it("does not believe a pack that was cut short or changed", async () => {
    await check();
    const [pack = ""] = packs();
    const bytes = readFileSync(pack);
    project.write("use.c", `${project.read("use.c")}\n`);
    const cold = await check("--no-cache");
    const broken = [bytes.subarray(0, bytes.length / 2), Buffer.from("{}"), Buffer.alloc(0), touched(bytes)];
    for (const each of broken) {
      for (const entry of readdirSync(storage)) if (entry.endsWith(".json")) rmSync(join(storage, entry));
      writeFileSync(pack, each);
      assert.equal(await check(), cold);
    }
    assert.deepEqual(packs(), [pack]);
  });
});

function touched(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  copy[copy.length - 1] = (copy[copy.length - 1] ?? 0) ^ 1;
  return copy;
}
