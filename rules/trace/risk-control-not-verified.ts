import { defineRule } from "../../engine/src/index.js";
import {
  isRealisedElsewhere,
  isVerified,
  isWithdrawn,
  listing,
  naming,
  placeOf,
  requirementsOf,
  testsStand,
} from "../shared/trace/items.js";

export default defineRule({
  id: "trace/risk-control-not-verified",
  languages: [],
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  severityByClass: { C: "error" },
  confidence: "high",
  fix: "none",
  standards: { cwe: [], clauses: ["5.2.3", "7.2.2", "7.3.1", "7.3.3"] },
  obligations: [
    { clause: "7.3.1", basis: "clause", classes: ["B", "C"], gist: "Verify the implementation of each risk control in software." },
    { clause: "5.2.3", basis: "clause", classes: ["B", "C"], gist: "Put risk controls in software among the software requirements." },
    { clause: "7.2.2", basis: "clause", classes: ["B", "C"], gist: "Put risk controls in software among the software requirements." },
  ],
  messages: {
    noRequirement:
      "No software requirement implements risk control {item}. Add 'mitigates: {id}' to the requirement that does, or set its realisation to hardware, labelling or process.",
    noTest: "Risk control {item} is not verified: no test verifies a requirement that implements it ({requirements}).",
    notPassed:
      "Risk control {item} is not verified: of the requirements that implement it ({requirements}) none has tests that all passed.",
  },
  docs: {
    title: "Risk control in software without a verified requirement",
    what: "Reports a risk control that is realised in software and that no software requirement implements, or of whose requirements none is verified by tests that passed.",
    why: "A risk control is what stands between a hazard and the patient. IEC 62304 wants it among the software requirements (5.2.3) and its implementation verified (7.3.1): a control nobody tested can't be counted on in the risk evaluation.",
    whatToDo: "Write the software requirement that implements it (`mitigates: ID`), implement it, and tag its test with `@verifies`.",
    whenToDeviate: "When it is verified otherwise than by tests that this project holds: name the record.",
    limits: [
      "A control whose realisation is not stated counts as software: state `realisation: hardware`, `labelling` or `process` where it is not.",
      "Of several requirements that implement a control one verified one is enough here: the others are reported as not verified themselves.",
      "Without any test result, tests count as they are tagged.",
      "That a control is effective (ISO 14971) is beyond what a trace can show.",
    ],
    examples: [],
    traceExamples: [
      {
        bad: "//- docs/requirements.md\n### SRS-012 Limit the rate\nText.\n//- docs/risk/hazards.csv\nid,kind,title,severity,mitigates,realisation\nHZ-001,hazard,Over-infusion,critical,,\nRC-001,risk control,Limit the rate,,HZ-001,software\n",
        good: "//- docs/requirements.md\n### SRS-012 Limit the rate\n- mitigates: RC-001\n\nText.\n//- docs/risk/hazards.csv\nid,kind,title,severity,mitigates,realisation\nHZ-001,hazard,Over-infusion,critical,,\nRC-001,risk control,Limit the rate,,HZ-001,software\n//- test/test_flow.c\n/** @verifies SRS-012 */\nvoid test_limits_rate(void) { }\n",
      },
    ],
  },
  on: {
    trace: {
      item: {
        kinds: ["risk-control"],
        visit(context, item) {
          const { graph } = context;
          if (!graph.hasDocuments) return;
          if (isWithdrawn(item)) return;
          // Another realisation is verified elsewhere (7.3.1 is about software).
          if (isRealisedElsewhere(item)) return;
          // A test of the control itself verifies it, whatever its requirements say.
          if (testsStand(graph, item.id)) return;
          const extras = item.safetyClass ? { safetyClass: item.safetyClass } : {};
          const requirements = requirementsOf(graph, item.id);
          if (requirements.length === 0) {
            context.report("noRequirement", placeOf(item), { item: naming(item), id: item.id }, extras);
            return;
          }
          // Where one requirement is verified, the others are reported themselves.
          if (requirements.some((requirement) => isVerified(graph, requirement))) return;
          const isUntested = requirements.every((requirement) => graph.verification(requirement.id).status === "none");
          const data = { item: naming(item), requirements: listing(requirements.map(({ id }) => id)) };
          context.report(isUntested ? "noTest" : "notPassed", placeOf(item), data, extras);
        },
      },
    },
  },
});
