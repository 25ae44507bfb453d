import type { Rule } from "../../engine/src/index.js";

const BASES = { clause: "the standard says it", guidance: "auditors expect it", house: "our advice" } as const;

/** The page of all obligations: what a project is held against, by clause. */
export function obligationsPage(rules: readonly Rule[]): string {
  const rows = rules
    .flatMap((rule) => (rule.obligations ?? []).map((obligation) => ({ rule, ...obligation })))
    .sort((a, b) => compareClauses(a.clause, b.clause) || (a.rule.id < b.rule.id ? -1 : 1))
    .map(({ rule, clause, basis, classes, gist }) =>
      [clause, gist, classes.join(" "), BASES[basis], `[\`${rule.id}\`](rules/${rule.id}.md)`, rule.preset].join(" | "),
    );
  return [
    "<!-- Generated from the rules' own files by scripts/generate; do not edit. -->",
    "",
    "# What a project is held against",
    "",
    "Obligations of IEC 62304:2006 with amendment 1:2015, in our own words; hold them against your licensed copy. Under the edition `ed2-draft`",
    "class A stands for process rigour level I, and classes B and C both for level II, which is asked what class C is.",
    "",
    "| clause | what is asked | classes | basis | rule | preset |",
    "| --- | --- | --- | --- | --- | --- |",
    ...rows.map((row) => `| ${row} |`),
    "",
  ].join("\n");
}

/** `5.2.6` before `5.10.1`, a letter behind its clause. */
function compareClauses(a: string, b: string): number {
  const parts = (clause: string): string[] => clause.split(/[. ]/);
  const [x, y] = [parts(a), parts(b)];
  for (let i = 0; i < Math.max(x.length, y.length); i++) {
    const difference = Number(x[i] ?? -1) - Number(y[i] ?? -1);
    if (Number.isNaN(difference)) return (x[i] ?? "") < (y[i] ?? "") ? -1 : 1;
    if (difference !== 0) return difference;
  }
  return 0;
}
