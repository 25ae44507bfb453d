// What C constructs become: the lines that matter, by their text form.
import assert from "node:assert/strict";
import { createCFrontEnd, irText, type FunctionIr } from "../../../engine/src/index.js";
import { parseC } from "../../harness/parse-c.js";
import { cParsers } from "../../harness/parsers.js";

/** The IR of the first function of a text. */
async function lower(text: string): Promise<FunctionIr> {
  const file = await parseC(text);
  const fact = file.facts.functions.find(({ body }) => body !== undefined);
  assert.ok(fact);
  const ir = createCFrontEnd(await cParsers()).lower(file, fact.node);
  assert.ok(ir);
  return ir;
}

/** Blocks by name, each as its trimmed lines. */
async function blocksOf(text: string): Promise<(name: string) => readonly string[]> {
  const blocks = new Map<string, string[]>();
  let lines: string[] = [];
  for (const line of irText(await lower(text)).split("\n")) {
    if (/^b\d+:$/.test(line)) blocks.set(line.slice(0, -1), (lines = []));
    else lines.push(line.trim());
  }
  return (name) => {
    const found = blocks.get(name);
    assert.ok(found, `no block ${name}`);
    return found;
  };
}

/** Where a block goes on: the blocks that its last line names. */
function targets(lines: readonly string[]): readonly string[] {
  return (lines.at(-1) ?? "").match(/\bb\d+/g) ?? [];
}

/** The one block that such a line stands in. */
function only<T>(list: readonly T[]): T {
  const [first, ...others] = list;
  assert.ok(first !== undefined && others.length === 0, `${list.length} instead of one`);
  return first;
}

describe("lowering of C", () => {
  it("if and else meet again behind", async () => {
    const block = await blocksOf("int f(int a) { int r = 0; if (a > 3) { r = 1; } else { r = 2; } return r; }");
    assert.match(block("b0").join("\n"), /declare r with value[^]*%3 = %1 > %2: i32\nif %3 \? b\d+ : b\d+$/);
    const [yes, no] = targets(block("b0"));
    assert.match(block(yes ?? "").join("\n"), /= 1: i32\nr := /);
    assert.match(block(no ?? "").join("\n"), /= 2: i32\nr := /);
    const behind = only([...new Set([...targets(block(yes ?? "")), ...targets(block(no ?? ""))])]);
    assert.match(block(behind).at(-1) ?? "", /^return %/);
  });

  it("what stands right of && is evaluated only behind the left", async () => {
    const block = await blocksOf("int f(int *p) { if (p && *p > 3) return 1; return 0; }");
    assert.doesNotMatch(block("b0").join("\n"), /\*%/, "the pointer is read before it is checked");
    const [right, otherwise] = targets(block("b0"));
    assert.match(block(right ?? "").join("\n"), /%2 = \*%1/);
    assert.equal(targets(block(right ?? ""))[1], otherwise);
  });

  it("|| leaves at the first that holds", async () => {
    const block = await blocksOf("int f(int a, int b) { if (a || b) return 1; return 0; }");
    const [yes, right] = targets(block("b0"));
    assert.equal(targets(block(right ?? ""))[0], yes);
  });

  it("a for loop: test, body, step, and back; break goes behind", async () => {
    const block = await blocksOf("void f(char *b, int n) { for (int i = 0; i < n; i++) { if (i == 3) break; b[i] = 1; } }");
    const head = only(targets(block("b0")));
    assert.match(block(head).at(-1) ?? "", /^loop %/);
    const [body, behind] = targets(block(head));
    assert.match(block(behind ?? "").join("\n"), /^end i\nreturn$/);
    const [leave, stay] = targets(block(body ?? ""));
    assert.deepEqual(targets(block(leave ?? "")), [behind]);
    assert.match(block(stay ?? "").join("\n"), /as u8|as i8/);
    const step = only(targets(block(stay ?? "")));
    assert.match(block(step).join("\n"), /i := /);
    assert.deepEqual(targets(block(step)), [head]);
  });

  it("do … while comes to its body before its test", async () => {
    const block = await blocksOf("int f(int a) { do { a--; } while (a > 0); return a; }");
    const body = only(targets(block("b0")));
    const test = only(targets(block(body)));
    assert.match(block(test).at(-1) ?? "", /^loop /);
    assert.equal(targets(block(test))[0], body);
  });

  it("switch: cases, fall through, default", async () => {
    const block = await blocksOf(
      "int f(int k) { int r = 0; switch (k) { case 1: r = 1; case 2: r += 2; break; default: r = 9; } return r; }",
    );
    const last = block("b0").at(-1) ?? "";
    const cases = /^switch %\d+ \{ 1 => (b\d+), 2 => (b\d+), else => (b\d+) \}$/.exec(last);
    assert.ok(cases, last);
    const [, one = "", two = "", other = ""] = cases;
    assert.deepEqual(targets(block(one)), [two], "the first case falls through");
    assert.deepEqual(targets(block(two)), targets(block(other)));
  });

  it("goto forwards and backwards", async () => {
    const block = await blocksOf("int f(int a) { retry: if (a > 0) { a--; goto retry; } goto done; a = 7; done: return a; }");
    const retry = only(targets(block("b0")));
    const [again, on] = targets(block(retry));
    assert.deepEqual(targets(block(again ?? "")), [retry]);
    const done = only(targets(block(on ?? "")));
    assert.match(block(done).join("\n"), /^%\d+ = a\nreturn %\d+$/);
  });

  it("members, elements and casts name their places", async () => {
    const text = irText(
      await lower(
        "struct m { unsigned char n; unsigned char d[4]; };\nint f(struct m *m, int i) { int b[8]; b[i] = m->d[2]; return (unsigned char)i; }",
      ),
    );
    assert.match(text, /= \*%\d+\.d\[%\d+\]/);
    assert.match(text, /b\[%\d+\] := %/);
    assert.match(text, /as u8/);
  });

  it("a statement that can't be read makes the function partial", async () => {
    assert.equal((await lower("int f(int a) { return a; }")).partial, false);
    assert.equal((await lower("int f(int a) { a = ; return a; }")).partial, true);
  });

  // Both should be true: a part of the function was left out.
  it("known: what can't be read inside an expression or a head does not make the function partial", async () => {
    assert.equal((await lower("int f(int a) { a = ] 3; return a; }")).partial, false);
    assert.equal((await lower("int f(int a) { while (a) ) { a--; } return a; }")).partial, false);
  });

  // The grammar reads the range as an error.
  it("takes a range of cases whole", async () => {
    const block = await blocksOf("int f(int k) { switch (k) { case 5 ... 9: return 1; default: return 0; } }");
    assert.match(block("b0").at(-1) ?? "", /^switch %\d+ \{ 5\.\.9 => b\d+, else => b\d+ \}$/);
  });
});
