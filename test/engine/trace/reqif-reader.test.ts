import assert from "node:assert/strict";
import { strToU8, zipSync } from "fflate";
import { reqifReader, reqifzReader } from "../../../engine/src/trace/readers/reqif.js";
import type { ReadOptions } from "../../../engine/src/index.js";
import { reqifDocument, type FixtureObject } from "../../harness/reqif.js";
import { readOptions } from "../../harness/trace.js";

const read = (text: string, options: Partial<ReadOptions> = {}) => reqifReader.read("docs/srs.reqif", text, readOptions(options));
const latin1 = (bytes: Uint8Array) => Buffer.from(bytes).toString("latin1");
const zipped = (files: Readonly<Record<string, string>>, options: Partial<ReadOptions> = {}) =>
  reqifzReader.read(
    "docs/srs.reqifz",
    latin1(zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])))),
    readOptions(options),
  );

const STUDIO: readonly FixtureObject[] = [
  { id: "_1", values: { "ReqIF.ForeignID": "SRS-1", "ReqIF.ChapterName": "Alarms" } },
  {
    id: "_2",
    type: "Requirement",
    values: {
      "ReqIF.ForeignID": "SRS-2",
      "ReqIF.Text": {
        xhtml:
          "<xhtml:div>The pump shall <xhtml:b>alarm</xhtml:b>\n within 2&#160;s.<xhtml:ul><xhtml:li>loud</xhtml:li><xhtml:li>red</xhtml:li></xhtml:ul></xhtml:div>",
      },
      Status: { enum: ["approved", "baselined"] },
      Class: "functional",
      Priority: 3,
      Verified: true,
      Parent: "SYS-4",
    },
  },
  { id: "_3", type: "Risk Control", values: { "ReqIF.ForeignID": "RC-1", "ReqIF.Name": "Limit & warn" } },
];

