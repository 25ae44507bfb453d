import assert from "node:assert/strict";
import { DEFAULT_IDS } from "../../../engine/src/trace/ids.js";
import { doxygenScanner } from "../../../engine/src/trace/scanners/doxygen.js";
import { scanContext } from "../../harness/trace.js";
import { parseC } from "../../harness/compliance.js";

async function scan(text: string): Promise<string[]> {
  const file = await parseC(text);
  const mentions = doxygenScanner.scan(file, (id) => DEFAULT_IDS.matches(id), scanContext());
  for (const { id, idSpan, tag, tagSpan } of mentions) {
    assert.equal(text.slice(idSpan.start, idSpan.end), id);
    assert.equal(text.slice(tagSpan.start, tagSpan.end), tag);
  }
  return mentions.map(
    ({ role, id, attachment }) =>
      `${role} ${id} ${attachment.to === "function" ? (file.facts.functions[attachment.index]?.name ?? "?") : attachment.to}`,
  );
}

describe("tags in comments", () => {
  it("name one id or several, with either mark, in any kind of comment", async () => {
    assert.deepEqual(
      await scan(`/// @satisfies SRS-001
int a(void);
/**
 * Does it.
 * \\satisfies SRS-002, SRS-003 SRS-004 in part
 * @mitigates RC-001.
 */
int b(void) { return 0; }
//! @verifies SRS-005,
//!           SRS-006
void test_c(void) { }
`),
      [
        "satisfies SRS-001 a",
        "satisfies SRS-002 b",
        "satisfies SRS-003 b",
        "satisfies SRS-004 b",
        "mitigates RC-001 b",
        "verifies SRS-005 test_c",
        "verifies SRS-006 test_c",
      ],
    );
  });

  it("belong to the function that they stand in, or to the file", async () => {
    assert.deepEqual(
      await scan(
        "/* @file flow.c\n * @satisfies SRS-001 */\n\n#include <stdint.h>\n\nint a(void)\n{\n  /* @satisfies SRS-002 */\n  return 0;\n}\n",
      ),
      ["satisfies SRS-001 file", "satisfies SRS-002 a"],
    );
  });

  it("take the first word for an id in C, so that a mistyped one is noticed", async () => {
    assert.deepEqual(
      await scan(
        "/** @satisfies srs012 and more */\nint a(void);\n/** @satisfies */\nint b(void);\n/** @satisfies\n * the rest */\nint c(void);\n",
      ),
      ["satisfies srs012 a"],
    );
    assert.deepEqual(await scan("/** @req the pump must run */\nint a(void);\n/** @req SRS-1 */\nint b(void);\n"), ["satisfies SRS-1 b"]);
  });

  it("are no addresses, other commands or code", async () => {
    assert.deepEqual(await scan('/* mail me@satisfies.org, @satisfiesAll X-1 */\nconst char *s = "@satisfies SRS-1";\nint a(void);\n'), []);
    assert.deepEqual(await scan("/** @satisfies SRS-1 @verifies SRS-2 {@mitigates RC-1} */\nint a(void);\n"), [
      "satisfies SRS-1 a",
      "verifies SRS-2 a",
      "mitigates RC-1 a",
    ]);
  });
});
