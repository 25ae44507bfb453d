import assert from "node:assert/strict";
import { traceProject } from "../../harness/trace.js";

/** Tags of a project's files: `file: role id owner (relation)`. */
async function mentions(fixture: string): Promise<string[]> {
  const { contributions } = await traceProject(fixture);
  return contributions.flatMap(({ file, source }) =>
    (source?.mentions ?? []).map(({ role, id, owner, relation }) => {
      const name = owner.of === "function" ? (source?.functions[owner.index]?.name ?? "") : owner.of === "file" ? "" : owner.name;
      return `${file}: ${role} ${id} ${owner.of} ${name}${relation === undefined ? "" : ` (${relation})`}`;
    }),
  );
}

describe("StrictDoc markers", () => {
  it("belong to what their scope says, in C", async () => {
    assert.deepEqual(
      await mentions(`//- a.c
/* @relation(A-1, A-2, scope=file) */
/** @relation(A-3, scope=function, role=Implementation) */
int one(void) {
  /* @relation{A-4, scope=line} */
  return 1;
}
/* @relation(A-5, scope=range_start) */
int two(void) { return 2; }
/* @relation(A-5, scope=range_end) */
/*
 * @relation(A-6,
 *           A-7,
 *           scope=function)
 */
int three(void) { return 3; }
`),
      [
        "a.c: satisfies A-1 file ",
        "a.c: satisfies A-2 file ",
        "a.c: satisfies A-3 function one (Implementation)",
        "a.c: satisfies A-4 range lines 4-5",
        "a.c: satisfies A-5 range lines 7-9",
        "a.c: satisfies A-6 function three",
        "a.c: satisfies A-7 function three",
      ],
    );
  });

  it("belong to classes and functions of Python by docstring and comment", async () => {
    assert.deepEqual(
      await mentions(`//- pump/flow.py
#!/usr/bin/env python3
"""
@relation(A-1, scope=file)
"""
TEXT = """
# @relation(NOT-1, scope=file)
"""
# @relation(A-2, scope=function)
def one():
    return 1

class Pump:
    """@relation(A-3, scope=class)"""

    async def run(self):
        r"""
        Runs.

        @relation(A-4, A-5, scope=function)
        """
        text = "@relation(NOT-2, scope=line)"
        # @relation(A-6, scope=line)
        return text
`),
      [
        "pump/flow.py: satisfies A-1 file ",
        "pump/flow.py: satisfies A-2 class one",
        "pump/flow.py: satisfies A-3 class Pump",
        "pump/flow.py: satisfies A-4 class Pump.run",
        "pump/flow.py: satisfies A-5 class Pump.run",
        "pump/flow.py: satisfies A-6 range lines 22-23",
      ],
    );
  });

  it("verify in tests unless their role says otherwise", async () => {
    assert.deepEqual(
      await mentions(`//- tests/test_flow.py
def test_rate():
    """@relation(A-1, scope=function)"""
# @relation(A-2, scope=file, role=Implementation)
//- src/flow.py
# @relation(A-3, scope=file, role=Test)
`),
      [
        "tests/test_flow.py: verifies A-1 test test_rate",
        "tests/test_flow.py: satisfies A-2 file  (Implementation)",
        "src/flow.py: verifies A-3 file  (Test)",
      ],
    );
  });

  it("are found in scripts and build files, and in files that the configuration names", async () => {
    assert.deepEqual(
      await mentions(`//- vitalint.json
{ "tagFiles": ["**/*.itest"] }
//- build.sh
# @relation(A-1, scope=file)
//- ci.yml
# @relation(A-2, scope=range_start)
a: 1
# @relation(A-2, scope=range_end)
//- one.itest
# @relation(A-3, scope=file)
# @relation(A-9 , scope=file)
//- one.unknown
# @relation(A-4, scope=file)
`),
      ["build.sh: satisfies A-1 file ", "ci.yml: satisfies A-2 range lines 1-3", "one.itest: satisfies A-3 file "],
    );
  });

  it("are masked between skip markers; what is no marker is left alone", async () => {
    assert.deepEqual(
      await mentions(`//- a.c
/* @relation(skip, scope=range_start) */
/* @relation(A-1, scope=file) */
/* @relation(skip, scope=range_end) */
/* @relation(A-2, A-2, scope=file) */
/* @relation(A-3, scope=module) @relation() @relation(, scope=file) mail@relation(A-4, scope=file) */
/* @relation(A-5 and more words!, scope=file) @relation(word) */
/* @relation(A-6, scope=range_end) */
/* @relation(A-7 */
int x;
`),
      ["a.c: satisfies A-2 file "],
    );
  });
});
