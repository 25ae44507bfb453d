import assert from "node:assert/strict";
import { join } from "node:path";
import { NEVER_CANCELLED, ProjectEngine, type EngineParts, type JoinedFinding, type TextEdit } from "../../../engine/src/index.js";
import { createEngineParts } from "../../../host/src/engine-parts.js";
import { firmwareProject, Numbers } from "../../bench/firmware.js";
import { ROOT } from "../../harness/engine.js";

const SIZES = `#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#define ROOM 32
struct frame {
    uint8_t data[ROOM];
    int kind;
};
static struct frame frame;
int take(int connection)
{
    uint8_t buffer[300];
    if (recv(connection, buffer, sizeof buffer, 0) < 2) {
        return -1;
    }
    uint8_t length = buffer[1];
    memcpy(frame.data, &buffer[2], length);
    return length;
}
`;

/** Edits as people make them: what a function means may change though its own text does not. */
const EDITS: readonly (readonly [file: string, from: string, to: string])[] = [
  ["src/take.c", "#define ROOM 32", "#define ROOM 260"],
  ["src/take.c", "#define ROOM 260", "#define ROOM 16"],
  ["src/take.c", "    int kind;", "    int kind;\n    int more;"],
  ["src/take.c", "&buffer[2], length)", "&buffer[2], length > 8 ? 8 : length)"],
  ["src/channel.h", "#define SAMPLE_COUNT 16u", "#define SAMPLE_COUNT 15u"],
  ["src/channel.h", "    uint32_t raw;", "    uint8_t raw;"],
  ["src/channel.c", "    uint16_t code;", "    uint16_t code[4];"],
  ["src/channel.c", "        channel->errors++;", "        channel->errors++"],
  ["src/channel.c", "        channel->errors++", "        channel->errors++;"],
  ["src/channel.c", 'snprintf(text, sizeof text, "idle")', 'sprintf(text, "idle")'],
  ["src/table.c", "{ 4, 40 }", "{ 4, 4 }"],
  ["src/table.h", "#define ROWS 3", "#define ROWS 2"],
  ["src/table.c", "static const struct row rows", "static struct row rows"],
  ["src/table.c", "static struct row rows", "static const struct row rows"],
  ["src/table.c", "int wide;", "char wide;"],
  ["src/table.c", "#define STEP limit", "#define STEP 1"],
  ["src/reader.c", "void reader(", "void readers("],
  ["src/reader.c", "store_row(row)", "store_row(0)"],
  ["src/reader.c", "void readers(", "void reader("],
  ["src/reader.c", "store_row(0)", "store_row(row)"],
  ["src/reader.c", "int spare;", "int spare, limit;"],
];

/** A caller that makes something happen in another file, constants that code is read by, and types that hang on each other. */
const TABLES = {
  "src/table.h": "#define ROWS 3\nstruct row {\n    int id;\n    int size;\n};\nextern int limit;\nvoid store_row(int row);\n",
  "src/table.c": `#include <string.h>
#include "table.h"
#define STEP limit
struct pair {
    int wide;
    int narrow;
};
typedef struct pair pair_t;
typedef struct {
    pair_t pairs[2];
} both_t;
static both_t both;
static const struct row rows[ROWS] = { { 1, 8 }, { 4, 40 } };
int limit = 4;
static int sums[ROWS];
void store_row(int row)
{
    sums[row] = rows[1].size;
}
void clear_both(void)
{
    char room[16];
    memcpy(room, &both, sizeof both);
    memset(room, 0, (size_t)rows[1].size);
}
int stepped(int at)
{
    return sums[0] / STEP;
}
`,
  "src/reader.c": `#include <stdio.h>
#include "table.h"
int spare;
void reader(void)
{
    int row = getchar();
    store_row(row);
}
`,
};

