import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readerNamed, type ReadOptions, type ReadResult } from "../../../engine/src/index.js";
import { ROOT } from "../../harness/engine.js";
import { readOptions } from "../../harness/trace.js";

const FOLDER = join(ROOT, "test/fixtures/trace/readers");

function readText(reader: string, path: string, text: string, changes: Partial<ReadOptions> = {}): ReadResult {
  const result = readerNamed(reader)?.read(path, text, readOptions(changes));
  assert.ok(result);
  for (const { id, location } of result.items)
    if (location.kind !== "entry") assert.equal(text.slice(location.idSpan.start, location.idSpan.end), id);
  for (const { from, to, idSpan } of result.links) {
    // A link that is sent elsewhere stands where the id that is replaced does.
    const written = text.slice(idSpan.start, idSpan.end);
    assert.ok([from, to].includes(written) || text.includes(`:remap: ${written}`), `${from} -> ${to}`);
  }
  return result;
}

function read(reader: string, name: string, changes: Partial<ReadOptions> = {}): ReadResult {
  return readText(reader, `docs/${name}`, readFileSync(join(FOLDER, name), "utf8"), changes);
}

const items = ({ items: found }: ReadResult): string[] => found.map(({ id, kind, title }) => `${id} ${kind} ${title}`.trim());
const links = ({ links: found }: ReadResult): string[] =>
  found.map(
    ({ from, to, role, via, revision }) => `${from} ${role} ${to} (${via}${revision === undefined ? "" : ` @${String(revision)}`})`,
  );

describe("Sphinx-Needs reader", () => {
  it("reads needs with their options, nested and of own types, and items of mlx.traceability", () => {
    const result = read("sphinx-needs", "sphinx-needs.good.rst");
    assert.deepEqual(result.problems, []);
    assert.deepEqual(items(result), [
      "RW-SYS-1 system-requirement Ventilate",
      "RW-SYS-2 system-requirement",
      "REQ_1 software-requirement Limit the rate",
      "SPEC_1 design Clamp",
      "REQ_2 software-requirement Sound the alarm",
      "TEST_1 test-case Rate is limited",
      "tool_req__own software-requirement Of an own type",
    ]);
    assert.deepEqual(links(result), [
      "RW-SYS-1 satisfies RW-USR-1 (fulfills)",
      "RW-SYS-1 satisfies RW-USR-2 (fulfills)",
      "RW-SYS-2 satisfies RW-USR-1 (fulfills)",
      "REQ_1 derives SYS_1 (links)",
      "REQ_1 derives SYS_2 (links @2)",
      "REQ_1 relates REQ_2 (need)",
      "SPEC_1 satisfies REQ_1 (reqs)",
      "SPEC_1 satisfies REQ_2 (reqs)",
      "SPEC_1 derives REQ_1 (parent_needs)",
      "TEST_1 verifies SPEC_1 (specs)",
      "TEST_1 verifies REQ_1 (links)",
      "tool_req__own derives gd_req__a (satisfies @1)",
      "tool_req__own derives gd_req__b (satisfies)",
    ]);
    const first = result.items.find(({ id }) => id === "REQ_1");
    assert.equal(first?.text, "The pump shall limit the rate, see :need:`the alarm <REQ_2>`.\n\n* in ml\n* per hour");
    assert.deepEqual([first.attributes, first.revision, first.safetyClass, first.type], [{ status: "open", class: "C", version: "3" }, 3, "C", "req"]); // prettier-ignore
  });

  it("reads MyST fences, with options in either form, and reStructuredText in them", () => {
    const result = read("sphinx-needs", "sphinx-needs.good.md");
    assert.deepEqual(items(result), [
      "REQ_1 software-requirement Limit the rate",
      "REQ_2 software-requirement Sound the alarm",
      "SPEC_1 design Within",
      "REQ_3 software-requirement In reStructuredText",
    ]);
    assert.deepEqual(links(result), ["REQ_1 derives SYS_1 (links)", "REQ_1 relates REQ_2 (need)", "SPEC_1 derives REQ_2 (parent_needs)"]);
  });

  it("tells what it can't read, at its place", () => {
    const result = read("sphinx-needs", "sphinx-needs.bad.rst");
    assert.deepEqual(items(result), ["REQ_1 software-requirement Broken off"]);
    assert.deepEqual(
      result.problems.map(({ message }) => message.slice(0, 30)),
      [
        "This item has no id: write '..",
        "An item-link needs ':sources:'",
        "An item-relink needs ':remap:'",
        "This 'req' has no ':id:'. Sphi",
        "'a b, c' is no id: it may hold",
        "This 'req' has no ':id:'. Sphi",
      ],
    );
  });

  it("takes types and link options from ubproject.toml, conf.py and vitalint.json", () => {
    const text = ".. story:: A\n   :id: ST_1\n   :helps: REQ_1\n   :plain: REQ_1\n\n.. blob:: B\n   :id: B_1\n   :moves: REQ_1\n";
    const toml = '[[needs.types]]\ndirective = "story"\ntitle = "System requirement"\n[needs.links.helps]\noutgoing = "helps"\n';
    const changes = { types: { blob: "design" as const }, relations: { moves: "satisfies" as const } };
    const result = readText("sphinx-needs", "docs/a/b.rst", text, {
      ...changes,
      textOf: (path) => (path === "docs/ubproject.toml" ? toml : undefined),
    });
    assert.deepEqual(items(result), ["ST_1 system-requirement A", "B_1 design B"]);
    assert.deepEqual(links(result), ["ST_1 derives REQ_1 (helps)", "B_1 satisfies REQ_1 (moves)"]);
    const python = 'needs_extra_links = [{"option": "helps"}]\nneeds_types = [dict(directive="story", title="x")]\n';
    const other = readText("sphinx-needs", "b.rst", text, { textOf: (path) => (path === "conf.py" ? python : undefined) });
    assert.deepEqual(links(other), ["ST_1 relates REQ_1 (helps)"]);
  });

  it("is not misled by broken settings", () => {
    const result = readText("sphinx-needs", "b.rst", ".. req:: A\n   :id: R_1\n", { textOf: () => "[[[" });
    assert.equal(result.items.length, 1);
  });
});

