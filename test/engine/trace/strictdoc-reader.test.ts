import assert from "node:assert/strict";
import type { TraceEdge } from "../../../engine/src/index.js";
import { strictdocMarkdownReader } from "../../../engine/src/trace/readers/strictdoc-markdown.js";
import { strictdocReader } from "../../../engine/src/trace/readers/strictdoc.js";
import { readOptions, traceProject } from "../../harness/trace.js";

const DOCUMENT = `[DOCUMENT]
TITLE: Pump SRS
UID: DOC-P
OPTIONS:
  ENABLE_MID: True

[GRAMMAR]
IMPORT_FROM_FILE: pump.sgra

[[SECTION]]
MID: 5f0e
UID: SEC ALARMS
TITLE: Alarms

[REQUIREMENT]
MID: 6f0e
UID: PMP/1 (a)
STATUS: Active
TITLE: Alarm
STATEMENT: >>>
The pump shall sound an alarm, see [LINK: PMP-2].

[REQUIREMENT]
UID: NOT-1
<<<
RELATIONS:
- TYPE: Parent
  VALUE: SYS-4
  ROLE: Refines
- TYPE: Child
  VALUE: PMP-2
- TYPE: File
  VALUE: src/a.c
  FUNCTION: foo

[SECTION]
TITLE: In the older form

[TEXT]
UID: TXT-1
STATEMENT: Plain text.

[/SECTION]

[[/SECTION]]

[RISK_CONTROL]
UID: PMP-2
STATEMENT: One line.

[DOCUMENT_FROM_FILE]
FILE: missing.sdoc

[OTHER]
UID: OTH-1
RELATIONS:
- TYPE: Sibling
  VALUE: X
- TYPE: Parent
`;

describe("StrictDoc reader", () => {
  it("reads nodes, fields, relations and links", () => {
    const options = readOptions({
      textOf: (path) => (path === "docs/pump.sgra" ? "[GRAMMAR]\nELEMENTS:\n- TAG: TEXT\n- TAG: RISK_CONTROL\n" : undefined),
    });
    const result = strictdocReader.read("docs/pump.sdoc", DOCUMENT, options);
    assert.deepEqual(
      result.items.map(({ id, kind, type, title, location }) => [
        id,
        kind,
        type,
        title,
        location.kind === "span" ? DOCUMENT.slice(location.idSpan.start, location.idSpan.end) : "",
      ]),
      [
        ["DOC-P", "information", "DOCUMENT", "Pump SRS", "DOC-P"],
        ["SEC ALARMS", "information", "SECTION", "Alarms", "SEC ALARMS"],
        ["PMP/1 (a)", "software-requirement", "REQUIREMENT", "Alarm", "PMP/1 (a)"],
        ["TXT-1", "information", "TEXT", "", "TXT-1"],
        ["PMP-2", "risk-control", "RISK_CONTROL", "", "PMP-2"],
        ["OTH-1", "software-requirement", "OTHER", "", "OTH-1"],
      ],
    );
    assert.equal(result.items[2]?.text, "The pump shall sound an alarm, see [LINK: PMP-2].\n\n[REQUIREMENT]\nUID: NOT-1");
    assert.deepEqual(result.items[2].attributes, { status: "Active" });
    assert.deepEqual(
      result.links.map(({ role, from, to, via, relation, fromCode }) => [role, from, to, via, relation ?? "", fromCode?.file ?? ""]),
      [
        ["refines", "PMP/1 (a)", "SYS-4", "Parent", "Refines", ""],
        ["derives", "PMP-2", "PMP/1 (a)", "Child", "", ""],
        ["satisfies", "src/a.c", "PMP/1 (a)", "File", "", "src/a.c"],
        ["relates", "PMP/1 (a)", "PMP-2", "[LINK]", "", ""],
      ],
    );
    assert.deepEqual(
      result.problems.map(({ message, span }) => [message.slice(0, 45), DOCUMENT.slice(span.start, span.end)]),
      [
        ["The document 'missing.sdoc' that belongs here", "missing.sdoc"],
        ["The document's grammar has no element OTHER.", "[OTHER]"],
        ["'Sibling' is no type of a relation: write Par", "Sibling"],
        ["A relation of type Parent names a node by VAL", "Parent"],
      ],
    );
  });

  it("tells what is broken and reads the rest", () => {
    const text = `[DOCUMENT]\nTITLE: X\n\n[[/SECTION]]\n\n[[SECTION]]\nTITLE: Open\n\n[REQUIREMENT]\nUID: A-1\nSTATEMENT: >>>\nnever ended\n\n[REQUIREMENT]\nUID: A-2\nno field\nRELATIONS:\n- TYPE: File\n  PATH: a.c\n  LINE_RANGE: 4, 2\n\n[REQUIREMENT]\nRELATIONS:\n- TYPE: Parent\n  VALUE: A-1\n`;
    const result = strictdocReader.read("a.sdoc", text, readOptions());
    assert.deepEqual(
      result.items.map(({ id }) => id),
      ["A-1", "A-2"],
    );
    assert.deepEqual(
      result.problems.map(({ message }) => message.replace(/[:,.].*/, "")),
      [
        "This closes a SECTION that was never opened",
        "The text of STATEMENT is never ended by a line <<<",
        "This is no field",
        "'4",
        "This node has relations and no UID",
        "This SECTION is never closed",
      ],
    );
  });

  it("throws on no prefix", () => {
    for (let end = 0; end <= DOCUMENT.length; end++) strictdocReader.read("a.sdoc", DOCUMENT.slice(0, end), readOptions());
  });

  it("is found by its name and joins code, tests and parents", async () => {
    const { graph } = await traceProject(`//- docs/pump.sdoc
[DOCUMENT]
TITLE: Pump

[REQUIREMENT]
UID: PMP 1
STATEMENT: Text.
RELATIONS:
- TYPE: File
  VALUE: src/a.c
  FUNCTION: foo
- TYPE: File
  VALUE: tests/test_a.py

[REQUIREMENT]
UID: PMP-2
STATEMENT: Text.
RELATIONS:
- TYPE: Parent
  VALUE: PMP 1

[FEATURE]
UID: F-1
STATEMENT: Text.
RELATIONS:
- TYPE: Parent
  VALUE: PMP-2
//- src/a.c
/* @relation(PMP-2, F-1, scope=function, role=Impl) */
int foo(void) { return 1; }
//- tests/test_a.py
def test_a():
    """@relation(PMP-2, scope=function)"""
`);
    assert.deepEqual(graph.problems, []);
    assert.deepEqual(
      graph.edges.map(({ role, from, to, symbol }: TraceEdge) => `${from} ${role} ${to} ${symbol?.name ?? ""}`.trim()),
      [
        "src/a.c satisfies PMP 1 foo",
        "tests/test_a.py verifies PMP 1",
        "PMP-2 derives PMP 1",
        "F-1 relates PMP-2",
        "src/a.c satisfies PMP-2 foo",
        "src/a.c relates F-1 foo",
        "tests/test_a.py#test_a verifies PMP-2",
      ],
    );
  });
});

