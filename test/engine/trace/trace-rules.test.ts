import assert from "node:assert/strict";
import duplicateId from "../../../rules/trace/duplicate-id.js";
import failingTests from "../../../rules/trace/requirement-failing-tests.js";
import notImplemented from "../../../rules/trace/requirement-not-implemented.js";
import notVerified from "../../../rules/trace/requirement-not-verified.js";
import riskControl from "../../../rules/trace/risk-control-not-verified.js";
import staleVerification from "../../../rules/trace/stale-verification.js";
import suspectLink from "../../../rules/trace/suspect-link.js";
import unitWithout from "../../../rules/trace/unit-without-requirement.js";
import unreviewedLink from "../../../rules/trace/unreviewed-link.js";
import unknownId from "../../../rules/trace/unknown-id.js";
import { fixedText, traceFindings } from "../../harness/trace.js";

const RULES = [
  unknownId,
  duplicateId,
  notImplemented,
  notVerified,
  failingTests,
  riskControl,
  unitWithout,
  staleVerification,
  suspectLink,
  unreviewedLink,
];

describe("trace rules", () => {
  for (const rule of RULES) {
    for (const [index, { bad, good }] of (rule.docs.traceExamples ?? []).entries()) {
      it(`${rule.id}: example ${String(index + 1)} of its page`, async () => {
        assert.notDeepEqual(await traceFindings(bad, [rule]), [], "the bad example is reported");
        assert.deepEqual(await traceFindings(good, [rule]), [], "the good example is not reported");
      });
    }
  }

  const CLEAN = `//- vitalint.json
{ "softwareItems": [{ "name": "Flow", "class": "C", "files": ["firmware/**"] }], "tests": { "results": ["build/*.xml"], "levels": { "unit": ["test/**"] } } }
//- docs/sys-requirements.md
### SYS-001 Deliver accurately
The pump shall deliver.
//- docs/srs/flow.md
### SRS-001 Limit the rate
- parent: SYS-001
- mitigates: RC-001
- class: C

The pump shall limit.
//- docs/risk/hazards.csv
id,kind,title,severity,mitigates,realisation
HZ-001,hazard,Over-infusion,critical,,
RC-001,risk control,Limit the rate,,HZ-001,software
RC-002,risk control,Pinch valve,,HZ-001,hardware
//- firmware/flow.h
/** Sets the rate. @satisfies SRS-001 */
int Flow_Set(int rate);
//- firmware/flow.c
#include "flow.h"
int Flow_Set(int rate) { return rate; }
//- test/test_flow.c
/** @verifies SRS-001 */
void test_limit(void) { }
//- build/flow.xml
<testsuites><testsuite name="test_flow"><testcase classname="test_flow" name="test_limit"/></testsuite></testsuites>
`;

  it("say nothing of a project whose trace is whole", async () => {
    assert.deepEqual(await traceFindings(CLEAN, RULES), []);
  });

  it("say nothing without a requirement document", async () => {
    assert.deepEqual(
      await traceFindings(
        "//- a.c\n/** @satisfies SRS-001 */\nint f(void) { return 0; }\n//- README.md\n# SRS-001 is no requirement here\n",
        RULES,
      ),
      [],
    );
  });

  it("report each gap where it is", async () => {
    const broken = CLEAN.replace("@satisfies SRS-001", "@satisfies SRS-O01").replace("@verifies SRS-001", "@verifies SRS-001, RC-002");
    assert.deepEqual(await traceFindings(broken, RULES), [
      "docs/srs/flow.md:1 warning trace/requirement-not-implemented No code says that it implements SRS-001 \"Limit the rate\". Tag the function or file that does with '@satisfies SRS-001', or mark the requirement as withdrawn.",
      "firmware/flow.c:1 warning trace/unit-without-requirement Unit 'flow.c' of class C (software item 'Flow') says of no requirement that it implements it. Tag what it is for with '@satisfies ID', or ask whether it is needed.",
      "firmware/flow.h:1 error trace/unknown-id 'SRS-O01' (@satisfies) is the id of no requirement, risk item or design element. Did you mean 'SRS-001'?",
    ]);
  });

  it("follow a failed test to its requirement and risk control", async () => {
    const failing = CLEAN.replace('name="test_limit"/>', 'name="test_limit"><failure message="expected 5 &lt; 6"/></testcase>');
    assert.deepEqual(
      (await traceFindings(failing, RULES)).map((line) => line.split(" ").slice(0, 3).join(" ")),
      ["docs/risk/hazards.csv:3 error trace/risk-control-not-verified", "docs/srs/flow.md:1 error trace/requirement-failing-tests"],
    );
  });

  it("count a test that did not run as none", async () => {
    const skipped = CLEAN.replace('name="test_limit"/>', 'name="test_limit"><skipped/></testcase>');
    assert.deepEqual(
      (await traceFindings(skipped, RULES)).map((line) => line.split(" ").slice(0, 3).join(" ")),
      ["docs/risk/hazards.csv:3 error trace/risk-control-not-verified", "docs/srs/flow.md:1 warning trace/requirement-not-verified"],
    );
  });

  it("ask nothing of withdrawn requirements", async () => {
    assert.deepEqual(await traceFindings("//- docs/requirements.md\n### SRS-1 Old\n- status: withdrawn\n", RULES), []);
  });

  it("offer the nearest id as a fix", async () => {
    const fixture =
      "//- docs/requirements.md\n### SRS-012 Limit\nText\n//- a.c\n/**\n * @satisfies SRS-021\n */\nint f(void) { return 0; }\n";
    assert.equal(await fixedText(fixture, [unknownId]), "/**\n * @satisfies SRS-012\n */\nint f(void) { return 0; }\n");
  });
});
