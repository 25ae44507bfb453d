import { defineRule, isExcused } from "../../engine/src/index.js";
import { unitPlace } from "../shared/trace/items.js";

export default defineRule({
  id: "trace/unit-without-requirement",
  languages: [],
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  severityByClass: { A: "off", B: "information" },
  confidence: "high",
  fix: "none",
  standards: { cwe: [], clauses: ["5.1.1 c", "5.5.1"] },
  obligations: [{ clause: "5.1.1 c", basis: "guidance", classes: ["B", "C"], gist: "Trace units back to what asks for them." }],
  messages: {
    unit: "Unit '{unit}' of class {class} (software item '{item}') says of no requirement that it implements it. Tag what it is for with '@satisfies ID', or ask whether it is needed.",
  },
  docs: {
    title: "Unit of class B or C without a requirement",
    what: "Reports a software unit of a software item of class B or C in whose code no tag names a requirement, design element or risk control.",
    why: "Code that no requirement asks for is not verified against anything, and a change of a requirement does not find it. In a class B or C item it can still harm.",
    whatToDo:
      "Tag the unit with the requirement that it serves. Helper code serves the requirements of what it helps, or a requirement of its own.",
    whenToDeviate:
      "For code that serves every requirement alike, such as the start-up code of the compiler's vendor: say so, or make it SOUP.",
    limits: [
      "Headers without code, tests, SOUP and excluded files are no units.",
      "With `units` set to `file`, one tag anywhere in a file is enough for it.",
      "A function whose comment says `lobster-exclude: reason` needs no requirement.",
      "Files are judged only once software items are configured.",
    ],
    examples: [],
    traceExamples: [
      {
        bad: '//- vitalint.json\n{ "softwareItems": [{ "name": "Flow", "class": "C", "files": ["firmware/**"] }] }\n//- docs/requirements.md\n### SRS-012 Limit the rate\nText.\n//- firmware/flow.c\nint Flow_Set(int rate) { return rate; }\n',
        good: '//- vitalint.json\n{ "softwareItems": [{ "name": "Flow", "class": "C", "files": ["firmware/**"] }] }\n//- docs/requirements.md\n### SRS-012 Limit the rate\nText.\n//- firmware/flow.c\n/** @satisfies SRS-012 */\nint Flow_Set(int rate) { return rate; }\n',
      },
    ],
  },
  on: {
    trace: {
      item: {
        kinds: ["unit"],
        visit(context, item) {
          const { graph, project } = context;
          if (!graph.hasDocuments) return;
          if (item.safetyClass !== "B" && item.safetyClass !== "C") return;
          if (isExcused(item)) return;
          if (graph.outgoing(item.id).some(({ role }) => role === "satisfies" || role === "mitigates")) return;
          const data = { unit: item.title, class: item.safetyClass, item: item.attributes["software item"] ?? "none assigned" };
          context.report("unit", unitPlace(item, project), data, { safetyClass: item.safetyClass });
        },
      },
    },
  },
});
