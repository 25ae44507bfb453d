import assert from "node:assert/strict";
import { dumpTree } from "../../../harness/dump-tree.js";
import { parseC } from "../../../harness/parse-c.js";

/** Statement or declaration, and the tree that it must have. */
type Case = readonly [source: string, tree: string];

const DECLARATIONS: readonly Case[] = [
  ["int a;", "(declaration type:(primitiveType int) declarator:(declarator name:(identifier a)))"],
  [
    "static unsigned long int *p = 0, a[2][3];",
    "(declaration (storageClass static) type:(primitiveType unsigned long int) declarator:(declarator declarator:(pointerDeclarator * name:(identifier p)) value:(number 0)) declarator:(declarator declarator:(arrayDeclarator declarator:(arrayDeclarator name:(identifier a) size:(number 2)) size:(number 3))))",
  ],
  [
    "int f(uint8_t x, ...);",
    "(declaration type:(primitiveType int) declarator:(declarator declarator:(functionDeclarator name:(identifier f) parameters:(parameters (parameter type:(primitiveType uint8_t) name:(identifier x)) (variadic)))))",
  ],
  [
    "int (*f)(char *);",
    "(declaration type:(primitiveType int) declarator:(declarator declarator:(functionDeclarator declarator:(parenthesizedDeclarator declarator:(pointerDeclarator * name:(identifier f))) parameters:(parameters (parameter type:(primitiveType char) declarator:(pointerDeclarator *))))))",
  ],
  [
    "struct S { unsigned a : 3; const char *s; } x;",
    "(declaration type:(struct name:(typeName S) body:(members (field type:(primitiveType unsigned) declarator:(declarator name:(fieldName a)) (bitfield (number 3))) (field (typeQualifier const) type:(primitiveType char) declarator:(declarator declarator:(pointerDeclarator * name:(fieldName s)))))) declarator:(declarator name:(identifier x)))",
  ],
  [
    "typedef enum { A, B = 2 } E;",
    "(typeDefinition type:(enum body:(members (enumerator name:(identifier A)) (enumerator name:(identifier B) value:(number 2)))) declarator:(declarator name:(typeName E)))",
  ],
  [
    "int a[] = {[1] = 2, 3};",
    "(declaration type:(primitiveType int) declarator:(declarator declarator:(arrayDeclarator name:(identifier a)) value:(initializerList (initializerPair key:(designator (number 1)) value:(number 2)) (number 3))))",
  ],
  ['#include "a/b.h"\n', '(include path:(string "a/b.h"))'],
  ["#define A 1 + 2\n", "(macroDefinition name:(identifier A) body:(macroBody 1 + 2))"],
  [
    "#define M(a, b) a\n",
    "(macroDefinition name:(identifier M) parameters:(macroParameters (identifier a) (identifier b)) body:(macroBody a))",
  ],
  [
    "#ifndef X\nint a;\n#else\nint b;\n#endif\n",
    "(conditionalDirective ! name:(identifier X) (declaration type:(primitiveType int) declarator:(declarator name:(identifier a))) alternative:(elseDirective (declaration type:(primitiveType int) declarator:(declarator name:(identifier b)))))",
  ],
  [
    "TEST(Flow, Stops) { x(); }",
    "(function declarator:(functionDeclarator name:(identifier TEST) parameters:(parameters (identifier Flow) (identifier Stops))) body:(block (expressionStatement (call callee:(identifier x) arguments:(arguments)))))",
  ],
];

