import assert from "node:assert/strict";
import { readJUnit } from "../../../engine/src/trace/test-results/junit.js";
import { DEFAULT_IDS } from "../../../engine/src/trace/ids.js";

const read = (text: string) => readJUnit("build/results.xml", text, (id) => DEFAULT_IDS.matches(id));
const brief = (text: string) =>
  read(text).tests.map(({ suite, name, status, message }) =>
    [suite, name, status, ...(message === undefined ? [] : [message])].join(" | "),
  );

describe("JUnit results", () => {
  it("of GoogleTest: properties, skipped and disabled tests, parameters", () => {
    const text = `<?xml version="1.0" encoding="UTF-8"?>
<testsuites tests="4" failures="1" disabled="1" timestamp="2026-05-01T10:00:00" name="AllTests">
  <testsuite name="Flow" tests="4">
    <testcase name="Limits" file="flow_test.cc" line="12" status="run" result="completed" time="0." classname="Flow">
      <properties><property name="requirement" value="SRS-001, SRS-002"/><property name="other" value="SRS-009"/></properties>
    </testcase>
    <testcase name="Stops/0" status="run" result="completed" classname="Rates/Flow"><failure message="flow_test.cc:20&#x0A;Expected: 5 &lt; 6" type=""><![CDATA[<!DOCTYPE x> is text here]]></failure></testcase>
    <testcase name="Old" status="notrun" result="suppressed" classname="Flow"/>
    <testcase name="Later" status="run" result="skipped" classname="Flow"><skipped message="not yet"/></testcase>
  </testsuite>
</testsuites>`;
    const { tests, problems } = read(text);
    assert.deepEqual(problems, []);
    assert.deepEqual(brief(text), [
      "Flow | Limits | passed",
      "Rates/Flow | Stops/0 | failed | flow_test.cc:20\nExpected: 5 < 6",
      "Flow | Old | not-run",
      "Flow | Later | skipped",
    ]);
    assert.deepEqual(tests[0]?.ids, ["SRS-001", "SRS-002"]);
    assert.equal(tests[0].timestamp, "2026-05-01T10:00:00");
    assert.match(text.slice(tests[1]?.span.start, tests[1]?.span.end), /^<testcase name="Stops\/0".*>$/);
  });

  it("of CTest, pytest, mocha and a Unity converter", () => {
    assert.deepEqual(
      brief(
        '<testsuite name="Linux-c++" tests="2"><testcase name="flow" classname="flow" time="0.1" status="run"><properties/><system-out>ok</system-out></testcase><testcase name="alarm" classname="alarm" status="fail"/></testsuite>',
      ),
      ["flow | flow | passed", "alarm | alarm | failed"],
    );
    assert.deepEqual(
      brief(
        '<testsuites><testsuite name="pytest"><testcase classname="tests.test_flow" name="test_limit[5]"/><testcase classname="tests.test_flow" name="test_skip"><skipped type="pytest.skip" message="no pump"/></testcase><testcase classname="t" name="broken"><error message="boom">trace</error></testcase></testsuite></testsuites>',
      ),
      ["tests.test_flow | test_limit[5] | passed", "tests.test_flow | test_skip | skipped", "t | broken | failed | boom"],
    );
    assert.deepEqual(
      brief(
        '<testsuites name="Mocha Tests"><testsuite name="flow" timestamp="2026-01-01T00:00:00"><testcase name="flow limits SRS-001" classname="limits SRS-001"/></testsuite></testsuites>',
      ),
      ["limits SRS-001 | flow limits SRS-001 | passed"],
    );
    assert.deepEqual(read('<testsuite name="s"><testcase name="limits @tests:SRS-001 (SRS-002)"/></testsuite>').tests[0]?.ids, [
      "SRS-001",
      "SRS-002",
    ]);
  });

  it("refuse document types and entities, and say where", () => {
    const bomb = `<?xml version="1.0"?>\n<!-- c -->\n<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>\n<testsuite name="&b;"/>`;
    const { tests, problems } = read(bomb);
    assert.deepEqual(tests, []);
    assert.equal(problems.length, 1);
    assert.equal(bomb.slice(problems[0]?.span.start, problems[0]?.span.end), "<!DOCTYPE");
    assert.equal(read('<testsuite name="s"><testcase name="&evil; &amp; &#65;"/></testsuite>').tests[0]?.name, "&evil; & A");
  });

  it("locate what is malformed, cut off, empty or no result file", () => {
    const cut = '<testsuite name="s">\n  <testcase name="a"/>\n  </testcase>\n</testsuite>';
    assert.match(read(cut).problems[0]?.message ?? "", /not well-formed/);
    assert.equal(cut.slice(0, read(cut).problems[0]?.span.start).split("\n").length, 3);
    assert.match(read("").problems[0]?.message ?? "", /empty/);
    assert.match(read("<html/>").problems[0]?.message ?? "", /no <testsuite>/);
    assert.match(read('<testsuite name="s"><testcase classname="x"/></testsuite>').problems[0]?.message ?? "", /without a name/);
  });

  it("throw on no prefix", () => {
    const text =
      '<?xml version="1.0"?><testsuites><testsuite name="a"><properties><property name="verifies" value="SRS-1"/></properties><testcase name="x"><failure>&#x110000; a</failure></testcase></testsuite></testsuites>';
    for (let end = 0; end <= text.length; end++) read(text.slice(0, end));
    const deep = "<a>".repeat(5000) + "</a>".repeat(5000);
    assert.equal(read(deep).problems.length, 1);
  });
});
