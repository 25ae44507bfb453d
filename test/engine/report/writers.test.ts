import assert from "node:assert/strict";
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { parse } from "csv-parse/sync";
import {
  buildReportModel,
  csv,
  CSV_TABLES,
  findingsJson,
  findingsText,
  junitXml,
  reportCsv,
  reportDocument,
  reportedFindings,
  reportFragment,
  reportJson,
  reportMarkdown,
  ruleMarkdown,
  summaryLine,
} from "../../../engine/src/index.js";
import { config, files, findings, graph, rules, run, texts } from "./pump.js";

const reported = reportedFindings(findings, texts);
const model = buildReportModel({ config, rules, graph, findings, texts, files, run, lists: true });

describe("findings in lines and columns", () => {
  it("come in the order of file, place, rule", () => {
    assert.deepEqual(
      reported.map((f) => f.fingerprint),
      ["f2", "f3", "f1", "f5", "f6", "f4"],
    );
  });

  it("have one-based lines and columns", () => {
    assert.deepEqual(reported[2]?.place, { file: "firmware/flow.c", line: 3, column: 2, endLine: 3, endColumn: 20 });
  });

  it("stand at the beginning of a file that could not be read", () => {
    assert.deepEqual(reported[4]?.place, { file: "gone.c", line: 1, column: 1, endLine: 1, endColumn: 1 });
  });
});

describe("JSON findings", () => {
  const json = findingsJson(reported, { toolVersion: "0.1.0", configurationDigest: config.digest });

  it("do not depend on the order in which findings come", () => {
    const other = reportedFindings([...findings].reverse(), texts);
    assert.equal(findingsJson(other, { toolVersion: "0.1.0", configurationDigest: config.digest }), json);
  });

  it("carry version, summary and every field of a finding", () => {
    const log = JSON.parse(json) as { format: string; version: number; summary: unknown; findings: Record<string, unknown>[] };
    assert.equal(log.format, "vitalint-findings");
    assert.equal(log.version, 1);
    assert.deepEqual(log.summary, { open: { error: 2, warning: 1, information: 0, hint: 1 }, disposed: 1, undecided: 1, frozen: 1 });
    const copy = log.findings.find((f) => f["fingerprint"] === "f1");
    assert.deepEqual(copy?.["range"], { line: 3, column: 2, endLine: 3, endColumn: 20 });
    assert.deepEqual(Object.keys(copy), [
      "rule",
      "messageId",
      "message",
      "severity",
      "confidence",
      "file",
      "range",
      "symbol",
      "cwe",
      "fingerprint",
      "state",
      "context",
      "rank",
      "steps",
      "fixes",
      "supersedes",
    ]);
  });
});

