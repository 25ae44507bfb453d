import assert from "node:assert/strict";
import { dumpTree } from "../../../harness/dump-tree.js";
import { parseEs } from "../../../harness/parse-es.js";

/** The lowered statements of a text, one a line. */
function dump(text: string, path = "a.ts"): string {
  const { tree } = parseEs(text, path);
  return tree.root.children.map(({ id }) => dumpTree(tree, id)).join("\n");
}

describe("the tree of TypeScript and JavaScript", () => {
  const cases: readonly (readonly [name: string, text: string, expected: string, path?: string])[] = [
    [
      "declarations and destructuring",
      "export const { a: b = 1, ...rest } = f(x);",
      "(declaration (storageClass export) (storageClass const) declarator:(declarator name:(object (declarator key:(fieldName a) name:(identifier b) value:(number 1)) (spread (declarator name:(identifier rest)))) value:(call callee:(identifier f) arguments:(arguments (identifier x)))))",
    ],
    [
      "functions, arrow functions, parameters",
      "async function send(topic: string, ...more: T[]): Promise<void> { return x => x; }",
      "(function (storageClass async) name:(identifier send) parameters:(parameters (parameter name:(identifier topic) type:(primitiveType string)) (parameter name:(identifier more) type:(type (typeName T)))) type:(templateType name:(typeName Promise) arguments:(typeArguments (primitiveType void))) body:(block (return (lambda parameters:(parameters (parameter name:(identifier x))) body:(identifier x)))))",
    ],
    [
      "members, subscripts, optional chains, new",
      "new a.B(this.c?.d['e'])!.f++;",
      "(expressionStatement (update postfix++ operand:(member . object:(cast value:(new callee:(member . object:(identifier a) property:(fieldName B)) arguments:(arguments (subscript object:(member ?. object:(member . object:(this) property:(fieldName c)) property:(fieldName d)) index:(string 'e'))))) property:(fieldName f))))",
    ],
    [
      "operators",
      "a = b ?? !c >>> -1 && typeof d === 'x' in e;",
      "(expressionStatement (assignment = left:(identifier a) right:(binary ?? left:(identifier b) right:(binary && left:(binary >>> left:(unary ! operand:(identifier c)) right:(unary - operand:(number 1))) right:(binary === left:(unary typeof operand:(identifier d)) right:(binary in left:(string 'x') right:(identifier e)))))))",
    ],
    [
      "templates with their pieces, tags",
      "sql`a ${b} c`; `x`;",
      "(expressionStatement (call callee:(identifier sql) arguments:(arguments (template (string a ) value:(identifier b) (string  c)))))\n(expressionStatement (string `x`))",
    ],
    [
      "objects",
      "x = { a, b: 1, 'c-d': 2, [e]: 3, f() {}, ...g };",
      "(expressionStatement (assignment = left:(identifier x) right:(object (property key:(fieldName a) value:(identifier a)) (property key:(fieldName b) value:(number 1)) (property key:(string 'c-d') value:(number 2)) (property index:(identifier e) value:(number 3)) (function name:(fieldName f) parameters:(parameters) body:(block)) (spread (identifier g)))))",
    ],
    [
      "classes",
      "@d() class A<T> extends B implements C { private readonly x: number = 1; constructor(public y: T) {} get z() { return 1; } }",
      "(class (decorator (call callee:(identifier d) arguments:(arguments))) name:(identifier A) (templateParameters (parameter name:(identifier T))) (baseClause (typeName name:(identifier B))) (baseClause (typeName name:(identifier C))) body:(members (field (storageClass private) (storageClass readonly) name:(fieldName x) type:(primitiveType number) value:(number 1)) (function parameters:(parameters (parameter (storageClass public) name:(identifier y) type:(typeName T))) body:(block)) (function name:(fieldName z) parameters:(parameters) body:(block (return (number 1))))))",
    ],
    [
      "imports and exports",
      "import a, { b as c } from 'm'; import * as n from 'n'; export { c as d }; export * from 'o'; export default a;",
      "(import (importSpecifier name:(identifier a)) (importSpecifier key:(fieldName b) name:(identifier c)) path:(string 'm'))\n(import (importSpecifier * name:(identifier n)) path:(string 'n'))\n(export (importSpecifier key:(fieldName c) name:(identifier d)))\n(export path:(string 'o'))\n(export value:(identifier a))",
    ],
    [
      "statements",
      "for (const k of l) { if (m) continue; else break; } switch (n) { case 1: default: } try {} catch (e) {} finally {}",
      "(forEach left:(declaration (storageClass const) declarator:(declarator name:(identifier k))) right:(identifier l) body:(block (if condition:(identifier m) consequence:(continue) alternative:(break))))\n(switch condition:(identifier n) body:(block (case value:(number 1)) (case)))\n(try body:(block) (catch (declarator name:(identifier e)) body:(block)) (finally body:(block)))",
    ],
    [
      "JSX",
      "x = <a b={c} d='e' {...f}>g {h}<I.J /></a>;",
      "(expressionStatement (assignment = left:(identifier x) right:(jsxElement name:(identifier a) (jsxAttribute key:(fieldName b) value:(identifier c)) (jsxAttribute key:(fieldName d) value:(string 'e')) (spread (identifier f)) (jsxText) (identifier h) (jsxElement name:(member . object:(identifier I) property:(fieldName J))))))",
      "a.tsx",
    ],
  ];
  for (const [name, text, expected, path] of cases) it(`has ${name}`, () => assert.equal(dump(text, path), expected));

  it("keeps comments out of literals, templates, regular expressions and JSX text", () => {
    const text =
      "#!/usr/bin/env node // no\nconst a = 'http://x'; // one\n/* two */ b(`//${/* three */ c}//`, /[/*]/);\nx = <p>// text {/* four */}</p>;";
    const { tree } = parseEs(text, "a.jsx");
    assert.deepEqual(
      tree.comments.map(({ start, end }) => text.slice(start, end)),
      ["// one", "/* two */", "/* three */", "/* four */"],
    );
  });

  it("spans arguments with their brackets", () => {
    const { tree } = parseEs("f(a, /* ) */ );");
    assert.equal(tree.root.firstChild?.firstChild?.child("arguments")?.text, "(a, /* ) */ )");
  });

  it("survives nesting deeper than the stack", () => {
    const deep = 30_000;
    assert.ok(parseEs(`x = ${"(".repeat(deep)}1${")".repeat(deep)};`).syntaxErrors.length > 0);
    assert.equal(parseEs(`x = ${"1 + ".repeat(deep)}1;`).syntaxErrors.length, 0);
  });
});
