import assert from "node:assert/strict";
import rule from "../../../rules/trace/several-ids-in-command.js";
import { fixedText } from "../../harness/trace.js";

const DOCUMENT = `//- vitalint.json\n{ "rules": { "presets": ["strict"] } }\n//- docs/requirements.md\n${["SRS-001", "SRS-002", "SRS-003", "SRS-1", "SRS-2"].map((id) => `### ${id} A\n`).join("")}`;

/** A source after the fix of its first command with several ids. */
function split(text: string): Promise<string> {
  return fixedText(`${DOCUMENT}//- a.c\n${text}`, [rule]);
}

describe("Doxygen commands with several ids", () => {
  it("are split into one command each, with the marks of their comment", async () => {
    assert.equal(
      await split("/**\n * Limits.\n * @satisfies SRS-001, SRS-002 SRS-003 in part\n */\nint a(void);\n"),
      "/**\n * Limits.\n * @satisfies SRS-001\n * @satisfies SRS-002\n * @satisfies SRS-003 in part\n */\nint a(void);\n",
    );
    assert.equal(
      await split("  /// \\verifies SRS-001,\n  ///   SRS-002\nint a(void);\n"),
      "  /// \\verifies SRS-001\n  /// \\verifies SRS-002\nint a(void);\n",
    );
    assert.equal(
      await split("/** @satisfies SRS-001, SRS-002 */\nint a(void);\n"),
      "/** @satisfies SRS-001\n * @satisfies SRS-002 */\nint a(void);\n",
    );
    assert.equal(
      await split("/**\r\n * @satisfies SRS-1,SRS-2\r\n */\r\nint a(void);\r\n"),
      "/**\r\n * @satisfies SRS-1\r\n * @satisfies SRS-2\r\n */\r\nint a(void);\r\n",
    );
  });

  it("are left alone where each has its own, or Doxygen does not know the command", async () => {
    const text = "/**\n * @satisfies SRS-001\n * @satisfies SRS-002\n * @mitigates RC-1, RC-2\n */\nint a(void);\n";
    await assert.rejects(split(text), /no finding has a fix/);
  });
});
