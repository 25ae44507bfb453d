import assert from "node:assert/strict";
import {
  changeInMarkdown,
  changeInShort,
  markReviewed,
  needsReview,
  readReviews,
  readReviewedTexts,
  REVIEWED_FILE,
  REVIEWS_FILE,
  reviewsText,
  type EdgeRole,
  type ReviewTarget,
} from "../../../engine/src/index.js";
import { diffHunks } from "../../../engine/src/text/diff.js";
import suspectLink from "../../../rules/trace/suspect-link.js";
import unreviewedLink from "../../../rules/trace/unreviewed-link.js";
import { traceFindings, traceProject } from "../../harness/trace.js";

const REQUIREMENT =
  "### SRS-001 Limit the rate\n\nThe pump shall limit the rate to 1200 ml/h.\n\n### SRS-002 Alarm\n\nThe pump shall alarm.\n";
const CODE = `#include "flow.h"
/** @satisfies SRS-001 */
int Flow_Set(int rate)
{
    return rate > 1200 ? 1200 : rate;
}
/** @satisfies SRS-002 */
int Flow_Alarm(void) { return 1; }
`;
const TEST = "/** @verifies SRS-001 */\nvoid test_limit(void) { Flow_Set(5000); }\n";
const WHO = { name: "M. Okafor", date: "2026-10-01" };

interface Parts {
  readonly requirement?: string;
  readonly code?: string;
  readonly test?: string;
  readonly config?: string;
}

function fixture(
  { requirement = REQUIREMENT, code = CODE, test = TEST, config = "{}" }: Parts,
  records: ReadonlyMap<string, string>,
): string {
  const files = { "vitalint.json": `${config}\n`, "docs/requirements.md": requirement, "firmware/flow.c": code, "test/test_flow.c": test };
  return [...Object.entries(files), ...records].map(([path, text]) => `//- ${path}\n${text}`).join("");
}

async function reviewed(target: ReviewTarget, parts: Parts = {}): Promise<ReadonlyMap<string, string>> {
  const { graph } = await traceProject(fixture(parts, new Map()));
  return markReviewed(graph, target, WHO).texts;
}

async function suspects(parts: Parts, records: ReadonlyMap<string, string>): Promise<string[]> {
  const { graph } = await traceProject(fixture(parts, records));
  return graph.edges.flatMap(({ from, to, suspect = [] }) =>
    suspect.map((reason) => `${from} -> ${to}: ${reason.kind === "changed" ? reason.end : reason.kind}`),
  );
}