/** An edit somewhere: a token less, one twice, another one's in its place, a line moved, or a brace too much. */
function randomEdit(numbers: Numbers, text: string): TextEdit {
  const tokens = [...text.matchAll(/\w+|[^\s\w]/g)];
  const lines = [...text.matchAll(/.*\n/g)];
  const at = (match: RegExpExecArray): { start: number; end: number } => ({ start: match.index, end: match.index + match[0].length });
  const token = numbers.pick(tokens);
  switch (numbers.below(5)) {
    case 0:
      return { span: at(token), newText: "" };
    case 1:
      return { span: at(token), newText: `${token[0]} ${token[0]}` };
    case 2:
      return { span: at(token), newText: numbers.pick(tokens)[0] };
    case 3: {
      const { start } = at(numbers.pick(lines));
      return { span: { start, end: start }, newText: numbers.pick(lines)[0] };
    }
    default: {
      const { start } = at(token);
      return { span: { start, end: start }, newText: numbers.pick(["{", "}", "x", "(", ";", "\n", "#define X 1\n", "static "]) };
    }
  }
}

describe("an engine that followed edits", function () {
  this.timeout(60_000);
  let parts: EngineParts;

  before(async () => {
    parts = await createEngineParts(join(ROOT, "dist"), "2026-01-01");
  });

  it("says what a new one says, after each of them", () => {
    const files = new Map(Object.entries({ ...firmwareProject(300), "src/take.c": SIZES, ...TABLES }));
    const warm = engineOf(files);
    const seen = new Set([shown(warm)]);
    for (const [version, [file, from, to]] of EDITS.entries()) {
      const text = files.get(file) ?? "";
      const start = text.indexOf(from);
      assert.ok(start >= 0, `${file}: ${from}`);
      files.set(file, text.slice(0, start) + to + text.slice(start + from.length));
      warm.editFile(file, version + 1, [{ span: { start, end: start + from.length }, newText: to }]);
      warm.fileView(file, NEVER_CANCELLED);
      const now = shown(warm);
      seen.add(now);
      assertSame(now, shown(engineOf(files)), `after ${from} became ${to}`);
    }
    assert.ok(seen.size > 5, `the edits change findings: ${seen.size} different answers`);
  });

  it("says what a new one says, after any edits", () => {
    const numbers = new Numbers(2_024);
    const files = new Map(Object.entries({ ...firmwareProject(200), "src/take.c": SIZES, ...TABLES }));
    const sources = [...files.keys()].filter((path) => /\.[ch]$/.test(path) && !path.includes("other_"));
    const warm = engineOf(files);
    shown(warm);
    for (let edit = 1; edit <= 60; edit++) {
      const file = numbers.pick(sources);
      const text = files.get(file) ?? "";
      const change = randomEdit(numbers, text);
      files.set(file, text.slice(0, change.span.start) + change.newText + text.slice(change.span.end));
      warm.editFile(file, edit, [change]);
      // As an editor asks: of the file that is written in, now and then cancelled in the middle, and seldom of all.
      let polls = numbers.below(400);
      warm.fileView(file, edit % 3 === 0 ? { isCancelled: () => polls-- < 0 } : NEVER_CANCELLED);
      if (edit % 6 === 0) assertSame(shown(warm), shown(engineOf(files)), `after edit ${edit} of ${file}: ${JSON.stringify(change)}`);
    }
  });

  /** Told by the findings that only one of both has: all of them would fill pages. */
  function assertSame(warm: string, cold: string, when: string): void {
    if (warm === cold) return;
    const [stale, missing] = [lacking(warm, cold), lacking(cold, warm)];
    assert.fail(`${when}\nonly the engine that followed says:\n${stale}\nonly the new one says:\n${missing}`);
  }

  function lacking(from: string, what: string): string {
    const known = new Set(what.split("\n"));
    return from
      .split("\n")
      .filter((line) => !known.has(line))
      .join("\n");
  }

  function engineOf(files: ReadonlyMap<string, string>): ProjectEngine {
    const engine = new ProjectEngine(parts);
    engine.setFiles([...files].map(([path, text]) => ({ path, text })));
    return engine;
  }

  function shown(engine: ProjectEngine): string {
    const findings: readonly JoinedFinding[] = engine.allFindings(NEVER_CANCELLED) ?? [];
    return findings.map((finding) => JSON.stringify(finding)).join("\n");
  }
});
