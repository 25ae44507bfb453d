import assert from "node:assert/strict";
import { openFastTraceReader } from "../../../engine/src/trace/readers/openfasttrace.js";
import needsNotCovered from "../../../rules/trace/needs-not-covered.js";
import suspectLink from "../../../rules/trace/suspect-link.js";
import unwantedCoverage from "../../../rules/trace/unwanted-coverage.js";
import { fixedText, readOptions, traceFindings, traceProject } from "../../harness/trace.js";

const MARKDOWN = `# Requirements

## Limit
\`req~limit.rate~2\`

Status: approved

The rate has a limit.

Rationale:

People die.

Covers:
- [Safe](#x) \`feat~safe~1\`
- nothing here

Depends:

* req~other~1

Needs: dsn, utest
Tags:
- safety

<!-- oft:off -->
\`req~hidden~1\`
<!-- oft:on -->

\`\`\`
req~example~1
\`\`\`

arch --> dsn : req~limit.rate~2
`;

describe("OpenFastTrace", () => {
  it("reads items of Markdown with their entries", () => {
    const result = openFastTraceReader.read("a.md", MARKDOWN, readOptions());
    assert.deepEqual(
      result.items.map(({ id, kind, type, revision, title, attributes }) => [id, kind, type, revision, title, attributes]),
      [
        [
          "req~limit.rate~2",
          "software-requirement",
          "req",
          2,
          "Limit",
          { status: "approved", needs: "dsn, utest", tags: "safety", rationale: "People die." },
        ],
        ["arch~limit.rate~2", "design", "arch", 2, "", { needs: "dsn" }],
      ],
    );
    assert.deepEqual(
      result.links.map(({ from, to, via, revision, idSpan }) => [from, to, via, revision, MARKDOWN.slice(idSpan.start, idSpan.end) === to]),
      [
        ["req~limit.rate~2", "feat~safe~1", "Covers", 1, true],
        ["req~limit.rate~2", "req~other~1", "Depends", 1, true],
        ["arch~limit.rate~2", "req~limit.rate~2", "Covers", 2, true],
      ],
    );
    assert.deepEqual(
      result.problems.map(({ message }) => message),
      ["This entry of req~limit.rate~2 names no item: an id reads 'req~name~1'."],
    );
    for (let end = 0; end <= MARKDOWN.length; end++) openFastTraceReader.read("a.md", MARKDOWN.slice(0, end), readOptions());
  });

  it("joins tags of any text by revision: covered, outdated, predated, orphaned", async () => {
    const { graph } = await traceProject(`//- spec/design.rst
Limit
=====
\`dsn~limit~2\`

Text.

Needs: impl, utest
//- src/a.c
/* [impl->dsn~limit~2] [ impl~~3 -> dsn~limit~1 ] [impl~own.name~2->dsn~limit~4>>utest] [impl->dsn~none~1] */
int foo(void) { return 1; }
const char *text = "[impl->dsn~limit~2]";
//- src/b.java
// [impl->dsn~limit~2]
//- test/t.py
# [utest->dsn~limit~2]
def test_limit():
    pass
`);
    assert.deepEqual(
      graph.stated.map(({ from, role, to, suspect }) => `${from} ${role} ${to} ${JSON.stringify(suspect ?? [])}`),
      [
        "src/a.c satisfies dsn~limit~2 []",
        'src/a.c satisfies dsn~limit~2 [{"kind":"revision","stated":1,"actual":2}]',
        'impl~own.name~2 satisfies dsn~limit~2 [{"kind":"revision","stated":4,"actual":2}]',
        'src/a.c satisfies dsn~limit~2 [{"kind":"revision","stated":4,"actual":2}]',
        "src/b.java satisfies dsn~limit~2 []",
        "test/t.py#test_limit verifies dsn~limit~2 []",
      ],
    );
    assert.deepEqual(
      graph.problems.map((problem) => [problem.kind, problem.id]),
      [["unknown-id", "dsn~none~1"]],
    );
  });

  it("tells missing, outdated and unwanted coverage, and names the present revision by fix", async () => {
    const project = `//- spec/design.md
## Limit
\`dsn~limit~2\`

Text.

Needs: impl, utest, itest
//- src/a.c
// [impl->dsn~limit~2] [stest->dsn~limit~2]
int foo(void) { return 1; }
//- test/t.py
# [utest->dsn~limit~1]
def test_limit():
    pass
`;
    const findings = await traceFindings(project, [needsNotCovered, unwantedCoverage, suspectLink]);
    const said = findings.join("\n");
    assert.match(said, /spec\/design\.md:2 .*needs itest, and nothing of that type covers it/);
    assert.match(said, /spec\/design\.md:2 .*needs utest, and what covers it names another revision/);
    assert.match(said, /src\/a\.c:1 .*dsn~limit~2 does not ask for coverage of type 'stest' \(it needs impl, utest, itest\)/);
    assert.match(said, /test\/t\.py:1 .*This link names revision 1 of dsn~limit~2, which has revision 2/);
    assert.match(said, /spec\/design\.md:2 .*A link of dsn~limit~2 must be looked at again/);
    assert.equal(findings.length, 5);
    assert.match(await fixedText(project, [suspectLink]), /^# \[utest->dsn~limit~2\]$/m);
  });
});
