import assert from "node:assert/strict";
import {
  applyDispositions,
  dispositionsOfSource,
  dispositionsOfMarkdown,
  readSidecar,
  unusedSidecarDiagnostics,
  unitDigest,
  type Finding,
} from "../../../engine/src/index.js";
import type { DispositionContext } from "../../../engine/src/compliance/apply-dispositions.js";
import { NO_SIDECAR, type Sidecar } from "../../../engine/src/compliance/sidecar.js";
import { findingAt, parseC } from "../../harness/compliance.js";

const CONTEXT = { today: "2026-06-01", unitDigestAt: () => undefined, ran: () => true };

/** States of findings at the parts of a C text, and the diagnostics' ids. */
async function decide(
  text: string,
  parts: readonly (string | Finding)[],
  sidecar: Sidecar = NO_SIDECAR,
  context: Partial<DispositionContext> = {},
) {
  const file = await parseC(text);
  const findings = parts.map((part) => (typeof part === "string" ? findingAt(text, part) : part));
  const result = applyDispositions(file.document, findings, dispositionsOfSource(file), sidecar, { ...CONTEXT, ...context });
  return { states: result.states.map(({ state }) => state), diagnostics: result.diagnostics.map(({ rule }) => rule), result };
}

describe("decisions in comments", () => {
  it("cover the next statement, all of it and nothing else", async () => {
    const text = `void f(char *a, char *b) {
  /* vitalint-deviation(memory/unbounded-copy): both are
   * sixteen bytes, checked by the caller */
  strcpy(a,
         one(b));
  strcpy(a, two(b));
}
`;
    const { states, diagnostics, result } = await decide(text, ["one(b)", "strcpy(a, two"]);
    assert.deepEqual(states, ["disposed", "open"]);
    assert.deepEqual(diagnostics, []);
    const [first] = result.states;
    assert.ok(first?.state === "disposed");
    assert.equal(first.disposition.reason, "both are sixteen bytes, checked by the caller");
    assert.equal(first.disposition.kind, "deviation");
  });

  it("cover the line that they end, and the statement that ends there", async () => {
    const text =
      "void f(char *a, char *b) {\n  strcpy(a,\n         one(b)); // vitalint-false-positive(memory/unbounded-copy): b is a constant\n  strcpy(a, two);\n}\n";
    assert.deepEqual((await decide(text, ["strcpy(a,\n", "one(b)", "strcpy(a, two"])).states, ["disposed", "disposed", "open"]);
  });

  it("before an if cover its condition, not what it guards", async () => {
    const text =
      "void f(char *a) {\n  // vitalint-deviation(memory/unbounded-copy): condition only\n  if (gets(a)) {\n    strcpy(a, two);\n  }\n  while (other(a)) { }\n}\n";
    assert.deepEqual((await decide(text, ["gets", "strcpy", "other"])).states, ["disposed", "open", "open"]);
  });

  it("cover one-line constructs whole", async () => {
    const text = "void f(char *a) {\n  // vitalint-deviation(memory/unbounded-copy): short form\n  if (a) { strcpy(a, one); }\n}\n";
    assert.deepEqual((await decide(text, ["strcpy"])).states, ["disposed"]);
  });

  it("before a function cover the function, in the head comment the file, by name the file", async () => {
    const body =
      "int x;\n/** Does it.\n * vitalint-deviation(memory/unbounded-copy): sizes agree */\nvoid f(char *a) { strcpy(a, one); }\nvoid g(char *a) { strcpy(a, two); }\n";
    assert.deepEqual((await decide(body, ["strcpy(a, one", "strcpy(a, two"])).states, ["disposed", "open"]);
    const head =
      "/* vitalint-deviation(memory/unbounded-copy): generated code, reviewed as a whole */\n#include <string.h>\nvoid f(char *a) { strcpy(a, one); }\n";
    assert.deepEqual((await decide(head, ["strcpy"])).states, ["disposed"]);
    const named = "int x;\nvoid f(char *a) { strcpy(a, one); }\n// vitalint-deviation-file(memory/unbounded-copy): generated code\n";
    assert.deepEqual((await decide(named, ["strcpy"])).states, ["disposed"]);
  });

  it("are about the rule that they name; several stand in one comment", async () => {
    const text =
      "void f(char *a) {\n  /* vitalint-deviation(a/b): first reason\n   * vitalint-residual-anomaly(memory/unbounded-copy, c/d): second reason */\n  strcpy(a, one);\n}\n";
    const { states, result } = await decide(text, [
      "strcpy",
      findingAt(text, "strcpy", "a/b"),
      findingAt(text, "strcpy", "c/d"),
      findingAt(text, "strcpy", "e/f"),
    ]);
    assert.deepEqual(states, ["disposed", "disposed", "disposed", "open"]);
    assert.deepEqual(
      result.states.map((state) => (state.state === "disposed" ? `${state.disposition.kind}: ${state.disposition.reason}` : "")),
      ["residual-anomaly: second reason", "deviation: first reason", "residual-anomaly: second reason", ""],
    );
  });

  it("without a reason, expired, or covering nothing do not hold and are reported", async () => {
    const of = (marker: string) => decide(`void f(char *a) {\n  // ${marker}\n  strcpy(a, one);\n}\n`, ["strcpy"]);
    const short = async (marker: string) => {
      const { states, diagnostics } = await of(marker);
      return [...states, ...diagnostics].join(" ");
    };
    assert.equal(await short("vitalint-deviation(memory/unbounded-copy)"), "open vitalint/disposition-without-reason");
    assert.equal(await short("vitalint-deviation(memory/unbounded-copy): TODO"), "open vitalint/disposition-without-reason");
    assert.equal(
      await short("vitalint-deviation(memory/unbounded-copy, expires=2026-05-31): for now"),
      "open vitalint/disposition-expired",
    );
    assert.equal(await short("vitalint-deviation(memory/unbounded-copy, expires=soon): for now"), "open vitalint/disposition-expired");
    assert.equal(await short("vitalint-deviation(memory/unbounded-copy, expires=2026-06-01, author=A. B.): for now"), "disposed");
    assert.equal(await short("vitalint-deviation(crypto/weak-hash): wrong rule"), "open vitalint/disposition-unused");
    assert.equal(
      await short(`vitalint-deviation(memory/unbounded-copy, digest=${"0".repeat(64)}): looked at`),
      "open vitalint/disposition-unit-changed",
    );
    const digest = unitDigest("void f(void){}", "c");
    const text = `void f(char *a) {\n  // vitalint-deviation(memory/unbounded-copy, digest=${digest}): looked at\n  strcpy(a, one);\n}\n`;
    assert.deepEqual((await decide(text, ["strcpy"], NO_SIDECAR, { unitDigestAt: () => digest })).states, ["disposed"]);
  });

  it("never dispose of an engine diagnostic", async () => {
    const text = "// vitalint-deviation-file(vitalint/rule-crashed): we know\nint x;\n";
    assert.deepEqual((await decide(text, [findingAt(text, "int", "vitalint/rule-crashed")])).states, ["open"]);
  });

  it("read other tools' comments as undecided", async () => {
    const of = async (line: string, before = "int x;") =>
      (await decide(`void f(char *a) {\n  ${before}\n  strcpy(a, one);${line}\n}\n`, ["strcpy"])).states[0];
    assert.equal(await of(" // NOLINT"), "undecided");
    assert.equal(await of(" // NOLINT(clang-analyzer-security.insecureAPI.strcpy)"), "undecided");
    assert.equal(await of(" //lint -e534"), "undecided");
    assert.equal(await of(" /*lint !e534 */"), "undecided");
    assert.equal(await of("", "// NOLINTNEXTLINE(bugprone-*)"), "undecided");
    assert.equal(await of("", "// cppcheck-suppress bufferAccessOutOfBounds"), "undecided");
    assert.equal(await of("", "// NOLINT"), "open");
    assert.equal(await of(" // splint is fine"), "open");
  });

  it("in Markdown cover the requirement's section", () => {
    const text = "### SRS-1 A\n<!-- vitalint-deviation(trace/requirement-not-verified): by inspection, record 12 -->\n### SRS-2 B\n";
    const split = text.indexOf("### SRS-2");
    const { dispositions } = dispositionsOfMarkdown("docs/srs.md", text, [
      { start: 0, end: split - 1 },
      { start: split, end: text.length },
    ]);
    assert.deepEqual(
      dispositions.map(({ disposition, covers }) => [disposition.rule, disposition.reason, covers]),
      [["trace/requirement-not-verified", "by inspection, record 12", [{ start: 0, end: split - 1 }]]],
    );
  });
});

