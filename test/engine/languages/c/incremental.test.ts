import assert from "node:assert/strict";
import { SourceDocument, type ParsedFile, type TextEdit } from "../../../../engine/src/index.js";
import { cFrontEnd, NO_INCLUDES } from "../../../harness/parse-c.js";

const SOURCE = `/* Flow control */
#include "flow.h"
#include <string.h>

#define RATE_MAX 1200u
#define CLAMP(x, lo, hi) ((x) < (lo) ? (lo) : (x) > (hi) ? (hi) : (x))

typedef struct {
  uint32_t rate; /* mL/h */
  char label[16];
} flow_t;

static flow_t state;

/** Sets the rate. @satisfies SRS-012 */
bool Flow_Set(uint32_t rate, const char *label)
{
  if (label == NULL || rate > RATE_MAX) {
    return false;
  }
#ifdef CLAMP_RATE
  rate = CLAMP(rate, 1u, RATE_MAX);
#endif
  state.rate = rate; // größer
  for (size_t i = 0; i < sizeof(state.label) - 1; i++) {
    state.label[i] = label[i];
    if (label[i] == '\\0') break;
  }
  switch (state.rate) {
    case 0:
      stop();
      break;
    default:
      start(&state, "ok" "\\n");
  }
  return true;
}

TEST(Flow, Stops)
{
  ASSERT_EQ(Flow_Set(0, "a"), true);
}
`;

const SNIPPETS = [
  "{",
  "}",
  "(",
  ")",
  ";",
  '"',
  "/*",
  "*/",
  "//",
  "\n",
  "\r\n",
  "#if X\n",
  "#endif\n",
  "int x;",
  "void g(void) {}",
  "é",
  "😀",
  " ",
  "a",
  "",
];

/** A small linear congruential generator: the same edits on every machine. */
function generator(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

/** All columns of the tree, and the facts as plain data. */
function snapshot({ tree, facts, syntaxErrors }: ParsedFile): unknown {
  const rows: string[] = [];
  for (let id = 0; id < tree.size; id++) {
    rows.push(
      [tree.kind(id), tree.field(id), tree.operator(id), tree.start(id), tree.end(id), tree.parent(id), tree.subtreeEnd(id)].join(" "),
    );
  }
  return {
    rows,
    comments: tree.comments,
    syntaxErrors,
    functions: facts.functions.map(({ qualifiedName, node, span, nameSpan, body, signature, linkage, parameters }) => ({
      qualifiedName, node, span, nameSpan, body, signature, linkage, parameters: parameters.map(({ name, type }) => ({ name, type })),
    })), // prettier-ignore
    variables: facts.variables.map(({ name, node, type }) => ({ name, node, type })),
    types: facts.types.map(({ kind, name, node, members, target }) => ({ kind, name, node, members, target })),
    macros: facts.macros,
    includes: facts.includes,
    calls: facts.calls,
    attached: facts.comments,
  };
}

function apply(text: string, edits: readonly TextEdit[]): string {
  return edits.reduce((current, { span, newText }) => current.slice(0, span.start) + newText + current.slice(span.end), text);
}

describe("incremental parsing of C", () => {
  it("gives what parsing from scratch gives, after any sequence of edits", async () => {
    const frontEnd = await cFrontEnd();
    const random = generator(20240607);
    for (let run = 0; run < 12; run++) {
      let text = SOURCE;
      let file = frontEnd.parse(new SourceDocument("a.c", "c", text, 0), NO_INCLUDES);
      for (let step = 1; step <= 15; step++) {
        const edits: TextEdit[] = [];
        let current = text;
        for (let n = random(3); n >= 0; n--) {
          const start = random(current.length + 1);
          const end = Math.min(current.length, start + (random(3) === 0 ? random(40) : 0));
          const edit = { span: { start, end }, newText: SNIPPETS[random(SNIPPETS.length)] ?? "" };
          edits.push(edit);
          current = apply(current, [edit]);
        }
        text = current;
        const document = new SourceDocument("a.c", "c", text, step);
        const next = frontEnd.parse(document, NO_INCLUDES, file, edits);
        frontEnd.release(file);
        file = next;
        const fresh = frontEnd.parse(document, NO_INCLUDES);
        assert.deepEqual(snapshot(file), snapshot(fresh), `run ${run}, step ${step}:\n${text}`);
        frontEnd.release(fresh);
      }
      frontEnd.release(file);
    }
  }).timeout(60_000);

  it("does not trust edits that lead elsewhere, nor a released file", async () => {
    const frontEnd = await cFrontEnd();
    const first = frontEnd.parse(new SourceDocument("a.c", "c", "int a;", 0), NO_INCLUDES);
    const wrong = frontEnd.parse(new SourceDocument("a.c", "c", "int abc;", 1), NO_INCLUDES, first, [
      { span: { start: 0, end: 0 }, newText: "x" },
    ]);
    assert.equal(wrong.facts.variables[0]?.name, "abc");
    frontEnd.release(first);
    frontEnd.release(first);
    const second = frontEnd.parse(new SourceDocument("a.c", "c", "int b;", 2), NO_INCLUDES, first, []);
    assert.equal(second.facts.variables[0]?.name, "b");
  });
});

describe("a file cut anywhere", () => {
  for (const language of ["c", "cpp"] as const) {
    it(`is understood as far as it goes, as ${language}`, async () => {
      const frontEnd = await cFrontEnd();
      for (let end = 0; end <= SOURCE.length; end += 3) {
        const file = frontEnd.parse(new SourceDocument("a.c", language, SOURCE.slice(0, end), 0), NO_INCLUDES);
        snapshot(file);
        for (const node of file.tree.root.descendants()) {
          file.semantics.typeOf(node);
          file.semantics.integerValue(node);
          file.semantics.stringValue(node);
          if (node.kind === "identifier") file.semantics.declarationOf(node);
        }
        frontEnd.release(file);
      }
    }).timeout(60_000);
  }

  it("survives nesting that would overflow a recursive reader", async () => {
    const frontEnd = await cFrontEnd();
    const depth = 20_000;
    const sum = `int x = ${"(".repeat(depth)}1${")".repeat(depth)};`;
    const chain = `int y = ${"1 + ".repeat(depth)}1;\nint z = ${"-".repeat(depth)}a;`;
    for (const text of [sum, chain, "{".repeat(depth), "a[".repeat(depth), `int ${"*".repeat(depth)}p;`, "x ? ".repeat(depth)]) {
      const file = frontEnd.parse(new SourceDocument("a.c", "c", text, 0), NO_INCLUDES);
      for (const variable of file.facts.variables) {
        file.semantics.sizeOf(variable.type);
        if (variable.initializer !== undefined) file.semantics.integerValue(file.tree.node(variable.initializer));
      }
      frontEnd.release(file);
    }
  }).timeout(60_000);
});
