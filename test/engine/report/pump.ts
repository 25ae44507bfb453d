import { EndTexts } from "../../../engine/src/trace/review/end-texts.js";
import { VerificationStates } from "../../../engine/src/trace/verification/verification-states.js";
import { LinkReviews } from "../../../engine/src/trace/review/link-reviews.js";
import {
  defaultConfig,
  defineRule,
  SourceDocument,
  type CodeContext,
  type FileFact,
  type Finding,
  type JoinedFinding,
  type ProjectConfig,
  type Rule,
  type RunFacts,
  type Span,
  type TextSource,
  type TraceEdge,
  type TraceGraph,
  type TraceItem,
  type TestResult,
} from "../../../engine/src/index.js";

// A small device by hand: what the writers are tested with. Text in it tries to break out of every format.

const FILES: Readonly<Record<string, string>> = {
  "firmware/flow.c": "void Flow_Set(const char *name) {\n\tchar rate[8];\n\tstrcpy(rate, name);\n}\n",
  "firmware/menu & <more>.c": 'int menu;\r\nchar *text = "\u202ehidden";\r\n',
  "docs/srs.md": "# SRS-001 Limit the rate\n# SRS-002 Show the rate\n# SRS-003 Log\n# SYS-001 Infuse\n",
  "docs/risks.csv": "HZ-001,Over-infusion\nHZ-002,Air embolism\nRC-001,Clamp the rate\nRC-002,Label\nRC-003,Air detector\n",
  "test/flow_test.c": "void test_limit(void) {}\nvoid test_show(void) {}\n",
  "vitalint.dispositions.json": '{"a": 1}\n',
};

const documents = new Map(Object.entries(FILES).map(([path, text]) => [path, new SourceDocument(path, undefined, text, 0)]));

export const texts: TextSource = { document: (file) => documents.get(file) };

/** Span of the first occurrence of a part of a file. */
function spanOf(file: string, part: string): Span {
  const start = (FILES[file] ?? "").indexOf(part);
  if (start < 0) throw new Error(`${part} is not in ${file}`);
  return { start, end: start + part.length };
}

export const config: ProjectConfig = {
  ...defaultConfig(),
  device: 'Pump <"1000">',
  version: "2.3.1",
  programs: [{ name: "application", files: ["firmware/**"] }],
  softwareItems: [
    { name: "Flow control", class: "C", files: ["firmware/flow.c"], rationale: "over-infusion can kill" },
    { name: "Menu", class: "A", files: ["firmware/menu*"] },
  ],
  requirements: [{ types: {}, relations: {}, columns: {}, kind: "software-requirement", reader: "markdown", files: ["docs/srs.md"] }],
  tests: { results: ["test/results.xml"], levels: {} },
  severityToClass: { critical: "C" },
  ruleSeverities: { "crypto/weak-hash": "off" },
};

const docs = {
  what: "What it is.",
  why: "Why it matters.",
  whatToDo: "What to do.",
  whenToDeviate: "Never.",
  limits: ["Sees one file."],
  examples: [],
};

export const rules: readonly Rule[] = [
  defineRule({
    id: "memory/unbounded-copy",
    languages: ["c", "cpp"],
    since: "0.1.0",
    preset: "recommended",
    severity: "error",
    confidence: "high",
    fix: "safe",
    standards: {
      cwe: [120, 787],
      cert: ["STR31-C"],
      misra: ["C:2012 21.17"],
      iec62304: ["memory management and overflow"],
      fda: ["code-data-execution-integrity"],
    },
    messages: { unbounded: "'{callee}' can write past the end of '{target}'" },
    docs: {
      ...docs,
      title: "Copy without a bound",
      examples: [{ language: "c", bad: "strcpy(a, b);", good: 'snprintf(a, sizeof a, "%s", b);' }],
    },
    on: {},
  }),
  defineRule({
    id: "crypto/weak-hash",
    languages: ["c"],
    since: "0.1.0",
    preset: "recommended",
    severity: "warning",
    confidence: "medium",
    fix: "none",
    standards: { cwe: [327] },
    messages: { weak: "weak" },
    docs: { ...docs, title: "Weak hash" },
    on: {},
  }),
  defineRule({
    id: "trace/requirement-not-verified",
    languages: [],
    since: "0.1.0",
    preset: "recommended",
    severity: "warning",
    confidence: "high",
    fix: "none",
    standards: { cwe: [], clauses: ["5.7.1"] },
    messages: { missing: "{id}" },
    docs: { ...docs, title: "Requirement without verification" },
    on: {},
  }),
];

const NO_CONTEXT: CodeContext = { requirements: [], riskControls: [], hazards: [] };

function finding(over: Partial<Finding> & Pick<Finding, "rule" | "message" | "severity" | "file" | "span" | "fingerprint">): Finding {
  return { messageId: "message", confidence: "high", symbol: "", cwe: [], steps: [], fixes: [], supersedes: [], ...over };
}

