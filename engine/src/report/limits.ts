import type { ReportModel } from "./model.js";
import { count } from "./plain.js";

/** What a reader must not conclude from the report. Stated in every format, in our own words. */
export function limitsOf(facts: Omit<ReportModel, "verdict" | "limits">): readonly string[] {
  const soup = facts.files.filter((file) => file.soup === true).length;
  const off = facts.rules.filter((rule) => !rule.on).length;
  return [
    "It is evidence for people who judge, not a claim of conformity: clause numbers refer to IEC 62304:2006 with amendment 1:2015 in our own words; check them against your licensed copy.",
    "A rule that reports nothing does not prove that the weakness is absent. What each rule cannot see stands on its page (`vitalint explain RULE`).",
    `Static analysis reads the code; it does not run it. Timing, hardware behaviour, compiler defects and the contents of binary libraries are not shown.`,
    "A link says that somebody claimed it. Whether a requirement is right, and whether the code fulfils it, is for review and test.",
    facts.stamps === 0
      ? "Test results are read from files as they stand. The report does not show that these tests ran on exactly this code, nor that a test checks what its requirement asks."
      : "A stamp says that the build ran a test on this code. What a stamp does not cover (compilers, build options, functions called through pointers) and whether a test checks what its requirement asks is not shown.",
    "Verification by review, analysis or inspection counts only where a record of it is among the sources above.",
    "Risk controls realised in hardware, labelling or process are listed, not followed.",
    facts.coverage.links === undefined
      ? "No link has a record of its review: links whose ends changed since somebody looked at them (suspect links) are not marked."
      : `${count(facts.coverage.links.total - facts.coverage.links.reviewed, "link")} without a record of a review: changes at their ends are not marked.`,
    "Probability, acceptability of risk, and benefit are not assessed (ISO 14971).",
    ...(soup > 0
      ? [
          `${count(soup, "file")} of SOUP: indexed, so that calls into them are understood; weaknesses in them are not reported, and published anomalies are not looked up.`,
        ]
      : []),
    ...(off > 0 ? [`${count(off, "rule")} switched off or not in the preset: see the list of rules.`] : []),
    ...(facts.target === "host"
      ? []
      : facts.target === ""
        ? ["No target is configured: types have the sizes of 32-bit firmware, and what depends on the compiler is looked at both ways."]
        : [`Sizes and predefined macros are those of the target profile ${facts.target}, not of your compiler's own headers.`]),
  ];
}
