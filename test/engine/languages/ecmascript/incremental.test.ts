import assert from "node:assert/strict";
import { SourceDocument, type TextEdit } from "../../../../engine/src/index.js";
import { dumpTree } from "../../../harness/dump-tree.js";
import { NO_INCLUDES } from "../../../harness/parse-c.js";
import { ES_FRONT_END, parseEs } from "../../../harness/parse-es.js";

const TEXT = Array.from(
  { length: 20 },
  (_, i) => `export function f${String(i)}(a: number) {\n  // about ${String(i)}\n  return a + ${String(i)};\n}\n`,
).join("\n");

describe("an edited TypeScript file", () => {
  const edits: readonly (readonly [name: string, find: string, newText: string])[] = [
    ["a number in a body", "a + 7", "a + 77"],
    ["a line more", "  return a + 3;", "  const b = `x${a}`;\n  return b;"],
    ["a brace less", "  return a + 9;\n}", "  return a + 9;\n"],
    ["a comment that opens", "  return a + 5", "/*  return a + 5"],
    ["nothing left", TEXT, ""],
  ];
  for (const [name, find, newText] of edits) {
    it(`has the tree of a fresh parse: ${name}`, () => {
      const start = TEXT.indexOf(find);
      const edit: TextEdit = { span: { start, end: start + find.length }, newText };
      const text = TEXT.slice(0, start) + newText + TEXT.slice(start + find.length);
      const edited = ES_FRONT_END.parse(new SourceDocument("a.ts", "typescript", text, 2), NO_INCLUDES, parseEs(TEXT, "a.ts", 1), [edit]);
      const fresh = parseEs(text);
      assert.equal(dumpTree(edited.tree), dumpTree(fresh.tree));
      assert.deepEqual(edited.tree.comments, fresh.tree.comments);
      assert.deepEqual(edited.syntaxErrors, fresh.syntaxErrors);
    });
  }
});
