import assert from "node:assert/strict";
import { readOptions } from "../../harness/trace.js";
import { csvReader } from "../../../engine/src/trace/readers/csv.js";
import { DEFAULT_IDS } from "../../../engine/src/trace/ids.js";
import type { ItemKind, ReadResult } from "../../../engine/src/index.js";

const isId = (text: string) => DEFAULT_IDS.matches(text);
const read = (text: string, kind: ItemKind = "hazard"): ReadResult => csvReader.read("docs/risk/hazards.csv", text, readOptions({ kind }));

const RISKS = `\uFEFFHazard ID;Hazard;Cause;Hazardous situation;Harm;Severity;Risk control;Realisation\r
HZ-001;"Over-infusion; too fast";"Wrong ""rate"" taken";Drug too fast;Death;critical;"RC-001, RC-002";software\r
HZ-001;"Over-infusion; too fast";Motor runs away;Drug too fast;Death;critical;RC-003;hardware\r
\r
HZ-002;Air in line;"Sensor
blind";Air embolism;Death;critical;RC-004;software\r
`;

const ITEMS = `id,kind,title,severity,mitigates,realisation
HZ-001,hazard,Over-infusion,critical,,
SC-001,software cause,Rate overflow,,,
RC-001,risk control,Limit the rate,,"HZ-001, SC-001",software
RC-002,risk control,Warn in the manual,,HZ-001,labelling
`;

describe("csv reader", () => {
  it("reads one risk a row: quotes, semicolons, byte order mark, Windows line ends", () => {
    const { items, links, problems } = read(RISKS);
    assert.deepEqual(problems, []);
    assert.deepEqual(
      items.map(({ id, kind, title, severity }) => [id, kind, title, severity]),
      [
        ["HZ-001", "hazard", "Over-infusion; too fast", "critical"],
        ["HZ-002", "hazard", "Air in line", "critical"],
      ],
    );
    assert.deepEqual(
      links.map(({ role, from, to }) => `${role} ${from} ${to}`),
      ["mitigates RC-001 HZ-001", "mitigates RC-002 HZ-001", "mitigates RC-003 HZ-001", "mitigates RC-004 HZ-002"],
    );
    for (const { from, fromSpan } of links) assert.equal(RISKS.slice(fromSpan?.start, fromSpan?.end), from);
    for (const { location } of items) assert.ok(location.kind === "cell" && isId(RISKS.slice(location.idSpan.start, location.idSpan.end)));
  });

  it("reads one item a row", () => {
    const { items, links } = read(ITEMS);
    assert.deepEqual(
      items.map(({ id, kind, realisation }) => [id, kind, realisation]),
      [
        ["HZ-001", "hazard", undefined],
        ["SC-001", "software-cause", undefined],
        ["RC-001", "risk-control", "software"],
        ["RC-002", "risk-control", "labelling"],
      ],
    );
    assert.deepEqual(
      links.map(({ from, to, idSpan }) => `${from} ${to} ${ITEMS.slice(idSpan.start, idSpan.end)}`),
      ["RC-001 HZ-001 HZ-001", "RC-001 SC-001 SC-001", "RC-002 HZ-001 HZ-001"],
    );
  });

  it("joins cause, situation and hazard of a row that have ids of their own", () => {
    const { links, implied } = read(
      "Hazard ID,Hazard,Cause,Situation,Risk controls\nHZ-1,Burn,SC-1 Heater stuck,HS-1 Hot surface touched,RC-1 Cut-out\n",
    );
    assert.deepEqual(links.map(({ role, from, to }) => `${role} ${from} ${to}`).sort(), [
      "mitigates RC-1 HS-1",
      "mitigates RC-1 HZ-1",
      "mitigates RC-1 SC-1",
      "refines HS-1 HZ-1",
      "refines SC-1 HS-1",
    ]);
    assert.deepEqual(
      implied.map(({ id, title }) => [id, title]),
      [
        ["SC-1", "Heater stuck"],
        ["HS-1", "Hot surface touched"],
        ["RC-1", "Cut-out"],
      ],
    );
  });

  it("locates what it can't read and reads the rest", () => {
    const text =
      'id,hazard,severity\nHZ-001,Over-infusion,critical\nHZ-002,"Air" in line,serious\nHZ-003,Free flow,critical\n,No id,minor\nHZ-004,"never closed,minor\n';
    const { items, problems } = read(text);
    assert.deepEqual(
      items.map(({ id }) => id),
      ["HZ-001", "HZ-003"],
    );
    assert.deepEqual(
      problems.map(({ span }) => text.slice(span.start, span.end).slice(0, 12)).sort(),
      [",No id,minor", 'HZ-002,"Air"', 'HZ-004,"neve'].sort(),
    );
  });

  it("says when no column is an id", () => {
    const { problems } = read("a,b\n1,2\n", "software-requirement");
    assert.match(problems[0]?.message ?? "", /No column .* 'id'/);
  });

  it("reads requirements", () => {
    const { items, links } = read("ID,Title,Text,Parent,Class\nSRS-1,Limit,The pump shall limit.,SYS-1,C\n", "software-requirement");
    assert.deepEqual(
      items.map(({ id, title, text, safetyClass }) => [id, title, text, safetyClass]),
      [["SRS-1", "Limit", "The pump shall limit.", "C"]],
    );
    assert.deepEqual(
      links.map(({ role, to }) => [role, to]),
      [["derives", "SYS-1"]],
    );
  });

  it("throws on no prefix, and no flipped byte, of a file", () => {
    for (let end = 0; end <= RISKS.length; end++) read(RISKS.slice(0, end));
    for (let at = 0; at < RISKS.length; at += 5)
      for (const character of ['"', "\n"]) read(RISKS.slice(0, at) + character + RISKS.slice(at + 1));
  });
});
