import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  LANGUAGES,
  markReviewed,
  readReviewedTexts,
  readReviews,
  readStamps,
  requirementDigest,
  requirementFields,
  stampPlan,
  stampsText,
  unitDigest,
  type Language,
} from "../../../engine/src/index.js";
import { fingerprints, type FingerprintSubject } from "../../../engine/src/rule/fingerprint.js";
import { traceProject } from "../../harness/trace.js";
import { digestTokens } from "../../../engine/src/text/versioned-digests.js";

interface Vectors {
  readonly unit: readonly {
    readonly language: Language;
    readonly text: string;
    readonly tokens: readonly string[];
    readonly digest: string;
  }[];
  readonly requirement: readonly { readonly fields: Readonly<Record<string, string>>; readonly digest: string }[];
  readonly fingerprint: readonly {
    readonly language: Language | null;
    readonly text: string;
    readonly findings: readonly (FingerprintSubject & { readonly fingerprint: string })[];
  }[];
}

interface RecordVectors {
  readonly files: Readonly<Record<string, string>>;
  readonly reviewer: string;
  readonly date: string;
  readonly commit: string;
  /** Lines of each record. */
  readonly records: Readonly<Record<string, readonly string[]>>;
}

const page = readFileSync(join(process.cwd(), "docs/formats.md"), "utf8");
const json = /<!-- test-vectors -->\s*```json\n([\s\S]*?)\n```/.exec(page)?.[1];
assert.ok(json, "docs/formats.md holds test vectors");
const vectors = JSON.parse(json) as Vectors;

describe("test vectors of docs/formats.md", () => {
  for (const { language, text, tokens, digest } of vectors.unit) {
    it(`unit digest v1: ${JSON.stringify(text.slice(0, 40))}`, () => {
      assert.ok(LANGUAGES.includes(language));
      assert.deepEqual(digestTokens(text, language), tokens);
      assert.equal(unitDigest(text, language), digest);
      assert.equal(unitDigest(text.replace(/\r?\n/g, "\r\n"), language), digest, "line endings make no difference");
    });
  }

  it("unit digest v1 sees no layout and no comment", () => {
    assert.equal(vectors.unit[0]?.digest, vectors.unit[1]?.digest);
    assert.notEqual(unitDigest("#define A\nb();", "c"), unitDigest("#define A b();", "c"));
    assert.equal(unitDigest("#define A /* x\n */ b\nc();", "c"), unitDigest("#define A \\\n b\nc();", "c"));
  });

  for (const { fields, digest } of vectors.requirement) {
    it(`requirement digest v1: ${JSON.stringify(fields).slice(0, 40)}`, () => assert.equal(requirementDigest(fields), digest));
  }

  it("requirement digest v1 sees no layout, and no administration", () => {
    assert.equal(vectors.requirement[0]?.digest, vectors.requirement[1]?.digest);
    const item = { title: "T", text: "t", attributes: { status: "draft", parent: "SYS-1" } };
    assert.deepEqual(requirementFields(item), { title: "T", text: "t", "attribute parent": "SYS-1" });
  });

  for (const { language, text, findings } of vectors.fingerprint) {
    it(`fingerprint v1: ${JSON.stringify(text.slice(0, 40))}`, () => {
      assert.deepEqual(
        fingerprints(findings, text, language ?? undefined),
        findings.map(({ fingerprint }) => fingerprint),
      );
    });
  }

  it("fingerprint v1 stays when code above moves, and tells equal findings apart", () => {
    const [sample] = vectors.fingerprint;
    assert.ok(sample);
    const shift = "\n\nint other;\n";
    const moved = sample.findings.map((finding) => ({
      ...finding,
      span: { start: finding.span.start + shift.length, end: finding.span.end + shift.length },
    }));
    assert.deepEqual(
      fingerprints(moved, shift + sample.text, "c"),
      sample.findings.map(({ fingerprint }) => fingerprint),
    );
    assert.equal(new Set(sample.findings.map(({ fingerprint }) => fingerprint)).size, sample.findings.length);
  });
});

describe("record vectors of docs/formats.md", () => {
  const block = /<!-- record-vectors -->\s*```json\n([\s\S]*?)\n```/.exec(page)?.[1];
  assert.ok(block, "docs/formats.md holds record vectors");
  const { files, reviewer, date, commit, records } = JSON.parse(block) as RecordVectors;
  const project = traceProject(
    Object.entries(files)
      .map(([path, text]) => `//- ${path}\n${text}`)
      .join(""),
  );
  const linesOf = (name: string): string => (records[name] ?? []).join("\n");

  it("reviews v1 and reviewed texts v1", async () => {
    const { graph } = await project;
    const { texts } = markReviewed(graph, { of: "all" }, { name: reviewer, date });
    for (const [name, text] of texts) assert.equal(text, linesOf(name), name);
    assert.equal(readReviews(linesOf("vitalint.reviews")).reviews.size, 2);
    const reviewed = readReviewedTexts(linesOf("vitalint.reviewed"));
    for (const digest of reviewed.digests) assert.ok(reviewed.of(digest), "each text has its digest");
  });

  it("stamps v1", async () => {
    const { graph } = await project;
    const stamps = stampPlan(graph).candidates.map(({ stamp }) => ({ ...stamp, commit }));
    assert.equal(stampsText(stamps), linesOf("vitalint.stamps"));
    assert.deepEqual(readStamps(linesOf("vitalint.stamps")), { stamps, problems: [] });
  });
});
