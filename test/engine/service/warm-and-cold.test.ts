import assert from "node:assert/strict";
import { join } from "node:path";
import { NEVER_CANCELLED, ProjectEngine, type EngineParts, type JoinedFinding } from "../../../engine/src/index.js";
import { createEngineParts } from "../../../host/src/engine-parts.js";
import { firmwareProject } from "../../bench/firmware.js";
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
];

describe("an engine that followed edits", function () {
  this.timeout(60_000);
  let parts: EngineParts;

  before(async () => {
    parts = await createEngineParts(join(ROOT, "dist"), "2026-01-01");
  });

  it("says what a new one says, after each of them", () => {
    const files = new Map(Object.entries({ ...firmwareProject(300), "src/take.c": SIZES }));
    const warm = engineOf(files);
    const seen = new Set([shown(warm)]);
    for (const [version, [file, from, to]] of EDITS.entries()) {
      const text = files.get(file) ?? "";
      const start = text.indexOf(from);
      assert.ok(start >= 0, `${file}: ${from}`);
      files.set(file, text.slice(0, start) + to + text.slice(start + from.length));
      warm.editFile(file, version + 1, [{ span: { start, end: start + from.length }, newText: to }]);
      const now = shown(warm);
      seen.add(now);
      assert.equal(now, shown(engineOf(files)), `after ${from} became ${to}`);
    }
    assert.ok(seen.size > 5, `the edits change findings: ${seen.size} different answers`);
  });

  function engineOf(files: ReadonlyMap<string, string>): ProjectEngine {
    const engine = new ProjectEngine(parts);
    engine.setFiles([...files].map(([path, text]) => ({ path, text })));
    return engine;
  }

  function shown(engine: ProjectEngine): string {
    const findings: readonly JoinedFinding[] = engine.allFindings(NEVER_CANCELLED) ?? [];
    return JSON.stringify(findings, undefined, 1);
  }
});
