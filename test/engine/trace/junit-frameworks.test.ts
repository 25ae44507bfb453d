import assert from "node:assert/strict";
import { DEFAULT_IDS } from "../../../engine/src/trace/ids.js";
import { readJUnit } from "../../../engine/src/trace/test-results/junit.js";

/** Results as `suite | name | status | when | where | level | ids`, with what is not said left out. */
function read(text: string): string[] {
  const { tests, problems } = readJUnit("build/results.xml", text, (id) => DEFAULT_IDS.matches(id));
  assert.deepEqual(problems, []);
  return tests.map(({ suite, name, status, timestamp, environment, host, level, ids }) =>
    [suite, name, status, timestamp ?? "", environment ?? host ?? "", level ?? "", ids.join(" ")].join(" | ").replace(/( \| )+$/, ""),
  );
}

// The shapes that the frameworks' own reporters write.
describe("JUnit results of each framework", () => {
  it("GoogleTest 1.14: properties of a test, skipped, disabled, typed and parameterised", () => {
    const text = `<?xml version="1.0" encoding="UTF-8"?>
<testsuites tests="5" failures="1" disabled="1" errors="0" time="0.012" timestamp="2026-05-04T09:30:12.345" name="AllTests">
  <testsuite name="FlowTest" tests="4" failures="1" disabled="1" skipped="1" errors="0" time="0.01" timestamp="2026-05-04T09:30:12.346">
    <properties><property name="environment" value="bench-3"/></properties>
    <testcase name="LimitsRate" file="test/flow_test.cc" line="14" status="run" result="completed" time="0.001" timestamp="2026-05-04T09:30:12.347" classname="FlowTest">
      <properties>
        <property name="requirement" value="SRS-001"/>
        <property name="test_level" value="unit"/>
      </properties>
    </testcase>
    <testcase name="DISABLED_Stops" file="test/flow_test.cc" line="30" status="notrun" result="suppressed" time="0." timestamp="2026-05-04T09:30:12.348" classname="FlowTest" />
    <testcase name="Later" file="test/flow_test.cc" line="40" status="run" result="skipped" time="0." timestamp="2026-05-04T09:30:12.349" classname="FlowTest">
      <skipped message="test/flow_test.cc:41&#x0A;no pump"><![CDATA[test/flow_test.cc:41
no pump]]></skipped>
    </testcase>
    <testcase name="Fails" file="test/flow_test.cc" line="50" status="run" result="completed" time="0.002" timestamp="2026-05-04T09:30:12.350" classname="FlowTest">
      <failure message="test/flow_test.cc:52&#x0A;Expected equality" type=""><![CDATA[test/flow_test.cc:52
Expected equality]]></failure>
    </testcase>
  </testsuite>
  <testsuite name="Rates/FlowRates" tests="1" failures="0" disabled="0" skipped="0" errors="0" time="0." timestamp="2026-05-04T09:30:12.351">
    <testcase name="Clamps/0" value_param="1200" file="test/flow_test.cc" line="60" status="run" result="completed" time="0." timestamp="2026-05-04T09:30:12.352" classname="Rates/FlowRates" />
  </testsuite>
</testsuites>`;
    assert.deepEqual(read(text), [
      "FlowTest | LimitsRate | passed | 2026-05-04T09:30:12.347 | bench-3 | unit | SRS-001",
      "FlowTest | DISABLED_Stops | not-run | 2026-05-04T09:30:12.348 | bench-3",
      "FlowTest | Later | skipped | 2026-05-04T09:30:12.349 | bench-3",
      "FlowTest | Fails | failed | 2026-05-04T09:30:12.350 | bench-3",
      "Rates/FlowRates | Clamps/0 | passed | 2026-05-04T09:30:12.352",
    ]);
  });

  it("GoogleTest 1.8: properties as attributes", () => {
    const text = `<testsuites tests="1" failures="0" disabled="0" errors="0" timestamp="2018-01-02T03:04:05" time="0" name="AllTests">
  <testsuite name="FlowTest" tests="1"><testcase name="LimitsRate" status="run" time="0" classname="FlowTest" requirement="SRS-001, SRS-002" /></testsuite>
</testsuites>`;
    assert.deepEqual(read(text), ["FlowTest | LimitsRate | passed | 2018-01-02T03:04:05 |  |  | SRS-001 SRS-002"]);
  });

  it("CTest: passed, failed, disabled, not run, skipped by the test itself", () => {
    const text = `<?xml version="1.0" encoding="UTF-8"?>
<testsuite name="Linux-c++" tests="5" failures="1" disabled="1" skipped="2" hostname="ci-7" time="3" timestamp="2026-05-04T09:30:12">
	<testcase name="flow.limits" classname="flow.limits" time="0.0123" status="run"><properties><property name="cmake_labels" value="unit"/></properties><system-out>ok</system-out></testcase>
	<testcase name="flow.stops" classname="flow.stops" time="0.2" status="fail"><failure message="Failed"/><properties/><system-out>assertion</system-out></testcase>
	<testcase name="flow.old" classname="flow.old" time="0" status="disabled"><skipped message="Disabled"/><properties/><system-out/></testcase>
	<testcase name="flow.lost" classname="flow.lost" time="0" status="notrun"><skipped message="Unable to find executable"/><properties/><system-out/></testcase>
	<testcase name="flow.later" classname="flow.later" time="0.01" status="notrun"><skipped message="SKIP_RETURN_CODE=77"/><properties/><system-out/></testcase>
</testsuite>`;
    assert.deepEqual(read(text), [
      "flow.limits | flow.limits | passed | 2026-05-04T09:30:12 | ci-7",
      "flow.stops | flow.stops | failed | 2026-05-04T09:30:12 | ci-7",
      "flow.old | flow.old | not-run | 2026-05-04T09:30:12 | ci-7",
      "flow.lost | flow.lost | not-run | 2026-05-04T09:30:12 | ci-7",
      "flow.later | flow.later | skipped | 2026-05-04T09:30:12 | ci-7",
    ]);
  });

  it("Unity, by its own converters", () => {
    const ruby = `<?xml version='1.0' encoding='utf-8' ?>
<testsuite name="test_flow" tests="3" failures="1" errors="0" skips="1" timestamp="2026-05-04T09:30:12">
  <testcase classname="test/test_flow.c" name="test_limits" time="0"/>
  <testcase classname="test/test_flow.c" name="test_stops"><failure type="ASSERT FAILED">Expected 5 Was 6<system-err>[File] test/test_flow.c [Line] 20</system-err></failure></testcase>
  <testcase classname="test/test_flow.c" name="test_later"><skipped type="TEST IGNORED">no pump</skipped></testcase>
</testsuite>`;
    assert.deepEqual(read(ruby), [
      "test/test_flow.c | test_limits | passed | 2026-05-04T09:30:12",
      "test/test_flow.c | test_stops | failed | 2026-05-04T09:30:12",
      "test/test_flow.c | test_later | skipped | 2026-05-04T09:30:12",
    ]);
    const ceedling = `<?xml version="1.0" encoding="utf-8" ?>
<testsuites tests="2" failures="0" skipped="1" errors="0" time="0.002">
  <testsuite name="test_flow" tests="2" failures="0" skipped="1" errors="0" time="0.002">
    <testcase name="test_limits" time="0.001"/>
    <testcase name="test_later" time="0.0"><skipped/></testcase>
  </testsuite>
</testsuites>`;
    assert.deepEqual(read(ceedling), ["test_flow | test_limits | passed", "test_flow | test_later | skipped"]);
  });

  it("pytest: record_property, xfail, error in a fixture, class names", () => {
    const text = `<?xml version="1.0" encoding="utf-8"?><testsuites name="pytest tests"><testsuite name="pytest" errors="1" failures="1" skipped="2" tests="5" time="0.41" timestamp="2026-05-04T09:30:12.345678+02:00" hostname="bench-1">
<properties><property name="level" value="system"/></properties>
<testcase classname="tests.test_flow.TestFlow" name="test_limits[1200]" time="0.001"><properties><property name="requirement" value="SRS-001"/></properties></testcase>
<testcase classname="tests.test_flow" name="test_stops" time="0.002"><failure message="assert 5 == 6">def test_stops(): ...</failure></testcase>
<testcase classname="tests.test_flow" name="test_later" time="0.000"><skipped type="pytest.skip" message="no pump">tests/test_flow.py:9: no pump</skipped></testcase>
<testcase classname="tests.test_flow" name="test_known" time="0.001"><skipped type="pytest.xfail" message=""/></testcase>
<testcase classname="tests.test_flow" name="test_setup" time="0.001"><error message="failed on setup with &quot;OSError&quot;">trace</error></testcase>
</testsuite></testsuites>`;
    const at = "2026-05-04T09:30:12.345678+02:00 | bench-1 | system";
    assert.deepEqual(read(text), [
      `tests.test_flow.TestFlow | test_limits[1200] | passed | ${at} | SRS-001`,
      `tests.test_flow | test_stops | failed | ${at}`,
      `tests.test_flow | test_later | skipped | ${at}`,
      `tests.test_flow | test_known | skipped | ${at}`,
      `tests.test_flow | test_setup | failed | ${at}`,
    ]);
  });

  it("mocha (mocha-junit-reporter): nested suites, pending tests, properties of the run", () => {
    const text = `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="Mocha Tests" time="0.0100" tests="3" failures="1" skipped="1">
  <testsuite name="Root Suite" timestamp="2026-05-04T09:30:12" tests="0" time="0.0000" failures="0"></testsuite>
  <testsuite name="flow" timestamp="2026-05-04T09:30:12" tests="3" file="/ci/test/flow.test.ts" time="0.0100" failures="1">
    <properties><property name="environment" value="node 22"/></properties>
    <testcase name="flow limits the rate (SRS-001)" time="0.0010" classname="limits the rate (SRS-001)"></testcase>
    <testcase name="flow stops" time="0.0020" classname="stops"><failure message="5 == 6" type="AssertionError"><![CDATA[AssertionError: 5 == 6]]></failure></testcase>
    <testcase name="flow later" time="0.0000" classname="later"><skipped/></testcase>
  </testsuite>
</testsuites>`;
    assert.deepEqual(read(text), [
      "limits the rate (SRS-001) | flow limits the rate (SRS-001) | passed | 2026-05-04T09:30:12 | node 22 |  | SRS-001",
      "stops | flow stops | failed | 2026-05-04T09:30:12 | node 22",
      "later | flow later | skipped | 2026-05-04T09:30:12 | node 22",
    ]);
  });

  it("jest (jest-junit): suites by file, skipped and failed tests, a file that did not run", () => {
    const text = `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="jest tests" tests="4" failures="1" errors="1" time="1.2">
  <testsuite name="flow" errors="0" failures="1" skipped="1" timestamp="2026-05-04T09:30:12" time="0.5" tests="3">
    <testcase classname="flow limits" name="flow limits" time="0.003"></testcase>
    <testcase classname="flow stops" name="flow stops" time="0.004"><failure>Error: expect(received).toBe(expected)</failure></testcase>
    <testcase classname="flow later" name="flow later" time="0"><skipped/></testcase>
  </testsuite>
  <testsuite name="src/alarm.test.ts" errors="1" failures="0" skipped="0" timestamp="1970-01-01T00:00:00" time="0" tests="1">
    <testcase classname="Test suite failed to run" name="src/alarm.test.ts" time="0"><error>SyntaxError: Unexpected token</error></testcase>
  </testsuite>
</testsuites>`;
    assert.deepEqual(read(text), [
      "flow limits | flow limits | passed | 2026-05-04T09:30:12",
      "flow stops | flow stops | failed | 2026-05-04T09:30:12",
      "flow later | flow later | skipped | 2026-05-04T09:30:12",
      "Test suite failed to run | src/alarm.test.ts | failed | 1970-01-01T00:00:00",
    ]);
  });

  it("cargo-nextest: times of tests, failures with reruns, tests that passed in the end", () => {
    const text = `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="nextest-run" tests="3" failures="1" errors="0" uuid="45c50042-482e-477e-88d1-3d97c4d0f1e7" timestamp="2026-05-04T09:30:12.345+00:00" time="0.021">
    <testsuite name="pump" tests="3" disabled="0" errors="0" failures="1">
        <testcase name="flow::tests::limits" classname="pump" timestamp="2026-05-04T09:30:12.346+00:00" time="0.004"></testcase>
        <testcase name="flow::tests::stops" classname="pump" timestamp="2026-05-04T09:30:12.350+00:00" time="0.005">
            <failure message="thread 'flow::tests::stops' panicked" type="test failure with exit code 101">assertion failed</failure>
            <rerunFailure timestamp="2026-05-04T09:30:12.360+00:00" time="0.004" message="again" type="test failure with exit code 101"/>
            <system-out>running 1 test</system-out>
        </testcase>
        <testcase name="flow::tests::flaky" classname="pump" timestamp="2026-05-04T09:30:12.370+00:00" time="0.003">
            <flakyFailure timestamp="2026-05-04T09:30:12.365+00:00" time="0.003" message="once" type="test failure with exit code 101"/>
        </testcase>
    </testsuite>
</testsuites>`;
    assert.deepEqual(read(text), [
      "pump | flow::tests::limits | passed | 2026-05-04T09:30:12.346+00:00",
      "pump | flow::tests::stops | failed | 2026-05-04T09:30:12.350+00:00",
      "pump | flow::tests::flaky | passed | 2026-05-04T09:30:12.370+00:00",
    ]);
  });
});