describe("sidecar of decisions", () => {
  const TEXT = "void f(char *a) { strcpy(a, one); }\n";
  const sidecarOf = (...entries: object[]) =>
    readSidecar("vitalint.dispositions.json", JSON.stringify({ version: 1, dispositions: entries }));
  const ENTRY = { path: "firmware/**", rule: "memory/unbounded-copy", kind: "deviation", reason: "vendor code, reviewed" };

  it("covers files by path or glob, and by symbol", async () => {
    assert.deepEqual((await decide(TEXT, ["strcpy"], sidecarOf(ENTRY))).states, ["disposed"]);
    assert.deepEqual((await decide(TEXT, ["strcpy"], sidecarOf({ ...ENTRY, path: "other/**" }))).states, ["open"]);
    assert.deepEqual((await decide(TEXT, [{ ...findingAt(TEXT, "strcpy"), symbol: "f" }], sidecarOf({ ...ENTRY, symbol: "f" }))).states, [
      "disposed",
    ]);
    assert.deepEqual((await decide(TEXT, [{ ...findingAt(TEXT, "strcpy"), symbol: "g" }], sidecarOf({ ...ENTRY, symbol: "f" }))).states, [
      "open",
    ]);
  });

  it("tells of the project what does not hold", async () => {
    const sidecar = sidecarOf(
      ENTRY,
      { ...ENTRY, reason: "" },
      { ...ENTRY, expires: "2020-01-01" },
      { ...ENTRY, path: "gone.c" },
      { ...ENTRY, unitDigest: "00" },
    );
    const { diagnostics, result } = await decide(TEXT, ["strcpy"], sidecar);
    assert.deepEqual(diagnostics, ["vitalint/disposition-unit-changed"]);
    assert.deepEqual(
      unusedSidecarDiagnostics(sidecar, result.usedEntries, CONTEXT).map(({ rule }) => rule),
      ["vitalint/disposition-without-reason", "vitalint/disposition-expired", "vitalint/disposition-unused"],
    );
  });

  it("locates wrong entries and keeps the others; broken JSON decides nothing", () => {
    const text = `{ "dispositions": [ { "path": "a.c", "rule": "x/y", "kind": "ignore", "reason": "r" }, ${JSON.stringify(ENTRY)}, 5 ] }`;
    const { entries, problems } = readSidecar("vitalint.dispositions.json", text);
    assert.equal(entries.length, 1);
    assert.deepEqual(
      problems.map(({ span }) => text.slice(span.start, span.end)),
      ['"ignore"', "5"],
    );
    assert.equal(readSidecar("s", `{ "dispositions": [ ${JSON.stringify(ENTRY)} `).entries.length, 0);
    assert.equal(readSidecar("s", "[]").problems.length, 1);
    assert.equal(readSidecar("s", '{ "dispositions": [], "__proto__": 1 }').problems.length, 1);
  });
});