describe("review record", () => {
  it("knows reviewed links, and calls none suspect whose ends say the same", async () => {
    const records = await reviewed({ of: "all" });
    assert.deepEqual(await suspects({}, records), []);
    const { graph } = await traceProject(fixture({}, records));
    assert.deepEqual(
      graph.edges.map((edge) => [edge.to, graph.reviews.of(edge)?.reviewer, needsReview(graph, edge)]),
      [
        ["SRS-001", "M. Okafor", false],
        ["SRS-002", "M. Okafor", false],
        ["SRS-001", "M. Okafor", false],
      ],
    );
  });

  it("lets comments, layout, line ends and administrative fields change", async () => {
    const records = await reviewed({ of: "all" });
    const code = `// more words\n${CODE.replace("    return", "  /* as the\n hardware asks */\n\treturn")}`.replace(/\n/g, "\r\n");
    const requirement = REQUIREMENT.replace("the rate to", "the\nrate   to").replace("rate\n\n", "rate\n\n- status: approved\n\n");
    assert.deepEqual(await suspects({ code, requirement }, records), []);
  });

  it("calls a link suspect whose requirement changed, at both ends, with what changed", async () => {
    const records = await reviewed({ of: "all" });
    const parts = { requirement: REQUIREMENT.replace("1200", "1000") };
    assert.deepEqual(await suspects(parts, records), ["firmware/flow.c -> SRS-001: to", "test/test_flow.c#test_limit -> SRS-001: to"]);
    assert.deepEqual(await traceFindings(fixture(parts, records), [suspectLink]), [
      "docs/requirements.md:1 warning trace/suspect-link 2 links of SRS-001 must be looked at again (firmware/flow.c, test/test_flow.c#test_limit): its text changed since they were reviewed.",
      "firmware/flow.c:2 warning trace/suspect-link This link between firmware/flow.c and SRS-001 was reviewed by M. Okafor on 2026-10-01; since then SRS-001 changed ('… the rate to [1200 -> 1000] ml/h.'). Look at both ends again, then mark the link as reviewed.",
      "test/test_flow.c:1 warning trace/suspect-link This link between test/test_flow.c#test_limit and SRS-001 was reviewed by M. Okafor on 2026-10-01; since then SRS-001 changed ('… the rate to [1200 -> 1000] ml/h.'). Look at both ends again, then mark the link as reviewed.",
    ]);
  });

  it("calls links suspect whose code changed: the file is the unit", async () => {
    const records = await reviewed({ of: "all" });
    const parts = { code: CODE.replace("rate > 1200", "rate >= 1200") };
    assert.deepEqual(await suspects(parts, records), ["firmware/flow.c -> SRS-001: from", "firmware/flow.c -> SRS-002: from"]);
    const { graph } = await traceProject(fixture(parts, records));
    const [change] = graph.edges.flatMap((edge) => graph.reviews.changesOf(edge));
    assert.ok(change);
    assert.equal(changeInShort(change), "1 line new, 1 line gone, first 'return rate >= 1200 ? 1200 : rate;'");
    assert.equal(
      changeInMarkdown(change),
      "```diff\n  {\n-     return rate > 1200 ? 1200 : rate;\n+     return rate >= 1200 ? 1200 : rate;\n  }\n```",
    );
  });

  it("calls links suspect whose code changed: the function is the unit", async () => {
    const config = '{ "units": "function" }';
    const records = await reviewed({ of: "all" }, { config });
    assert.deepEqual(await suspects({ config, code: CODE.replace("rate > 1200", "rate >= 1200") }, records), [
      "firmware/flow.c#Flow_Set -> SRS-001: from",
    ]);
    assert.deepEqual(await suspects({ config, code: CODE.replace('"flow.h"', '"flow2.h"') }, records), []);
  });

  it("calls links suspect whose test changed", async () => {
    const records = await reviewed({ of: "all" });
    assert.deepEqual(await suspects({ test: TEST.replace("5000", "1201") }, records), ["test/test_flow.c#test_limit -> SRS-001: from"]);
  });

  it("does not call suspect what was never reviewed; the strict preset tells it", async () => {
    const link = { of: "link", role: "satisfies" as EdgeRole, from: "firmware/flow.c", to: "SRS-002" } as const;
    const records = await reviewed(link);
    assert.equal(readReviews(records.get(REVIEWS_FILE) ?? "").reviews.size, 1);
    const config = '{ "rules": { "presets": ["strict"] } }';
    const parts = { config, requirement: REQUIREMENT.replace("1200", "1000") };
    assert.deepEqual(await suspects(parts, records), []);
    assert.deepEqual(await traceFindings(fixture(parts, records), [suspectLink, unreviewedLink]), [
      "firmware/flow.c:2 information trace/unreviewed-link Nobody has reviewed this link between firmware/flow.c and SRS-001: a change at one of its ends will not be noticed. Mark it as reviewed.",
      "test/test_flow.c:1 information trace/unreviewed-link Nobody has reviewed this link between test/test_flow.c#test_limit and SRS-001: a change at one of its ends will not be noticed. Mark it as reviewed.",
    ]);
    assert.deepEqual(await traceFindings(fixture({ config }, new Map()), [unreviewedLink]), []);
  });

  it("is right again once the change was reviewed, and forgets texts that no review names", async () => {
    const parts = { requirement: REQUIREMENT.replace("1200", "1000") };
    const before = await traceProject(fixture(parts, await reviewed({ of: "all" })));
    const after = markReviewed(before.graph, { of: "item", id: "SRS-001" }, { name: "A. Lindqvist", date: "2026-11-02" });
    assert.equal(after.links, 2);
    assert.deepEqual(await suspects(parts, after.texts), []);
    const reviewers = [...readReviews(after.texts.get(REVIEWS_FILE) ?? "").reviews.values()].map(({ to, reviewer, date }) => [
      to,
      reviewer,
      date,
    ]);
    assert.deepEqual(reviewers, [
      ["SRS-001", "A. Lindqvist", "2026-11-02"],
      ["SRS-002", "M. Okafor", "2026-10-01"],
      ["SRS-001", "A. Lindqvist", "2026-11-02"],
    ]);
    assert.equal([...readReviewedTexts(after.texts.get(REVIEWED_FILE) ?? "").digests].length, 4);
  });

  it("marks all links of a file", async () => {
    const { graph } = await traceProject(fixture({}, new Map()));
    assert.equal(markReviewed(graph, { of: "file", file: "firmware/flow.c" }, WHO).links, 2);
    assert.equal(markReviewed(graph, { of: "file", file: "docs/requirements.md" }, WHO).links, 3);
    assert.equal(markReviewed(graph, { of: "item", id: "SRS-999" }, WHO).links, 0);
  });

  it("says so where the reviewed text is missing, or is not the text of its digest", async () => {
    const records = new Map(await reviewed({ of: "all" }));
    const parts = { requirement: REQUIREMENT.replace("1200", "1000") };
    for (const texts of ["", (records.get(REVIEWED_FILE) ?? "").replace("1200 ml", "1100 ml")]) {
      const { graph } = await traceProject(fixture(parts, new Map([...records, [REVIEWED_FILE, texts]])));
      const [change] = graph.edges.flatMap((edge) => graph.reviews.changesOf(edge));
      assert.ok(change);
      assert.equal(change.before, undefined);
      assert.equal(changeInShort(change), "");
      assert.match(changeInMarkdown(change), /not kept/);
    }
  });
});