describe("reqif reader", () => {
  it("reads objects with attributes of all kinds, headings as information, and places of ids", () => {
    const text = reqifDocument(STUDIO);
    const { items, links, problems } = read(text);
    assert.deepEqual(problems, []);
    assert.deepEqual(
      items.map(({ id, kind, title, type }) => [id, kind, title, type]),
      [
        ["SRS-1", "information", "Alarms", undefined],
        ["SRS-2", "software-requirement", "The pump shall alarm within 2 s.", "Requirement"],
        ["RC-1", "risk-control", "Limit & warn", "Risk Control"],
      ],
    );
    assert.equal(items[1]?.text, "The pump shall alarm within 2 s.\n- loud\n- red");
    assert.deepEqual(items[1].attributes, {
      status: "approved, baselined",
      priority: "3",
      verified: "true",
      parent: "SYS-4",
      class: "functional",
    });
    for (const { id, location } of items) {
      assert.ok(location.kind === "span");
      assert.equal(text.slice(location.idSpan.start, location.idSpan.end), id);
      assert.match(text.slice(location.span.start, location.span.end), /^<SPEC-OBJECT [^]*<\/SPEC-OBJECT>$/);
    }
    assert.deepEqual(
      links.map(({ role, from, to, idSpan }) => [role, from, to, text.slice(idSpan.start, idSpan.end)]),
      [["derives", "SRS-2", "SYS-4", "SYS-4"]],
    );
  });

  it("reads prefixed names, a byte order mark and Windows line ends", () => {
    const text = `\uFEFF${reqifDocument(STUDIO, [], "reqif").replace(/\n/g, "\r\n")}`;
    const { items, problems } = read(text);
    assert.deepEqual(problems, []);
    assert.deepEqual(
      items.map(({ id, location }) => [id, location.kind === "span" ? text.slice(location.idSpan.start, location.idSpan.end) : ""]),
      ["SRS-1", "SRS-2", "RC-1"].map((id) => [id, id]),
    );
  });

  it("finds the id of each dialect", () => {
    const ids = (object: FixtureObject, options: Partial<ReadOptions> = {}) => {
      const text = reqifDocument([object]);
      return read(text, options).items.map(({ id, title, text: said }) => [id, title, said]);
    };
    // DOORS keeps the prefix apart; its own name for the joined id wins.
    assert.deepEqual(ids({ id: "_a", values: { "ReqIF.ForeignID": 12, "ReqIF.Prefix": "PMP-", "ReqIF.Text": "It shall." } }), [["PMP-12", "It shall.", "It shall."]]); // prettier-ignore
    assert.deepEqual(ids({ id: "_a", values: { "Object Identifier": "PMP-13", "Object Heading": "Flow", "Object Text": "It shall." } }), [["PMP-13", "Flow", "It shall."]]); // prettier-ignore
    // Polarion: the id is an attribute or the long name.
    assert.deepEqual(ids({ id: "_a", values: { "Polarion ID": "EL-7", Title: "Flow", Description: { xhtml: "<p>It shall.</p>" } } }), [["EL-7", "Flow", "It shall."]]); // prettier-ignore
    assert.deepEqual(ids({ id: "_a", longName: "EL-8", values: { Title: "Flow" } }), [["EL-8", "Flow", ""]]);
    // Enterprise Architect: a name, and its identifier.
    assert.deepEqual(ids({ id: "EAID_1A", longName: "Flow", values: { Notes: "It shall." } }), [["EAID_1A", "Flow", "It shall."]]);
    // RMF: numbers without prefix.
    assert.deepEqual(ids({ id: "_a", values: { ID: "REQ-9", Description: "It shall." } }), [["REQ-9", "It shall.", "It shall."]]);
    assert.deepEqual(ids({ id: "_a", values: { Kennung: "X 1", Inhalt: "Es soll.", ID: "REQ-9" } }, { columns: { id: "Kennung", text: "Inhalt" } }), [["X 1", "Es soll.", "Es soll."]]); // prettier-ignore
  });

  it("links by relations: by the type's name, from either end, and as configured", () => {
    const objects = [
      { id: "a", values: { ID: "SRS-1" } },
      { id: "b", values: { ID: "SRS-2" } },
      { id: "c", type: "risk control", values: { ID: "RC-1" } },
      { id: "d", type: "Heading", values: { ID: "H-1" } },
    ];
    const relations = [
      { from: "a", to: "b" },
      { type: "Satisfies", from: "b", to: "a" },
      { type: "is mitigated by", from: "c", to: "a" },
      { type: "Refines", from: "b", to: "a" },
      { from: "a", to: "d" },
      { type: "blocks", from: "b", to: "a" },
    ];
    const text = reqifDocument(objects, relations);
    assert.deepEqual(
      read(text, { relations: { blocks: "relates" } }).links.map(({ role, from, to, relation }) => [role, from, to, relation]),
      [
        ["derives", "SRS-1", "SRS-2", undefined],
        ["derives", "SRS-2", "SRS-1", "Satisfies"],
        ["mitigates", "SRS-1", "RC-1", "is mitigated by"],
        ["refines", "SRS-2", "SRS-1", "Refines"],
        ["relates", "SRS-1", "H-1", undefined],
        ["relates", "SRS-2", "SRS-1", "blocks"],
      ],
    );
  });

  it("reads all files of an archive, relations between them, and says in which entry what stands", () => {
    const one = reqifDocument([{ id: "a", values: { ID: "SRS-1" } }]);
    const two = reqifDocument(
      [{ id: "b", values: { ID: "SRS-2" } }],
      [
        { from: "b", to: "a" },
        { from: "b", to: "gone" },
      ],
    );
    const { items, links, problems } = zipped({ "one.reqif": one, "sub/two.reqif": two, "picture.png": "x" });
    assert.deepEqual(
      items.map(({ id, location }) => [id, location.kind === "entry" ? location.entry : ""]),
      [
        ["SRS-1", "one.reqif#SRS-1"],
        ["SRS-2", "sub/two.reqif#SRS-2"],
      ],
    );
    assert.deepEqual(
      links.map(({ role, from, to }) => [role, from, to]),
      [["derives", "SRS-2", "SRS-1"]],
    );
    assert.match(problems[0]?.message ?? "", /^sub\/two\.reqif: .*'gone'/);
  });

  it("expands no entities and says so", () => {
    const bomb = `<?xml version="1.0"?><!DOCTYPE z [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><REQ-IF>&b;</REQ-IF>`;
    const { items, problems } = read(bomb);
    assert.deepEqual(items, []);
    assert.match(problems[0]?.message ?? "", /document type/);
  });

  it("refuses what would unpack without end, and what is no archive", () => {
    const bytes = zipSync({ "a.reqif": strToU8("<REQ-IF/>") });
    // The size that the archive's directory states.
    new DataView(bytes.buffer).setUint32(latin1(bytes).indexOf("PK\u0001\u0002") + 24, 300_000_000, true);
    const bomb = reqifzReader.read("a.reqifz", latin1(bytes), readOptions());
    assert.match(bomb.problems[0]?.message ?? "", /unpack to more than/);
    for (const text of ["", "PK", "no archive at all"]) {
      assert.match(reqifzReader.read("a.reqifz", text, readOptions()).problems[0]?.message ?? "", /no whole zip archive/);
    }
    assert.match(zipped({ "a.txt": "b" }).problems[0]?.message ?? "", /no \.reqif file/);
  });

  it("locates what is not well-formed and reads the rest", () => {
    const text = reqifDocument(STUDIO);
    const cut = text.slice(0, text.indexOf("Limit &"));
    const { items, problems } = read(cut);
    assert.ok(items.length >= 2);
    assert.match(problems[0]?.message ?? "", /not well-formed/);
    assert.match(read("<html><body>hello</body></html>").problems[0]?.message ?? "", /no ReqIF document/);
    assert.match(read("<a>".repeat(600)).problems[0]?.message ?? "", /nests/);
  });

  it("throws on no prefix, and no flipped byte, of a file", () => {
    const text = reqifDocument(STUDIO.slice(1), [{ type: "x", from: "_2", to: "_3" }]);
    for (let end = 0; end <= text.length; end += 31) read(text.slice(0, end));
    for (let at = 0; at < text.length; at += 37)
      for (const character of ["<", '"', "&", "\0"]) read(text.slice(0, at) + character + text.slice(at + 1));
    const archive = latin1(zipSync({ "a.reqif": strToU8(text) }));
    for (let at = 0; at < archive.length; at += 5)
      reqifzReader.read("a.reqifz", `${archive.slice(0, at)}\u00ff${archive.slice(at + 1)}`, readOptions());
  });

  it("reads many objects in time", function () {
    this.timeout(30_000);
    const objects = Array.from({ length: 5_000 }, (_, i) => ({
      id: `_${String(i)}`,
      type: "Requirement",
      values: {
        "ReqIF.ForeignID": `SRS-${String(i)}`,
        "ReqIF.Name": "A name",
        "ReqIF.Text": { xhtml: "<xhtml:div>The pump shall do it.</xhtml:div>" },
      },
    }));
    const text = reqifDocument(
      objects,
      objects.slice(1).map(({ id }, i) => ({ from: id, to: `_${String(i)}` })),
    );
    const started = process.cpuUsage();
    const { items, links } = read(text);
    const { user } = process.cpuUsage(started);
    assert.equal(items.length, 5_000);
    assert.equal(links.length, 4_999);
    assert.ok(user < 10_000_000, `${String(user / 1e6)} s`);
  });
});
