import assert from "node:assert/strict";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { CliProject } from "../harness/cli.js";
import { ROOT } from "../harness/engine.js";

/** Calls in a circle across files, calls across files both ways, a function with no body that can be lowered, and events in callees. */
const CIRCLE = `//- a.h
int down(int depth, char *to);
int up(int depth, char *to);
void put(char *to, int at);
int first(int n);
//- a.c
#include "a.h"
int down(int depth, char *to) { return depth > 0 ? up(depth - 1, to) : to[depth]; }
void start(void) { char room[4]; put(room, 9); down(3, room); }
//- b.c
#include "a.h"
#include <string.h>
int up(int depth, char *to) { put(to, depth); return down(depth, to) + first(depth); }
void copy(const char *text) { char room[4]; strcpy(room, text); put(room, 7); }
void go(void) { copy("much too long for it"); }
//- c.c
#include "a.h"
void put(char *to, int at) { to[at] = 0; }
int first(int n) { int *gone = 0; return n > 2 ? *gone : 10 / n; }
void broken(int n) { if (n { put(0, n); }
`;

describe("--jobs", function () {
  this.timeout(120_000);
  let project: CliProject;
  const check = async (...args: readonly string[]): Promise<string> => {
    const { stdout, code, stderr } = await project.run("check", "--format", "json", "--preset", "strict", ...args);
    assert.ok(code !== null && code <= 1, stderr);
    return stdout;
  };

  afterEach(() => project.remove());

  it("gives the same bytes for any number of workers", async () => {
    project = CliProject.make(CIRCLE);
    const one = await check("--jobs", "1");
    assert.match(one, /"viaCall"|"steps"/);
    for (const jobs of ["2", "3", "7"]) assert.equal(await check("--jobs", jobs), one, `${jobs} workers`);
  });

  it("gives the same report and totals for any number of workers", async () => {
    project = CliProject.make("");
    cpSync(join(ROOT, "samples", "infusion-pump"), project.folder, { recursive: true });
    const one = await project.run("check", "--jobs", "1", "--stats", "--all", "--format", "sarif");
    const three = await project.run("check", "--jobs", "3", "--stats", "--all", "--format", "sarif");
    assert.deepEqual(three, one);
    const trace = await project.run("trace", "--jobs", "1", "--format", "json");
    assert.match(trace.stdout, /"links"/);
    assert.deepEqual(await project.run("trace", "--jobs", "3", "--format", "json"), trace);
  });

  it("refuses what is no number of workers", async () => {
    project = CliProject.make(CIRCLE);
    for (const jobs of ["0", "many", "1.5", "1000"]) {
      const { code, stderr } = await project.run("check", "--jobs", jobs);
      assert.equal(code, 2);
      assert.match(stderr, /--jobs is a number from 1 to 64/);
    }
  });
});
