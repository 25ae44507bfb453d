import { SEVERITIES } from "../../rule/finding.js";
import { gapKindsOf } from "../gaps.js";
import { type ClassOrNone, type ReportModel, type VerdictReason } from "../model.js";
import { count } from "../plain.js";
import { isOpen } from "../reported.js";
import { classBadge, markup, meter, raw, table, type Html, type HtmlValue, type Links } from "./markup.js";

/** The first page: what was looked at, with what, how it stands, and who signs. */
export function frontPage(model: ReportModel, links: Links): Html {
  return markup`<header class="vl-front" id="vl-front">
<p class="vl-kind">Software verification evidence</p>
<h1>${model.identification.device ?? model.identification.project}</h1>
<p class="vl-version">${model.identification.softwareVersion === undefined ? "Software version not stated" : `Software version ${model.identification.softwareVersion}`}</p>
${verdict(model)}
${figures(model)}
<div class="vl-columns">
${facts("Identification", identificationFacts(model))}
${facts("Tool and basis", toolFacts(model))}
</div>
${classes(model, links)}
${gapCounts(model, links)}
${sources(model, links)}
${signatures(model, links)}
</header>
`;
}

const ABOUT: Readonly<Record<VerdictReason["about"], string>> = {
  analysis: "Analysis",
  configuration: "Configuration",
  records: "Records",
  identification: "Identification",
  findings: "Findings",
  trace: "Traceability",
};

function verdict({ verdict: v }: ReportModel): Html {
  const complete = v.verdict === "complete";
  return markup`<div class="vl-verdict vl-verdict-${v.verdict}" role="note">
<p><b>${complete ? "Complete" : "Incomplete"}</b> ${complete ? "Nothing that this report could show is known to be missing." : "What is missing or not decided:"}</p>
${complete ? "" : markup`<ul>${v.reasons.map((reason) => markup`<li><span class="vl-about">${ABOUT[reason.about]}</span> ${reason.text}</li>\n`)}</ul>`}
</div>`;
}

function figures(model: ReportModel): Html {
  const { coverage } = model;
  const open = model.findings.filter(isOpen);
  const counts = SEVERITIES.map((severity) => ({ severity, n: open.filter((f) => f.severity === severity).length })).filter(
    ({ n }) => n > 0,
  );
  const figure = (title: string, body: HtmlValue): Html => markup`<div class="vl-card"><h2>${title}</h2>${body}</div>\n`;
  return markup`<div class="vl-cards">
${figure("Requirements implemented", meter("Requirements implemented", coverage.requirements.implemented, coverage.requirements.total))}
${figure("Requirements verified", meter("Requirements verified", coverage.requirements.verified, coverage.requirements.total))}
${figure("Risk controls verified", meter("Risk controls verified", coverage.riskControls.verified, coverage.riskControls.total))}
${figure("Units linked", meter("Units linked to a requirement", coverage.units.linked, coverage.units.total))}
${figure(
  "Open findings",
  markup`<span class="vl-figure"><b>${open.length}</b></span><span class="vl-of">${counts.length === 0 ? "none" : counts.map(({ severity, n }) => (severity === "information" ? `${n} information` : count(n, severity))).join(", ")}</span>`,
)}
${figure("Left standing", markup`<span class="vl-figure"><b>${model.dispositions.length}</b></span><span class="vl-of">with a disposition; ${model.findings.filter((f) => f.state.state === "frozen").length} in a baseline</span>`)}
</div>`;
}

type Fact = readonly [string, HtmlValue];

function facts(title: string, rows: readonly Fact[]): Html {
  return markup`<section><h2>${title}</h2><dl>${rows.map(([name, value]) => markup`<dt>${name}</dt><dd>${value}</dd>\n`)}</dl></section>`;
}

const NOT_STATED = raw('<span class="vl-none">not stated</span>');

