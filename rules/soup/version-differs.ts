import { defineRule, listedVersion, SoupList, versionDiffers, type Location, type TraceItem } from "../../engine/src/index.js";

export default defineRule({
  id: "soup/version-differs",
  languages: [],
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  confidence: "high",
  fix: "none",
  standards: { cwe: [], clauses: ["7.1.2 c", "8.1.2"] },
  obligations: [
    { clause: "8.1.2", basis: "clause", classes: ["A", "B", "C"], gist: "SOUP is identified by a unique designator, such as its version." },
  ],
  messages: {
    differs:
      "The program uses '{name}' {used}, the SOUP list says {listed}. Evaluate the version that is used (published anomalies, requirements on it), and correct the list, or go back to the listed one.",
    noVersion: "The SOUP list names '{name}' without a version: write which one is used ({used}).",
  },
  docs: {
    title: "SOUP of another version than the SOUP list says",
    what: "Reports a package whose version, as its manifest pins or its lock file resolves it, is another than the SOUP list's, or whose list entry has no version.",
    why: "The SOUP list is evaluated for one version: its published anomalies (IEC 62304 7.1.2) and its fitness for the requirements on it. An update that passes the list by carries anomalies nobody evaluated into the device.",
    whatToDo: "Evaluate the anomalies published for the version that is used, then correct the list; or go back to the listed version.",
    whenToDeviate: "Hardly ever: the list is quicker corrected.",
    limits: [
      "A commit can't be compared with a version, nor can a submodule, whose commit stands in git's index.",
      "A range (`^5.9.1`) without a lock file is compared by what it allows.",
    ],
    examples: [],
    traceExamples: [
      {
        bad: '//- docs/soup.csv\nname,version,manufacturer\nmqtt,5.9.1,MQTT.js contributors\n//- package.json\n{ "dependencies": { "mqtt": "5.10.0" } }\n',
        good: '//- docs/soup.csv\nname,version,manufacturer\nmqtt,5.9.1,MQTT.js contributors\n//- package.json\n{ "dependencies": { "mqtt": "5.9.1" } }\n',
      },
    ],
  },
  on: {
    trace: {
      visit(context) {
        const { graph } = context;
        const list = new SoupList(graph.ofKind("soup"));
        for (const soup of graph.packages) {
          const entry = list.entryOf(soup);
          const used = soup.version ?? soup.range;
          if (!entry || used === undefined) continue;
          const listed = listedVersion(entry)?.trim() ?? "";
          const at = { file: soup.file, span: soup.span, symbol: soup.name };
          const step = { location: placeIn(entry), message: `'${entry.title}' on the SOUP list`, role: "related" } as const;
          if (listed === "") context.report("noVersion", at, { name: soup.name, used }, { severity: "information", steps: [step] });
          else if (versionDiffers(soup, listed)) context.report("differs", at, { name: soup.name, used, listed }, { steps: [step] });
        }
      },
    },
  },
});

function placeIn({ location }: TraceItem): Location {
  return { file: location.file, span: location.kind === "entry" ? { start: 0, end: 0 } : location.idSpan };
}
