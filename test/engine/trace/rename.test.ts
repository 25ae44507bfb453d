import assert from "node:assert/strict";
import { markReviewed, type FilePath, type Renaming, type TextEdit } from "../../../engine/src/index.js";
import type { IdeContext } from "../../../engine/src/ide/context.js";
import { renameAt, renameTargetAt } from "../../../engine/src/ide/rename.js";
import { STAMPS_FILE, readStamps, stampsText } from "../../../engine/src/trace/verification/stamp-record.js";
import { reqifDocument } from "../../harness/reqif.js";
import { traceProject, type TraceProject } from "../../harness/trace.js";

const SOURCES = `//- docs/requirements.md
### SYS-001 Be safe
The pump shall be safe.

### SRS-001 Limit the rate
- parent: SYS-001

The pump shall limit the rate.
//- firmware/flow.c
/** @satisfies SRS-001 */
int Flow_Set(int rate) { return rate; }
//- test/test_flow.c
/** @verifies SRS-001 */
void test_limit(void) { }
`;

function contextOf({ project, graph }: TraceProject): IdeContext {
  return { project, graph: () => graph, findings: () => [] } as unknown as IdeContext;
}

function rename(traced: TraceProject, path: FilePath, id: string, newId: string): Renaming | null {
  return renameAt(contextOf(traced), path, (traced.project.text(path) ?? "").indexOf(id) + 1, newId);
}

function refusal(traced: TraceProject, path: FilePath, id: string): string {
  const target = renameTargetAt(contextOf(traced), path, (traced.project.text(path) ?? "").indexOf(id) + 1);
  return target && "problem" in target ? target.problem : "not refused";
}

function applied(traced: TraceProject, renaming: Renaming | null): string {
  assert.ok(renaming && "files" in renaming, JSON.stringify(renaming));
  const texts = new Map(traced.project.paths.map((path) => [path, traced.project.text(path) ?? ""]));
  for (const { path, edits } of renaming.files) {
    let text = texts.get(path) ?? "";
    const inOrder: TextEdit[] = [...edits].sort((a, b) => b.span.start - a.span.start);
    for (const { span, newText } of inOrder) text = text.slice(0, span.start) + newText + text.slice(span.end);
    texts.set(path, text);
  }
  return [...texts].map(([path, text]) => `//- ${path}\n${text}`).join("");
}

async function reviewedProject(): Promise<TraceProject> {
  const { graph } = await traceProject(SOURCES);
  const { texts } = markReviewed(graph, { of: "all" }, { name: "M. Okafor", date: "2026-10-01" });
  const [digest = ""] = [...graph.items.filter(({ id }) => id === "SRS-001").map((item) => graph.reviews.endOf(item).digest)];
  const parts = { unit: digest, callees: digest, declarations: digest, test: digest, requirement: digest };
  const stamp = {
    test: "test/test_flow.c#test_limit",
    verified: "SRS-001",
    level: "unit",
    environment: "",
    commit: "1".repeat(40),
    ran: "",
    parts,
  };
  const records = [...texts, [STAMPS_FILE, stampsText([stamp])] as const];
  return traceProject(SOURCES + records.map(([path, text]) => `//- ${path}\n${text}`).join(""));
}

const suspects = ({ graph }: TraceProject): string[] => graph.edges.filter(({ suspect = [] }) => suspect.length > 0).map(({ to }) => to);

describe("renaming an id", () => {
  it("keeps the reviews and stamps of its links", async () => {
    const before = await reviewedProject();
    assert.deepEqual(suspects(before), []);
    const after = await traceProject(applied(before, rename(before, "docs/requirements.md", "SRS-001", "SRS-900")));
    assert.deepEqual(
      [...after.graph.reviews.all].map(({ from, to }) => `${from} ${to}`),
      ["SRS-900 SYS-001", "firmware/flow.c SRS-900", "test/test_flow.c#test_limit SRS-900"],
    );
    assert.deepEqual(suspects(after), []);
    assert.ok(after.graph.edges.every((edge) => after.graph.reviews.of(edge)));
    assert.deepEqual(
      readStamps(after.project.text(STAMPS_FILE) ?? "").stamps.map(({ verified }) => verified),
      ["SRS-900"],
    );
  });

  it("keeps the reviews of items whose text names it, and their texts", async () => {
    const before = await reviewedProject();
    const after = await traceProject(applied(before, rename(before, "docs/requirements.md", "SYS-001", "SYS-900")));
    assert.deepEqual(suspects(after), []);
    const [child] = after.graph.items.filter(({ id }) => id === "SRS-001");
    assert.ok(child);
    const { digest } = after.graph.reviews.endOf(child);
    assert.match(JSON.stringify(after.graph.reviews.reviewedText(digest)), /"attribute parent":"SYS-900"/);
    assert.equal(readStamps(after.project.text(STAMPS_FILE) ?? "").stamps[0]?.parts.requirement, digest);
  });

  it("leaves the records alone that have nothing to do with it, however often it is asked for", async () => {
    const project = await reviewedProject();
    const edited = (): string[] => {
      const renaming = rename(project, "docs/requirements.md", "SRS-001", "SRS-900");
      return renaming && "files" in renaming ? renaming.files.map(({ path }) => path) : [];
    };
    assert.deepEqual(edited(), edited());
    assert.ok(!edited().includes("vitalint.reviewed"));
  });

  it("leaves what was suspect before suspect", async () => {
    const reviewed = await reviewedProject();
    const changed = await traceProject(
      reviewed.project.paths
        .map((path) => `//- ${path}\n${(reviewed.project.text(path) ?? "").replace("shall limit the rate", "shall never limit the rate")}`)
        .join(""),
    );
    assert.equal(suspects(changed).length, 3);
    const after = await traceProject(applied(changed, rename(changed, "docs/requirements.md", "SRS-001", "SRS-900")));
    assert.equal(suspects(after).length, 3);
  });

  it("is refused where a record can't be read, an export holds the id, or a file's name is the id", async () => {
    const broken = await traceProject(`${SOURCES}//- vitalint.reviews\nvitalint-reviews 1\nnonsense\n`);
    const renaming = rename(broken, "docs/requirements.md", "SRS-001", "SRS-900");
    assert.match(JSON.stringify(renaming), /vitalint\.reviews:2: .* Mend this first/);

    const exported = await traceProject(
      `//- vitalint.json\n{ "requirements": [{ "kind": "system-requirement", "reader": "reqif", "files": ["sys.reqif"] }, { "kind": "software-requirement", "files": ["srs.md"] }] }\n//- sys.reqif\n${reqifDocument([{ id: "o1", values: { "ReqIF.ForeignID": "SYS-001", "ReqIF.Text": "Be safe" } }])}\n//- srs.md\n### SRS-001 Limit\n- parent: SYS-001\n`,
    );
    assert.match(refusal(exported, "srs.md", "SYS-001"), /^SYS-001 stands in sys\.reqif/);

    const doorstop = await traceProject(
      "//- req/.doorstop.yml\nsettings:\n  prefix: REQ\n//- req/REQ001.yml\nactive: true\nnormative: true\ntext: Limit.\n//- a.c\n/** @satisfies REQ001 */\nint f(void) { return 0; }\n",
    );
    assert.match(refusal(doorstop, "a.c", "REQ001"), /^REQ001 is the name of the file req\/REQ001\.yml/);
  });
});
