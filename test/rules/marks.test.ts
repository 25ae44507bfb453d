// The reader of marks: a slip in a fixture must not make a test pass.
import assert from "node:assert/strict";
import type { Finding } from "../../engine/src/index.js";
import { compareMarks, readMarks } from "../harness/marks.js";

const RULE = "memory/unbounded-copy";

function finding(text: string, part: string, overrides: Partial<Finding> = {}): Finding {
  const start = text.indexOf(part);
  return {
    rule: RULE,
    messageId: "copy",
    message: "'strcpy' writes too much.",
    severity: "warning",
    confidence: "high",
    file: "a.c",
    span: { start, end: start + part.length },
    symbol: "f",
    cwe: [120],
    steps: [],
    fixes: [],
    fingerprint: "1",
    supersedes: [],
    ...overrides,
  };
}

function problems(text: string, findings: readonly Finding[]): readonly string[] {
  return compareMarks(readMarks("a.c", text), findings, () => text);
}

describe("marks of fixtures", () => {
  const marked = `    strcpy(a, b);\n    // @4+12 ${RULE} (warning): 'strcpy' writes [none]\n`;

  it("accept the finding that they describe", () => {
    assert.deepEqual(problems(marked, [finding(marked, "strcpy(a, b)")]), []);
  });

  it("accept carets in its columns", () => {
    const text = `   strcpy(a, b);\n// ^^^^^^^^^^^^ ${RULE}: 'strcpy'\n`;
    assert.deepEqual(problems(text, [finding(text, "strcpy(a, b)")]), []);
  });

  it("miss a finding that is not there", () => {
    assert.equal(problems(marked, []).length, 1);
  });

  it("see a finding that no mark speaks of", () => {
    assert.match(problems("    strcpy(a, b);\n", [finding("    strcpy(a, b);\n", "strcpy(a, b)")])[0] ?? "", /unexpected/);
  });

  it("see wrong columns, severities and fixes", () => {
    assert.equal(problems(marked.replace("@4+12", "@4+11"), [finding(marked.replace("@4+12", "@4+11"), "strcpy(a, b)")]).length, 2);
    assert.match(problems(marked, [finding(marked, "strcpy(a, b)", { severity: "error" })])[0] ?? "", /severity/);
    assert.match(problems(marked, [finding(marked, "strcpy(a, b)", { fixes: [{ title: "x", kind: "safe", edits: [] }] })])[0] ?? "", /fix/);
  });

  it("hold steps by the label of their finding", () => {
    const text = `   int n = read();\n// ^^^ step #A.1: comes from\n   strcpy(a, b);\n// ^^^^^^^^^^^^ ${RULE} #A: 'strcpy'\n`;
    const step = { location: { file: "a.c", span: { start: 3, end: 6 } }, message: "comes from outside", role: "source" as const };
    assert.deepEqual(problems(text, [finding(text, "strcpy(a, b)", { steps: [step] })]), []);
    assert.match(problems(text, [finding(text, "strcpy(a, b)")])[0] ?? "", /step A\.1/);
  });

  it("refuse what only looks like a mark", () => {
    assert.throws(() => readMarks("a.c", "x;\n// ^^^ no such thing here\n"), /can't read the mark/);
    assert.throws(() => readMarks("a.c", "x;\n// see ^^^ memory/x: y\n"), /not a mark/);
  });
});
