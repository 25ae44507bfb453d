import assert from "node:assert/strict";
import { hasCompiler } from "../harness/compiler.js";
import { CliProject } from "../harness/cli.js";
import { compiles, TreeCompiler } from "./tree-compiler.js";

/** A header for two boards, of which this machine reads one; a macro in a header; a source that needs what is not there. */
const TREE = `//- src/main.c
#include "system/clock.h"
int now(void) { return TICKS(BOARD_RATE); }
//- include/system/clock.h
#include "board.h"
#define TICKS(rate) ((rate) / 10)
//- boards/a/board.h
#include "vendor_registers.h"
#define BOARD_RATE 10
//- boards/b/board.h
#define BOARD_RATE 20
//- src/lost.c
#include "elsewhere.h"
int lost(elsewhere_t it) { return it; }
int found(void) { return 1; }
//- built/flags.c
#ifndef FROM_THE_BUILD
#error not as the build has it
#endif
//- compile_commands.json
[{ "directory": ".", "file": "built/flags.c", "command": "cc -DFROM_THE_BUILD=1 -c built/flags.c" }]
`;

describe("a tree without its build", () => {
  let project: CliProject;
  let compiler: TreeCompiler;
  before(function () {
    if (!hasCompiler()) this.skip();
    project = CliProject.make(TREE);
    compiler = new TreeCompiler(project.folder);
  });
  after(() => {
    compiler.close();
    project.remove();
  });

  it("compiles with the headers that it holds, for the board that gcc can read", () => {
    const [unit] = compiler.unitsOf("src/main.c", "");
    assert.ok(unit && compiles(unit), unit?.errors.join());
    assert.deepEqual(
      unit.flags.filter((flag) => flag.startsWith("-I")),
      ["-Iinclude", "-Iboards/b"],
    );
  });

  it("compiles a header through a source that reads it, and sees what a change breaks", () => {
    const [unit] = compiler.unitsOf("include/system/clock.h", "TICKS");
    assert.equal(unit?.path, "src/main.c");
    const text = (body: string): Uint8Array => Buffer.from(`#include "board.h"\n#define TICKS(rate) ${body}\n`);
    assert.deepEqual(compiler.errorsWith(unit, "include/system/clock.h", text("((rate) / 5)")), []);
    assert.notDeepEqual(compiler.errorsWith(unit, "include/system/clock.h", text("((rate) / 5")), []);
  });

  it("does not count as compiled what lacks a header, and still tells a new error", () => {
    const [unit] = compiler.unitsOf("src/lost.c", "");
    assert.ok(unit && !compiles(unit) && unit.incomplete);
    assert.equal(unit.errors.length, 1);
    const text = '#include "elsewhere.h"\nint lost(elsewhere_t it) { return it; }\nint found(void) { return 1 }\n';
    const broken = compiler.errorsWith(unit, "src/lost.c", Buffer.from(text));
    assert.notDeepEqual(broken, unit.errors);
  });

  it("compiles with the flags of the build description", () => {
    const [unit] = compiler.unitsOf("built/flags.c", "");
    assert.ok(unit && compiles(unit), unit?.errors.join());
  });
});