describe("text findings", () => {
  it("show place, frame, steps, what the code is for, and the fix", () => {
    const text = findingsText(reported.slice(2, 3), texts, { color: false, frames: true });
    assert.equal(
      text,
      [
        "firmware/flow.c:3:2: error: 'strcpy' can write past the end of 'rate' (8 bytes) [memory/unbounded-copy]",
        "  |",
        "3 |     strcpy(rate, name);",
        "  |     ^^^^^^^^^^^^^^^^^^",
        "  = source: firmware/flow.c:1:27: comes from the network",
        "  = sink: firmware/flow.c:3:2: is copied here",
        "  = related: firmware/flow.c:2:7: 'rate' has 8 bytes",
        "  = touches: class C, item Flow control, unit firmware/flow.c; requirement SRS-001; risk control RC-001; hazard HZ-001",
        "  = fix: Use snprintf with the size of 'rate' (safe)",
        "",
      ].join("\n"),
    );
  });

  it("let no control character of a workspace through to the terminal", () => {
    const text = findingsText(reported, texts, { color: false, frames: true });

    assert.doesNotMatch(text, /[\u0000-\u0009\u000b-\u001f\u202e]/);
    assert.match(text, /\\u001b\[31m/);
    assert.match(text, /\\u202ehidden/);
  });

  it("colour only when asked", () => {
    assert.match(findingsText(reported, texts, { color: true, frames: true }), /\u001b\[31merror:/);
  });

  it("sum up", () => {
    assert.equal(summaryLine(reported), "2 errors, 1 warning, 1 hint; 1 with a disposition, 1 in the baseline");
    assert.equal(summaryLine([]), "no open findings");
  });
});

describe("JUnit", () => {
  const xml = junitXml(reported, ["a.c", "firmware/flow.c"], "warning");

  it("is well-formed whatever the messages hold", () => {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- its successor is a package of its own, for one function
    assert.equal(XMLValidator.validate(xml), true);
  });

  it("fails open findings at the threshold, skips disposed and frozen ones, passes clean files", () => {
    const root = new XMLParser({ ignoreAttributes: false }).parse(xml) as { testsuites: Record<string, string> };
    assert.equal(root.testsuites["@_failures"], "3");
    assert.equal(root.testsuites["@_skipped"], "2");
    assert.equal(root.testsuites["@_tests"], "7");
    assert.match(xml, /<testcase classname="a.c" name="no findings"\/>/);
  });
});

describe("CSV", () => {
  it("lets no cell run as a formula, and quotes what RFC 4180 asks to be quoted", () => {
    const line = csv([["=1+1", "@SUM(A1)", "-2", "+3", "\t=1", 'say "a, b"', "two\nlines", 5, undefined]]);
    const [cells] = parse(line);
    assert.deepEqual(cells, ["'=1+1", "'@SUM(A1)", "'-2", "'+3", "'\t=1", 'say "a, b"', "two\nlines", "5", ""]);
  });

  it("writes each table with one header and rows of its width", () => {
    for (const name of CSV_TABLES) {
      const rows = parse(reportCsv(model, name));
      assert.ok(rows.length > 1, name);
    }
  });

  it("writes the hostile message as text", () => {
    const rows = parse<Record<string, string>>(reportCsv(model, "findings"), { columns: true });
    assert.match(rows.find((row) => row["fingerprint"] === "f5")?.["message"] ?? "", /^'=HYPERLINK/);
  });
});

describe("the report's model", () => {
  it("joins requirements with units, tests and risk controls", () => {
    const states = Object.fromEntries(model.requirements.map((row) => [row.item.id, row.state]));
    assert.deepEqual(states, { "SYS-001": "passed", "SRS-001": "passed", "SRS-002": "uncovered", "SRS-003": "uncovered" });
    assert.deepEqual(model.coverage, {
      requirements: { total: 4, implemented: 2, verified: 2 },
      riskControls: { total: 2, verified: 1 },
      units: { total: 2, linked: 1 },
    });
  });

  it("follows hazards to controls and their verification", () => {
    assert.deepEqual(
      model.risks.map((row) => [row.hazard?.id, row.control?.id, row.requirements.map((r) => r.id), row.state]),
      [
        ["HZ-001", "RC-001", ["SRS-001"], "passed"],
        ["HZ-001", "RC-002", [], "none"],
        ["HZ-002", undefined, [], "uncovered"],
        [undefined, "RC-003", [], "uncovered"],
      ],
    );
  });

  it("lists missing links with their class", () => {
    assert.deepEqual(
      model.gaps.map((gap) => [gap.kind, gap.id, gap.class]),
      [
        ["requirement-not-implemented", "SRS-002", "B"],
        ["requirement-not-implemented", "SRS-003", "unassigned"],
        ["requirement-not-verified", "SRS-002", "B"],
        ["requirement-not-verified", "SRS-003", "unassigned"],
        ["risk-control-without-requirement", "RC-003", "C"],
        ["hazard-without-control", "HZ-002", "unassigned"],
        ["unit-without-requirement", "unit:menu", "B"],
        ["unknown-id", "SRS-01", "C"],
      ],
    );
  });

  it("puts findings near a hazard first", () => {
    assert.deepEqual(
      model.hazardGroups.map((group) => [group.hazard?.id, group.class, group.findings.map((f) => f.fingerprint)]),
      [
        ["HZ-001", "C", ["f1"]],
        [undefined, "unassigned", ["f3"]],
      ],
    );
  });

  it("names the documents it rests on, and no others", () => {
    assert.deepEqual(
      model.sources.map((source) => [source.path, source.role, source.date]),
      [
        ["docs/srs.md", "software requirements", undefined],
        ["test/results.xml", "test results", "2026-08-20T10:00:00"],
      ],
    );
  });

  it("is incomplete for each thing that is missing, and says so", () => {
    assert.equal(model.verdict.verdict, "incomplete");
    const reasons = model.verdict.reasons.map((reason) => reason.text);
    assert.ok(reasons.includes("1 file could not be read or analysed"));
    assert.ok(reasons.includes("1 open finding of severity warning and above"));
    assert.ok(reasons.includes("8 missing or broken links"));
  });

  it("is complete when nothing is missing", () => {
    const clean = {
      ...graph,
      items: graph.items.filter((i) => !["SRS-002", "SRS-003", "RC-003", "HZ-002", "unit:menu"].includes(i.id)),
      problems: [],
    };
    const whole = buildReportModel({ config, rules, graph: clean, findings: [], texts, files: files.slice(0, 2), run });
    assert.deepEqual(whole.verdict, { verdict: "complete", reasons: [] });
  });

  it("never calls a dirty tree or a draft edition complete", () => {
    const clean = {
      ...graph,
      items: graph.items.filter((i) => !["SRS-002", "SRS-003", "RC-003", "HZ-002", "unit:menu"].includes(i.id)),
      problems: [],
    };
    const input = { config, rules, graph: clean, findings: [], texts, files: files.slice(0, 2), run };
    assert.equal(buildReportModel({ ...input, run: { ...input.run, workTree: "dirty" } }).verdict.verdict, "incomplete");
    assert.equal(buildReportModel({ ...input, config: { ...config, edition: "ed2-draft" } }).verdict.verdict, "incomplete");
  });

  it("is the JSON report", () => {
    const { trace, ...report } = model;
    assert.ok(trace.items.length > 0);
    assert.deepEqual(JSON.parse(reportJson(model)), JSON.parse(JSON.stringify(report)));
  });
});

describe("HTML", () => {
  const page = reportDocument(model);

  it("lets nothing of the workspace become markup", () => {
    assert.doesNotMatch(page, /<script/i);
    assert.match(page, /&lt;script&gt;/);
    assert.match(page, /Pump &lt;&quot;1000&quot;&gt;/);
  });

  it("needs nothing from outside, and no style or script attribute", () => {
    assert.doesNotMatch(page, /\s(?:src|style|on\w+)=/);
    assert.doesNotMatch(page, /https?:/);
    assert.match(page, /default-src 'none'; style-src 'sha256-[A-Za-z0-9+/]{43}='/);
  });

  it("gives every table a caption and column headers", () => {
    const tables = page.match(/<table>/g)?.length ?? 0;
    assert.ok(tables > 8);
    assert.equal(page.match(/<caption>[^<]+<\/caption>/g)?.length, tables);
    assert.doesNotMatch(page, /<th>/);
  });

  it("balances its tags", () => {
    const open = (tag: string): number => page.match(new RegExp(`<${tag}[ >]`, "g"))?.length ?? 0;
    const close = (tag: string): number => page.match(new RegExp(`</${tag}>`, "g"))?.length ?? 0;
    for (const tag of [
      "div",
      "section",
      "table",
      "tr",
      "td",
      "th",
      "ul",
      "ol",
      "li",
      "p",
      "span",
      "article",
      "details",
      "header",
      "main",
      "meter",
    ]) {
      assert.equal(close(tag), open(tag), tag);
    }
  });

  it("leads from rows to code, by URI where a panel asks for it", () => {
    const body = reportFragment(model, { uriOf: (file) => `file:///x/${encodeURIComponent(file)}` });
    assert.match(body, /<tr data-uri="file:\/\/\/x\/firmware%2Fflow.c" data-file="firmware\/flow.c" data-line="2" data-character="1">/);
    assert.doesNotMatch(body, /<html|<style|<meta/);
  });

  it("names every state and limit of the model", () => {
    for (const limit of model.limits) assert.ok(page.includes(limit.slice(0, 40).replaceAll("'", "&#39;")), limit);
    for (const word of ["not implemented", "verified", "Prepared", "Reviewed", "Approved", "M. Weber", "over-infusion can kill"])
      assert.ok(page.includes(word), word);
  });
});

describe("Markdown", () => {
  it("keeps table rows whole and markup harmless", () => {
    const text = reportMarkdown(model);
    assert.doesNotMatch(text, /<script/);
    assert.match(text, /checks a download only, \\\| not a secret/);
    for (const heading of ["Requirements matrix", "Risk-control matrix", "What this report does not show", "Signatures"])
      assert.match(text, new RegExp(`## ${heading}`));
  });

  it("makes a rule's page from its metadata", () => {
    const [rule] = rules;
    assert.ok(rule);
    const page = ruleMarkdown(rule);
    assert.match(page, /^# Copy without a bound\n/);
    assert.match(page, /\| CWE \| CWE-120, CWE-787 \|/);
    assert.match(page, /```c\nstrcpy\(a, b\);\n```/);
  });
});