const copy = spanOf("firmware/flow.c", "strcpy(rate, name)");

/** Findings in every state, in an order that writers have to mend. */
export const findings: readonly JoinedFinding[] = [
  {
    finding: finding({
      rule: "vitalint/file-skipped",
      message: "'gone.c' was not analysed: it is not readable.",
      severity: "error",
      file: "gone.c",
      span: { start: 0, end: 0 },
      fingerprint: "f6",
    }),
    state: { state: "open" },
    context: NO_CONTEXT,
  },
  {
    finding: finding({
      rule: "crypto/weak-hash",
      message: '=HYPERLINK("x") | <script>alert(1)</script>\u001b[31m',
      severity: "warning",
      file: "firmware/menu & <more>.c",
      span: spanOf("firmware/menu & <more>.c", "\u202ehidden"),
      fingerprint: "f5",
      cwe: [327],
    }),
    state: {
      state: "disposed",
      disposition: {
        kind: "deviation",
        rule: "crypto/weak-hash",
        reason: "checks a download only, | not a secret",
        author: "M. Weber",
        approver: "A. Okafor",
        date: "2026-08-01",
        source: { from: "sidecar", location: { file: "vitalint.dispositions.json", span: { start: 1, end: 4 } }, path: "firmware/menu*" },
      },
    },
    context: { ...NO_CONTEXT, softwareItem: "Menu", safetyClass: "A" },
  },
  {
    finding: finding({
      rule: "memory/unbounded-copy",
      messageId: "unbounded",
      message: "'strcpy' can write past the end of 'rate' (8 bytes)",
      severity: "error",
      file: "firmware/flow.c",
      span: copy,
      symbol: "Flow_Set",
      cwe: [120],
      fingerprint: "f1",
      steps: [
        {
          location: { file: "firmware/flow.c", span: spanOf("firmware/flow.c", "name") },
          message: "comes from the network",
          role: "source",
        },
        { location: { file: "firmware/flow.c", span: copy }, message: "is copied here", role: "sink" },
        {
          location: { file: "firmware/flow.c", span: spanOf("firmware/flow.c", "rate[8]") },
          message: "'rate' has 8 bytes",
          role: "related",
        },
      ],
      fixes: [
        {
          title: "Use snprintf with the size of 'rate'",
          kind: "safe",
          edits: [{ span: copy, newText: 'snprintf(rate, sizeof rate, "%s", name)' }],
        },
      ],
      supersedes: ["api/unchecked-return"],
    }),
    state: { state: "open" },
    context: {
      unit: "firmware/flow.c",
      softwareItem: "Flow control",
      safetyClass: "C",
      requirements: ["SRS-001"],
      riskControls: ["RC-001"],
      hazards: ["HZ-001"],
    },
  },
  {
    finding: finding({
      rule: "memory/unbounded-copy",
      message: "frozen",
      severity: "error",
      file: "firmware/flow.c",
      span: { start: 0, end: 4 },
      fingerprint: "f2",
    }),
    state: { state: "frozen", baseline: "baseline.json" },
    context: NO_CONTEXT,
  },
  {
    finding: finding({
      rule: "memory/unbounded-copy",
      message: "undecided",
      severity: "hint",
      file: "firmware/flow.c",
      span: { start: 5, end: 9 },
      fingerprint: "f3",
    }),
    state: { state: "undecided", marker: "NOLINT", location: { file: "firmware/flow.c", span: { start: 5, end: 9 } } },
    context: NO_CONTEXT,
  },
  {
    finding: finding({
      rule: "vitalint/disposition-expired",
      message: "This deviation expired.",
      severity: "warning",
      file: "vitalint.dispositions.json",
      span: { start: 1, end: 4 },
      fingerprint: "f4",
    }),
    state: { state: "open" },
    context: NO_CONTEXT,
  },
];

function item(id: string, kind: TraceItem["kind"], file: string, part: string, over: Partial<TraceItem> = {}): TraceItem {
  const span = spanOf(file, part);
  return { id, kind, title: id, text: "", attributes: {}, location: { kind: "span", file, span, idSpan: span }, ...over };
}

function edge(role: TraceEdge["role"], from: string, to: string): TraceEdge {
  return { role, from, to, location: { file: "docs/srs.md", span: { start: 0, end: 1 } }, idSpan: { start: 0, end: 1 }, via: role };
}

