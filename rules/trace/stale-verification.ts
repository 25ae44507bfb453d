import { defineRule, type StampPart, type Step, type VerifyingTest } from "../../engine/src/index.js";
import { isWithdrawn, listing, naming, placeOf } from "../shared/trace/items.js";

export default defineRule({
  id: "trace/stale-verification",
  languages: [],
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  confidence: "high",
  fix: "none",
  standards: { cwe: [], clauses: ["5.7.3", "5.8.2", "8.2.3"] },
  obligations: [{ clause: "5.7.3", basis: "clause", classes: ["A", "B", "C"], gist: "Test again after changes." }],
  messages: {
    stale:
      "{item} is no longer verified: {tests} passed on commit {commit}, and {what} changed since. Run the tests again on what is there now, and stamp their results.",
    unstamped:
      "{item} does not count as verified: {tests} passed, but it is not recorded on which version. Stamp the results ('vitalint trace --stamp').",
  },
  docs: {
    title: "Verification of an older version",
    what: "Reports a requirement or risk control whose tests passed on other code than there is now, and, in a project that keeps a record of stamps, tests that passed without one. A stamp (`vitalint trace --stamp RESULTS --commit REV`, run by the build after the tests) records what a test's passing rests on: the units that implement the requirement, the functions that they and the test call, the types, macros and variables at file scope that these name, the test's own code, and the requirement's text. Comments and layout do not count.",
    why: "Test results name no version of the code. A green result from before the last change looks like evidence and is none: IEC 62304 5.7.3 asks to test again after changes, 8.2.3 to verify them.",
    whatToDo: "Run the tests again on the committed code and stamp their results. The message and the steps say what changed.",
    whenToDeviate: "Where an analysis shows that the change can't affect the test's result: record the analysis as the reason.",
    limits: [
      "Functions that callees in other files call, functions called through pointers that are set elsewhere, and data that programs read are not followed.",
      "A build's options, compilers and libraries in binary form are not part of a stamp.",
      "Without a file `vitalint.stamps` nothing is stale, and every pass counts.",
    ],
    examples: [],
    traceExamples: [
      {
        bad: '//- docs/requirements.md\n### SRS-012 Limit the rate\nThe pump shall limit the rate.\n//- firmware/flow.c\n/** @satisfies SRS-012 */\nint Flow_Set(int rate) { return rate > 1200 ? 1200 : rate; }\n//- test/test_flow.c\n/** @verifies SRS-012 */\nvoid test_limits_rate(void) { Flow_Set(5000); }\n//- test-results/flow.xml\n<testsuite name="flow" timestamp="2026-10-01T10:00:00Z"><testcase classname="flow" name="test_limits_rate"/></testsuite>\n//- vitalint.stamps\nvitalint-stamps 1\ntest/test_flow.c#test_limits_rate\tSRS-012\t\t\t5d3c0f6a1b2e4d7c8f9a0b1c2d3e4f5a6b7c8d9e\t2026-10-01T10:00:00Z\td9ad0aac3cde962581dd445d090a98a89fdcd7efb20a34d1c97cf97099a71c5b\t091978f352d9a113f5434732d92dc9c06c9cb8c1a729f8faf0e313d1ad07ef1b\tc526fdd025dfc3305c4f2528998241ff77c92ce0c3afc7d431ebe30979368df3\t560848625c7334f7c5fdaa1e1c370712c7902448962107bd8516ff8215f6c5c2\tdcf461b74350df9ab11c162dc8b3a1668b9912746f8cef5a7165a28be0b110e7\n',
        good: '//- docs/requirements.md\n### SRS-012 Limit the rate\nThe pump shall limit the rate.\n//- firmware/flow.c\n/** @satisfies SRS-012 */\nint Flow_Set(int rate) { return rate > 1000 ? 1000 : rate; }\n//- test/test_flow.c\n/** @verifies SRS-012 */\nvoid test_limits_rate(void) { Flow_Set(5000); }\n//- test-results/flow.xml\n<testsuite name="flow" timestamp="2026-10-01T10:00:00Z"><testcase classname="flow" name="test_limits_rate"/></testsuite>\n//- vitalint.stamps\nvitalint-stamps 1\ntest/test_flow.c#test_limits_rate\tSRS-012\t\t\t5d3c0f6a1b2e4d7c8f9a0b1c2d3e4f5a6b7c8d9e\t2026-10-01T10:00:00Z\td9ad0aac3cde962581dd445d090a98a89fdcd7efb20a34d1c97cf97099a71c5b\t091978f352d9a113f5434732d92dc9c06c9cb8c1a729f8faf0e313d1ad07ef1b\tc526fdd025dfc3305c4f2528998241ff77c92ce0c3afc7d431ebe30979368df3\t560848625c7334f7c5fdaa1e1c370712c7902448962107bd8516ff8215f6c5c2\tdcf461b74350df9ab11c162dc8b3a1668b9912746f8cef5a7165a28be0b110e7\n',
      },
    ],
  },
  on: {
    trace: {
      item: {
        kinds: ["system-requirement", "software-requirement", "risk-control"],
        visit(context, item) {
          const { graph } = context;
          if (!graph.hasDocuments || !graph.verifications.hasRecord) return;
          if (isWithdrawn(item)) return;
          const { tests, status } = graph.verification(item.id);
          if (status !== "stale" && status !== "unstamped") return;
          const own = tests.filter(({ state }) => state === status);
          const data = { item: naming(item), tests: listing(own.map((test) => `'${test.item.title || test.item.id}'`)), ...sayingOf(own) };
          const extras = { steps: own.map(stepOf), ...(item.safetyClass ? { safetyClass: item.safetyClass } : {}) };
          context.report(status, placeOf(item), data, extras);
        },
      },
    },
  },
});

const WORDS: Readonly<Record<StampPart, string>> = {
  unit: "its unit",
  callees: "a function that is called",
  declarations: "a type, macro or variable that is used",
  test: "the test",
  requirement: "the requirement's text",
};

function changesOf(tests: readonly VerifyingTest[]): StampPart[] {
  const changed = new Set(tests.flatMap(({ stamps }) => stamps.flatMap((judged) => judged.changed)));
  return (Object.keys(WORDS) as StampPart[]).filter((part) => changed.has(part));
}

function sayingOf(tests: readonly VerifyingTest[]): { readonly commit: string; readonly what: string } {
  const stamp = tests.flatMap(({ stamps }) => stamps).find(({ changed }) => changed.length > 0)?.stamp;
  const parts = changesOf(tests).map((part) => WORDS[part]);
  const what = parts.length <= 1 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1) ?? ""}`;
  return { commit: stamp?.commit.slice(0, 12) ?? "", what };
}

function stepOf(test: VerifyingTest): Step {
  const at = placeOf(test.item);
  const parts = changesOf([test]).map((part) => WORDS[part]);
  const name = `'${test.item.title || test.item.id}'`;
  const message =
    parts.length === 0 ? `${name} passed on a version that nobody recorded` : `since ${name} passed, ${parts.join(" and ")} changed`;
  return { location: { file: at.file, span: at.span }, message, role: "related" };
}
