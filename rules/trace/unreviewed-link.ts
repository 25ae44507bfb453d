import { defineRule } from "../../engine/src/index.js";

export default defineRule({
  id: "trace/unreviewed-link",
  languages: [],
  since: "0.1.0",
  preset: "strict",
  severity: "information",
  confidence: "high",
  fix: "none",
  standards: { cwe: [], clauses: ["5.1.1 c", "5.2.6"] },
  messages: {
    unreviewed:
      "Nobody has reviewed this link between {from} and {to}: a change at one of its ends will not be noticed. Mark it as reviewed.",
  },
  docs: {
    title: "Link that nobody has reviewed",
    what: "Reports links between requirements, risk controls, code and tests that the review record does not hold. Without a review record the rule is silent.",
    why: "A link becomes suspect when an end changes after somebody looked at both. Of a link that nobody looked at there is nothing to compare with: it can be wrong from the start, and stays so unnoticed.",
    whatToDo: "Read both ends, then *Mark link as reviewed* (or `vitalint trace --mark-reviewed ID`).",
    whenToDeviate: "While a project is adopting the review record, for parts that come later.",
    limits: ["Links that are only probable (an id in a plain comment) are not reviewed: state them first."],
    examples: [],
    traceExamples: [
      {
        bad: '//- vitalint.json\n{ "rules": { "presets": ["strict"] } }\n//- docs/requirements.md\n### SRS-012 Limit the rate\nThe pump shall limit the rate to 1000 ml/h.\n//- firmware/flow.c\n/** @satisfies SRS-012 */\nint Flow_Set(int rate) { return rate; }\n//- test/test_flow.c\n/** @verifies SRS-012 */\nvoid test_limit(void) { }\n//- vitalint.reviews\nvitalint-reviews 1\nsatisfies\tfirmware/flow.c\tSRS-012\t63cc72988ccb9630db28879d532076b374ddba7b38b9cec38ed4f2a29c955b11\t0e673b88af7d27c7d2a65605631b73210c2ab3d6c7948d0e703af908925d62e6\t2026-10-01\tM. Okafor\n',
        good: '//- vitalint.json\n{ "rules": { "presets": ["strict"] } }\n//- docs/requirements.md\n### SRS-012 Limit the rate\nThe pump shall limit the rate to 1000 ml/h.\n//- firmware/flow.c\n/** @satisfies SRS-012 */\nint Flow_Set(int rate) { return rate; }\n//- vitalint.reviews\nvitalint-reviews 1\nsatisfies\tfirmware/flow.c\tSRS-012\t63cc72988ccb9630db28879d532076b374ddba7b38b9cec38ed4f2a29c955b11\t0e673b88af7d27c7d2a65605631b73210c2ab3d6c7948d0e703af908925d62e6\t2026-10-01\tM. Okafor\n',
      },
    ],
  },
  on: {
    trace: {
      item: {
        kinds: "*",
        visit(context, item) {
          const { graph } = context;
          if (graph.reviews.isEmpty) return;
          for (const edge of graph.outgoing(item.id)) {
            if (graph.reviews.of(edge)) continue;
            context.report("unreviewed", { ...edge.location, symbol: `${edge.from} ${edge.to}` }, { from: edge.from, to: edge.to });
          }
        },
      },
    },
  },
});
