import { standing } from "./standing-words.js";
import { SEVERITIES } from "../rule/finding.js";
import type { ItemRef, ReportModel, VerificationRef } from "./model.js";
import { count, oneLine } from "./plain.js";
import { isOpen, type TextPlace } from "./reported.js";

/** The report as Markdown (CommonMark with tables): for a repository's wiki or a pull request. */
export function reportMarkdown(model: ReportModel): string {
  const { identification: id, coverage } = model;
  const open = model.findings.filter(isOpen);
  return (
    [
      `# ${text(id.device ?? id.project)}: verification evidence`,
      `**${model.verdict.verdict === "complete" ? "Complete" : "Incomplete"}**${model.verdict.reasons.length === 0 ? "" : "\n\n" + bullets(model.verdict.reasons.map((r) => `${r.about}: ${r.text}`))}`,
      table(
        ["", ""],
        [
          ["Device", id.device ?? "not stated"],
          ["Software version", id.softwareVersion ?? "not stated"],
          ["Commit", `${id.commit ?? "not known"} (${id.workTree})`],
          ["Date", id.date],
          [
            "Standard",
            model.edition === "2006+A1"
              ? "IEC 62304:2006 with amendment 1:2015"
              : "IEC 62304, draft of the second edition (not for release)",
          ],
          ["Class of the software system", model.classes.system],
          ["Tool", `Vitalint ${model.tool.version}, bundle ${model.tool.bundleDigest}`],
          ["Configuration", model.tool.configurationDigest],
          ["Programs", model.programs.map((p) => p.name).join(", ")],
          ["Target", model.target],
          ["Files", fileCounts(model)],
          ["Rules", `${model.rules.filter((r) => r.on).length} on, ${model.rules.filter((r) => !r.on).length} off`],
          ["Requirements implemented", share(coverage.requirements.implemented, coverage.requirements.total)],
          ["Requirements verified", share(coverage.requirements.verified, coverage.requirements.total)],
          ["Risk controls verified", share(coverage.riskControls.verified, coverage.riskControls.total)],
          ["Units linked", share(coverage.units.linked, coverage.units.total)],
          ["Open findings", SEVERITIES.map((s) => `${open.filter((f) => f.severity === s).length} ${s}`).join(", ")],
          ["Dispositions", String(model.dispositions.length)],
        ],
      ),
      section(
        "Software items",
        model.classes.items.length === 0
          ? "None."
          : table(
              ["Item", "Class", "Rationale", "Files"],
              model.classes.items.map((i) => [i.name, i.class, i.rationale ?? "", String(i.files)]),
            ),
      ),
      section(
        "Sources and test results",
        table(
          ["Document", "What", "Run on", "SHA-256"],
          model.sources.map((s) => [s.path, s.role, s.date ?? "", s.digest]),
        ),
      ),
      section(
        "Findings by hazard",
        model.hazardGroups.length === 0
          ? "No open findings in the code."
          : model.hazardGroups
              .map((group) => {
                const name = group.hazard ? `${group.hazard.id} ${group.hazard.title}` : `No hazard linked, class ${group.class}`;
                const rows = group.findings.map((f) => [
                  f.severity,
                  f.rule,
                  place(f.place),
                  f.message,
                  f.context.requirements.join(", "),
                  f.context.riskControls.join(", "),
                ]);
                return `### ${text(name)}\n\n${table(["Severity", "Rule", "Where", "Finding", "Requirements", "Risk controls"], rows)}`;
              })
              .join("\n\n"),
      ),
      section(
        "Requirements matrix",
        table(
          ["Requirement", "Class", "Implemented by", "Verified by", "Risk controls", "State"],
          model.requirements.map((row) => [
            name(row.item),
            row.class,
            ids(row.implementedBy),
            tests(row.verifiedBy),
            row.riskControls.join(", "),
            row.state,
          ]),
        ),
      ),
      section(
        "Risk-control matrix",
        table(
          ["Hazard", "Severity", "Cause", "Control", "Class", "Implemented by", "Verified by", "State"],
          model.risks.map((row) => [
            row.hazard ? name(row.hazard) : "",
            row.severity ?? "",
            row.causes.map(name).join("; ") || (row.causeText ?? ""),
            row.control ? name(row.control) : "none",
            row.class,
            ids(row.requirements),
            tests(row.verifiedBy),
            row.state,
          ]),
        ),
      ),
      section(
        "Missing and broken links",
        table(
          ["Id", "Title", "What is missing", "Clause", "Class", "Where"],
          model.gaps.map((g) => [g.id, g.title, g.text, g.clause, g.class, place(g.place)]),
        ),
      ),
      section(
        "Dispositions",
        table(
          ["Kind", "Rule", "Where", "Finding", "Reason", "Author", "Approver", "Date"],
          model.dispositions.map(({ finding: f, disposition: d }) => [
            d.kind,
            f.rule,
            place(f.place),
            f.message,
            d.reason,
            d.author ?? "",
            d.approver ?? "",
            d.date ?? "",
          ]),
        ),
      ),
      section(
        "Files that were not wholly analysed",
        table(
          ["File", "State", "Reason"],
          model.files.filter((f) => f.state !== "analysed").map((f) => [f.path, f.state, f.reason ?? ""]),
        ),
      ),
      section(
        "Rules",
        table(
          ["Rule", "On", "Severity", "Open", "All"],
          model.rules.map((r) => [r.id, r.on ? "yes" : "no", r.severity, String(r.open), String(r.all)]),
        ),
      ),
      section("What this report does not show", bullets(model.limits)),
      section(
        "Signatures",
        table(
          ["", "Name", "Date", "Signature"],
          model.signatures.map((s) => [s.role, "", "", ""]),
        ),
      ),
    ].join("\n\n") + "\n"
  );
}

function section(title: string, body: string): string {
  return `## ${title}\n\n${body}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return "None.";
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map((row) => line(row.map(text)))].join("\n");
}

function bullets(lines: readonly string[]): string {
  return lines.map((line) => `- ${text(line)}`).join("\n");
}

/** Text from a workspace on one line, with everything escaped that Markdown or HTML would read. */
function text(value: string): string {
  return oneLine(value).replace(/[\\`*_[\]<>|~&#]/g, (c) => (c === "<" ? "&lt;" : c === ">" ? "&gt;" : c === "&" ? "&amp;" : `\\${c}`));
}

function fileCounts(model: ReportModel): string {
  const inState = (state: string): number => model.files.filter((f) => f.state === state).length;
  return `${count(inState("analysed") + inState("over-budget"), "file")} analysed, ${inState("skipped")} skipped, ${inState("failed")} failed, ${inState("over-budget")} over budget`;
}

function share(value: number, total: number): string {
  return total === 0 ? "none" : `${value} of ${total} (${Math.floor((100 * value) / total)} %)`;
}

function name(ref: ItemRef): string {
  return `${ref.id} ${ref.title}`.trim();
}

function ids(refs: readonly ItemRef[]): string {
  return refs.map((ref) => (ref.symbols ? `${ref.id} (${ref.symbols.join(", ")})` : ref.id)).join(", ");
}

function tests(refs: readonly VerificationRef[]): string {
  return refs.map((ref) => `${ref.title === "" ? ref.id : ref.title} (${standing(ref)})`).join(", ");
}

function place(at: TextPlace | undefined): string {
  return at === undefined ? "" : `${at.file}:${at.line}`;
}
