import { defineRule, type Step } from "../../engine/src/index.js";
import { isWithdrawn, listing, naming, placeOf } from "../shared/trace/items.js";

export default defineRule({
  id: "trace/requirement-failing-tests",
  languages: [],
  since: "0.1.0",
  preset: "recommended",
  severity: "error",
  confidence: "high",
  fix: "none",
  standards: { cwe: [], clauses: ["5.7.1", "5.7.2", "5.7.4"] },
  obligations: [
    { clause: "5.7.2", basis: "clause", classes: ["A", "B", "C"], gist: "Hand anomalies found in testing to problem resolution." },
  ],
  messages: {
    failing: "{item} does not hold: {tests} failed in the last test run. Correct the code or the test, and record the anomaly if it stays.",
  },
  docs: {
    title: "Requirement whose tests fail",
    what: "Reports a requirement or risk control of whose tests at least one failed in the test results that the project holds.",
    why: "A failed test of a requirement is an anomaly (IEC 62304 5.7.2): it goes to problem resolution, and the software can't be released before it is evaluated.",
    whatToDo: "Follow the steps to the failed tests. Correct the code, or the test where it is wrong; run the tests again.",
    whenToDeviate: "As a residual anomaly, with its evaluation for safety (5.8.3).",
    limits: ["Results are as new as their files: whether the code changed since is not seen here."],
    examples: [],
    traceExamples: [
      {
        bad: '//- docs/requirements.md\n### SRS-012 Limit the rate\nText.\n//- test/test_flow.c\n/** @verifies SRS-012 */\nvoid test_limits_rate(void) { }\n//- test-results/flow.xml\n<testsuite name="flow"><testcase classname="flow" name="test_limits_rate"><failure message="expected 5, was 6"/></testcase></testsuite>\n',
        good: '//- docs/requirements.md\n### SRS-012 Limit the rate\nText.\n//- test/test_flow.c\n/** @verifies SRS-012 */\nvoid test_limits_rate(void) { }\n//- test-results/flow.xml\n<testsuite name="flow"><testcase classname="flow" name="test_limits_rate"/></testsuite>\n',
      },
    ],
  },
  on: {
    trace: {
      item: {
        kinds: ["system-requirement", "software-requirement", "risk-control"],
        visit(context, item) {
          const { graph } = context;
          if (!graph.hasDocuments) return;
          if (isWithdrawn(item)) return;
          const failed = graph.verification(item.id).tests.filter(({ result }) => result?.status === "failed");
          if (failed.length === 0) return;
          const steps = failed.map(({ item: test, result }): Step => {
            const said = result?.message === undefined ? "" : `: ${result.message.split("\n")[0] ?? ""}`;
            const at = placeOf(test);
            return { location: { file: at.file, span: at.span }, message: `'${test.title}' failed${said}`, role: "related" };
          });
          const extras = { steps, ...(item.safetyClass ? { safetyClass: item.safetyClass } : {}) };
          const tests = listing(failed.map((test) => `'${test.item.title}'`));
          context.report("failing", placeOf(item), { item: naming(item), tests }, extras);
        },
      },
    },
  },
});
