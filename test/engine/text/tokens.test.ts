import assert from "node:assert/strict";
import { tokens, type TokenFamily } from "../../../engine/src/index.js";

const texts = (source: string, family: TokenFamily = "c"): readonly string[] => tokens(source, family).map((token) => token.text);
const kinds = (source: string, family: TokenFamily): readonly string[] => tokens(source, family).map((token) => token.kind);

describe("tokens of C and C++", () => {
  it("drop layout and comments", () => {
    assert.deepEqual(texts("int a/* x */=1; // rest\nb"), ["int", "a", "=", "1", ";", "b"]);
    assert.deepEqual(texts("a /* never closed"), ["a"]);
  });

  it("do not depend on line endings", () => {
    const source = '#define A \\\n  1\nint f(void)\n{\n  return A; // x\n}\nconst char *s = R"(a\nb)";';
    assert.deepEqual(texts(source.replaceAll("\n", "\r\n")), texts(source));
    assert.deepEqual(texts(source.replaceAll("\n", "\r")), texts(source));
  });

  it("join continued lines, also inside a token, and keep offsets of the written text", () => {
    const source = "in\\\nt a;";
    assert.deepEqual(tokens(source, "c")[0], { kind: "word", text: "int", start: 0, end: 5 });
    assert.deepEqual(tokens(source, "c")[1], { kind: "word", text: "a", start: 6, end: 7 });
    assert.deepEqual(texts('"a\\\nb"'), ['"ab"']);
  });

  it("read literals whole", () => {
    assert.deepEqual(texts(`u8"a\\"b" L'\\'' R"x(a)"b)x" 0x1p-3f 1'000 .5e+3`), [
      'u8"a\\"b"',
      "L'\\''",
      'R"x(a)"b)x"',
      "0x1p-3f",
      "1'000",
      ".5e+3",
    ]);
    assert.deepEqual(kinds(`"a" 'a' 1 a +`, "c"), ["string", "char", "number", "word", "punctuation"]);
  });

  it("end an unterminated literal at its line", () => {
    assert.deepEqual(texts('"abc\nint'), ['"abc', "int"]);
    assert.deepEqual(texts("#error don't\nx"), ["#", "error", "don", "'t", "x"]);
  });

  it("take the longest operator", () => {
    assert.deepEqual(texts("a<<=b->*c...##d<=>e"), ["a", "<<=", "b", "->*", "c", "...", "##", "d", "<=>", "e"]);
  });

  it("see directives as ordinary tokens", () => {
    assert.deepEqual(texts("#include <a/b.h>"), ["#", "include", "<", "a", "/", "b", ".", "h", ">"]);
  });
});

describe("tokens of ECMAScript", () => {
  const es = (source: string): readonly string[] => texts(source, "ecmascript");

  it("tell a regular expression from a division", () => {
    assert.deepEqual(es("a / b / c"), ["a", "/", "b", "/", "c"]);
    assert.deepEqual(es("x = /[/\"]'/g.test(y)"), ["x", "=", "/[/\"]'/g", ".", "test", "(", "y", ")"]);
    assert.deepEqual(es("return /a/"), ["return", "/a/"]);
    assert.deepEqual(es("(a) / 2"), ["(", "a", ")", "/", "2"]);
  });

  it("read a template as one token, whatever is nested in it", () => {
    assert.deepEqual(es('`a${ {b: `}`}["}"] }c` + 1'), ['`a${ {b: `}`}["}"] }c`', "+", "1"]);
    assert.deepEqual(es("`a\r\nb`"), ["`a\nb`"]);
    assert.deepEqual(es("`open ${ x"), ["`open ${ x"]);
  });

  it("read numbers, optional chaining and private names", () => {
    assert.deepEqual(es("1_000n 0xffn 1..toFixed a?.b a?.5:1 this.#x"), [
      "1_000n", "0xffn", "1.", ".", "toFixed", "a", "?.", "b", "a", "?", ".5", ":", "1", "this", ".", "#", "x",
    ]); // prettier-ignore
  });

  it("skip a hashbang, keep both kinds of quotes as strings, join continued strings", () => {
    assert.deepEqual(es("#!/usr/bin/env node\n'a' \"b\" 'c\\\nd'"), ["'a'", '"b"', "'cd'"]);
    assert.deepEqual(kinds("'a'", "ecmascript"), ["string"]);
  });
});

describe("tokens of anything", () => {
  it("cover the text in order and never fail", () => {
    const source = "/* \u{1F600} */ größe = `x${'` /a/ 'b\\\n \"c 0x \\ @ \u0000 \ufeff # R\"(";
    for (const family of ["c", "ecmascript"] as const) {
      for (let end = 0; end <= source.length; end++) {
        let last = 0;
        for (const token of tokens(source.slice(0, end), family)) {
          assert.ok(token.start >= last && token.end > token.start && token.end <= end);
          last = token.end;
        }
      }
    }
  });
});