const STATEMENTS: readonly Case[] = [
  [";", "(empty)"],
  ["if (a) b(); else c();", "(if condition:(identifier a) consequence:(expressionStatement (call callee:(identifier b) arguments:(arguments))) alternative:(expressionStatement (call callee:(identifier c) arguments:(arguments))))"],
  ["if ((a = b)) {}", "(if condition:(parenthesized (assignment = left:(identifier a) right:(identifier b))) consequence:(block))"],
  ["while (a) ;", "(while condition:(identifier a) body:(empty))"],
  ["do { } while (a && b);", "(doWhile body:(block) condition:(binary && left:(identifier a) right:(identifier b)))"],
  ["for (int i = 0; i < 3; i++) {}", "(for initializer:(declaration type:(primitiveType int) declarator:(declarator name:(identifier i) value:(number 0))) condition:(binary < left:(identifier i) right:(number 3)) update:(update postfix++ operand:(identifier i)) body:(block))"],
  ["for (;;) {}", "(for body:(block))"],
  ["switch (a) { case 1: b(); break; default: ; }", "(switch condition:(identifier a) body:(block (case value:(number 1) (expressionStatement (call callee:(identifier b) arguments:(arguments))) (break)) (case (empty))))"],
  ["l: goto l;", "(labeled label:(identifier l) (goto label:(identifier l)))"],
  ["return -a;", "(return (unary - operand:(identifier a)))"],
  ["--a;", "(expressionStatement (update -- operand:(identifier a)))"],
  ["*p++ = &q->x[1];", "(expressionStatement (assignment = left:(unary * operand:(update postfix++ operand:(identifier p))) right:(unary & operand:(subscript object:(member -> object:(identifier q) property:(fieldName x)) index:(number 1)))))"],
  ["a.b ^= (uint8_t)c;", "(expressionStatement (assignment ^= left:(member . object:(identifier a) property:(fieldName b)) right:(cast type:(typeDescriptor type:(primitiveType uint8_t)) value:(identifier c))))"],
  ["x = a ? b : c;", "(expressionStatement (assignment = left:(identifier x) right:(conditional condition:(identifier a) consequence:(identifier b) alternative:(identifier c))))"],
  ["x = a ?: c;", "(expressionStatement (assignment = left:(identifier x) right:(conditional condition:(identifier a) alternative:(identifier c))))"],
  ["x = sizeof(int *) + sizeof y;", "(expressionStatement (assignment = left:(identifier x) right:(binary + left:(sizeof type:(typeDescriptor type:(primitiveType int) declarator:(pointerDeclarator *))) right:(sizeof value:(identifier y)))))"],
  ['s = "a" FMT "b";', '(expressionStatement (assignment = left:(identifier s) right:(string (string "a") (identifier FMT) (string "b"))))'],
  ["a = b, c = 'x';", "(expressionStatement (comma left:(assignment = left:(identifier a) right:(identifier b)) right:(assignment = left:(identifier c) right:(char 'x'))))"],
  ["p = (struct S){ .a = 1 };", "(expressionStatement (assignment = left:(identifier p) right:(compoundLiteral type:(typeDescriptor type:(struct name:(typeName S))) value:(initializerList (initializerPair key:(designator (fieldName a)) value:(number 1))))))"],
]; // prettier-ignore

const CPP_STATEMENTS: readonly Case[] = [
  ["x = static_cast<int>(y);", "(expressionStatement (assignment = left:(identifier x) right:(cast type:(typeDescriptor type:(primitiveType int)) value:(identifier y))))"],
  ["if (a) ; else if (b) ;", "(if condition:(identifier a) consequence:(empty) alternative:(if condition:(identifier b) consequence:(empty)))"],
  ["a[1] = b;", "(expressionStatement (assignment = left:(subscript object:(identifier a) index:(number 1)) right:(identifier b)))"],
  ["for (auto &v : list) ;", "(forEach type:(typeName auto) declarator:(declarator declarator:(referenceDeclarator & name:(identifier v))) right:(identifier list) body:(empty))"],
  ["std::sort(a, b);", "(expressionStatement (call callee:(qualifiedName object:(identifier std) name:(identifier sort)) arguments:(arguments (identifier a) (identifier b))))"],
  ["try { } catch (E &e) { throw; }", "(try body:(block) (catch parameters:(parameters (parameter type:(typeName E) declarator:(referenceDeclarator & name:(identifier e)))) body:(block (throw))))"],
  ["if (a and not b) ;", "(if condition:(binary && left:(identifier a) right:(unary ! operand:(identifier b))) consequence:(empty))"],
  ["delete p;", "(expressionStatement (delete (identifier p)))"],
]; // prettier-ignore

async function inFunction(statement: string, language: "c" | "cpp"): Promise<string> {
  const { tree, syntaxErrors } = await parseC(`void f(void) { ${statement} }`, language);
  assert.deepEqual(syntaxErrors, []);
  const body = tree.root.firstChild?.child("body")?.firstChild;
  assert.ok(body);
  return dumpTree(tree, body.id);
}

describe("the tree of C", () => {
  for (const [source, expected] of DECLARATIONS) {
    it(source, async () => {
      const { tree, syntaxErrors } = await parseC(source);
      assert.deepEqual(syntaxErrors, []);
      assert.equal(dumpTree(tree, 1), expected);
    });
  }
  for (const [source, expected] of STATEMENTS) it(source, async () => assert.equal(await inFunction(source, "c"), expected));

  it("keeps comments beside the tree", async () => {
    const { tree } = await parseC("int a; // x\n/* y */ int b;");
    assert.deepEqual(
      tree.comments.map(({ start, end }) => tree.text.slice(start, end)),
      ["// x", "/* y */"],
    );
  });

  it("reports the outermost errors and what is missing", async () => {
    const { tree, syntaxErrors } = await parseC("int f(void) { return 1 }\nint g(void) { x = (1 +; }\nint h;");
    assert.deepEqual(syntaxErrors.map(({ start }) => tree.text.slice(start - 1, start)).length, 2);
    assert.ok(tree.root.children.some((node) => node.text === "int h;"));
  });
});

describe("the tree of C++", () => {
  for (const [source, expected] of CPP_STATEMENTS) it(source, async () => assert.equal(await inFunction(source, "cpp"), expected));
});