const items: readonly TraceItem[] = [
  item("SYS-001", "system-requirement", "docs/srs.md", "SYS-001", { title: "Infuse", safetyClass: "C" }),
  item("SRS-001", "software-requirement", "docs/srs.md", "SRS-001", { title: "Limit the rate", safetyClass: "C" }),
  item("SRS-002", "software-requirement", "docs/srs.md", "SRS-002", { title: "Show the rate", safetyClass: "B" }),
  item("SRS-003", "software-requirement", "docs/srs.md", "SRS-003", { title: "Log" }),
  item("HZ-001", "hazard", "docs/risks.csv", "HZ-001", { title: "Over-infusion", severity: "critical" }),
  item("HZ-002", "hazard", "docs/risks.csv", "HZ-002", { title: "Air embolism" }),
  item("RC-001", "risk-control", "docs/risks.csv", "RC-001", { title: "Clamp the rate", realisation: "software", safetyClass: "C" }),
  item("RC-002", "risk-control", "docs/risks.csv", "RC-002", { title: "Label", realisation: "labelling" }),
  item("RC-003", "risk-control", "docs/risks.csv", "RC-003", { title: "Air detector", realisation: "software", safetyClass: "C" }),
  item("unit:flow", "unit", "firmware/flow.c", "Flow_Set", { title: "firmware/flow.c", safetyClass: "C" }),
  item("unit:menu", "unit", "firmware/menu & <more>.c", "menu", { title: "menu", safetyClass: "B" }),
  item("test:limit", "test-case", "test/flow_test.c", "test_limit", { title: "test_limit" }),
  item("test:show", "test-case", "test/flow_test.c", "test_show", { title: "test_show" }),
];

const edges: readonly TraceEdge[] = [
  edge("derives", "SRS-001", "SYS-001"),
  edge("satisfies", "unit:flow", "SRS-001"),
  edge("mitigates", "SRS-001", "RC-001"),
  edge("mitigates", "RC-001", "HZ-001"),
  edge("mitigates", "RC-002", "HZ-001"),
  edge("verifies", "test:limit", "SRS-001"),
  edge("verifies", "test:show", "SRS-002"),
];

const result = (name: string, status: TestResult["status"]): TestResult => ({
  suite: "flow",
  name,
  status,
  timestamp: "2026-08-20T10:00:00",
  file: "test/results.xml",
  span: { start: 0, end: 0 },
  ids: [],
});

const results = new Map<string, TestResult>([["test:limit", result("test_limit", "passed")]]);

export const graph: TraceGraph = {
  itemsIn: (file) => items.filter(({ location }) => location.file === file),
  packages: [],
  hasDocuments: true,
  items,
  edges,
  stated: edges,
  tests: [...results.values()],
  hasResults: true,
  has: (kind) => items.some((i) => i.kind === kind),
  ofKind: (kind) => items.filter((i) => i.kind === kind),
  edgesIn: (file) => edges.filter(({ location }) => location.file === file),
  problems: [
    { kind: "unknown-id", id: "SRS-01", location: { file: "firmware/flow.c", span: copy }, via: "@satisfies", suggestions: ["SRS-001"] },
  ],
  item: (id) => items.find((i) => i.id === id),
  probable: () => [],
  mentions: () => [],
  reviews: new LinkReviews([], { text: () => undefined }, () => undefined),
  resultsOf: (id) => [...results].flatMap(([test, result]) => (test === id ? [result] : [])),
  verifications: new VerificationStates(undefined, { item: () => undefined, incoming: () => [] }, new EndTexts(() => undefined), {
    declarationEpoch: 0,
    parsed: () => undefined,
    text: () => undefined,
    resolveFunction: () => undefined,
    includedFile: () => undefined,
  }),
  outgoing: (id, role) => edges.filter((e) => e.from === id && (role === undefined || e.role === role)),
  incoming: (id, role) => edges.filter((e) => e.to === id && (role === undefined || e.role === role)),
  verification: (id) => {
    const tests = edges
      .filter((e) => e.role === "verifies" && e.to === id)
      .flatMap((e) => items.filter((i) => i.id === e.from))
      .map((i) => {
        const r = results.get(i.id);
        return { item: i, state: r?.status ?? ("not-run" as const), stamps: [], ...(r === undefined ? {} : { result: r }) };
      });
    const status =
      tests.length === 0
        ? "none"
        : tests.some((t) => t.result?.status === "failed")
          ? "failed"
          : tests.every((t) => t.result?.status === "passed")
            ? "passed"
            : "not-run";
    return { tests, status };
  },
  contextOf: () => ({ ...NO_CONTEXT, safetyClass: "C" }),
};

export const files: readonly FileFact[] = [
  { path: "firmware/flow.c", state: "analysed", language: "c", lines: 4, softwareItem: "Flow control", programs: ["application"] },
  { path: "firmware/menu & <more>.c", state: "analysed", language: "c", lines: 2, softwareItem: "Menu", programs: ["application"] },
  { path: "gone.c", state: "failed", reason: "it is not readable" },
];

export const run: RunFacts = {
  project: "pump",
  date: "2026-09-01T08:00:00Z",
  commit: "0123456789abcdef0123456789abcdef01234567",
  workTree: "clean",
  tool: { version: "0.1.0", bundleDigest: "b".repeat(64) },
  digests: { "docs/srs.md": "a".repeat(64), "test/results.xml": "c".repeat(64), "README.md": "d".repeat(64) },
};
