import { defineRule } from "../../engine/src/index.js";
import { childrenOf, isImplemented, isRealisedElsewhere, isWithdrawn, naming, placeOf } from "../shared/trace/items.js";

export default defineRule({
  id: "trace/requirement-not-implemented",
  languages: [],
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  severityByClass: { A: "information" },
  confidence: "high",
  fix: "none",
  standards: { cwe: [], clauses: ["5.1.1 c", "5.5.1"] },
  obligations: [
    { clause: "5.1.1 c", basis: "clause", classes: ["A", "B", "C"], gist: "Trace requirements to what implements them." },
    { clause: "5.5.1", basis: "clause", classes: ["A", "B", "C"], gist: "Implement each unit." },
  ],
  messages: {
    software:
      "No code says that it implements {item}. Tag the function or file that does with '@satisfies {id}', or mark the requirement as withdrawn.",
    system:
      "No software requirement derives from {item}, and no code says that it implements it. Derive requirements from it ('parent: {id}'), or say that something other than software realises it ('realisation: hardware').",
  },
  docs: {
    title: "Requirement that nothing implements",
    what: "Reports a software requirement that no unit satisfies and no other requirement refines, and a system requirement from which no requirement derives.",
    why: "A requirement without code is a function that the device does not have, or code that nobody can find when the requirement changes. IEC 62304 5.1.1 c asks for a plan of this trace, and auditors follow it requirement by requirement.",
    whatToDo:
      "Put `@satisfies ID` (in TypeScript and JavaScript `@req ID`) into the comment of the function or file that implements it. If nothing does: implement it, or withdraw it (`- status: withdrawn`).",
    whenToDeviate: "When something other than this repository implements it; say where, or set `realisation`.",
    limits: [
      "A tag is a statement of its author: the rule cannot see whether the code does what the requirement says.",
      "A requirement that others refine counts as implemented when they do: the gap is reported at them.",
    ],
    examples: [],
    traceExamples: [
      {
        bad: "//- docs/requirements.md\n### SRS-012 Limit the rate\nThe pump shall limit the rate.\n//- firmware/flow.c\nint Flow_Set(int rate) { return rate; }\n",
        good: "//- docs/requirements.md\n### SRS-012 Limit the rate\nThe pump shall limit the rate.\n//- firmware/flow.c\n/** @satisfies SRS-012 */\nint Flow_Set(int rate) { return rate; }\n",
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
          // Hardware, labelling or a process realises it: no code is due.
          if (isRealisedElsewhere(item)) return;
          if (isImplemented(graph, item.id) || childrenOf(graph, item.id).length > 0) return;
          const extras = item.safetyClass ? { safetyClass: item.safetyClass } : {};
          context.report(
            item.kind === "system-requirement" ? "system" : "software",
            placeOf(item),
            { item: naming(item), id: item.id },
            extras,
          );
        },
      },
    },
  },
});
