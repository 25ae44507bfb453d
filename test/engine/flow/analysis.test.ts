// The flow analysis from end to end: small projects, the real rule, what users see of it.
import assert from "node:assert/strict";
import { join } from "node:path";
import { NEVER_CANCELLED, ProjectEngine, type Finding } from "../../../engine/src/index.js";
import { createEngineParts } from "../../../host/src/engine-parts.js";
import { analyse, ROOT, type SourceFile } from "../../harness/engine.js";
import { splitFiles } from "../../harness/trace.js";

const RULE = "memory/untrusted-length";
const HEAD = "#include <stdint.h>\n#include <string.h>\n#include <sys/socket.h>\n";

/** Findings of the rule, in the project that a text with lines `//- path` describes. */
async function found(project: string | readonly SourceFile[]): Promise<readonly Finding[]> {
  return (await analyse(typeof project === "string" ? splitFiles(project) : project)).filter(({ rule }) => rule === RULE);
}

/** A function that receives a frame and copies by its second byte; `check` stands between. */
function receiver(check: string, before = ""): string {
  return `//- a.c
${HEAD}
static uint8_t program[32];
static int last;
${before}
void receive(int link, int mode)
{
    uint8_t frame[260];
    if (recv(link, frame, sizeof frame, 0) < 2) return;
    uint8_t length = frame[1];
    ${check}
}
`;
}

const COPY = "memcpy(program, &frame[2], length);";

const ACROSS = `//- link.h
#include <stdint.h>
int link_read(int link, uint8_t *frame, int size);
uint8_t length_of(const uint8_t *frame);
void pump_store(const uint8_t *data, uint8_t count);
//- app.c
#include "link.h"
void handle(int link)
{
    uint8_t frame[64];
    if (link_read(link, frame, 64) == 0) pump_store(frame + 2, length_of(frame));
}
//- link.c
#include <sys/socket.h>
#include "link.h"
int link_read(int link, uint8_t *frame, int size) { return recv(link, frame, size, 0) > 1 ? 0 : -1; }
uint8_t length_of(const uint8_t *frame) { return frame[1]; }
//- pump.c
#include <string.h>
#include "link.h"
static uint8_t rate[16];
void pump_store(const uint8_t *data, uint8_t count) { memcpy(rate, data, count); }
`;

