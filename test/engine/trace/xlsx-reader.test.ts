import assert from "node:assert/strict";
import { xlsxReader } from "../../../engine/src/trace/readers/xlsx.js";
import type { ReadOptions } from "../../../engine/src/index.js";
import { readOptions } from "../../harness/trace.js";
import { workbook } from "../../harness/xlsx.js";

const read = (text: string, options: Partial<ReadOptions> = {}) => xlsxReader.read("docs/srs.xlsx", text, readOptions(options));

const REQUIREMENTS = workbook({
  Cover: { rows: [["Software requirements"], ["Date", { date: 45000 }]] },
  Requirements: {
    rows: [
      ["Export of the pump's requirements"],
      [],
      ["ID", "Title", "Description", "Parent", "Priority", "Approved"],
      ["SRS-1", "Limit & stop", "The pump shall\nlimit the rate.", "SYS-1, SYS-2", 3, { date: 45000 }],
      ["SRS-2", { inline: "Alarm" }, "The pump shall alarm.", "nobody", 0.1, { date: 45000.5 }],
      [null, "No id"],
      ["what", "Not an id"],
    ],
  },
});

describe("xlsx reader", () => {
  it("reads the sheets that are tables: shared and inline strings, numbers, dates by style", () => {
    const { items, links } = read(REQUIREMENTS);
    assert.deepEqual(
      items.map(({ id, title, text, attributes }) => [id, title, text, attributes]),
      [
        ["SRS-1", "Limit & stop", "The pump shall\nlimit the rate.", { parent: "SYS-1, SYS-2", priority: "3", approved: "2023-03-15" }],
        ["SRS-2", "Alarm", "The pump shall alarm.", { parent: "nobody", priority: "0.1", approved: "2023-03-15T12:00:00" }],
      ],
    );
    assert.deepEqual(
      items.map(({ location }) => location),
      [3, 4].map((row) => ({
        kind: "cell",
        file: "docs/srs.xlsx",
        span: { start: 0, end: 0 },
        idSpan: { start: 0, end: 0 },
        sheet: "Requirements",
        row,
        column: 0,
      })),
    );
    assert.deepEqual(
      links.map(({ role, from, to, via }) => [role, from, to, via]),
      [
        ["derives", "SRS-1", "SYS-1", "parent, Requirements!D4"],
        ["derives", "SRS-1", "SYS-2", "parent, Requirements!D4"],
      ],
    );
  });

  it("names the cell of what it can't read", () => {
    assert.deepEqual(
      read(REQUIREMENTS).problems.map(({ message }) => message.slice(0, 31)),
      ["Requirements!D5: 'parent' of SR", "Requirements!A6: This row has n", "Requirements!A7: 'what' is not "],
    );
  });

  it("fills merged cells, so that each row of a risk has its hazard", () => {
    const text = workbook({
      Risks: {
        rows: [
          ["Hazard ID", "Hazard", "Cause", "Hazardous situation", "Severity", "Risk control"],
          ["HZ-1", "Over-infusion", "SC-1 Overflow", "Drug too fast", "minor", "RC-1 Limit"],
          [null, null, "SC-2 Stuck motor", "Drug too fast", "critical", "RC-2 Brake"],
        ],
        merges: ["A2:A3", "B2:B3", "A1:XFD1048576"],
      },
    });
    const { items, links } = read(text, { kind: "hazard" });
    assert.deepEqual(
      items.map(({ id, severity }) => [id, severity]),
      [["HZ-1", "critical"]],
    );
    assert.deepEqual(
      links.map(({ role, from, to }) => `${role} ${from} ${to}`),
      [
        "mitigates RC-1 HZ-1",
        "mitigates RC-1 SC-1",
        "refines SC-1 HZ-1",
        "mitigates RC-2 HZ-1",
        "mitigates RC-2 SC-2",
        "refines SC-2 HZ-1",
      ],
    );
  });

  it("says what is no workbook and which column is missing", () => {
    assert.match(read("PK").problems[0]?.message ?? "", /no whole zip archive/);
    assert.match(read(workbook({ A: { rows: [["a", "b"]] } })).problems[0]?.message ?? "", /No column .* 'id'/);
    assert.match(read(workbook({ A: { rows: [["a", "b"]] } }), { columns: { id: "Nummer" } }).problems[0]?.message ?? "", /'Nummer'/);
  });

  it("throws on no flipped byte and no prefix", () => {
    for (let at = 0; at < REQUIREMENTS.length; at += 3) {
      read(`${REQUIREMENTS.slice(0, at)}\u00ff${REQUIREMENTS.slice(at + 1)}`);
      read(REQUIREMENTS.slice(0, at));
    }
  });
});
