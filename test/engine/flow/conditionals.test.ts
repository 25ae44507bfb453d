// Conditionals that nobody could decide: one function sees the same condition one way.
import assert from "node:assert/strict";
import { createCFrontEnd, irText } from "../../../engine/src/index.js";
import { parseC } from "../../harness/parse-c.js";
import { cParsers } from "../../harness/parsers.js";

async function lowered(text: string, headers: Readonly<Record<string, string>> = {}): Promise<string> {
  const file = await parseC(text, "c", headers);
  const fact = file.facts.functions.find(({ body }) => body !== undefined);
  assert.ok(fact);
  const ir = createCFrontEnd(await cParsers()).lower(file, fact.node);
  assert.ok(ir);
  return irText(ir);
}

describe("open conditionals in the flow analysis", () => {
  it("follow one of two declarations of a name, and then the same branch everywhere", async () => {
    const ir = await lowered(
      "void f(void) {\n#if defined(BIG)\nchar b[20];\n#else\nchar b[10];\n#endif\n#ifdef BIG\nb[19] = 1;\n#endif\n#ifndef BIG\nb[9] = 2;\n#endif\n}",
    );
    assert.match(ir, /= 19: i32/);
    assert.doesNotMatch(ir, /= 9: i32|logical/);
  });

  it("share one choice where their condition is the same", async () => {
    const ir = await lowered("int g;\nvoid f(void) {\n#if X > 2\ng = 1;\n#endif\n#if X  >  2\ng = 2;\n#endif\n}");
    assert.equal(ir.match(/unknown\(\)/g)?.length, 1);
    assert.equal(ir.match(/logical/g)?.length, 2);
  });

  it("are decided by macros of included headers", async () => {
    const text = '#include "config.h"\nint g;\nvoid f(void) {\n#if defined(USED) && LEVEL > 1\ng = 1;\n#else\ng = 2;\n#endif\n}';
    const ir = await lowered(text, { "config.h": "#define USED\n#define LEVEL 3\n" });
    assert.match(ir, /= 1: i32/);
    assert.doesNotMatch(ir, /= 2: i32|logical/);
  });

  it("make a number that depends on them unknown, but not a name", async () => {
    const macros = "#if FPU\n#define N 51\n#define OPEN other\n#else\n#define N 18\n#define OPEN open\n#endif\n";
    const ir = await lowered(`${macros}int a[N]; int open(int);\nvoid f(void) { a[0] = open(N); OPEN(1); }`);
    assert.doesNotMatch(ir, /18|51/);
    assert.equal(ir.match(/call open/g)?.length, 2);
  });
});