describe("review record: its file", () => {
  const A = "a".repeat(64);
  const B = "b".repeat(64);
  const line = (to: string, date = "2026-10-01", digest = B): string => `satisfies\tsrc/a b.c\t${to}\t${A}\t${digest}\t${date}\tM. Okafor`;

  it("reads what it writes, sorted, whatever the names hold", () => {
    const review = {
      role: "satisfies" as const,
      from: "src/a\tb\\n.c",
      to: "SRS-001",
      fromDigest: A,
      toDigest: B,
      date: "2026-10-01",
      reviewer: "M.\nOkafor",
    };
    const text = reviewsText([review, { ...review, from: "a.c" }]);
    assert.equal(text.split("\n").length, 4);
    assert.match(text, /^vitalint-reviews 1\nsatisfies\ta\.c\t/);
    assert.deepEqual([...readReviews(text).reviews.values()], [{ ...review, from: "a.c" }, review]);
    assert.deepEqual(readReviews(text.replace(/\n/g, "\r\n")), readReviews(text));
  });

  it("refuses another version and another file as a whole", () => {
    for (const text of [
      `vitalint-reviews 2\n${line("SRS-001")}\n`,
      `${line("SRS-001")}\n`,
      "\u0000\u0001",
      "vitalint-stamps 1\n",
      "\n\n",
    ]) {
      const { reviews, problems } = readReviews(text);
      assert.equal(reviews.size, 0);
      assert.equal(problems.length, 1, text);
    }
    assert.match(readReviews("vitalint-reviews 2\n").problems[0]?.message ?? "", /version 2, which this Vitalint does not know/);
    assert.deepEqual(readReviews("").problems, []);
  });

  it("tells a merge conflict, and reads both sides", () => {
    const text = `vitalint-reviews 1\n<<<<<<< HEAD\n${line("SRS-001")}\n=======\n${line("SRS-002")}\n>>>>>>> topic\n`;
    const { reviews, problems } = readReviews(text);
    assert.deepEqual(
      problems.map(({ message, span }) => [message.slice(0, 38), span]),
      [["This is an unresolved merge conflict: ", { start: 19, end: 31 }]],
    );
    assert.equal(reviews.size, 2);
    assert.equal(readReviews(`<<<<<<< HEAD\n${text}`).reviews.size, 2);
  });

  it("takes the later of two reviews of a link, and tells it", () => {
    const { reviews, problems } = readReviews(
      `vitalint-reviews 1\n${line("SRS-001", "2026-10-02")}\n${line("SRS-001", "2026-10-01", A)}\n`,
    );
    assert.deepEqual(
      [...reviews.values()].map(({ date, toDigest }) => [date, toDigest]),
      [["2026-10-02", B]],
    );
    assert.equal(problems.length, 1);
    assert.equal(readReviews(`vitalint-reviews 1\n${line("SRS-001")}\n${line("SRS-001")}\n`).problems.length, 0);
  });

  it("leaves out lines that are no reviews, each with its place", () => {
    const lines = [
      "implements\ta\tb",
      line("SRS-001").replace("satisfies", "does"),
      line("SRS-001", "yesterday"),
      line("SRS-001", "2026-10-01", "12"),
      line("SRS-001").replace("M. Okafor", " "),
      line(""),
    ];
    const { reviews, problems } = readReviews(`vitalint-reviews 1\n${lines.join("\n")}\n`);
    assert.equal(reviews.size, 0);
    assert.equal(problems.length, lines.length);
  });

  it("never throws on what is cut off or mixed up", () => {
    const whole = `vitalint-reviews 1\n${line("SRS-001")}\n${line("SRS-002")}\n`;
    for (let end = 0; end <= whole.length; end++) {
      readReviews(whole.slice(0, end));
      readReviewedTexts(whole.slice(end));
    }
    assert.equal(readReviewedTexts(`vitalint-reviewed 1\n${A}\titem\t[not json\n`).of(A), undefined);
    assert.equal(readReviewedTexts(`vitalint-reviewed 1\nxyz\titem\t{}\n`).problems.length, 1);
  });
});