function identificationFacts({ identification: id, programs, target }: ReportModel): readonly Fact[] {
  return [
    ["Device", id.device ?? NOT_STATED],
    ["Software version", id.softwareVersion ?? NOT_STATED],
    ["Commit", id.commit === undefined ? markup`<span class="vl-none">not known</span>` : markup`<code>${id.commit}</code>`],
    ["Work tree", { clean: "clean", dirty: "dirty: holds changes that no commit has", unknown: "not known" }[id.workTree]],
    ["Date of this report", id.date],
    [
      "Programs",
      programs.length === 0 ? "not configured: all files are one program" : programs.map((p) => `${p.name} (${p.files} files)`).join(", "),
    ],
    ["Target profile", target],
  ];
}

function toolFacts(model: ReportModel): readonly Fact[] {
  const { tool } = model;
  const inState = (state: string): number => model.files.filter((file) => file.state === state).length;
  const off = model.rules.filter((rule) => !rule.on).length;
  return [
    [
      "Standard",
      model.edition === "2006+A1" ? "IEC 62304:2006 with amendment 1:2015" : "IEC 62304, draft of the second edition (not for release)",
    ],
    ["Tool", `${tool.name} ${tool.version}`],
    ["Bundle digest", markup`<code>${tool.bundleDigest}</code>`],
    ["Configuration digest", markup`<code>${tool.configurationDigest}</code>`],
    [
      "Files",
      `${inState("analysed") + inState("over-budget")} analysed, ${inState("skipped")} skipped, ${inState("failed")} failed, ${inState("over-budget")} over budget`,
    ],
    ["Rules", `${model.rules.length - off} on, ${off} off`],
    [
      "Tests",
      `${model.testTotals.passed} passed, ${model.testTotals.failed} failed, ${model.testTotals.skipped} skipped, ${model.testTotals["not-run"]} not run`,
    ],
  ];
}

function classes({ classes: c }: ReportModel, links: Links): Html {
  if (c.items.length === 0) return markup`<p>No software item has a safety class: the obligations of class C count (4.3).</p>`;
  return table(
    `Software safety classes (4.3): the software system is class ${c.system}`,
    [
      { title: "Software item", kind: "key" },
      { title: "Class" },
      { title: "Part of" },
      { title: "Rationale" },
      { title: "Segregation" },
      { title: "Files", kind: "number" },
    ],
    c.items.map((item) => ({
      cells: [item.name, classBadge(item.class), item.parent ?? "", item.rationale ?? "", item.segregation ?? "", item.files],
    })),
    links,
  );
}

const COUNTED_CLASSES: readonly ClassOrNone[] = ["C", "B", "A", "unassigned"];

function gapCounts({ gaps }: ReportModel, links: Links): Html {
  const kinds = gapKindsOf(gaps);
  if (kinds.length === 0) return markup`<p>No missing or broken links.</p>`;
  return table(
    "Missing and broken links by safety class",
    [
      { title: "Link", kind: "key" },
      { title: "Clause" },
      ...COUNTED_CLASSES.map((c) => ({ title: c === "unassigned" ? "No class" : `Class ${c}`, kind: "number" as const })),
    ],
    kinds.map((kind) => ({
      cells: [
        kind.text,
        kind.clause,
        ...COUNTED_CLASSES.map((c) => gaps.filter((gap) => gap.kind === kind.kind && gap.class === c).length),
      ],
    })),
    links,
  );
}

function sources({ sources: list }: ReportModel, links: Links): Html {
  if (list.length === 0) return markup`<p>No documents or test results were found.</p>`;
  return table(
    "Sources and test results",
    [{ title: "Document", kind: "path" }, { title: "What it is" }, { title: "Run on" }, { title: "SHA-256", kind: "path" }],
    list.map((source) => ({
      cells: [markup`<code>${source.path}</code>`, source.role, source.date ?? "", markup`<code>${source.digest}</code>`],
    })),
    links,
  );
}

function signatures({ signatures: list }: ReportModel, links: Links): Html {
  return markup`<div class="vl-sign">${table(
    "Signatures",
    [{ title: "", kind: "key" }, { title: "Name" }, { title: "Date" }, { title: "Signature" }],
    list.map((signature) => ({ cells: [signature.role, "", "", ""] })),
    links,
  )}</div>`;
}
