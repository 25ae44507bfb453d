import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import type { Log } from "sarif";
import { reportedFindings, ruleStates, sarifLog } from "../../../engine/src/index.js";
import { config, findings, rules, texts } from "./pump.js";

// The schema is of draft 04, and uses nothing that later drafts read differently apart from these two keys.
const {
  $schema: _,
  id: __,
  ...schema
} = JSON.parse(readFileSync("test/fixtures/third-party/sarif-schema-2.1.0.json", "utf8")) as Record<string, unknown>;
const validate = new Ajv({
  strict: false,
  allErrors: true,
  formats: { uri: /^[a-z][a-z0-9+.-]*:/i, "uri-reference": /^[^\s<>"{}|\\^`]*$/, "date-time": /^\d{4}-\d\d-\d\dT/ },
}).compile(schema);

function log(baseline = false): Log {
  const reported = reportedFindings(findings, texts);
  return JSON.parse(
    sarifLog(reported, ruleStates(rules, config), { toolVersion: "0.1.0", configurationDigest: "d", successful: false, baseline }),
  ) as Log;
}

describe("SARIF", () => {
  it("is valid after OASIS' schema", () => {
    assert.equal(validate(log(true)), true, JSON.stringify(validate.errors, undefined, 2));
  });

  it("is refused by that schema when it is broken", () => {
    const broken = { ...log(), version: "2.0.0" };
    assert.equal(validate(broken), false);
  });

  it("says what a code-scanning service reads", () => {
    const run = log().runs[0];
    const rule = run?.tool.driver.rules?.[0];
    assert.deepEqual(rule?.properties?.tags, [
      "security",
      "safety",
      "external/cwe/cwe-120",
      "external/cwe/cwe-787",
      "external/cert/str31-c",
      "external/misra/c-2012-21.17",
      "external/fda/code-data-execution-integrity",
    ]);
    assert.equal(rule.properties["security-severity"], "9.0");
  });

  it("says where a finding is, how one gets there, and what to do", () => {
    const result = log().runs[0]?.results?.find((r) => r.partialFingerprints?.["vitalint/v1"] === "f1");
    assert.ok(result);
    assert.deepEqual(result.locations?.[0]?.physicalLocation, {
      artifactLocation: { uri: "firmware/flow.c", uriBaseId: "%SRCROOT%" },
      region: { startLine: 3, startColumn: 2, endLine: 3, endColumn: 20 },
    });
    assert.deepEqual(
      result.codeFlows?.[0]?.threadFlows[0]?.locations.map((l) => l.location?.message?.text),
      ["comes from the network", "is copied here"],
    );
    assert.equal(result.relatedLocations?.[0]?.message?.text, "'rate' has 8 bytes");
    assert.equal(result.fixes?.[0]?.artifactChanges[0]?.replacements[0]?.insertedContent?.text, 'snprintf(rate, sizeof rate, "%s", name)');
    assert.deepEqual(result.suppressions, []);
  });

  it("escapes paths", () => {
    const uris = log().runs[0]?.results?.map((r) => r.locations?.[0]?.physicalLocation?.artifactLocation?.uri);
    assert.ok(uris?.includes("firmware/menu%20%26%20%3Cmore%3E.c"));
  });

  it("keeps dispositions and frozen findings as suppressions, and marks what is new since a baseline", () => {
    const results = log(true).runs[0]?.results ?? [];
    const by = (fingerprint: string): (typeof results)[number] | undefined =>
      results.find((r) => r.partialFingerprints?.["vitalint/v1"] === fingerprint);
    assert.equal(by("f5")?.suppressions?.[0]?.kind, "external");
    assert.equal(by("f5")?.suppressions?.[0]?.justification, "checks a download only, | not a secret");
    assert.equal(by("f2")?.baselineState, "unchanged");
    assert.equal(by("f2")?.suppressions?.length, 1);
    assert.equal(by("f1")?.baselineState, "new");
    assert.equal(log().runs[0]?.results?.[0]?.baselineState, undefined);
  });

  it("makes skipped files notifications, and expired dispositions results", () => {
    const run = log().runs[0];
    const [invocation] = run?.invocations ?? [];
    assert.ok(run && invocation);
    assert.deepEqual(
      invocation.toolExecutionNotifications?.map((n) => n.descriptor?.id),
      ["vitalint/file-skipped"],
    );
    assert.equal(invocation.executionSuccessful, false);
    assert.ok(run.results?.some((r) => r.ruleId === "vitalint/disposition-expired"));
  });

  it("says which rules the configuration changed", () => {
    const overrides = log().runs[0]?.invocations?.[0]?.ruleConfigurationOverrides;
    assert.deepEqual(overrides, [{ descriptor: { id: "crypto/weak-hash", index: 1 }, configuration: { enabled: false } }]);
  });
});
