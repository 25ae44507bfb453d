import { isEngineDiagnostic } from "../../rule/engine-diagnostics.js";
import type { HazardGroup, ReportModel } from "../model.js";
import { isOpen, type ReportedFinding } from "../reported.js";
import {
  classBadge,
  markup,
  idList,
  idWords,
  itemList,
  stateBadge,
  table,
  verificationList,
  where,
  type Column,
  type Html,
  type Links,
  type Row,
} from "./markup.js";

export interface Section {
  readonly id: string;
  readonly title: string;
  readonly body: Html;
}

/** Everything behind the first page, in reading order. */
export function sections(model: ReportModel, links: Links): readonly Section[] {
  return [
    { id: "vl-findings", title: "Findings by hazard", body: findingsByHazard(model, links) },
    { id: "vl-requirements", title: "Requirements matrix", body: requirements(model, links) },
    { id: "vl-risks", title: "Risk-control matrix", body: risks(model, links) },
    { id: "vl-gaps", title: "Missing and broken links", body: gaps(model, links) },
    { id: "vl-dispositions", title: "Dispositions", body: dispositions(model, links) },
    { id: "vl-analysis", title: "Files and rules", body: filesAndRules(model, links) },
    {
      id: "vl-limits",
      title: "What this report does not show",
      body: markup`<ul class="vl-limits">${model.limits.map((limit) => markup`<li>${limit}</li>\n`)}</ul>`,
    },
  ];
}

const FINDING_COLUMNS: readonly Column[] = [
  { title: "Severity" },
  { title: "Finding", kind: "key" },
  { title: "Where", kind: "path" },
  { title: "Class" },
  { title: "Software item" },
  { title: "Requirements" },
  { title: "Risk controls" },
];

function findingsByHazard(model: ReportModel, links: Links): Html {
  if (model.hazardGroups.length === 0) return markup`<p>No open findings in the code.</p>`;
  return markup`<p>Open findings, ordered by the harm that their code is near to: a hazard is named where the code's requirements implement one of its risk controls.</p>
${model.hazardGroups.map((group) => hazardGroup(group, links))}`;
}

function hazardGroup(group: HazardGroup, links: Links): Html {
  const { hazard } = group;
  const heading = hazard
    ? markup`<h3>${classBadge(group.class)} ${hazard.id} ${hazard.title}${group.severity === undefined ? "" : markup` <span class="vl-of">severity: ${group.severity}</span>`}</h3>`
    : markup`<h3>${classBadge(group.class)} No hazard linked, ${group.class === "unassigned" ? "no safety class" : `class ${group.class}`}</h3>`;
  const caption = hazard ? `Open findings near ${hazard.id}` : `Open findings without a linked hazard`;
  return markup`<article>${heading}
${table(caption, FINDING_COLUMNS, group.findings.map(findingRow), links)}</article>
`;
}

function findingRow(f: ReportedFinding): Row {
  return {
    place: f.place,
    cells: [
      markup`<span class="vl-severity vl-severity-${f.severity}">${f.severity}</span>`,
      markup`${f.message}<br><span class="vl-of"><code>${f.rule}</code>${f.cwe.map((id) => ` CWE-${id}`).join("")}</span>${steps(f)}`,
      markup`${where(f.place)}${f.symbol === "" ? "" : markup`<br><span class="vl-of">${f.symbol}</span>`}`,
      f.context.safetyClass === undefined ? "" : classBadge(f.context.safetyClass),
      f.context.softwareItem ?? "",
      idWords(f.context.requirements),
      idWords(f.context.riskControls),
    ],
  };
}

function steps(f: ReportedFinding): Html | string {
  if (f.steps.length === 0) return "";
  return markup`<details><summary>${f.steps.length} steps</summary><ol>${f.steps.map((step) => markup`<li>${where(step.place)} ${step.message}</li>`)}</ol></details>`;
}

function requirements(model: ReportModel, links: Links): Html {
  if (model.requirements.length === 0) return markup`<p>No requirement documents were found.</p>`;
  return table(
    "Requirement, implemented by, verified by, result (5.1.1 c, 5.7)",
    [
      { title: "Requirement", kind: "key" },
      { title: "Class" },
      { title: "Derives from" },
      { title: "Implemented by" },
      { title: "Verified by" },
      { title: "Risk controls" },
      { title: "State" },
    ],
    model.requirements.map((row) => ({
      place: row.item.place,
      cells: [
        markup`<b>${row.item.id}</b> ${row.item.title}${row.item.kind === "system-requirement" ? markup` <span class="vl-of">system</span>` : ""}`,
        classBadge(row.class),
        idList(row.parents),
        itemList(row.implementedBy),
        verificationList(row.verifiedBy),
        idList(row.riskControls),
        stateBadge(row.state),
      ],
    })),
    links,
  );
}