describe("mlx.traceability reader", () => {
  it("reads relations both ways, and sends links elsewhere", () => {
    const result = read("mlx-traceability", "mlx-traceability.rst", { kind: "hazard" });
    assert.deepEqual(items(result), ["RC-1 risk-control Stop on occlusion"]);
    assert.deepEqual(
      result.links.map(({ from, to, role }) => `${from} ${role} ${to}`),
      ["RC-1 mitigates HZ-2", "SRS-1 satisfies RC-1"],
    );
  });
});

describe("needs.json reader", () => {
  it("reads the current version, with links and defaults by its schema", () => {
    const result = read("needs-json", "needs-json.json");
    assert.deepEqual(items(result), ["REQ_1 software-requirement Limit the rate", 'SPEC_1 design Clamp "it"', "TEST_1 test-case Limits"]);
    assert.deepEqual(links(result), [
      "SPEC_1 satisfies REQ_1 (links @2)",
      "TEST_1 verifies SPEC_1 (checks)",
      "TEST_1 verifies REQ_1 (checks)",
    ]);
    assert.deepEqual(result.items[0]?.attributes, { status: "open", asil: "B", version: "2" });
    assert.equal(result.items[0].revision, 2);
    assert.deepEqual(
      result.problems.map(({ message }) => message),
      ["The need 'BAD_1' is no object."],
    );
  });

  it("tells what it can't read", () => {
    const result = read("needs-json", "needs-json.bad.json");
    assert.deepEqual(
      result.problems.map(({ message }) => message.slice(0, 40)),
      ["This file is not valid JSON: unexpected ", "There is no version '2.0' in this file: "],
    );
    const deep = readText("needs-json", "needs.json", `{"versions":${"[".repeat(100_000)}`);
    assert.match(deep.problems[0]?.message ?? "", /nests more than 200 levels/);
    assert.match(readText("needs-json", "needs.json", "{}").problems[0]?.message ?? "", /no 'versions'/);
  });
});

describe("LOBSTER reader", () => {
  it("reads requirements and activities with versions and justifications", () => {
    const result = read("lobster", "lobster.lobster");
    assert.deepEqual(items(result), [
      "pump.limit software-requirement pump.limit",
      "pump.stop system-requirement pump.stop",
      "pump.bad software-requirement",
    ]);
    assert.deepEqual(links(result), ["pump.limit derives system.rate (refs @7)", "pump.bad derives 3 (refs)"]);
    assert.equal(result.items[0]?.revision, 42);
    assert.equal(result.items[0].attributes["just_down"], "hardware only");
    assert.deepEqual(
      result.problems.map(({ message }) => message),
      ["This entry has no 'tag', which names it.", "This reference of pump.bad names no tag."],
    );
    assert.deepEqual(links(read("lobster", "lobster.act.lobster")), ["Flow:Limits verifies pump.limit (refs)"]);
    assert.match(readText("lobster", "a.lobster", '{"schema": "x"}').problems[0]?.message ?? "", /no 'schema'/);
  });
});

describe("Doxygen reader", () => {
  it("reads requirements of pages", () => {
    const result = read("doxygen", "doxygen.dox");
    assert.deepEqual(items(result), ["SRS-001 software-requirement Limit the rate", "SRS-002 software-requirement Sound the alarm"]);
    assert.equal(result.items[0]?.text, "The pump shall limit the rate.");
    assert.deepEqual(links(result), ["SRS-001 derives SYS-001 (\\satisfies)", "SRS-001 derives SYS-002 (\\satisfies)"]);
    assert.equal(result.problems.length, 1);
  });

  it("reads requirements of tag files", () => {
    const result = read("doxygen", "doxygen.tag");
    assert.deepEqual(items(result), ["SRS-001 software-requirement Limit the rate & stop"]);
    assert.deepEqual(
      result.problems.map(({ message }) => message),
      ["This requirement of the tag file has no id."],
    );
  });
});