describe("flow analysis of a project", () => {
  it("follows data through four files and tells the way", async () => {
    const [finding, ...others] = await found(ACROSS);
    assert.ok(finding && others.length === 0);
    assert.deepEqual([finding.file, finding.symbol], ["pump.c", "pump_store"]);
    const files = finding.steps.map(({ location }) => location.file);
    assert.equal(files[0], "link.c", "the source comes first");
    assert.equal(files.at(-1), "pump.c", "the sink comes last");
    assert.ok(files.includes("app.c"), "the caller in between");
    assert.match(finding.steps[0]?.message ?? "", /'recv' brings in data/);
  });

  // Users read the name as they wrote it, whichever way the callee returns.
  it("names a function that passes data on as it is written", async () => {
    const [finding] = await found(`//- a.c
${HEAD}
static uint8_t rate[16];
static int link_read(int link, uint8_t *frame) { return recv(link, frame, 64, 0) == 64 ? 0 : -1; }
void handle(int link)
{
    uint8_t frame[64];
    if (link_read(link, frame) == 0) memcpy(rate, frame, frame[1]);
}
`);
    assert.match(finding?.steps[1]?.message ?? "", /^'link_read' passes it on/);
  });

  it("gives the same in any order of files", async () => {
    const files = splitFiles(ACROSS);
    const expected = await found(files);
    for (let turn = 1; turn < files.length; turn++) {
      assert.deepEqual(await found([...files.slice(turn), ...files.slice(0, turn)]), expected);
    }
    assert.deepEqual(await found([...files].reverse()), expected);
  });

  it("reports what is not guarded and is silent where it is", async () => {
    assert.equal((await found(receiver(COPY))).length, 1);
    assert.deepEqual(await found(receiver(`if (length <= 32) ${COPY}`)), []);
    assert.deepEqual(await found(receiver(`if (length > sizeof program) return; ${COPY}`)), []);
    assert.equal((await found(receiver(`if (length <= 33) ${COPY}`))).length, 1, "one too many");
  });

  it("is silent where the guard is remembered in a flag", async () => {
    const flag = (test: string): string => receiver(`int valid = 0; if (length <= 32) valid = 1; last = mode; if (${test}) ${COPY}`);
    assert.deepEqual(await found(flag("valid")), []);
    assert.deepEqual(await found(flag("valid == 1")), []);
    assert.equal((await found(flag("!valid"))).length, 1);
    assert.equal((await found(flag("mode"))).length, 1);
  });

  it("is silent where another function checks", async () => {
    const check = "static int check(uint8_t n) { if (n > 32) { last = 1; return -1; } return 0; }";
    assert.deepEqual(await found(receiver(`if (check(length) != 0) return; ${COPY}`, check)), []);
    assert.equal((await found(receiver(`if (check(length) == 0) return; ${COPY}`, check))).length, 1);
  });

  it("knows how far a loop goes", async () => {
    const loop = (limit: string): string => receiver(`for (int i = 0; i < ${limit}; i++) program[i] = frame[i];`);
    assert.deepEqual(await found(loop("32")), []);
    assert.equal((await found(loop("(length & 0x3f)"))).length, 1);
    // Up to 510: past the end of both arrays.
    assert.equal((await found(loop("frame[2] + frame[3]"))).length, 2);
    assert.deepEqual(await found(loop("length && i < 32")), []);
  });

  // Both overflow by what the sender says and should be reported: the rule takes the upper bound 254 for a check.
  it("reports a loop up to an unchecked byte, and a byte less one", async () => {
    assert.equal((await found(receiver("for (int i = 0; i < length; i++) program[i] = frame[i];"))).length, 1);
    assert.equal((await found(receiver("if (length == 0) return; memcpy(program, &frame[2], length - 1);"))).length, 1);
    assert.equal((await found(receiver("if (length == 0) return; memcpy(program, &frame[2], length - 2);"))).length, 1);
  });

  it("comes to an end with functions that call each other", async () => {
    const project = `//- a.c
${HEAD}
static uint8_t program[32];
static void odd(const uint8_t *data, uint8_t n);
static void even(const uint8_t *data, uint8_t n) { if (n > 0) odd(data, n - 1); else memcpy(program, data, data[0]); }
static void odd(const uint8_t *data, uint8_t n) { if (n > 0) even(data, n - 1); }
static int depth(int n) { return n <= 0 ? 0 : 1 + depth(n - 1); }
void receive(int link)
{
    uint8_t frame[64];
    if (recv(link, frame, 64, 0) < depth(3)) return;
    even(frame, 4);
    memcpy(program, frame, frame[1]);
}
`;
    const all = await analyse(splitFiles(project));
    assert.deepEqual(
      all.filter(({ rule }) => rule.startsWith("vitalint/")),
      [],
    );
    assert.ok(
      all.some(({ rule, symbol }) => rule === RULE && symbol === "receive"),
      "what stands behind the recursion is found",
    );
  });

  it("gives after an edit what it gives from scratch", async () => {
    const files = splitFiles(ACROSS);
    const engine = new ProjectEngine(await createEngineParts(join(ROOT, "dist"), "2026-01-01"));
    engine.setFiles(files);
    const now = (): readonly Finding[] => (engine.allFindings(NEVER_CANCELLED) ?? []).map(({ finding }) => finding);
    const original = now();
    assert.equal(original.length > 0, true);

    const edits: readonly (readonly [path: string, from: string, to: string])[] = [
      ["link.c", "return frame[1];", "return frame[1] & 15;"],
      ["link.c", "return frame[1] & 15;", "return frame[1] & 31;"],
      ["pump.c", "rate[16]", "rate[32]"],
      ["app.c", "pump_store(frame + 2", "if (frame[1] < 9) pump_store(frame + 2"],
      ["link.c", "return frame[1] & 31;", "return frame[1];"],
      ["link.c", "#include <sys/socket.h>\n", "#include <sys/socket.h>\n\n/* moved */\n"],
    ];
    const texts = new Map(files.map(({ path, text }) => [path, text]));
    let version = 1;
    for (const [path, from, to] of edits) {
      const text = texts.get(path) ?? "";
      const start = text.indexOf(from);
      assert.ok(start >= 0, `'${from}' does not stand in ${path}`);
      engine.editFile(path, version++, [{ span: { start, end: start + from.length }, newText: to }]);
      texts.set(path, text.replace(from, to));
      assert.deepEqual(now(), await analyse([...texts].map(([name, content]) => ({ path: name, text: content }))), `after '${to}'`);
    }
  });

  it("the budget of a very large function is spent visibly, and others are analysed", async () => {
    const steps = Array.from({ length: 5000 }, (_, i) => `    if (frame[${i % 64}] == ${i % 251}) last += ${i};`).join("\n");
    const project = receiver(COPY) + `void huge(int link)\n{\n    uint8_t frame[64];\n    recv(link, frame, 64, 0);\n${steps}\n}\n`;
    const all = await analyse(splitFiles(project));
    const spent = all.filter(({ rule }) => rule === "vitalint/budget-spent");
    assert.deepEqual(
      spent.map(({ symbol }) => symbol),
      ["huge"],
    );
    assert.match(spent[0]?.message ?? "", /'huge' stopped after \d+ steps/);
    assert.deepEqual(
      all.filter(({ rule }) => rule === RULE).map(({ symbol }) => symbol),
      ["receive"],
    );
  }).timeout(30_000);

  it("a function whose states hold very much spends its budget before its steps do, visibly", async () => {
    const fill = Array.from({ length: 1000 }, (_, i) => `        if (sample(${i})) table[${i}] = sample(${i});`).join("\n");
    const project = `//- a.c
int sample(int index);
int large(int rounds)
{
    int table[1000];
    for (int round = 0; round < rounds; round++) {
${fill}
    }
    return table[rounds % 1000];
}
int small(int rounds) { return rounds + 1; }
`;
    const spent = (await analyse(splitFiles(project))).filter(({ rule }) => rule === "vitalint/budget-spent");
    assert.deepEqual(
      spent.map(({ symbol }) => symbol),
      ["large"],
    );
    const steps = Number(/stopped after (\d+) steps/.exec(spent[0]?.message ?? "")?.[1]);
    // Steps alone would allow 40,000 in each of two tries, and take ten times as long.
    assert.ok(steps < 70_000, `${String(steps)} steps`);
  }).timeout(60_000);
});