function risks(model: ReportModel, links: Links): Html {
  if (model.risks.length === 0) return markup`<p>No risk documents were found.</p>`;
  return table(
    "Hazard, cause, control, requirement, verification (7.3.3)",
    [
      { title: "Hazard", kind: "key" },
      { title: "Severity" },
      { title: "Cause or situation" },
      { title: "Risk control" },
      { title: "Class" },
      { title: "Implemented by" },
      { title: "Verified by" },
      { title: "State" },
    ],
    model.risks.map((row) => ({
      place: row.control?.place ?? row.hazard?.place,
      cells: [
        row.hazard ? markup`<b>${row.hazard.id}</b> ${row.hazard.title}` : markup`<span class="vl-none">none named</span>`,
        row.severity ?? "",
        row.causes.length === 0 && row.causeText !== undefined ? row.causeText : itemList(row.causes),
        row.control
          ? markup`<b>${row.control.id}</b> ${row.control.title}${row.realisation === undefined ? "" : markup` <span class="vl-of">${row.realisation}</span>`}`
          : markup`<span class="vl-none">none</span>`,
        classBadge(row.class),
        itemList(row.requirements),
        verificationList(row.verifiedBy),
        row.control ? stateBadge(row.state) : markup`<span class="state state-uncovered">no control</span>`,
      ],
    })),
    links,
  );
}

function gaps(model: ReportModel, links: Links): Html {
  if (model.gaps.length === 0) return markup`<p>None.</p>`;
  return table(
    "Links that are missing or broken",
    [
      { title: "Id", kind: "key" },
      { title: "Title" },
      { title: "What is missing" },
      { title: "Clause" },
      { title: "Class" },
      { title: "Where", kind: "path" },
    ],
    model.gaps.map((gap) => ({
      place: gap.place,
      cells: [gap.id, gap.title, gap.text, gap.clause, classBadge(gap.class), where(gap.place)],
    })),
    links,
  );
}

function dispositions(model: ReportModel, links: Links): Html {
  const frozen = model.findings.filter((f) => f.state.state === "frozen").length;
  const undecided = model.findings.filter((f) => f.state.state === "undecided").length;
  const others = markup`${frozen > 0 ? markup`<p>${frozen} more are frozen in a baseline, without a decision.</p>` : ""}${
    undecided > 0 ? markup`<p>${undecided} open findings carry another tool's comment, which decides nothing here.</p>` : ""
  }`;
  if (model.dispositions.length === 0) return markup`<p>No finding was left standing by a recorded decision.</p>${others}`;
  return markup`${table(
    "Findings left standing, with their reasons (5.8.2, 5.8.3)",
    [
      { title: "Kind" },
      { title: "Finding", kind: "key" },
      { title: "Where", kind: "path" },
      { title: "Reason" },
      { title: "Safety and security impact" },
      { title: "Author, approver, date" },
    ],
    model.dispositions.map(({ finding, disposition: d }) => ({
      place: finding.place,
      cells: [
        d.kind,
        markup`${finding.message}<br><span class="vl-of"><code>${finding.rule}</code></span>`,
        where(finding.place),
        d.reason === "" ? markup`<span class="vl-none">none given</span>` : d.reason,
        [d.safetyImpact, d.securityImpact].filter((text) => text !== undefined).join("; "),
        [d.author, d.approver, d.date, d.expires === undefined ? undefined : `expires ${d.expires}`]
          .filter((text) => text !== undefined)
          .join(", "),
      ],
    })),
    links,
  )}${others}`;
}

function filesAndRules(model: ReportModel, links: Links): Html {
  const notWhole = model.files.filter((file) => file.state !== "analysed");
  const diagnostics = model.findings.filter((f) => isEngineDiagnostic(f.rule) && isOpen(f));
  const files = table(
    "All source files",
    [
      { title: "File", kind: "key" },
      { title: "State" },
      { title: "Language" },
      { title: "Lines", kind: "number" },
      { title: "Software item" },
      { title: "Programs" },
    ],
    model.files.map((file) => ({
      cells: [
        markup`<code>${file.path}</code>`,
        `${file.state}${file.soup === true ? " (SOUP)" : ""}`,
        file.language ?? "",
        file.lines ?? "",
        file.softwareItem ?? "",
        (file.programs ?? []).join(", "),
      ],
    })),
    links,
  );
  return markup`${
    notWhole.length === 0
      ? markup`<p>All ${model.files.length} source files were analysed to the end.</p>`
      : table(
          "Files that were not wholly analysed",
          [{ title: "File", kind: "key" }, { title: "State" }, { title: "Reason" }],
          notWhole.map((file) => ({ cells: [markup`<code>${file.path}</code>`, file.state, file.reason ?? ""] })),
          links,
        )
  }
${
  diagnostics.length === 0
    ? ""
    : table(
        "What the analysis itself reports",
        [{ title: "Where", kind: "path" }, { title: "Message", kind: "key" }, { title: "Diagnostic" }],
        diagnostics.map((f) => ({ place: f.place, cells: [where(f.place), f.message, markup`<code>${f.rule}</code>`] })),
        links,
      )
}
<details><summary>All ${model.files.length} files</summary>${files}</details>
${table(
  "Rules",
  [
    { title: "Rule", kind: "key" },
    { title: "What it finds" },
    { title: "CWE" },
    { title: "Severity" },
    { title: "Open", kind: "number" },
    { title: "All", kind: "number" },
  ],
  model.rules.map((rule) => ({
    cells: [
      markup`<code>${rule.id}</code>`,
      rule.title,
      rule.cwe.join(", "),
      rule.on ? (rule.severity === "off" ? "by class" : rule.severity) : "off",
      rule.open,
      rule.all,
    ],
  })),
  links,
)}`;
}