const MARKDOWN = `# Pump

**UID**: DOC-P \\
**Version**: 1

Text of the document.

## Alarms

Prose with **Bold**: word.

### Alarm

**MID**: 1f \\
**UID**: PMP-1 \\
**Status**: Active
**Relations**:
- **Type**: \`Parent\` \\
  **ID**: \`SYS-1\` \\
  **Role**: \`Refines\`
- **Type**: File \\
  **Path**: src/a.c

**Statement**: The pump shall sound.

See [LINK: PMP-2].

\`\`\`
**UID**: NOT-1
# Not a heading
\`\`\`

**Rationale**: People sleep.

### Records

**Type**: SECTION \\
**UID**: SEC-1

**Type**: REQUIREMENT \\
**UID**: PMP-2

The statement without its name.
`;

describe("StrictDoc Markdown reader", () => {
  it("reads headings with their blocks of fields", () => {
    const result = strictdocMarkdownReader.read("a.md", MARKDOWN, readOptions());
    assert.deepEqual(
      result.items.map(({ id, type, title, text }) => [id, type, title, text.split("\n")[0]]),
      [
        ["DOC-P", "DOCUMENT", "Pump", "Text of the document."],
        ["PMP-1", "REQUIREMENT", "Alarm", "The pump shall sound."],
        ["SEC-1", "SECTION", "Records", ""],
        ["PMP-2", "REQUIREMENT", "", "The statement without its name."],
      ],
    );
    assert.deepEqual(result.items[1]?.attributes, { status: "Active", rationale: "People sleep." });
    assert.deepEqual(
      result.links.map(({ role, from, to, idSpan }) => [role, from, to, MARKDOWN.slice(idSpan.start, idSpan.end)]),
      [
        ["refines", "PMP-1", "SYS-1", "SYS-1"],
        ["satisfies", "src/a.c", "PMP-1", "src/a.c"],
        ["relates", "PMP-1", "PMP-2", "PMP-2"],
      ],
    );
  });

  it("is recognised by its fields and throws on no prefix", () => {
    assert.equal(strictdocMarkdownReader.recognises("a.md", MARKDOWN), true);
    assert.equal(strictdocMarkdownReader.recognises("a.md", "# Title\n\n**Note**: text\n"), false);
    for (let end = 0; end <= MARKDOWN.length; end++) strictdocMarkdownReader.read("a.md", MARKDOWN.slice(0, end), readOptions());
  });
});