describe("diff", () => {
  const words = (text: string): string[] => text.split("");
  function applied(before: readonly string[], after: readonly string[]): string[] {
    const out = [...before];
    for (const hunk of [...diffHunks(before, after)].reverse())
      out.splice(hunk.before.start, hunk.before.end - hunk.before.start, ...after.slice(hunk.after.start, hunk.after.end));
    return out;
  }

  it("leads from one list to the other, by the shortest way", () => {
    const cases = [["", ""], ["", "abc"], ["abc", ""], ["abcabba", "cbabac"], ["abcdef", "abxdef"], ["aaaa", "aa"], ["xaxbxc", "abc"], ["abc", "xyz"]] as const; // prettier-ignore
    for (const [before, after] of cases) assert.deepEqual(applied(words(before), words(after)), words(after), `${before} ${after}`);
    const edits = diffHunks(words("abcabba"), words("cbabac")).reduce(
      (n, { before, after }) => n + before.end - before.start + after.end - after.start,
      0,
    );
    assert.equal(edits, 5);
  });

  it("holds for many random lists, and for lists with nothing in common", () => {
    let seed = 7;
    const random = (below: number): number => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) % below;
    for (let round = 0; round < 300; round++) {
      const list = (): string[] => Array.from({ length: random(30) }, () => "abcd".charAt(random(4)));
      const [before, after] = [list(), list()];
      assert.deepEqual(applied(before, after), after);
    }
    const one = Array.from({ length: 3000 }, (_, i) => `a${String(i)}`);
    const other = Array.from({ length: 3000 }, (_, i) => `b${String(i)}`);
    assert.equal(diffHunks(one, other).length, 1);
  });
});
