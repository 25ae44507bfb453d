// Our own declarations of headers: they parse, and code that includes them means what it means with the real ones.
import assert from "node:assert/strict";
import { createCFrontEnd, SourceDocument, type IncludeResolver, type ParsedFile } from "../../../engine/src/index.js";
import { HEADERS } from "../../../rules/index.js";
import { cParsers } from "../../harness/parsers.js";

const NO_PROJECT: IncludeResolver = { resolve: () => undefined };

async function parse(text: string, target = "", language: "c" | "cpp" = "c"): Promise<ParsedFile> {
  const frontEnd = createCFrontEnd(await cParsers(), { headers: HEADERS });
  return frontEnd.parse(new SourceDocument("a.c", language, text, 0), NO_PROJECT, undefined, undefined, {
    defines: { BUILD: "7" },
    target,
  });
}

/** The value of a constant expression behind such includes. */
async function valueOf(includes: string, expression: string, target = ""): Promise<number | undefined> {
  const file = await parse(`${includes}\nint x = ${expression};\n`, target);
  const initializer = file.facts.variables.find(({ name }) => name === "x")?.initializer;
  assert.ok(initializer !== undefined);
  return file.semantics.integerValue(file.tree.node(initializer));
}

describe("models of headers", () => {
  for (const { names, text } of HEADERS) {
    it(`${names.join(", ")}: reads as C and as C++`, async () => {
      for (const language of ["c", "cpp"] as const) assert.deepEqual((await parse(text, "", language)).syntaxErrors, []);
    });
  }

  const values: readonly (readonly [includes: string, expression: string, firmware: number, host: number])[] = [
    ["#include <stdint.h>", "UINT32_MAX", 4294967295, 4294967295],
    ["#include <stdint.h>", "INT32_MIN", -2147483648, -2147483648],
    ["#include <limits.h>", "CHAR_MAX", 255, 127],
    ["#include <limits.h>", "INT_MAX + 0u", 2147483647, 2147483647],
    ["#include <limits.h>", "USHRT_MAX", 65535, 65535],
    ["#include <stdio.h>", "EOF", -1, -1],
    ["#include <stdlib.h>", "EXIT_FAILURE", 1, 1],
    ["#include <netinet/in.h>", "sizeof(struct sockaddr_in)", 16, 16],
    ["#include <time.h>", "sizeof(struct timespec)", 8, 16],
    ['#include "FreeRTOS.h"\n#include "task.h"', "pdMS_TO_TICKS(50)", 50, 50],
    ["#include <sys\\Socket.h>", "AF_INET", 2, 2],
    ["", "BUILD", 7, 7],
    ["", "sizeof(void *)", 4, 8],
    ["", "sizeof(long)", 4, 8],
  ];
  for (const [includes, expression, firmware, host] of values) {
    it(`${expression} has its value on firmware and on a host`, async () => {
      assert.equal(await valueOf(includes, expression, "gcc-arm"), firmware);
      assert.equal(await valueOf(includes, expression, "host"), host);
    });
  }

  it("a 32-bit target ends its sizes at 2^32", async () => {
    assert.equal(await valueOf("#include <stdint.h>", "SIZE_MAX", "iar"), 4294967295);
  });

  it("prototypes give types to calls", async () => {
    const file = await parse("#include <stdio.h>\nvoid f(void) { fopen(0, 0); }");
    const call = file.facts.calls[0];
    assert.ok(call);
    assert.deepEqual(file.semantics.typeOf(file.tree.node(call.node)).kind, "pointer");
  });
});
