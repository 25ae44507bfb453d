import assert from "node:assert/strict";
import { readOptions } from "../../harness/trace.js";
import { markdownReader } from "../../../engine/src/trace/readers/markdown.js";
import type { ItemKind, ReadOptions, ReadResult } from "../../../engine/src/index.js";

const read = (text: string, kind: ItemKind = "software-requirement"): ReadResult =>
  markdownReader.read("docs/srs.md", text, readOptions({ kind }));

describe("markdown reader", () => {
  const SRS = `# Software requirements

Intro with SRS-099 in prose.

## Flow

### SRS-012 Limit the rate
- kind: functional
- **parent**: SYS-003, SYS-004
- mitigates: RC-001
- class: C

The pump shall limit the rate
to the configured maximum.

#### Rationale

Over-infusion can kill.

### SRS-013: Stop on occlusion

The pump shall stop. See \`### SRS-500\`.

\`\`\`
### SRS-900 Not a requirement
\`\`\`

## Alarms

Not part of SRS-013.

SRS-014 Underlined
------------------
* parent : SYS-005
`;

  it("reads id, title, attributes, text and places", () => {
    const { items, links, problems } = read(SRS);
    assert.deepEqual(problems, []);
    assert.deepEqual(
      items.map(({ id, title }) => [id, title]),
      [
        ["SRS-012", "Limit the rate"],
        ["SRS-013", "Stop on occlusion"],
        ["SRS-014", "Underlined"],
      ],
    );
    const first = items[0];
    assert.ok(first?.location.kind === "span");
    assert.deepEqual(first.attributes, { kind: "functional", parent: "SYS-003, SYS-004", mitigates: "RC-001", class: "C" });
    assert.equal(first.safetyClass, "C");
    assert.equal(first.text, "The pump shall limit the rate\nto the configured maximum.\n\n#### Rationale\n\nOver-infusion can kill.");
    assert.equal(SRS.slice(first.location.idSpan.start, first.location.idSpan.end), "SRS-012");
    assert.match(SRS.slice(first.location.span.start, first.location.span.end), /^### SRS-012[\s\S]*kill\.$/);
    assert.deepEqual(
      links.map(({ role, from, to, via, idSpan }) => [role, from, to, via, SRS.slice(idSpan.start, idSpan.end)]),
      [
        ["derives", "SRS-012", "SYS-003", "parent", "SYS-003"],
        ["derives", "SRS-012", "SYS-004", "parent", "SYS-004"],
        ["mitigates", "SRS-012", "RC-001", "mitigates", "RC-001"],
        ["derives", "SRS-014", "SYS-005", "parent", "SYS-005"],
      ],
    );
    assert.doesNotMatch(items[1]?.text ?? "", /Not part/);
  });

  it("keeps exact places with Windows line endings and characters outside the basic plane", () => {
    const text = SRS.replace("Intro", "Intro 😀").replace(/\n/g, "\r\n");
    for (const { id, location } of read(text).items) {
      assert.ok(location.kind === "span");
      assert.equal(text.slice(location.idSpan.start, location.idSpan.end), id);
    }
  });

  it("reads attributes that stand behind the text", () => {
    const { items, links } = read(
      "### SRS-1 A\n\nText.\n\n- Parent: SYS-1\n- one thing\n\n### SRS-2 B\n\nText.\n\n- **Parent:** SYS-2\n- Status: draft\n",
    );
    assert.deepEqual(
      links.map(({ from, to }) => [from, to]),
      [["SRS-2", "SYS-2"]],
    );
    assert.equal(items[0]?.text, "Text.\n\n- Parent: SYS-1\n- one thing");
    assert.deepEqual(items[1]?.attributes, { parent: "SYS-2", status: "draft" });
  });

  it("tells what it can't read, at its place", () => {
    const text = "### SRS-1 A\n- class: D\n- parent: the system\n\nText.\n\n### SRS-2 B\n- parent: none\n- class: b\n";
    const { problems, items } = read(text);
    assert.deepEqual(
      problems.map(({ span }) => text.slice(span.start, span.end)),
      ["D", "the system"],
    );
    assert.equal(items[1]?.safetyClass, "B");
  });

  it("reads risk items as headings and as tables", () => {
    const { items, links, implied } = read(
      "### HZ-001 Over-infusion\n- severity: critical\n\n### RC-001 Rate limit\n- mitigates: HZ-001\n- realisation: software\n",
      "hazard",
    );
    assert.deepEqual(
      items.map(({ id, kind, severity, realisation }) => [id, kind, severity, realisation]),
      [
        ["HZ-001", "hazard", "critical", undefined],
        ["RC-001", "risk-control", undefined, "software"],
      ],
    );
    assert.deepEqual(
      links.map(({ role, from, to }) => [role, from, to]),
      [["mitigates", "RC-001", "HZ-001"]],
    );
    assert.deepEqual(implied, []);

    const table =
      "# Risks\n\n| ID | Hazard | Severity | Risk control |\n| --- | --- | --- | --- |\n| HZ-001 | Over\\|infusion | critical | RC-001 Rate limit; RC-002 Alarm |\n| HZ-002 | Air | serious |  |\n";
    const result = read(table, "hazard");
    assert.deepEqual(
      result.items.map(({ id, title, severity }) => [id, title, severity]),
      [
        ["HZ-001", "Over|infusion", "critical"],
        ["HZ-002", "Air", "serious"],
      ],
    );
    assert.deepEqual(
      result.implied.map(({ id, title, kind }) => [id, title, kind]),
      [
        ["RC-001", "Rate limit", "risk-control"],
        ["RC-002", "Alarm", "risk-control"],
      ],
    );
    assert.deepEqual(
      result.links.map(({ role, from, to, idSpan }) => [role, from, to, table.slice(idSpan.start, idSpan.end)]),
      [
        ["mitigates", "RC-001", "HZ-001", "HZ-001"],
        ["mitigates", "RC-002", "HZ-001", "HZ-001"],
      ],
    );
  });

  it("throws on no prefix of a document", () => {
    for (let end = 0; end <= SRS.length; end++) read(SRS.slice(0, end));
  });
});

describe("markdown reader, other shapes", () => {
  const facts = (text: string, changes: Partial<ReadOptions> = {}): string[] => {
    const { items, implied, links, problems } = markdownReader.read("docs/srs.md", text, readOptions(changes));
    for (const { id, location } of [...items, ...implied])
      if (location.kind === "span") assert.equal(text.slice(location.idSpan.start, location.idSpan.end), id);
    for (const { to, idSpan, fromSpan } of links) if (!fromSpan) assert.equal(text.slice(idSpan.start, idSpan.end), to);
    return [
      ...items.map((item) => `${item.id}|${item.title}|${item.text}`),
      ...implied.map((item) => `(${item.id})|${item.title}|${item.text}`),
      ...links.map(({ role, from, to }) => `${from} ${role} ${to}`),
      ...problems.map(({ message }) => message),
    ];
  };

  it("reads bold ids at a paragraph's start, sub-ids, and attributes in the list that follows", () => {
    const text = `# Pump

**REQ-003** - The pump shall stop
on occlusion.

- parent: SYS-1

Rationale, not part of it, and **REQ-004** is a mention.

**REQ-003.1**: Within 2 s.
**REQ-003.2 Alarm.** With a sound.

__[REQ-005]__ Underlined.

**REQ-006**, **REQ-007** are mentions.

**Note** no id.
`;
    assert.deepEqual(facts(text), [
      "REQ-003|The pump shall stop|The pump shall stop\non occlusion.",
      "REQ-003.1|Within 2 s.|Within 2 s.",
      "REQ-003.2|Alarm.|With a sound.",
      "REQ-005|Underlined.|Underlined.",
      "REQ-003 derives SYS-1",
    ]);
  });

  it("reads list entries, nested ones too; plain ids give way to what is defined elsewhere", () => {
    const text = `Requirements:

- **REQ-1** The pump shall stop.
  It really shall.
  - parent: SYS-1
- **REQ-2**: Alarm
  1. **REQ-2.1** Loud
- REQ-3: Plain text
- REQ-4 mentioned
- see REQ-5
- REQ-1: again

[REQ-8] Bracketed.

[REQ-9](https://example.org) is a link.

[REQ-10]: https://example.org
`;
    assert.deepEqual(facts(text), [
      "REQ-1|The pump shall stop.|The pump shall stop.\nIt really shall.",
      "REQ-2|Alarm|Alarm",
      "REQ-2.1|Loud|Loud",
      "(REQ-3)|Plain text|Plain text",
      "(REQ-8)|Bracketed.|Bracketed.",
      "REQ-1 derives SYS-1",
    ]);
  });

  it("takes ids within an item of a heading as mentions, except its own sub-ids", () => {
    const text = `### SRS-1 Stop
- parent: SYS-1

The pump shall stop, as

- **SYS-1**: asks for
- SYS-2: asks, too

**SRS-1.1** - Within 2 s.

**SRS-2** matters.
`;
    assert.deepEqual(facts(text), [
      "SRS-1|Stop|The pump shall stop, as\n\n- **SYS-1**: asks for\n- SYS-2: asks, too",
      "SRS-1.1|Within 2 s.|Within 2 s.",
      "SRS-2|matters.|matters.",
      "SRS-1 derives SYS-1",
    ]);
  });

  it("reads a file with an id in its front matter as one item", () => {
    const text = `---
id: SRS-7
title: "Stop on occlusion"
parent: [SYS-1, SYS-2]
class: C
links:
  - SRS-3
nested: { a: 1 }
---

# Anything

The pump shall stop.
`;
    assert.deepEqual(facts(text), [
      "SRS-7|Stop on occlusion|# Anything\n\nThe pump shall stop.",
      "SRS-7 derives SYS-1",
      "SRS-7 derives SYS-2",
      "SRS-7 relates SRS-3",
    ]);
    assert.deepEqual(facts("---\ntitle: a\n---\n\n### SRS-1 B\n"), ["SRS-1|B|"]);
    assert.match(facts('---\nid: "SRS-1\n---\n\n### SRS-2 B\n').join("\n"), /SRS-2\|B\|\n.*no YAML/);
    assert.deepEqual(facts("---\n\nText\n\n---\n\n**SRS-3** - text\n"), ["SRS-3|text|text"]);
  });

  it("throws on no prefix", () => {
    const text = "---\nid: SRS-1\nparent: [a, *b]\n---\n**SRS-2** - a\n- **SRS-3** b\n  - x: y\n\n| id |\n|--|\n| SRS-4 |\n";
    for (let end = 0; end <= text.length; end++) markdownReader.read("a.md", text.slice(0, end), readOptions());
  });
});
