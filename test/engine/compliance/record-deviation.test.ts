import assert from "node:assert/strict";
import { applyDispositions, dispositionsOfSource, recordDeviation } from "../../../engine/src/index.js";
import { NO_SIDECAR } from "../../../engine/src/compliance/sidecar.js";
import { applyEdits, findingAt, parseC, parseScript } from "../../harness/compliance.js";

/** Records a deviation at `part`, checks that it then holds there, and returns the text. */
const parse = async (text: string, path: string) =>
  path.endsWith(".ts") || path.endsWith(".tsx") ? parseScript(text, path) : parseC(text, path);

async function record(
  text: string,
  part: string,
  reason = "checked by the caller",
  path = "firmware/a.c",
  rule = "memory/unbounded-copy",
): Promise<string> {
  const edits = recordDeviation(await parse(text, path), findingAt(text, part, rule, path), { kind: "deviation", reason });
  assert.ok(edits);
  const result = applyEdits(text, edits);
  const file = await parse(result, path);
  const { states, diagnostics } = applyDispositions(
    file.document,
    [findingAt(result, part, rule, path)],
    dispositionsOfSource(file),
    NO_SIDECAR,
    {
      today: "2026-06-01",
      unitDigestAt: () => undefined,
      ran: (other) => other === rule,
    },
  );
  assert.deepEqual(
    states.map(({ state }) => state),
    ["disposed"],
    result,
  );
  assert.deepEqual(diagnostics, [], result);
  return result;
}

describe("recording a deviation", () => {
  it("writes a comment above the statement", async () => {
    assert.equal(
      await record("void f(char *a) {\n    strcpy(a,\n        one);\n}\n", "one"),
      "void f(char *a) {\n    /* vitalint-deviation(memory/unbounded-copy): checked by the caller */\n    strcpy(a,\n        one);\n}\n",
    );
    assert.equal(
      await record("void f(char *a) {\n\tstrcpy(a, one);\n}\n", "one", "a */ b\n vitalint-deviation(x/y): c", "a.cpp"),
      "void f(char *a) {\n\t// vitalint-deviation(memory/unbounded-copy): a * / b vitalint deviation(x/y): c\n\tstrcpy(a, one);\n}\n",
    );
  });

  it("merges with a comment that decides something already", async () => {
    const once = await record("void f(char *a) {\n    strcpy(a, one);\n}\n", "one");
    const twice = await record(once, "one", "second", "firmware/a.c", "crypto/weak-hash");
    assert.equal(
      twice,
      "void f(char *a) {\n    /* vitalint-deviation(memory/unbounded-copy): checked by the caller\n     * vitalint-deviation(crypto/weak-hash): second */\n    strcpy(a, one);\n}\n",
    );
    const again = await record(twice, "one", "a better reason");
    assert.match(again, /unbounded-copy\): a better reason\n {5}\* vitalint-deviation\(crypto\/weak-hash\): second \*\//);
    await record("void f(char *a) {\n  // vitalint-deviation(x/y): other\n  strcpy(a, one);\n}\n", "one", "line comments", "a.cpp");
  });

  it("fills in a missing reason", async () => {
    assert.equal(
      await record("void f(char *a) {\n  /* vitalint-deviation(memory/unbounded-copy) */\n  strcpy(a, one);\n}\n", "one"),
      "void f(char *a) {\n  /* vitalint-deviation(memory/unbounded-copy): checked by the caller */\n  strcpy(a, one);\n}\n",
    );
  });

  it("adds to a function's documentation", async () => {
    assert.equal(
      await record("int x;\n/**\n * Does it.\n */\nvoid f(char *a)\n{\n}\n", "f(char"),
      "int x;\n/**\n * Does it.\n * vitalint-deviation(memory/unbounded-copy): checked by the caller\n */\nvoid f(char *a)\n{\n}\n",
    );
  });

  it("goes behind the line where no line fits above", async () => {
    assert.match(
      await record("void f(char *a) {\n  if (a) {\n  } else if (gets(a)) {\n  }\n}\n", "gets"),
      /else if \(gets\(a\)\) \{ \/\* vitalint-deviation/,
    );
  });

  it("covers conditions, one-line bodies, globals, macros and the file", async () => {
    await record("void f(char *a) {\n  while (gets(a)) {\n    a++;\n  }\n}\n", "gets");
    await record("void f(char *a) {\n  if (a) strcpy(a, one);\n}\n", "one");
    await record("void f(int a) {\n  switch (a) {\n    case 1: one(); break;\n  }\n}\n", "one");
    await record('int y;\nstatic const char key[] =\n  "secret";\n', "secret");
    await record("int y;\n#define COPY(a) \\\n  strcpy(a, one)\n", "strcpy");
    await record("int y;\n", "int y");
    await record("struct s {\n  char a[4];\n  char key[4];\n};\n", "key");
    await record("void f(char *a)\r\n{\r\n  strcpy(a, one);\r\n}\r\n", "one");
  });

  it("covers options, members, one-liners and JSX in TypeScript", async () => {
    const ts = (text: string, part: string, path = "src/a.ts") => record(text, part, "test bench only", path);
    assert.equal(
      await ts("import a from 'a';\nexport function f() {\n  connect({\n    host,\n    rejectUnauthorized: false,\n  });\n}\n", "false"),
      "import a from 'a';\nexport function f() {\n  // vitalint-deviation(memory/unbounded-copy): test bench only\n  connect({\n    host,\n    rejectUnauthorized: false,\n  });\n}\n",
    );
    await ts("import a from 'a';\nclass A {\n  private key = 'secret';\n  f() { return eval(a); }\n}\n", "secret");
    await ts("import a from 'a';\nclass A {\n  private key = 'secret';\n  f() { return eval(a); }\n}\n", "eval");
    await ts("import a from 'a';\nconst f = () => eval(a);\n", "eval");
    await ts("import a from 'a';\nitems.forEach((x) => {\n  eval(x);\n});\n", "eval");
    await ts(
      "import a from 'a';\nexport const V = () => (\n  <div>\n    <p dangerouslySetInnerHTML={{ __html: a }} />\n  </div>\n);\n",
      "dangerously",
      "src/v.tsx",
    );
    await ts("import a from 'a';\nconst t = `\n  ${eval(a)}\n`;\n", "eval");
  });

  it("takes no reason that says nothing", async () => {
    const text = "void f(char *a) { strcpy(a, one); }\n";
    for (const reason of ["", "  ", "-", "TODO"])
      assert.equal(recordDeviation(await parseC(text), findingAt(text, "one"), { kind: "deviation", reason }), undefined);
  });
});
