import { defineRule } from "../../engine/src/index.js";
import { childrenOf, isWithdrawn, listing, naming, placeOf } from "../shared/trace/items.js";

export default defineRule({
  id: "trace/requirement-not-verified",
  languages: [],
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  confidence: "high",
  fix: "none",
  standards: { cwe: [], clauses: ["5.7.1", "5.7.4"] },
  obligations: [
    { clause: "5.7.1", basis: "clause", classes: ["A", "B", "C"], gist: "Establish tests for each software requirement." },
    { clause: "5.7.4", basis: "clause", classes: ["A", "B", "C"], gist: "Verify each software requirement, by test or otherwise." },
  ],
  messages: {
    noTest: "No test says that it verifies {item}. Tag the test function with '@verifies {id}', or add a test that does.",
    notRun: "{item} is not verified: {tests} did not run in the last test run. Run them, or remove the tag.",
    partly:
      "{item} is verified only in part: {tests} passed and say that they verify a part of it. Add a test of the rest, or one that verifies all of it.",
  },
  docs: {
    title: "Requirement that no test verifies",
    what: "Reports a software requirement (and a system requirement without software requirements of its own) that no test verifies, or whose tests are not in the test results, were skipped, or say themselves that they verify only a part (`PartiallyVerifies`).",
    why: "IEC 62304 5.7.4 asks that each software requirement is tested or otherwise verified, in every class. A requirement without a test is believed, not known.",
    whatToDo: "Put `@verifies ID` into the comment of the test that shows it, and give Vitalint the JUnit result files (`tests.results`).",
    whenToDeviate: "When the requirement is verified otherwise, by review, analysis or inspection: name the record.",
    limits: [
      "Whether a test really shows what the requirement says is for the reviewer.",
      "Without any test result, tests count as they are tagged: only their absence is reported.",
      "A requirement that others refine is reported at those.",
      "Whether the tests passed on the code of now is said by `trace/stale-verification`, where the project keeps stamps.",
    ],
    examples: [],
    traceExamples: [
      {
        bad: "//- docs/requirements.md\n### SRS-012 Limit the rate\nThe pump shall limit the rate.\n//- test/test_flow.c\nvoid test_limits_rate(void) { }\n",
        good: "//- docs/requirements.md\n### SRS-012 Limit the rate\nThe pump shall limit the rate.\n//- test/test_flow.c\n/** @verifies SRS-012 */\nvoid test_limits_rate(void) { }\n",
      },
    ],
  },
  on: {
    trace: {
      item: {
        kinds: ["system-requirement", "software-requirement"],
        visit(context, item) {
          const { graph } = context;
          if (!graph.hasDocuments) return;
          if (isWithdrawn(item)) return;
          const { tests, status } = graph.verification(item.id);
          const extras = item.safetyClass ? { safetyClass: item.safetyClass } : {};
          if (status === "none") {
            // Its children carry the obligation: a gap is reported at them.
            if (childrenOf(graph, item.id).length > 0) return;
            context.report("noTest", placeOf(item), { item: naming(item), id: item.id }, extras);
          } else if (status === "partial") {
            context.report(
              "partly",
              placeOf(item),
              { item: naming(item), tests: listing(tests.map((test) => `'${test.item.title}'`)) },
              extras,
            );
          } else if (status === "not-run" && (graph.hasResults || graph.verifications.hasRecord)) {
            const waiting = tests.filter(({ state }) => state === "skipped" || state === "not-run").map((test) => `'${test.item.title}'`);
            context.report("notRun", placeOf(item), { item: naming(item), tests: listing(waiting) }, extras);
          }
        },
      },
    },
  },
});
