import assert from "node:assert/strict";
import { readOptions } from "../../harness/trace.js";
import { csvReader } from "../../../engine/src/trace/readers/csv.js";
import { DEFAULT_IDS } from "../../../engine/src/trace/ids.js";
import type { ItemKind, ReadOptions, ReadResult } from "../../../engine/src/index.js";

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

  it("reads the exports of requirement management tools by their headers", () => {
    const facts = (text: string, changes: Partial<ReadOptions> = {}) => {
      const { items, links, problems } = csvReader.read("docs/srs.csv", text, readOptions(changes));
      assert.deepEqual(problems, []);
      return [
        ...items.map(({ id, kind, title, text: said }) => [id, kind, title, said].join("|")),
        ...links.map(({ role, from, to, via }) => `${from} ${role} ${to} (${via})`),
      ];
    };
    assert.deepEqual(
      facts(
        "Absolute Number\tObject Identifier\tObject Level\tObject Heading\tObject Text\tParent\n1\tSRS-1\t1\tAlarms\t\t\n2\tSRS-2\t2\t\tIt shall alarm.\tSYS-1\n",
      ),
      ["SRS-1|information|Alarms|", "SRS-2|software-requirement|It shall alarm.|It shall alarm.", "SRS-2 derives SYS-1 (parent)"],
    );
    assert.deepEqual(
      facts(
        'id,Artifact Type,Name,Primary Text,Link:Satisfies (>)\n12,Heading,Alarms,,\n13,Requirement,Loud,"It shall\nalarm.","4: Alarm, 5: Light"\n',
        {
          isId: (id) => /^\d+$/.test(id),
          isLinkId: (id) => /^\d+$/.test(id),
          types: { requirement: "system-requirement" },
        },
      ),
      ["12|information|Alarms|", "13|system-requirement|Loud|It shall\nalarm.", "13 derives 4 (satisfies)", "13 derives 5 (satisfies)"],
    );
    assert.deepEqual(
      facts(
        "ID;Global ID;Name;Description;Item Type;Upstream Relationships\nPMP-REQ-3;GID-7;Loud;It shall alarm.;System Requirement;PMP-UN-1; PMP-UN-2\n",
      ),
      ["PMP-REQ-3|system-requirement|Loud|It shall alarm.", "PMP-REQ-3 derives PMP-UN-1 (upstream relationships)"],
    );
    assert.deepEqual(
      facts(
        'ID,Title,Type,Linked Work Items\nEL-3,Loud,Requirement,"has parent: EL-1 - Alarm, EL-2 - Light\nrefines: EL-9, blocks: EL-8"\n',
        {
          relations: { blocks: "relates" },
        },
      ),
      [
        "EL-3|software-requirement|Loud|",
        "EL-3 derives EL-1 (has parent)",
        "EL-3 derives EL-2 (has parent)",
        "EL-3 refines EL-9 (refines)",
        "EL-3 relates EL-8 (blocks)",
      ],
    );
    assert.deepEqual(
      facts("Pump requirements\n\nNummer;ID;Inhalt;Kommt von;Art\nSRS-7;x;Es soll.;SYS-1;Gerät\n", {
        columns: { id: "Nummer", text: "Inhalt", parent: "Kommt von", type: "Art" },
        types: { gerät: "system-requirement" },
      }),
      ["SRS-7|system-requirement|Es soll.|Es soll.", "SRS-7 derives SYS-1 (parent)"],
    );
  });

  it("joins what implements and what verifies the controls of a row, and rows that continue a risk", () => {
    const { items, implied, links } = read(
      `Hazard ID,Hazard,Cause,Harm,Severity,Risk control,Requirement,Verification,Result
HZ-1,Burn,Heater stuck,Skin burn,minor,RC-1 Cut-out,SRS-4,VER-1,passed
,,Sensor broken,,critical,RC-2 Second sensor,"SRS-5, SRS-6",VER-2 Fault injection,
`,
    );
    assert.deepEqual(
      items.map(({ id, severity, attributes }) => [id, severity, attributes["cause"]]),
      [["HZ-1", "critical", "Heater stuck; Sensor broken"]],
    );
    assert.deepEqual(
      implied.map(({ id, kind, title, attributes }) => [id, kind, title, attributes["result"] ?? ""]),
      [
        ["RC-1", "risk-control", "Cut-out", ""],
        ["VER-1", "verification-record", "", "passed"],
        ["RC-2", "risk-control", "Second sensor", ""],
        ["VER-2", "verification-record", "Fault injection", ""],
      ],
    );
    assert.deepEqual(
      links.map(({ role, from, to }) => `${from} ${role} ${to}`),
      [
        "RC-1 mitigates HZ-1",
        "SRS-4 mitigates RC-1",
        "VER-1 verifies RC-1",
        "RC-2 mitigates HZ-1",
        "SRS-5 mitigates RC-2",
        "SRS-6 mitigates RC-2",
        "VER-2 verifies RC-2",
      ],
    );
  });

  it("reads threats as risks", () => {
    const { items, links } = read("Threat ID,Threat,Mitigation,Requirement\nTHR-1,Spoofed command,RC-9,SRS-9\n");
    assert.deepEqual(
      items.map(({ id, kind, title }) => [id, kind, title]),
      [["THR-1", "threat", "Spoofed command"]],
    );
    assert.deepEqual(
      links.map(({ role, from, to }) => `${from} ${role} ${to}`),
      ["RC-9 mitigates THR-1", "SRS-9 mitigates RC-9"],
    );
  });

  it("throws on no prefix, and no flipped byte, of a file", () => {
    for (let end = 0; end <= RISKS.length; end++) read(RISKS.slice(0, end));
    for (let at = 0; at < RISKS.length; at += 5)
      for (const character of ['"', "\n"]) read(RISKS.slice(0, at) + character + RISKS.slice(at + 1));
  });
});
